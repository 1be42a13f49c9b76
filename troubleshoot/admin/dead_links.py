"""Dead links: what became of those that lead out of the site, and those within it that lead nowhere."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from troubleshoot.publishing import outcomes, outside
from troubleshoot.publishing.checks import links as own_links
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.outcomes import Known
from troubleshoot.publishing.places import Place
from troubleshoot.publishing.wordings import called, titles

from .permissions import may, require
from .places import place_url

#: How long an editor waits for one look; the rest is asked at the next one.
_SECONDS: Final = 15.0
#: What became of links, the worst first, as headings.
_HEADINGS: Final[Mapping[str, Promise]] = {
    "gone": gettext_lazy("ページがありません"),
    "inside": gettext_lazy("安全に開けないアドレスに移ります"),
    "silent": gettext_lazy("つながりません"),
    "unsure": gettext_lazy("断られました(人の目で確かめてください)"),
    "moved": gettext_lazy("引っ越しました(新しいアドレスに直してください)"),
    "": gettext_lazy("まだ確かめていません"),
    "works": gettext_lazy("開けます"),
}


class Row(NamedTuple):
    """A link, what is known of it, and the places that have it with the way to each."""

    url: str
    known: Known | None
    places: list[tuple[str, str]]


class Group(NamedTuple):
    """Links of which the same became; ``bad``: an editor should do something."""

    heading: Promise
    bad: bool
    rows: list[Row]


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the page hangs in the admin."""
    return [path("links/", site.admin_view(links), {"site": site}, name="links")]


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what is known of the links; on POST look again, and say how far it came."""
    require(request, "see_links")
    if request.method == "POST":
        require(request, "look_at_links")
        return _looked(request)
    document = compile_document()
    found, known = outside.links(document), outcomes.known(outcomes.file())
    names = titles(document)
    rows = [Row(url, known.get(url), _ways(places, names)) for url, places in found.items()]
    context = {
        **site.each_context(request),
        "title": _("リンク切れ"),
        "groups": _grouped(rows),
        "own": [(called(one.place, names), place_url(one.place), one.message) for one in own_links.broken(document)],
        "may_look": may(request, "look_at_links"),
        "count": len(rows),
    }
    return TemplateResponse(request, "admin/troubleshoot/links/links.html", context)


def _ways(places: list[Place], names: Mapping[Place, str]) -> list[tuple[str, str]]:
    return [(called(place, names), place_url(place)) for place in places]


def _grouped(rows: list[Row]) -> list[Group]:
    groups = []
    for what, heading in _HEADINGS.items():
        of_group = [row for row in rows if (row.known.fate.what if row.known else "") == what]
        if of_group:
            groups.append(Group(heading, what not in {"", "works"}, of_group))
    return groups


def _looked(request: HttpRequest) -> HttpResponse:
    done = outcomes.look(compile_document(), outcomes.file(), at=localdate(), seconds=_SECONDS)
    (messages.warning if done.offline else messages.success)(request, str(done))
    return HttpResponseRedirect(reverse("admin:links"), status=303)
