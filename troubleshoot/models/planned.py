"""Releases planned for later: what was chosen and read, kept as it was then."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long a plan that could not go out is told of.
_LATELY: Final = timedelta(days=14)


class PlannedReleaseQuerySet(models.QuerySet["PlannedRelease"]):
    """Plans, spoken of as publishers do."""

    def due(self, at: datetime) -> "PlannedReleaseQuerySet":
        """Return those whose time has come, earliest first."""
        return self.filter(state="waiting", at__lte=at).order_by("at", "pk")

    def worth_telling(self, at: datetime) -> "PlannedReleaseQuerySet":
        """Return those that wait, and those that could not go out lately; without what they hold. ``at``: now."""
        rows = self.filter(Q(state="waiting") | Q(state="refused", at__gte=at - _LATELY))
        return rows.select_related("actor").defer("drafts")


class PlannedRelease(models.Model):
    """Chosen drafts that become a release at a time.

    ``drafts`` is a document of nothing but what is to go out, as somebody read it. ``chosen`` lists that as [kind,
    slug, mark], also what is to be removed; by the mark one tells whether the newest release still says of it what it
    said then. ``outcome``: why it could not go out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("予約中")
        DONE = "done", _("公開した")
        REFUSED = "refused", _("公開できなかった")
        WITHDRAWN = "withdrawn", _("取り消した")

    at = models.DateTimeField(_("公開する時刻"), db_index=True)
    made_at = models.DateTimeField(_("予約した時刻"), default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("予約した人"))
    note = models.CharField(_("メモ"), max_length=300, blank=True)
    chosen = models.JSONField(_("公開するもの"), default=list)
    drafts = models.TextField(_("文書"))
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.WAITING)
    outcome = models.TextField(_("結果"), blank=True)
    release = models.ForeignKey(
        "Release", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公開版")
    )

    objects = PlannedReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("公開の予約")
        verbose_name_plural = _("公開の予約")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "refused", "withdrawn"]), name="planned_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
