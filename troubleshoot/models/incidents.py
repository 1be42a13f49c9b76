"""Incidents: outages and maintenances with their updates. Live without a release."""

from datetime import datetime
from typing import Final

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
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
    SCHEDULED = "scheduled", _("予定")
    IN_PROGRESS = "in_progress", _("作業中")
    VERIFYING = "verifying", _("確認中")
    COMPLETED = "completed", _("終了")


#: The statuses of a maintenance; all others are an outage's.
OF_MAINTENANCE: Final = (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED)
ONGOING: Final = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.IN_PROGRESS, Status.VERIFYING)
#: What ends an incident; a postmortem comes after.
ENDING: Final = (Status.RESOLVED, Status.COMPLETED)
OVER: Final = (Status.RESOLVED, Status.POSTMORTEM, Status.COMPLETED)


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, spoken of as the officers do."""

    def ongoing(self) -> "IncidentQuerySet":
        """Return those that are not over yet, by their status and never by the clock."""
        return self.filter(status__in=ONGOING)

    def planned(self) -> "IncidentQuerySet":
        """Return the maintenances that have not begun."""
        return self.filter(status=Status.SCHEDULED)

    def due(self, at: datetime) -> "IncidentQuerySet":
        """Return the maintenances that are to start or end by themselves by now."""
        starts = Q(status=Status.SCHEDULED, scheduled_start__lte=at)
        return self.filter(starts | Q(status__in=ONGOING, scheduled_end__lte=at), runs_itself=True)

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
    next_update_at = models.DateTimeField(
        _("次の続報の予定"), null=True, blank=True, help_text=_("読者の帯に出ます。過ぎると自動で消えます。")
    )
    notice_url = models.URLField(
        _("公式のお知らせ"),
        blank=True,
        default="",
        db_default="",
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Xや携帯会社のお知らせのページ。https:// で始まるもの。"),
    )
    scheduled_start = models.DateTimeField(_("開始の予定"), null=True, blank=True)
    scheduled_end = models.DateTimeField(_("終了の予定"), null=True, blank=True)
    runs_itself = models.BooleanField(
        _("予定の時刻に自動で始めて終える"),
        default=True,
        db_default=True,
        help_text=_("外すと、始まりと終わりを手で知らせます。"),
    )
    created_at = models.DateTimeField(_("書いた時刻"), default=timezone.now, db_default=Now(), editable=False)
    sent_as = models.CharField(max_length=36, unique=True, null=True, blank=True, editable=False)

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
                condition=Q(status__in=list(OVER), resolved_at__isnull=False)
                | (~Q(status__in=list(OVER)) & Q(resolved_at=None)),
                name="incident_resolved_has_its_time",
                violation_error_message=_("「解消」のときだけ、解消の時刻を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(OF_MAINTENANCE), impact="maintenance")
                | (~Q(status__in=list(OF_MAINTENANCE)) & ~Q(impact="maintenance")),
                name="incident_status_fits_its_kind",
                violation_error_message=_("予定・作業中・確認中・終了は、メンテナンスだけの状態です。"),
            ),
            models.CheckConstraint(
                condition=Q(impact="maintenance", scheduled_start__isnull=False, scheduled_end__isnull=False)
                | (~Q(impact="maintenance") & Q(scheduled_start=None, scheduled_end=None)),
                name="incident_maintenance_has_its_plan",
                violation_error_message=_("メンテナンスには、開始と終了の予定を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(scheduled_start=None) | Q(scheduled_end__gt=F("scheduled_start")),
                name="incident_plan_ends_after_it_starts",
                violation_error_message=_("終了の予定は、開始の予定よりあとにしてください。"),
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
    """One thing said about an incident, with its own time: ``at`` may lie before it was written, and then says so."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates", verbose_name=_("障害"))
    status = models.CharField(_("状態"), max_length=13, choices=Status)
    body = TextsField(_("知らせる文"))
    at = models.DateTimeField(_("時刻"), default=timezone.now)
    written_at = models.DateTimeField(_("書いた時刻"), default=timezone.now, db_default=Now(), editable=False)
    corrected_at = models.DateTimeField(_("訂正した時刻"), null=True, blank=True, editable=False)
    sent_as = models.CharField(max_length=36, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("続報")
        verbose_name_plural = pgettext_lazy("plural", "続報")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return japanese(self.body)


class IncidentTemplateManager(models.Manager["IncidentTemplate"]):
    """Finds a template by its name, as fixtures do."""

    def get_by_natural_key(self, name: str) -> "IncidentTemplate":
        return self.get(name=name)


class IncidentTemplate(models.Model):
    """What officers prepare on a quiet day: words and whom they concern, for an outage that may come."""

    name = models.CharField(
        _("名前"), max_length=60, unique=True, help_text=_("係の人だけが見ます。例: X全体でSMSが止まった")
    )
    title = TextsField(_("見出し"))
    cause = models.ForeignKey(
        Cause, models.CASCADE, related_name="+", verbose_name=_("確実になる原因"), limit_choices_to={"role": "outage"}
    )
    impact = models.CharField(
        _("影響"), max_length=8, choices=Incident.Impact.choices[:4], default=Incident.Impact.MAJOR
    )
    guides = models.ManyToManyField(Guide, blank=True, related_name="+", verbose_name=_("案内(空は全部)"))
    carriers = models.ManyToManyField(Carrier, blank=True, related_name="+", verbose_name=_("回線(空は全部)"))
    first_words = TextsField(_("最初のお知らせ"))
    identified = TextsField(_("原因がわかったとき"), blank=True)
    monitoring = TextsField(_("直りはじめたとき"), blank=True)
    resolved = TextsField(_("解消したとき"), blank=True)

    objects = IncidentTemplateManager()

    class Meta:
        verbose_name = _("お知らせのひな形")
        verbose_name_plural = pgettext_lazy("plural", "お知らせのひな形")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)
