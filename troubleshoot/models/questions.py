"""A guide's decision graph: questions, their answers, and what each answer says about causes."""

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .causes import Cause
from .guides import Guide, GuidePartManager
from .texts import TextsField, japanese

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Names that mean something else in a walk's address or in its forms.
RESERVED = ["carrier", "device", "tried", "cause", "verdict", "asked", "resent"]


class Question(models.Model):
    """What the reader is asked; a guard says when it is passed over."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("一つ選ぶ")
        SEVERAL = "several", _("当てはまるものを全部選ぶ")
        CARRIER = "carrier", _("回線")
        DEVICE = "device", _("端末(質問にはしない)")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="questions", verbose_name=_("案内"))
    slug = models.SlugField(
        _("スラッグ"), max_length=40, help_text=_("URLに使う短い英小文字。回線は carrier、端末は device。")
    )
    kind = models.CharField(_("種類"), max_length=8, choices=Kind, default=Kind.CHOICE)
    position = models.PositiveIntegerField(_("並び順"), default=0)
    text = TextsField(_("質問"))
    help = TextsField(_("調べ方"), blank=True, help_text=_("「どうすればわかりますか?」への答え。"))
    minutes = models.DecimalField(
        _("答えるのにかかる分"), max_digits=5, decimal_places=2, default=0.25, validators=[MinValueValidator(0)]
    )
    next = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("次の質問(全部選ぶ質問だけ)"),
        help_text=_("空なら助言へ進みます。一つ選ぶ質問では、答えごとに次を決めます。"),
    )
    guard = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("聞く条件: この質問に"),
        help_text=_("空ならいつも聞きます。"),
    )
    guard_answers = models.ManyToManyField(  # type: ignore[var-annotated]  # Answer comes below
        "Answer", blank=True, related_name="+", verbose_name=_("聞く条件: このどれかで答えたとき")
    )
    otherwise = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("聞かないときの次の質問"),
        help_text=_("空なら助言へ進みます。"),
    )
    otherwise_cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("聞かないとき確実に決まる原因")
    )

    objects = GuidePartManager()

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = pgettext_lazy("plural", "質問")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="question_slug_is_unique",
                violation_error_message=_("同じスラッグの質問がこの案内にもうあります。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "several", "carrier", "device"]), name="question_kind_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="carrier", slug="carrier")
                    | Q(kind="device", slug="device")
                    | (Q(kind__in=["choice", "several"]) & ~Q(slug__in=RESERVED))
                ),
                name="question_slug_fits_its_kind",
                violation_error_message=_(
                    "回線の質問は carrier、端末の質問は device というスラッグにします。"
                    "ほかの質問では carrier・device・tried・cause・verdict・asked・resent を使いません。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0),
                name="question_minutes_not_negative",
                violation_error_message=_("分は0以上で書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(next=None) | (Q(kind="several") & ~Q(next=F("id"))),
                name="question_next_is_for_several",
                violation_error_message=_("次の質問を書けるのは「全部選ぶ」質問だけです。自分自身にも戻れません。"),
            ),
            models.CheckConstraint(
                condition=(Q(guard=None) | ~Q(guard=F("id"))) & (Q(otherwise=None) | ~Q(otherwise=F("id"))),
                name="question_guard_is_another",
                violation_error_message=_("条件や次の質問に自分自身は選べません。"),
            ),
            models.CheckConstraint(
                condition=Q(otherwise=None) | Q(otherwise_cause=None),
                name="question_otherwise_leads_one_way",
                violation_error_message=_("聞かないときの行き先は、質問か原因か、どちらか一つです。"),
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.text)

    def natural_key(self) -> tuple[str, str]:
        return (self.guide.slug, self.slug)

    natural_key.dependencies = ["troubleshoot.guide"]  # type: ignore[attr-defined]


class AnswerManager(models.Manager["Answer"]):
    """Finds an answer by guide, question and its own slug."""

    def get_by_natural_key(self, guide: str, question: str, slug: str) -> "Answer":
        return self.get(question__guide__slug=guide, question__slug=question, slug=slug)


class Answer(models.Model):
    """One choice of a question; without a next question or a cause it leads to advice."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers", verbose_name=_("質問"))
    slug = models.SlugField(
        _("スラッグ"),
        max_length=40,
        help_text=_("URLに使う短い英小文字。「わからない」は unsure、「特になし」は none。"),
    )
    position = models.PositiveIntegerField(_("並び順"), default=0)
    text = TextsField(_("答え"))
    hint = TextsField(_("補足"), blank=True)
    next = models.ForeignKey(
        Question,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="reached_by",
        verbose_name=_("次の質問"),
        help_text=_("空なら助言へ進みます。"),
    )
    cause = models.ForeignKey(
        Cause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reached_by",
        verbose_name=_("原因が確実に決まるとき"),
        help_text=_("選ぶと、この答えだけでその原因のページへ進みます。"),
    )
    share = models.DecimalField(
        _("割合"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "この症状の読者100人に聞いたら、およそ何人がこう答えるか。編集部の見積りでかまいません。空なら等分。"
        ),
    )

    objects = AnswerManager()

    class Meta:
        verbose_name = _("答え")
        verbose_name_plural = pgettext_lazy("plural", "答え")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "slug"],
                name="answer_slug_is_unique",
                violation_error_message=_("同じスラッグの答えがこの質問にもうあります。"),
            ),
            models.CheckConstraint(
                condition=Q(next=None) | ~Q(next=F("question")),
                name="answer_leads_elsewhere",
                violation_error_message=_("答えから同じ質問には戻れません。"),
            ),
            models.CheckConstraint(
                condition=Q(next=None) | Q(cause=None),
                name="answer_leads_one_way",
                violation_error_message=_("次の質問か原因か、どちらか一つだけを選んでください。"),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100),
                name="answer_share_in_range",
                violation_error_message=_("割合は0から100の間で書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return japanese(self.text)

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.question.natural_key(), self.slug)

    natural_key.dependencies = ["troubleshoot.question"]  # type: ignore[attr-defined]


