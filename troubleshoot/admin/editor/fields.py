"""Form fields of the editor: selects that are drawn quickly, and where an answer leads."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from troubleshoot.models import LEARNED, effect_words

from .outline import Outline, shortened

#: Where an answer may lead beside a question and a cause.
ADVICE: Final = "advice"
NEW: Final = "new"

type Choices = Sequence[tuple[str, Any]]


class Options(list[tuple[str, Any]]):
    """Choices that several selects of a page share: they are drawn once."""

    @cached_property
    def drawn(self) -> str:
        """The options, none of them chosen."""
        return "".join(_options(self, None))


class QuickSelect(forms.Select):
    """A select drawn by joining strings: a page has hundreds of them, and a template an option would take seconds."""

    shared: Options | None = None

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  # whatever a form brings
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw the select with its choice marked."""
        del renderer
        wanted = "" if value is None else str(value)
        given = flatatt({**self.attrs, **(attrs or {})})
        body = mark_safe(self._options(wanted))  # noqa: S308  # each word is escaped there
        return format_html('<select name="{}"{}>{}</select>', name, given, body)

    def _options(self, wanted: str) -> str:
        if self.shared is None:
            return "".join(_options(self.choices, wanted))
        option = f'<option value="{escape(wanted)}"'
        return self.shared.drawn.replace(f"{option}>", f"{option} selected>", 1)


def _options(choices: Iterable[tuple[Any, Any]], wanted: str | None) -> Iterable[str]:
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield f'<optgroup label="{escape(value)}">'
            yield from _options(words, wanted)
            yield "</optgroup>"
        else:
            selected = " selected" if str(value) == wanted else ""
            yield f'<option value="{escape(value)}"{selected}>{escape(words)}</option>'


class _QuickInput(Input):
    """A box drawn by joining strings, for forms of hundreds of rows."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  # whatever a form brings
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw the box with what is in it."""
        del renderer
        drawn = self.get_context(name, value, dict(attrs or {}))["widget"]
        given = {"type": drawn["type"], "name": name, "value": drawn["value"], **drawn["attrs"]}
        return format_html("<input{}>", flatatt(given))


class QuickHidden(_QuickInput, forms.HiddenInput):
    """What an editor does not see."""


class QuickNumber(_QuickInput, forms.NumberInput):
    """A number."""


class QuickCheckbox(_QuickInput, forms.CheckboxInput):
    """A box to tick."""


class QuickChoiceField(forms.ChoiceField):
    """A choice with a quick select."""

    widget = QuickSelect


class SaysSelect(QuickSelect):
    """What an answer says about a cause; where that was learned, the number is one of the choices."""

    def _options(self, wanted: str) -> str:
        if not LEARNED.fullmatch(wanted):
            return super()._options(wanted)
        learned, others = (
            _options([(wanted, effect_words(wanted))], wanted),
            _options(self.shared or self.choices, None),
        )
        return "".join((*learned, *others))


class SaysField(QuickChoiceField):
    """One of the editor's words about a cause, or the number that was learned and stands there now."""

    widget = SaysSelect

    def valid_value(self, value: str) -> bool:
        """Take a learned number as it comes back."""
        return bool(LEARNED.fullmatch(value)) or super().valid_value(value)


class Target(NamedTuple):
    """Where an edge leads: slugs of a question or a cause, or neither for advice; ``new``: a question to be made."""

    question: str = ""
    cause: str = ""
    new: bool = False


class LeadsField(QuickChoiceField):
    """Where an answer leads, as one choice; its value is a Target."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401  # whatever a form brings
        return str(value or ADVICE)

    def clean(self, value: Any) -> Target:  # noqa: ANN401  # whatever a form brings
        """Return the target that was chosen."""
        kind, _colon, slug = str(super().clean(value)).partition(":")
        return Target(**({kind: slug} if slug else {"new": kind == NEW}))


def choose(field: Any, options: Options) -> None:  # noqa: ANN401  # a QuickChoiceField, whichever
    """Give a field choices that other fields have too."""
    field.choices = options
    field.widget.shared = options


def leads_value(question: str | None, cause: str | None) -> str:
    """Return the choice that stands for an edge."""
    if question:
        return f"question:{question}"
    return f"cause:{cause}" if cause else ADVICE


def leads_choices(outline: Outline, *, of: str, may_make: bool = True) -> Options:
    """Return where a question's answers may lead: advice, another question, a new one, a cause for certain.

    Where one leads now is always among them, though it may not lead there: an untouched form changes nothing.
    """
    now = {way.question for way in outline.row(of).ways}
    questions = []
    for row in outline.rows:
        words = f"{row.number}. {shortened(row.text)}"
        if row.slug != of and row.kind != "device":
            questions.append((f"question:{row.slug}", words))
        elif row.slug in now:
            questions.append((f"question:{row.slug}", _("%(question)s(いまの行き先)") % {"question": words}))
    causes = [(f"cause:{slug}", shortened(title)) for slug, title in outline.causes.items()]
    new = [(NEW, _("＋ 新しい質問を作る"))] if may_make else []
    groups = [(_("質問へ進む"), questions), (_("原因がこれだけで決まる"), causes)]
    return Options([(ADVICE, _("助言へ進む")), *new, *groups])


def question_choices(outline: Outline, *, of: str, none: str) -> Choices:
    """Return the other questions of a guide, behind a choice of none."""
    rows = [row for row in outline.rows if row.slug != of]
    return [("", none), *((row.slug, f"{row.number}. {shortened(row.text)}") for row in rows)]
