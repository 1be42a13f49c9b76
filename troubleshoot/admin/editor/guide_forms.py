"""The forms of the guide itself: its words, its candidates and last resorts, and a new guide."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.admin.widgets import LinesField, TextsFormField
from troubleshoot.models import HABITS, PRICES, Candidate, Guide, GuideNote, LastResort
from troubleshoot.models.texts import japanese

from .fields import (
    Options,
    QuickChoiceField,
    QuickNumber,
    QuickSelect,
    choose,
    question_choices,
)
from .outline import Outline
from .row_forms import JudgedForm, RowForm

#: What a new candidate starts with: estimates that do little harm until somebody knows better.
USUAL: Final = {"minutes_to_know": 3, "shows_by": Candidate.ShowsBy.LOOKING, "efficacy": "0.8"}
#: What editors estimate of a candidate, in the order of the table.
ESTIMATES: Final = ("weight", "minutes_to_know", "shows_by", "efficacy", "pin")
_GUIDE_SLUG: Final = gettext_lazy(
    "案内のURLに使う短い名前です。英小文字・数字・ハイフンで書きます。例: X のSMSが届かない案内なら x-sms。"
    "公開したあとは変えません。"
)


class BeginForm(JudgedForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """What a new guide begins with."""

    title = forms.CharField(
        label=gettext_lazy("題名"),
        max_length=80,
        help_text=gettext_lazy("症状を読者の言葉で。例: 認証コードが届かない"),
    )
    summary = LinesField(label=gettext_lazy("説明"), help_text=gettext_lazy("検索結果と案内の先頭に出る一文。"))
    slug = forms.SlugField(
        label=gettext_lazy("スラッグ(URLの名前)"),
        max_length=40,
        help_text=_GUIDE_SLUG,
        error_messages={
            "invalid": gettext_lazy("英小文字・数字・ハイフンだけで書いてください(例: x-sms)。"),
            "unique": gettext_lazy("このスラッグの案内はもうあります。ほかの名前にしてください。"),
        },
    )

    class Meta:
        model = Guide
        fields = ("slug",)

    field_order = ("title", "summary", "slug")


class GuideForm(JudgedForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """What a guide says of itself, and where it begins."""

    title = TextsFormField(one_line=True, label=gettext_lazy("題名"), help_text=gettext_lazy("症状を読者の言葉で。"))
    summary = TextsFormField(
        one_line=False, label=gettext_lazy("説明"), help_text=gettext_lazy("検索結果と案内の先頭に出る一文。")
    )
    begins = QuickChoiceField(label=gettext_lazy("最初の質問"), required=False)

    class Meta:
        model = Guide
        fields = ("title", "summary", "certainty", "position", *PRICES, *HABITS)

    @property
    def prices(self) -> "Iterable[forms.BoundField]":
        """The boxes of what is paid beside the remedies."""
        return [self[name] for name in PRICES]

    @property
    def habits(self) -> "Iterable[forms.BoundField]":
        """The boxes of how the guide asks and learns."""
        return [self[name] for name in HABITS]

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["begins"]
        field.choices = question_choices(outline, of="", none=_("(まだ決めない)"))


class ListRowForm(RowForm):
    """A row of a list of the guide."""

    @property
    def words(self) -> str:
        """What the row is called: what it says, or its number."""
        return self.title or _("%(number)s行目") % {"number": int(self.number) + 1}

    @property
    def title(self) -> str:
        """What the row says, "" for nothing."""
        return japanese(self.instance.text) if self.instance.pk else ""

    @property
    def is_blank(self) -> bool:
        """Whether it is a new row that nobody filled in."""
        return not self["was"].value() and not any(_filled(self[name].value()) for name in self.telling)

    @property
    def telling(self) -> Iterable[str]:
        """The boxes of which one is filled in wherever a row is meant."""
        return ("cause",)


def _filled(value: Any) -> bool:  # noqa: ANN401  # whatever a box holds
    return any(value) if isinstance(value, list | dict) else bool(value)


class CauseRowForm(ListRowForm):
    """A row that names a cause: a stored one keeps it, a new one chooses it or gives the title of one to be made."""

    cause = QuickChoiceField(label=gettext_lazy("原因"), required=False)
    new_cause = forms.CharField(label=gettext_lazy("なければ、新しい原因の題名"), max_length=120, required=False)

    def __init__(self, *args: Any, causes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["cause"], causes)
        self.titles = causes

    @property
    def gone(self) -> str:
        """The slug of the cause of a row that somebody else took out meanwhile; to be saved, it comes back."""
        was = str(self["was"].value() or "")
        return was if was and not self.instance.pk and was in dict(self.titles) else ""

    @property
    def title(self) -> str:
        """The title of a row's cause, "" for a new row."""
        if self.instance.pk:
            return str(self.instance.cause)
        return dict(self.titles)[self.gone] if self.gone else ""

    @property
    def telling(self) -> Iterable[str]:
        """The boxes of which one is filled in wherever a row is meant."""
        return ("cause", "new_cause")

    def clean(self) -> dict[str, Any]:
        """Ask for one cause, chosen or new."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("cause")) == bool(cleaned.get("new_cause")) and not self.title:
            self.add_error("cause", _("原因を一つ選ぶか、新しい原因の題名を書いてください。どちらか一つです。"))
        return cleaned


class CandidateForm(CauseRowForm):
    """A cause within the guide, with the editors' estimates."""

    class Meta:
        model = Candidate
        fields = ESTIMATES
        widgets = {
            "weight": QuickNumber,
            "minutes_to_know": QuickNumber,
            "shows_by": QuickSelect,
            "efficacy": QuickNumber,
            "pin": QuickSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ESTIMATES:
            label = self.fields[name].label
            words = _("%(cause)sの%(field)s") % {"cause": self.title, "field": label} if self.title else label
            self.fields[name].widget.attrs["aria-label"] = str(words)

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The estimates' boxes, in the order of the table's heads."""
        return [self[name] for name in ESTIMATES]


class LastResortForm(CauseRowForm):
    """Another way in that the guide offers."""

    class Meta:
        model = LastResort
        fields: tuple[str, ...] = ()


class NoteForm(ListRowForm):
    """Something the guide says around the walk."""

    text = TextsFormField(one_line=True, label=gettext_lazy("文"))
    detail = TextsFormField(one_line=False, label=gettext_lazy("補足"), required=False)

    class Meta:
        model = GuideNote
        fields = ("kind", "text", "detail")

    @property
    def telling(self) -> Iterable[str]:
        """The boxes of which one is filled in wherever a row is meant."""
        return ("text", "detail")
