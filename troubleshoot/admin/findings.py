"""What the checks find in one part of the drafts, as a list that a page loads once it is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from troubleshoot.models import Answer, Question, RemedyStep
from troubleshoot.models.texts import japanese
from troubleshoot.publishing.checks import Finding, check_part
from troubleshoot.publishing.places import CHAINS, LISTS, NAMES, Place, field, words

from .places import place_url

#: Characters of a name that tell it from the others.
_LONGEST: Final = 20
#: The list that holds each kind, and what names its rows.
_ROWS: Final = {kind: (rows, key) for rows, (kind, key) in LISTS.items()}
#: What is known by its own words rather than by a slug: its table, its owner's slug, what names it.
_WORDED: Final[Mapping[str, tuple[type[Model], str, str]]] = {
    "question": (Question, "guide__slug", "slug"),
    "answer": (Answer, "question__guide__slug", "slug"),
    "step": (RemedyStep, "cause__slug", "key"),
}


class Remark(NamedTuple):
    """A finding in a list about a place.

    ``where``: in words, as seen from that place; ``url``: where it is mended; ``rows``, ``key`` and ``name``: which
    row of the place's form it is about, "" for the place itself: the row of ``rows`` whose ``key`` is ``name``.
    """

    finding: Finding
    where: str
    url: str
    rows: str
    key: str
    name: str


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the list hangs in the admin."""
    return [path("findings/", site.admin_view(findings), {"site": site}, name="findings")]


@require_safe
def findings(request: HttpRequest, site: AdminSite) -> TemplateResponse:
    """Show the findings of the place that the query names, with the way to where each is mended."""
    place = place_asked(request)
    remarks = _remarks(check_part(place), place)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": words(place),
        "place": place,
        "errors": [one for one in remarks if one.finding.blocks],
        "warnings": [one for one in remarks if not one.finding.blocks],
        "again": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/troubleshoot/findings_list.html", context)


def place_asked(request: HttpRequest) -> Place:
    """Return the place that a query names, to whoever may see what it is part of."""
    kind, slugs = request.GET.get("kind", ""), request.GET.getlist("slug")
    chain = CHAINS.get(kind, ())
    if not chain or len(slugs) != len(chain):
        raise Http404
    if not request.user.has_perm(f"troubleshoot.view_{chain[0]}"):
        raise PermissionDenied
    return (kind, *slugs)


def _remarks(found: Iterable[Finding], place: Place) -> list[Remark]:
    found = list(found)
    titles = _titles({one.place for one in found if one.place != place})
    return [_remark(one, place, titles) for one in found]


def _remark(finding: Finding, place: Place, titles: Mapping[Place, str]) -> Remark:
    kind, *slugs = finding.place
    own, is_row = finding.place == place, len(slugs) == len(place)
    title = Truncator(titles.get(finding.place, slugs[-1])).chars(_LONGEST)
    trail = [] if own else [_("%(kind)s「%(title)s」") % {"kind": NAMES[kind], "title": title}]
    trail += [field(finding.field)] if finding.field else []
    rows, key = _ROWS.get(kind, ("", "")) if is_row else ("", "")
    where = " › ".join(trail) or _("全体")
    return Remark(finding, where, place_url(finding.place), rows, key, slugs[-1] if rows else "")


def _titles(places: Iterable[Place]) -> dict[Place, str]:
    """Return what places are called, by one query a kind."""
    by_kind: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for kind, *slugs in places:
        by_kind[kind, slugs[0]].append((kind, *slugs))
    titles: dict[Place, str] = {}
    for (kind, owner), listed in by_kind.items():
        if kind in _WORDED:
            model, within, key = _WORDED[kind]
            rows = model._default_manager.filter(**{within: owner, f"{key}__in": {one[-1] for one in listed}})
            names = ("question__slug", key) if kind == "answer" else (key,)
            titles |= {(kind, owner, *slugs): japanese(text) for *slugs, text in rows.values_list(*names, "text")}
    return titles
