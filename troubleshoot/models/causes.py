"""Causes and their remedies: what keeps a symptom alive, and the steps that end it."""

from typing import Final

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .carriers import Carrier, Device, SlugManager
from .texts import TextsField, japanese

#: A page elsewhere, or one of ours; browsers take "//" and "/\\" for elsewhere. The release's schema says the same.
LINK: Final = r"^(https://\S+|/|/[^/\\\s]\S*)\Z"


class Cause(models.Model):
    """Something that keeps the symptom alive, shared by guides; its page explains it."""

    class Role(models.TextChoices):
        FAULT = "fault", _("原因(読者が直せる)")
        OUTAGE = "outage", _("障害(待つしかない)")
        LOOK_ALIKE = "look-alike", _("似ている別の問題")
        LAST_RESORT = "last-resort", _("ほかの入り方・最後の手段")

    slug = models.SlugField(
        _("スラッグ"), max_length=40, unique=True, help_text=_("URLに使う短い英小文字。公開後は変えません。")
    )
    role = models.CharField(_("種類"), max_length=12, choices=Role, default=Role.FAULT)
    title = TextsField(_("題名"), help_text=_("読者が見てわかる一行。"))
    summary = TextsField(_("なぜ起きるか"))
    signs = TextsField(_("こんなときに当てはまる"), blank=True)
    confirm = TextsField(_("直ったかの確かめ方"), blank=True)
    warning = TextsField(_("注意"), blank=True)
    afterwards = TextsField(_("済んだら元に戻すこと"), blank=True, help_text=_("「届いた」を押した読者に出ます。"))
    carriers = models.ManyToManyField(
        Carrier,
        blank=True,
        related_name="causes",
        verbose_name=_("この回線だけにある"),
        help_text=_("空なら全部の回線。親の回線を選ぶと、そのブランドも含みます。"),
    )

    objects = SlugManager()

    class Meta:
        verbose_name = _("原因")
        verbose_name_plural = pgettext_lazy("plural", "原因")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["fault", "outage", "look-alike", "last-resort"]), name="cause_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.title)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return f"/causes/{self.slug}/"


class RemedyStepManager(models.Manager["RemedyStep"]):
    """Finds a step by its cause and key."""

    def get_by_natural_key(self, cause: str, key: str) -> "RemedyStep":
        return self.get(cause__slug=cause, key=key)


class RemedyStep(models.Model):
    """One imperative of a cause's remedy, for everyone or for one carrier and/or one device."""

    cause = models.ForeignKey(Cause, models.CASCADE, related_name="steps", verbose_name=_("原因"))
    key = models.SlugField(
        _("キー"), max_length=40, help_text=_("この原因の中で一つだけの名前。順番を変えても変えません。")
    )
    position = models.PositiveIntegerField(_("並び順"), default=0)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("回線"),
        help_text=_("空なら共通。回線を選んだ手順が一つでもあれば、その回線の読者には共通の手順の代わりに出ます。"),
    )
    device = models.ForeignKey(
        Device,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("端末"),
        help_text=_("空ならどの端末にも出ます。"),
    )
    text = TextsField(_("手順"), help_text=_("一つの動作を50字以内で。「〜します」「〜してください」。"))
    detail = TextsField(_("補足"), blank=True)
    url = models.CharField(
        _("リンク"),
        max_length=300,
        blank=True,
        help_text=_("https:// か、このサイトの / で始まるアドレス。"),
        validators=[RegexValidator(LINK, _("リンクは https:// か / で始めて、空白を入れずに書いてください。"))],
    )
    tel = models.CharField(_("電話番号"), max_length=20, blank=True)
    minutes = models.DecimalField(
        _("かかる分"), max_digits=5, decimal_places=1, default=1, validators=[MinValueValidator(0)]
    )
    wait_minutes = models.PositiveIntegerField(_("待つ分"), default=0, help_text=_("24時間なら1440。"))
    shared = models.SlugField(
        _("一度だけ"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "いくつかの原因を続けて試すとき、一度だけする手順に、同じ名前を付けます。"
            "送り直す手順は resend、会員ページに入る手順は my-docomo のような名前です。"
        ),
    )
    source = models.CharField(_("出典"), max_length=300, blank=True)
    reviewed = models.DateField(_("確認した日"), null=True, blank=True)

    objects = RemedyStepManager()

    class Meta:
        verbose_name = _("手順")
        verbose_name_plural = pgettext_lazy("plural", "手順")
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "key"],
                name="step_key_is_unique",
                violation_error_message=_("同じキーの手順がこの原因にもうあります。"),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0),
                name="step_minutes_not_negative",
                violation_error_message=_("分は0以上で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(url="")
                | Q(url__startswith="https://")
                | (Q(url__startswith="/") & ~Q(url__startswith="//")),
                name="step_link_is_safe",
                violation_error_message=_("リンクは https:// か / で始めてください。"),
            ),
            models.CheckConstraint(
                condition=Q(tel="") | Q(tel__regex=r"^[0-9+*#-]{2,20}$"),
                name="step_tel_is_a_number",
                violation_error_message=_("電話番号は数字と - + * # だけで書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.text)

    def natural_key(self) -> tuple[str, str]:
        return (self.cause.slug, self.key)

    natural_key.dependencies = ["troubleshoot.cause"]  # type: ignore[attr-defined]
