"""Where the editor's pages are, and what each of them is given."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from troubleshoot.models import Guide

from .permissions import may


def may_edit(request: HttpRequest) -> bool:
    """Tell whether somebody may use the editor."""
    return may(request, "edit_guide")


def guide_url(guide: Guide) -> str:
    """Return where a guide is edited."""
    return reverse("admin:troubleshoot_guide_editor", args=[guide.pk])


def candidates_url(guide: Guide) -> str:
    """Return where the causes a guide may advise are edited."""
    return reverse("admin:troubleshoot_guide_candidates", args=[guide.pk])


def question_url(guide: Guide, slug: str) -> str:
    """Return where a question is edited."""
    return reverse("admin:troubleshoot_question_editor", args=[guide.pk, slug])


def editor_page(page: dict[str, Any], guide: Guide, **more: Any) -> dict[str, Any]:
    """Return what a page of the editor is given; ``page``: what every page of the admin is given."""
    return {
        **page,
        "title": _("%(guide)s を編集") % {"guide": guide},
        "guide": guide,
        "place_address": reverse("admin:place"),
        **more,
    }
