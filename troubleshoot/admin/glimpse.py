"""An incident as readers will see it, before it is told: their own pages, over a snapshot that nobody else has."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, resolve, reverse
from django.utils.translation import override

from troubleshoot import snapshot

from .beginning import BeginForm

#: What addresses on a page are made of.
_HOST: Final = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST")
_SCRIPT: Final = re.compile(r"<script\b.*?</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Two whole pages of the readers', to be framed: one with the banner, and the incident's own."""

    banner: str
    page: str


def of(request: HttpRequest, form: BeginForm) -> Glimpse:
    """Return what readers will see of an incident that a form tells of."""
    incident = form.foreseen()
    served = snapshot.current()
    guide = next((guide for guide, _carrier in incident.scopes if guide in served.release().guides), None)
    front = reverse("troubleshoot:guide", args=[guide]) if guide else reverse("troubleshoot:home")
    with snapshot.shown(replace(served, incidents=(incident, *served.incidents))), override("ja"):
        return Glimpse(_drawn(request, front), _drawn(request, reverse("troubleshoot:incident", args=[incident.slug])))


def _drawn(request: HttpRequest, path: str) -> str:
    """Return a reader's page. The URL list alone knows which view draws it: the admin imports none of them."""
    within = "/" + path.removeprefix(get_script_prefix())
    found = resolve(within)
    asked: Any = HttpRequest()
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", path, within, found
    asked.META = {name: request.META[name] for name in _HOST if name in request.META}
    asked.user = request.user
    drawn: HttpResponse = found.func(asked, *found.args, **found.kwargs)
    return _without_ways(drawn.text)


def _without_ways(page: str) -> str:
    """Have no link lead anywhere: a frame that may open no windows goes nowhere with this. Nor has it scripts."""
    page = _SCRIPT.sub("", page)
    return page.replace("<head>", '<head><base target="_blank">', 1)
