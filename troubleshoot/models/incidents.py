"""Incidents: outages and maintenances with their updates. Live without a release."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .carriers import Carrier
from .causes import Cause
from .guides import Guide
from .texts import TextsField, japanese


class Status(models.TextChoices):
    """Where an incident stands, in Statuspage's words."""

    INVESTIGATING = "investigating", _("調査中")
    IDENTIFIED = "identified", _("原因を確認")
    MONITORING = "monitoring", _("回復を見守り中")
    RESOLVED = "resolved", _("解消")
    POSTMORTEM = "postmortem", _("振り返り")


ONGOING = [Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING]


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, spoken of as the officers do."""

    def ongoing(self) -> "IncidentQuerySet":
        """Return those that are not over yet, by their status and never by the clock."""
        return self.filter(status__in=ONGOING)

    def naming(self, row: Guide | Carrier | Cause) -> "IncidentQuerySet":
        """Return those whose cause or scopes name a row."""
        name = "cause" if isinstance(row, Cause) else f"scopes__{row._meta.model_name}"
        return self.filter(**{name: row}).distinct()

    def get_by_natural_key(self, slug: str) -> "Incident":
        return self.get(slug=slug)


class Incident(models.Model):
    """An outage or maintenance; names the cause of role "outage" that it makes certain."""

    class Impact(models.TextChoices):
        NONE = "none", _("影響なし")
        MINOR = "minor", _("小さい")
        MAJOR = "major", _("大きい")
        CRITICAL = "critical", _("重大")
        MAINTENANCE = "maintenance", _("メンテナンス")

    slug = models.SlugField(
        _("スラッグ"), max_length=60, unique=True, help_text=_("URLに使う短い英小文字。例: x-2026-11-24")
    )
    title = TextsField(_("見出し"), help_text=_("読者の帯に出ます。30字くらいまで。"))
    status = models.CharField(_("状態"), max_length=13, choices=Status, default=Status.INVESTIGATING)
    impact = models.CharField(_("影響"), max_length=11, choices=Impact, default=Impact.MAJOR)
    cause = models.ForeignKey(
        Cause,
        models.PROTECT,
        related_name="incidents",
        verbose_name=_("確実になる原因"),
        limit_choices_to={"role": "outage"},
        help_text=_("この障害の間、読者にはこの原因の「待つ」助言が最初に出ます。"),
    )
    started_at = models.DateTimeField(_("始まり"), default=timezone.now)
    resolved_at = models.DateTimeField(_("解消"), null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("障害")
        verbose_name_plural = pgettext_lazy("plural", "障害")
        ordering = ["-started_at", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(Status.values)), name="incident_status_is_known"),
            models.CheckConstraint(
                condition=Q(impact__in=["none", "minor", "major", "critical", "maintenance"]),
                name="incident_impact_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["resolved", "postmortem"], resolved_at__isnull=False)
                | (~Q(status__in=["resolved", "postmortem"]) & Q(resolved_at=None)),
                name="incident_resolved_has_its_time",
                violation_error_message=_("「解消」のときだけ、解消の時刻を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.title)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return f"/incidents/{self.slug}/"


class IncidentScope(models.Model):
    """What an incident touches: a guide, a carrier, or the pair; an empty side means all."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="scopes", verbose_name=_("障害"))
    guide = models.ForeignKey(Guide, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("案内"))
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回線")
    )

    class Meta:
        verbose_name = _("影響する範囲")
        verbose_name_plural = _("影響する範囲(空の側は全部)")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "guide", "carrier"], name="scope_pair_once"),
            models.UniqueConstraint(fields=["incident", "guide"], condition=Q(carrier=None), name="scope_guide_once"),
            models.UniqueConstraint(fields=["incident", "carrier"], condition=Q(guide=None), name="scope_carrier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.guide or '*'} × {self.carrier or '*'}"


class IncidentUpdate(models.Model):
    """One thing said about an incident, with its own time."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates", verbose_name=_("障害"))
    status = models.CharField(_("状態"), max_length=13, choices=Status)
    body = TextsField(_("知らせる文"))
    at = models.DateTimeField(_("時刻"), default=timezone.now)

    class Meta:
        verbose_name = _("続報")
        verbose_name_plural = pgettext_lazy("plural", "続報")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return japanese(self.body)
