"""Guides: one symptom's troubleshooter, and what it says around the walk."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .carriers import SlugManager
from .causes import Cause
from .texts import TextsField, japanese

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: What is paid beside the remedies, by the names of a guide's columns.
PRICES: Final = ("resend_minutes", "safe_resends", "pause_minutes", "last_resort_minutes")
#: How a guide asks and learns, likewise.
HABITS: Final = ("asking", "learns_by")


#: The least minutes of the last resort: one that is as good as free is advised at once, whatever could be tried.
_LAST_RESORT: Final = 1


def _minutes(
    name: "StrOrPromise", usual: float, help_text: "StrOrPromise", least: int = 0
) -> "models.DecimalField[Any, Any]":
    lowest = [MinValueValidator(least)]
    return models.DecimalField(
        name, max_digits=5, decimal_places=1, default=usual, db_default=usual, validators=lowest, help_text=help_text
    )


class Guide(models.Model):
    """One symptom's troubleshooter: a decision graph with an entry question.

    ``learned``: of numbers that were accepted from what verdicts propose, those of before, as engine.accepting has it.
    """

    class Asking(models.TextChoices):
        AS_DRAWN = "as-drawn", _("図のとおりに、ぜんぶ聞く")
        WHAT_PAYS = "what-pays", _("聞くと早くなる質問だけ聞く")

    slug = models.SlugField(
        _("スラッグ"), max_length=40, unique=True, help_text=_("URLに使う短い英小文字。公開後は変えません。")
    )
    title = TextsField(_("題名"), help_text=_("症状を読者の言葉で。"))
    summary = TextsField(_("説明"), help_text=_("検索結果と案内の先頭に出る一文。"))
    position = models.PositiveIntegerField(_("並び順"), default=0)
    entry = models.ForeignKey(
        "Question", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("最初の質問")
    )
    certainty = models.FloatField(
        _("確信の目安"),
        default=0.8,
        validators=[MinValueValidator(0.5), MaxValueValidator(1)],
        help_text=_("いちばん有力な原因の見込みがここに届いたら、残りの質問を省きます(0.5〜1)。"),
    )

    resend_minutes = _minutes(_("送り直しにかかる分"), 1, _("コードをもう一度送って、来るかどうかがわかるまで。"))
    safe_resends = models.PositiveSmallIntegerField(
        _("続けて送り直せる回数"),
        default=2,
        db_default=2,
        validators=[MaxValueValidator(9)],
        help_text=_("これを超えると、しばらく送ってもらえなくなる回数の手前まで。"),
    )
    pause_minutes = _minutes(
        _("止められたときの損(分)"),
        20,
        _("送り直しが多すぎて1日待つことを、何分の手間と同じに数えるか。大きいほど、送り直しをまとめてすすめます。"),
    )
    last_resort_minutes = _minutes(
        _("ほかの入り方にかかる分"),
        60,
        _("最後の手段で解決するまで(1分から)。続けて試すより早いときに、そちらをすすめます。小さいほど早く出ます。"),
        _LAST_RESORT,
    )

    asking = models.CharField(
        _("質問の聞き方"),
        max_length=9,
        choices=Asking,
        default=Asking.AS_DRAWN,
        db_default="as-drawn",
        help_text=_("「早くなる質問だけ」にすると、答えても助言がほとんど変わらない質問を、その読者には省きます。"),
    )
    learns_by = models.DecimalField(
        _("自動で受け入れる幅(ポイント)"),
        max_digits=2,
        decimal_places=1,
        default=0,
        db_default=0,
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("9.9"))],
        help_text=_("0なら、結果から学んだ見込みは提案だけです。0より大きくすると、1日にこの幅まで自動で公開します。"),
    )

    learned = models.JSONField(
        _("学ぶ前の数"), default=dict, blank=True, editable=False, db_default=Value({}, models.JSONField())
    )

    objects = SlugManager()

    class Meta:
        verbose_name = _("案内")
        verbose_name_plural = pgettext_lazy("plural", "案内")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(certainty__gte=0.5, certainty__lte=1),
                name="guide_certainty_in_range",
                violation_error_message=_("確信の目安は0.5から1の間で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(resend_minutes__gte=0, safe_resends__lte=9, pause_minutes__gte=0),
                name="guide_prices_in_range",
                violation_error_message=_("分は0以上、送り直せる回数は0から9で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(last_resort_minutes__gte=_LAST_RESORT),
                name="guide_last_resort_takes_time",
                violation_error_message=_("ほかの入り方にかかる分は、1以上で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(asking__in=["as-drawn", "what-pays"], learns_by__gte=0), name="guide_habits_are_known"
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.title)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return f"/guides/{self.slug}/"


class GuidePartManager[M: models.Model](models.Manager[M]):
    """Finds a part of a guide by the guide's slug and the part's own key."""

    def get_by_natural_key(self, guide: str, key: str) -> M:
        field = "key" if any(f.name == "key" for f in self.model._meta.fields) else "slug"
        return self.get(guide__slug=guide, **{field: key})


class GuideNote(models.Model):
    """Something a guide says around the walk: a caution before it, a first step, how to prevent it."""

    class Kind(models.TextChoices):
        CAUTION = "caution", _("質問の前の注意")
        FIRST_STEP = "first-step", _("最初にすること")
        PREVENTION = "prevention", _("次に困らないために(解決後)")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="notes", verbose_name=_("案内"))
    key = models.SlugField(_("キー"), max_length=40)
    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    position = models.PositiveIntegerField(_("並び順"), default=0)
    text = TextsField(_("文"))
    detail = TextsField(_("補足"), blank=True)
    cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("くわしいページ")
    )

    objects = GuidePartManager()

    class Meta:
        verbose_name = _("案内の一言")
        verbose_name_plural = pgettext_lazy("plural", "案内の一言")
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="note_key_is_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["caution", "first-step", "prevention"]), name="note_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.text)

    def natural_key(self) -> tuple[str, str]:
        return (self.guide.slug, self.key)

    natural_key.dependencies = ["troubleshoot.guide"]  # type: ignore[attr-defined]
