"""Guides: one symptom's decision graph, its candidates and its test cases."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .carriers import SlugManager
from .causes import Cause
from .texts import TextsField, japanese


class Guide(models.Model):
    """One symptom's troubleshooter: a decision graph with an entry question."""

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

    objects: ClassVar[SlugManager["Guide"]] = SlugManager()

    class Meta:
        verbose_name = _("案内")
        verbose_name_plural = _("案内")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(certainty__gte=0.5, certainty__lte=1),
                name="guide_certainty_in_range",
                violation_error_message=_("確信の目安は0.5から1の間で書いてください。"),
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

    objects: ClassVar[GuidePartManager["GuideNote"]] = GuidePartManager()

    class Meta:
        verbose_name = _("案内の一言")
        verbose_name_plural = _("案内の一言")
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
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("次の質問(全部選ぶ質問だけ)"),
        help_text=_("空なら助言へ進みます。一つ選ぶ質問では、答えごとに次を決めます。"),
    )
    guard = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("聞く条件: この質問に"),
        help_text=_("空ならいつも聞きます。"),
    )
    guard_answers = models.ManyToManyField(
        "Answer", blank=True, related_name="+", verbose_name=_("聞く条件: このどれかで答えたとき")
    )
    otherwise = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("聞かないときの次の質問"),
        help_text=_("空なら助言へ進みます。"),
    )
    otherwise_cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("聞かないとき確実に決まる原因")
    )

    objects: ClassVar[GuidePartManager["Question"]] = GuidePartManager()

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = _("質問")
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
                    | (Q(kind__in=["choice", "several"]) & ~Q(slug__in=["carrier", "device", "tried"]))
                ),
                name="question_slug_fits_its_kind",
                violation_error_message=_(
                    "回線の質問は carrier、端末の質問は device というスラッグにし、ほかでは carrier・device・tried を使いません。"
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
        models.PROTECT,
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
        verbose_name_plural = _("答え")
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


class Effect(models.Model):
    """What an answer says about a cause, in the editor's words."""

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
    says = models.CharField(_("この答えから"), max_length=16, choices=Says)

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
        return f"{self.cause}: {self.get_says_display()}"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.answer.natural_key(), self.cause.slug)

    natural_key.dependencies = ["troubleshoot.answer", "troubleshoot.cause"]  # type: ignore[attr-defined]


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
        help_text=_("この原因かどうかがわかるまでの分(編集部の見積り)。"),
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

    objects: ClassVar[GuideCauseManager["Candidate"]] = GuideCauseManager()

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

    objects: ClassVar[GuideCauseManager["LastResort"]] = GuideCauseManager()

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
        help_text=_('質問のスラッグと答えのスラッグ。例: {"situation": "locked", "recent": "mnp,new-phone"}'),
    )
    first = models.ManyToManyField(Cause, blank=True, related_name="+", verbose_name=_("最初に来てよい原因"))
    among_three = models.ManyToManyField(
        Cause, blank=True, related_name="+", verbose_name=_("どれか一つが3番目までに来るべき原因")
    )
    never = models.ManyToManyField(Cause, blank=True, related_name="+", verbose_name=_("3番目までに来てはいけない原因"))

    objects: ClassVar[GuidePartManager["Scenario"]] = GuidePartManager()

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
