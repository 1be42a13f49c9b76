"""Proposed incidents: what the site noticed by itself, before an officer says what it is."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .carriers import Carrier
from .guides import Guide
from .incidents import Incident

#: How long a proposal stands for itself: no second one is made of the same, and then it expires undecided.
HOLD: Final = timedelta(hours=6)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, spoken of as the officers do."""

    def waiting(self) -> "ProposalQuerySet":
        """Return those that nobody has decided on yet."""
        return self.filter(state=Proposal.State.WAITING)

    def how_decided(self) -> Iterable[Any]:
        """Return how many of each source and state there are, under "n"."""
        return self.order_by().values("source", "state").annotate(n=models.Count("pk"))

    def unmailed(self) -> "ProposalQuerySet":
        """Return those that officers have not been mailed yet."""
        return self.filter(mailed_at=None)


class Proposal(models.Model):
    """That an outage seems to be on: of a guide, a carrier, or both; an empty side means all.

    ``evidence``: what it rests on, as ``incidents.noticing`` or ``incidents.sources`` writes it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("判断待ち")
        CONFIRMED = "confirmed", _("障害として知らせた")
        DISMISSED = "dismissed", _("障害ではない")
        EXPIRED = "expired", _("時間切れ")

    class Source(models.TextChoices):
        REPORTS = "reports", _("読者の報告")
        FEED = "feed", _("公式の状況ページ")

    source = models.CharField(_("もと"), max_length=7, choices=Source, default=Source.REPORTS)
    #: What a feed calls it, so that it is proposed once; "" for reports.
    key = models.CharField(max_length=300, blank=True, editable=False)
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.WAITING)
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("案内"))
    carrier = models.ForeignKey(
        Carrier, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("回線")
    )
    title = models.CharField(_("見出し"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("始まり"))
    noticed_at = models.DateTimeField(_("気づいた時刻"), default=timezone.now)
    seen_at = models.DateTimeField(_("最後に見えた時刻"), default=timezone.now)
    evidence = models.JSONField(_("根拠"), default=dict)
    incident = models.ForeignKey(
        Incident, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("障害")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判断した人")
    )
    decided_at = models.DateTimeField(_("判断した時刻"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    mailed_at = models.DateTimeField(_("メールした時刻"), null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("障害の疑い")
        verbose_name_plural = pgettext_lazy("plural", "障害の疑い")
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed", "dismissed", "expired"]), name="proposal_state_is_known"
            ),
            models.CheckConstraint(condition=Q(source__in=["reports", "feed"]), name="proposal_source_is_known"),
            models.UniqueConstraint(fields=["source", "key"], condition=~Q(key=""), name="proposal_of_a_feed_once"),
        ]

    def __str__(self) -> str:
        named = [str(side) for side in (self.guide, self.carrier) if side]
        return self.title or " × ".join(named) or str(_("全体"))

    @property
    def share(self) -> float:
        """Which part of those who have the trouble now has it by what is proposed, in tenths; a feed says all."""
        return round(float(self.evidence.get("share", 1)), 1)

    @property
    def suspected(self) -> tuple[object, ...]:
        """What readers' pages depend on of it."""
        return self.guide_id, self.carrier_id, self.share