class EffectManager(models.Manager["Effect"]):
    """Finds an effect by its answer's natural key and its cause."""

    def get_by_natural_key(self, guide: str, question: str, answer: str, cause: str) -> "Effect":
        return self.get(
            answer__question__guide__slug=guide, answer__question__slug=question, answer__slug=answer, cause__slug=cause
        )


#: A likelihood ratio that was learned, in place of a word.
LEARNED: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")


def effect_words(says: str) -> "StrOrPromise":
    """Return what an effect says as editors read it."""
    if LEARNED.fullmatch(says):
        return gettext("結果から学んだ値(×%(ratio)s)") % {"ratio": says}
    return dict(Effect.Says.choices).get(says, says)


def known_effect(says: str) -> None:
    """Raise ValidationError for what is neither a word about a cause nor a ratio."""
    if says not in Effect.Says.values and not LEARNED.fullmatch(says):
        raise ValidationError(_("効き目は一覧から選んでください。"))


class Effect(models.Model):
    """What an answer says about a cause: one of the editor's words, or a ratio that was learned, as a number."""

    class Says(models.TextChoices):
        RULES_OUT = "rules-out", _("ありえなくなる(×0)")
        NEARLY_RULES_OUT = "nearly-rules-out", _("ほぼありえなくなる(×1/20)")
        MUCH_LESS = "much-less", _("ずっと考えにくい(×1/6)")
        LESS = "less", _("考えにくい(×1/3)")
        A_LITTLE_LESS = "a-little-less", _("少し考えにくい(×2/3)")
        A_LITTLE_MORE = "a-little-more", _("少しありそう(×1.5)")
        MORE = "more", _("ありそう(×3)")
        MUCH_MORE = "much-more", _("ずっとありそう(×6)")
        STRONGLY = "strongly", _("強く疑われる(×15)")
        NEARLY_CERTAIN = "nearly-certain", _("ほぼ確実(×60)")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="effects", verbose_name=_("答え"))
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="effects", verbose_name=_("原因"))
    says = models.CharField(_("この答えから"), max_length=16, validators=[known_effect])

    objects = EffectManager()

    class Meta:
        verbose_name = _("答えの効き目")
        verbose_name_plural = _("答えの効き目(編集部の見積り)")
        ordering = ["cause__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "cause"],
                name="effect_is_said_once",
                violation_error_message=_("この原因への効き目はもう書かれています。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {effect_words(self.says)}"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.answer.natural_key(), self.cause.slug)

    natural_key.dependencies = ["troubleshoot.answer", "troubleshoot.cause"]  # type: ignore[attr-defined]
