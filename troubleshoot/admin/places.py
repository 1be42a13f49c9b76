"""From a finding's place to the page in the admin where it is mended."""

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from troubleshoot.models import (
    Answer,
    Candidate,
    Guide,
    GuideNote,
    Incident,
    LastResort,
    Question,
    RemedyStep,
)
from troubleshoot.publishing.parts import PART_TABLES
from troubleshoot.publishing.places import CHAINS, Place, words

from .guide_pages import candidates_url, guide_url, may_edit, question_url

#: The table of each kind of place; its slugs are the natural key there.
_TABLES: Final[dict[str, type[Model]]] = {
    **PART_TABLES,
    "incident": Incident,
    "step": RemedyStep,
    "answer": Answer,
    "note": GuideNote,
    "candidate": Candidate,
    "last-resort": LastResort,
}


def place_url(place: Place) -> str:
    """Return the admin's address of a place, without a look at the database: the row is found when it is followed."""
    kind, *slugs = place
    return f"{reverse('admin:place')}?{urlencode({'kind': kind, 'slug': slugs}, doseq=True)}"


def place_of(row: Model) -> Place | None:
    """Return the place of a row; None for what no release holds."""
    kind = next((kind for kind, table in _TABLES.items() if kind != "incident" and isinstance(row, table)), None)
    return (kind, *row.natural_key()) if kind else None  # type: ignore[attr-defined]  # all of these have one


def place(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page where a place is edited, or to the nearest whole that is still there."""
    kind, slugs = request.GET.get("kind", ""), request.GET.getlist("slug")
    chain = CHAINS.get(kind, ())
    for depth in range(min(len(chain), len(slugs)), 0, -1):
        row = _row(chain[depth - 1], slugs[:depth])
        if row is not None:
            return HttpResponseRedirect(_address(request, row))
    if chain:
        messages.warning(request, _("%(place)s は下書きにありません。") % {"place": words((kind, *slugs))})
    return HttpResponseRedirect(reverse("admin:index"))


def _address(request: HttpRequest, row: Model) -> str:
    """Return where a row is edited: parts of a guide in its editor, for whoever may use it."""
    if may_edit(request):
        match row:
            case Guide():
                return guide_url(row)
            case GuideNote():
                return guide_url(row.guide)
            case Question():
                return question_url(row.guide, row.slug)
            case Answer():
                return question_url(row.question.guide, row.question.slug)
            case Candidate() | LastResort():
                return candidates_url(row.guide)
    return reverse(f"admin:troubleshoot_{row._meta.model_name}_change", args=[row.pk])


def _row(kind: str, slugs: list[str]) -> Model | None:
    table = _TABLES[kind]
    try:
        found: Model = table._default_manager.get_by_natural_key(*slugs)  # type: ignore[attr-defined]
    except table.DoesNotExist:  # type: ignore[attr-defined]
        return None
    return found
