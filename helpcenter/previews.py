"""Previews: the readers' own pages made of the drafts, for whoever holds a pass, and never taken for the site."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.csp import CSP

from troubleshoot import snapshot
from troubleshoot.admin.places import place_url
from troubleshoot.publishing import passes
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.drafted import drafted
from troubleshoot.publishing.places import words
from troubleshoot.views.reader import errors

type Answer = Callable[[HttpRequest], HttpResponse]

_ADDRESS: Final = re.compile(rf"{passes.ROOT}([^/]+)(/.*)", re.DOTALL)
_OF_A_GUIDE: Final = re.compile(r"/guides/([^/]+)/")


class Missing(NamedTuple):
    """Something that keeps a guide from being shown, and where editors mend it."""

    guide: str
    finding: Finding
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page says of being a preview.

    ``prefix``: what its addresses begin with; ``keep_url``: where its walk becomes a scenario, "" where there is none.
    """

    prefix: str
    until: datetime
    missing: tuple[Missing, ...]
    keep_url: str


def previewed(get_response: Answer) -> Answer:
    """Middleware that answers ``/preview/<pass>/…`` with the page behind it, made of the drafts.

    While it answers, the prefix is Django's script prefix, so that every address on the page stays in the preview.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(passes.ROOT):
            return get_response(request)
        return _apart(_previewed(request, get_response))

    return answer


def _previewed(request: HttpRequest, get_response: Answer) -> HttpResponse:
    address = _ADDRESS.fullmatch(request.path_info)
    held = passes.opened(address[1]) if address else None
    if address is None or held is None:
        return render(request, "pages/preview_over.html", status=404)
    drafts, outer = drafted(), get_script_prefix()
    prefix = f"{outer.rstrip('/')}{passes.ROOT}{held.token}/"
    request.path_info, request.urlconf = address[2], "helpcenter.urls_preview"
    missing = tuple(_missing(drafts.missing))
    request.preview = Preview(prefix, held.until, missing, _keep_url(request))  # type: ignore[attr-defined]
    set_script_prefix(prefix)
    try:
        with snapshot.shown(drafts.snapshot):
            return get_response(request)
    finally:
        set_script_prefix(outer)


def _keep_url(request: HttpRequest) -> str:
    """Return where the walk that a request shows becomes a scenario."""
    if "/guides/" not in request.path_info:
        return ""
    walk = {"walk": f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"}
    return f"{reverse('admin:troubleshoot_scenario_add')}?{urlencode(walk)}"


def _missing(findings: Iterable[Finding]) -> Iterable[Missing]:
    return (Missing(one.place[1], one, words(one.place), place_url(one.place)) for one in findings)


def _apart(response: HttpResponse) -> HttpResponse:
    """Keep a preview out of caches, search engines and others' frames; the editors' own pages frame it."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what keeps a guide from being shown yet, or answer as on the site."""
    asked = _OF_A_GUIDE.match(request.path_info)
    preview: Preview = request.preview  # type: ignore[attr-defined]
    missing = tuple(one for one in preview.missing if asked and one.guide == asked[1])
    if not missing:
        return errors.not_found(request, exception)
    return render(request, "pages/preview_unready.html", {"missing": missing}, status=404)
