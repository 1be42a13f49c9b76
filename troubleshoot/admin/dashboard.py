"""The boxes of the first page: what goes on, what is not published yet, what is to be done, what readers report."""

from typing import Any, Final, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.insight import reports
from troubleshoot.models import Feedback, Guide, Incident, Miss, PlannedRelease, Proposal, Release
from troubleshoot.models.texts import japanese
from troubleshoot.publishing import reviews
from troubleshoot.publishing.publish import preview
from troubleshoot.publishing.unpublished import Unpublished, unpublished

from .nights import last_nights
from .permissions import may
from .places import place_url
from .publishing import found
from .saying import told

#: How many rows a box shows before it leads to the whole list.
_SHOWN: Final = 10
_FEW: Final = 5

#: Pages beside the tables, each with what somebody must be allowed to see it.
_TOOLS: Final = (
    ("insight", "see_insight", gettext_lazy("読者の結果からわかること")),
    ("learning", "learn", gettext_lazy("結果から学ぶ")),
    ("replace", "replace_causes", gettext_lazy("検索と置換")),
    ("links", "see_links", gettext_lazy("リンク切れ")),
    ("deleted", "see_deleted", gettext_lazy("消したもの")),
    ("exchange", "take_out_causes", gettext_lazy("取り込みと書き出し")),
)


class Tool(NamedTuple):
    """A page beside the tables, and where it is."""

    words: str
    url: str


class Draft(NamedTuple):
    """What is not published yet, and where it is edited."""

    told: Unpublished
    url: str


class Stale(NamedTuple):
    """A cause with steps to look at again, and where they are."""

    due: reviews.Due
    url: str


class Reported(NamedTuple):
    """What readers reported of a guide, and what editors call it."""

    title: str
    report: reports.Report


def boxes(request: HttpRequest) -> dict[str, Any]:
    """Return what the first page shows somebody: each box only to whoever may see what is in it."""
    sees = request.user.has_perm
    shown: dict[str, Any] = {"tools": _tools(request)}
    if sees("troubleshoot.view_incident"):
        shown["ongoing"] = [told(one) for one in Incident.objects.ongoing()]
        shown["maintenances"] = [told(one) for one in Incident.objects.planned()]
    if sees("troubleshoot.change_proposal"):
        shown["proposals"] = Proposal.objects.waiting().select_related("guide", "carrier")
    if sees("troubleshoot.view_release"):
        shown["drafts"] = [Draft(one, place_url(one.change.place)) for one in unpublished()]
        shown["planned"] = PlannedRelease.objects.worth_telling(timezone.now())
        shown["releases"] = Release.objects.defer("document").select_related("actor")[:_FEW]
        shown["nights"] = last_nights(request)
    if sees("troubleshoot.change_remedystep"):
        due = reviews.due(timezone.localdate())
        rows = [Stale(one, place_url(("cause", one.slug))) for one in due[:_SHOWN]]
        shown |= {"due": rows, "due_total": len(due)}
    if sees("troubleshoot.view_feedback"):
        shown["unhandled"] = Feedback.objects.unhandled().count()
    if sees("troubleshoot.view_miss"):
        shown["misses"] = Miss.objects.all()[:_FEW]
    if sees("troubleshoot.view_tally"):
        shown["reports"] = _reports()
    return shown


def checks(request: HttpRequest) -> TemplateResponse:
    """Show what the checks find in all drafts; the first page loads this once it is there."""
    if not request.user.has_perm("troubleshoot.view_release"):
        raise PermissionDenied
    context = {"title": _("下書き全体の検査"), **found(preview().findings)}
    return TemplateResponse(request, "admin/dashboard/checks.html", context)


def _tools(request: HttpRequest) -> list[Tool]:
    return [Tool(str(words), reverse(f"admin:{name}")) for name, action, words in _TOOLS if may(request, action)]


def _reports() -> list[Reported]:
    """Return what readers reported this week and last; a guide that is gone goes by its slug."""
    titles = dict(Guide.objects.values_list("slug", "title"))
    weekly = reports.weekly(timezone.now())
    return [Reported(japanese(titles.get(one.guide, {})) or one.guide, one) for one in weekly]
