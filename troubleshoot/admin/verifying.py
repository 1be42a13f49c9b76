"""「今日、確かめた」: marks steps as looked at today, and finds those whose review is due."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Cause, RemedyStep
from troubleshoot.publishing import history
from troubleshoot.publishing.checks.remedies import FRESH

from .steps import GENERAL

#: How long before its day a review is announced.
SOON: Final = timedelta(days=30)


def of_tab(cause: Cause, tab: str) -> QuerySet[RemedyStep]:
    """Return a cause's steps on one tab: a carrier's own, everyone's, or all of them for ""."""
    chosen = {"": Q(), GENERAL: Q(carrier=None)}.get(tab, Q(carrier__slug=tab))
    return cause.steps.filter(chosen)


def mark(rows: QuerySet[RemedyStep]) -> str:
    """Say of steps that somebody looked at them today; return how many they were, in words."""
    return _("手順%(count)d個を、今日確かめたことにしました。") % {"count": rows.update(reviewed=timezone.localdate())}


def verify(rows: QuerySet[RemedyStep], *, actor: User) -> str:
    """Mark steps of any causes and keep it in their history; return how many they were, in words."""
    causes = sorted(set(rows.values_list("cause__slug", flat=True)))
    with history.recording(*(("cause", slug) for slug in causes), actor=actor, note=_("今日、確かめた")):
        return mark(rows)


class ReviewFilter(admin.SimpleListFilter):
    """Steps by when they must be looked at again; the same year as the check "stale-review"."""

    title = gettext_lazy("見直しの期限")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        del request, model_admin
        return [
            ("over", _("過ぎている(1年より前に確かめた)")),
            ("never", _("一度も確かめていない")),
            ("soon", _("30日以内に来る")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RemedyStep]) -> QuerySet[RemedyStep]:
        del request
        due = timezone.localdate() - FRESH
        sorts = {
            "over": Q(reviewed__lt=due),
            "never": Q(reviewed=None),
            "soon": Q(reviewed__gte=due, reviewed__lt=due + SOON),
        }
        return queryset.filter(sorts.get(self.value() or "", Q()))
