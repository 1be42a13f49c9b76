"""What a guide may advise, what it falls back to, and the test cases of both."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .causes import Cause
from .guides import Guide, GuidePartManager


class GuideCauseManager[M: models.Model](models.Manager[M]):
    """Finds a row by its guide and cause."""

    def get_by_natural_key(self, guide: str, cause: str) -> M:
        return self.get(guide__slug=guide, cause__slug=cause)


class Candidate(models.Model):
    """A cause within a guide: how likely it is, and what finding out costs. Estimates of the editors."""

    class ShowsBy(models.TextChoices):
        LOOKING = "looking", _("見ればわかる")
        RESENDING = "resending", _("直して送り直すとわかる")

    class Pin(models.TextChoices):
        FIRST = "first", _("いつも最初")
        LAST = "last", _("いつも最後")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="candidates", verbose_name=_("案内"))
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="candidates", verbose_name=_("原因"))
    position = models.PositiveIntegerField(_("並び順"), default=0)
    weight = models.DecimalField(
        _("見込み"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("この症状の読者100人のうち、およそ何人がこの原因か(編集部の見積り)。"),
    )
    minutes_to_know = models.DecimalField(
        _("わかるまでの分"),
        max_digits=5,
        decimal_places=1,
        validators=[MinValueValidator(0)],
        help_text=_("この原因かどうかがわかるまでの分。入口に入る分と、送り直しの分は入れません(編集部の見積り)。"),
    )
    shows_by = models.CharField(_("わかり方"), max_length=9, choices=ShowsBy)
    efficacy = models.DecimalField(
        _("効く割合"),
        max_digits=3,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("この原因のとき、手順で直る割合(0〜1、編集部の見積り)。"),
    )
    pin = models.CharField(_("固定"), max_length=5, choices=Pin, blank=True)

    objects = GuideCauseManager()

    class Meta:
        verbose_name = _("候補")
        verbose_name_plural = _("候補(編集部の見積り)")
        ordering = ["position", "cause__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "cause"],
                name="candidate_is_listed_once",
                violation_error_message=_("この原因はもう候補にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100),
                name="candidate_weight_in_range",
                violation_error_message=_("見込みは0から100の間で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(efficacy__gte=0, efficacy__lte=1),
                name="candidate_efficacy_in_range",
                violation_error_message=_("効く割合は0から1の間で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(minutes_to_know__gte=0),
                name="candidate_minutes_not_negative",
                violation_error_message=_("分は0以上で書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cause)

    def natural_key(self) -> tuple[str, str]:
        return (self.guide.slug, self.cause.slug)

    natural_key.dependencies = ["troubleshoot.guide", "troubleshoot.cause"]  # type: ignore[attr-defined]


class LastResort(models.Model):
    """Another way in that a guide offers when none of its candidates fits, or time is short.

    An answer whose effect "rules out" the cause hides it.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="last_resorts", verbose_name=_("案内"))
    cause = models.ForeignKey(
        Cause,
        models.PROTECT,
        related_name="last_resort_of",
        verbose_name=_("手段"),
        limit_choices_to={"role": "last-resort"},
    )
    position = models.PositiveIntegerField(_("並び順"), default=0)

    objects = GuideCauseManager()

    class Meta:
        verbose_name = _("ほかの入り方")
        verbose_name_plural = _("ほかの入り方・最後の手段")
        ordering = ["position", "cause__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "cause"],
                name="last_resort_is_listed_once",
                violation_error_message=_("この手段はもう並んでいます。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cause)

    def natural_key(self) -> tuple[str, str]:
        return (self.guide.slug, self.cause.slug)

    natural_key.dependencies = ["troubleshoot.guide", "troubleshoot.cause"]  # type: ignore[attr-defined]


class Scenario(models.Model):
    """An editor's test case: a reader's situation and what must, may and must not come."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="scenarios", verbose_name=_("案内"))
    key = models.SlugField(_("キー"), max_length=40)
    position = models.PositiveIntegerField(_("並び順"), default=0)
    text = models.TextField(_("読者の状況"), help_text=_("読者が話すとおりに。"))
    answers = models.JSONField(
        _("答え"),
        default=dict,
        blank=True,
        help_text=_('質問のスラッグと答えのスラッグ。例: {"situation": "locked", "recent": "mnp,new-phone"}'),
    )
    first = models.ManyToManyField(Cause, blank=True, related_name="+", verbose_name=_("最初に来てよい原因"))
    among_three = models.ManyToManyField(
        Cause, blank=True, related_name="+", verbose_name=_("どれか一つが3番目までに来るべき原因")
    )
    never = models.ManyToManyField(Cause, blank=True, related_name="+", verbose_name=_("3番目までに来てはいけない原因"))

    objects = GuidePartManager()

    class Meta:
        verbose_name = _("場面テスト")
        verbose_name_plural = _("場面テスト")
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="scenario_key_is_unique")]

    def __str__(self) -> str:
        return f"{self.key}: {self.text[:40]}"

    def natural_key(self) -> tuple[str, str]:
        return (self.guide.slug, self.key)

    natural_key.dependencies = ["troubleshoot.guide"]  # type: ignore[attr-defined]
