"""The forms of a question's panel: the question, each of its answers, and what the answers say about causes."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.admin.widgets import TextsFormField
from troubleshoot.models import Answer, Effect, Question
from troubleshoot.publishing.editing import SINGLE

from .fields import Choices, LeadsField, Options, QuickChoiceField, SaysField, choose, leads_choices, question_choices
from .outline import Outline
from .row_forms import JudgedForm, RowForm

SLUG_HINT: Final = gettext_lazy(
    "読者のURLに使う短い名前です。英小文字・数字・ハイフンで書きます(例: reach)。公開したあとは変えません。"
    "空なら自動で付けます。"
)
_WRONG_SLUG: Final = gettext_lazy("英小文字・数字・ハイフンだけで書いてください(例: reach)。")


def slug_field(**more: Any) -> forms.SlugField:
    """Return the box of a slug, which may be left empty."""
    errors = {"invalid": _WRONG_SLUG}
    label = gettext_lazy("スラッグ(URLの名前)")
    return forms.SlugField(label=label, max_length=40, required=False, error_messages=errors, **more)


class KnownAnswersField(forms.MultipleChoiceField):
    """The answers a guard asks for; those of a question that was asked about before are dropped."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401  # whatever a form brings
        """Return the answers that are there to be chosen."""
        return [slug for slug in super().to_python(value) if self.valid_value(slug)]


class QuestionForm(JudgedForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """What the reader is asked, and when."""

    text = TextsFormField(
        one_line=True,
        label=gettext_lazy("質問"),
        error_messages={"required": gettext_lazy("質問の文を書いてください。")},
    )
    help = TextsFormField(one_line=False, label=gettext_lazy("調べ方"), required=False)
    kind = QuickChoiceField(label=gettext_lazy("答え方"), choices=Question.Kind.choices)
    slug = slug_field(help_text=SLUG_HINT)
    next_leads = LeadsField(label=gettext_lazy("選んだあとの行き先"), required=False)
    guard = QuickChoiceField(label=gettext_lazy("この質問に"), required=False)
    guard_answers = KnownAnswersField(label=gettext_lazy("このどれかで答えたときだけ聞く"), required=False)
    otherwise_leads = LeadsField(label=gettext_lazy("聞かないときの行き先"), required=False)

    class Meta:
        model = Question
        fields = ("text", "help", "kind", "slug", "minutes")

    def __init__(self, *args: Any, outline: Outline, guarding: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.instance.slug
        self.taken = {row.slug for row in outline.rows if row.slug != slug}
        leads = leads_choices(outline, of=slug, may_make=False)
        choose(self.fields["next_leads"], leads)
        choose(self.fields["otherwise_leads"], leads)
        fields: Any = self.fields
        fields["guard"].choices = question_choices(outline, of=slug, none=_("(条件なし。いつも聞く)"))
        fields["guard_answers"].choices = guarding

    def clean(self) -> dict[str, Any]:
        """Give the line's and the phone's question their one slug, and ask for a guard's answers."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") in SINGLE:
            cleaned["slug"] = cleaned["kind"]
        elif "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = self.instance.slug
        if cleaned.get("slug") in self.taken:
            self.add_error("slug", _("同じスラッグの質問がこの案内にもうあります。"))
        if cleaned.get("guard") and not cleaned.get("guard_answers"):
            self.add_error("guard_answers", _("どの答えのときに聞くかを、一つ以上選んでください。"))
        return cleaned


class AnswerForm(RowForm):
    """One answer: its words, how many give it, where it leads, and a cell for each cause of the grid.

    A new answer without words is no answer.
    """

    text = TextsFormField(
        one_line=True,
        label=gettext_lazy("答え"),
        error_messages={"required": gettext_lazy("答えの文を書いてください。")},
    )
    hint = TextsFormField(one_line=True, label=gettext_lazy("補足"), required=False)
    slug = slug_field()
    leads = LeadsField(label=gettext_lazy("行き先"), required=False)
    new_text = forms.CharField(label=gettext_lazy("新しい質問の文"), max_length=200, required=False)

    class Meta:
        model = Answer
        fields = ("text", "hint", "slug", "share")

    def __init__(self, *args: Any, leads: Options, says: Options, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["leads"], leads)
        self.fields["share"].help_text = ""  # told once, above all answers
        self.fields["share"].widget.attrs.update({"min": 0, "max": 100, "step": "any"})
        for row in range(rows):
            self.fields[f"says-{row}"] = SaysField(required=False)
            choose(self.fields[f"says-{row}"], says)

    def clean(self) -> dict[str, Any]:
        """Keep an old answer's slug where its box was emptied; ask for a new question's words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in cleaned:
            cleaned["slug"] = cleaned["slug"] or self.instance.slug
        leads = cleaned.get("leads")
        if leads and leads.new and not cleaned.get("new_text"):
            self.add_error("new_text", _("新しい質問の文を書いてください。"))
        return cleaned

    @property
    def words(self) -> str:
        """The answer's words as they stand in the form."""
        value: Any = self["text"].value()
        texts = value[0] if isinstance(value, list) else (value or {}).get("ja", "")
        return str(texts or _("(新しい答え)"))

    @property
    def is_blank(self) -> bool:
        """Whether it is a row nobody filled in."""
        return (
            not self["was"].value()
            and not any(self[name].value() for name in ("share", "new_text"))
            and not any(self["text"].value() or ())
        )


def says_choices() -> Options:
    """Return what an answer may say about a cause."""
    return Options([("", _("何も言わない")), *Effect.Says.choices])


class GridRowForm(JudgedForm, forms.Form):
    """A row of the grid: the cause that its cells speak of."""

    order = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cause = QuickChoiceField(label=gettext_lazy("原因"), required=False)

    def __init__(self, *args: Any, causes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["cause"], causes)
