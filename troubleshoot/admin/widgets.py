"""Form fields and widgets that the stock admin lacks: texts by language, and choices that cost no query a row."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from troubleshoot.models.texts import LANGUAGES, check_languages

#: Fields that hold one line; all other texts get a box of several.
ONE_LINE: Final = frozenset({"title", "name", "text", "hint"})
#: What browsers and screen readers are told each box is written in.
_TAGS: Final = {"ja": "ja", "en": "en", "easy": "ja"}


class LinesField(forms.CharField):
    """Words of several lines, divided as the tables have it; browsers send a carriage return too."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def to_python(self, value: Any) -> str:  # noqa: ANN401  # whatever a form brings
        return str(super().to_python(value)).replace("\r\n", "\n")


class TextsWidget(forms.MultiWidget):
    """One labelled box per language: Japanese first, the others folded away."""

    template_name = "admin/widgets/texts.html"

    def __init__(self, *, one_line: bool) -> None:
        def box(language: str) -> forms.Widget:
            if one_line:
                return forms.TextInput({"class": "vTextField", "lang": _TAGS[language]})
            return forms.Textarea({"class": "vLargeTextField", "rows": 3, "lang": _TAGS[language]})

        super().__init__({language: box(language) for language in LANGUAGES})

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """Return the words for each box."""
        return [(value or {}).get(language, "") for language in LANGUAGES]

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  # texts, or what a form brought for each box
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw the boxes one by one: a form's renderer knows none of the project's templates."""
        errors = _errors(attrs or {})
        words = value if isinstance(value, list) else self.decompress(value)
        labels = zip(LANGUAGES.items(), self.widgets, words, strict=True)
        told = (
            {"id": f"id_{name}_{language}", **more} for language, more in zip(LANGUAGES, (errors, {}, {}), strict=True)
        )
        boxes = [
            _box(widget, f"{name}_{language}", own, str(label), text, renderer)
            for ((language, label), widget, text), own in zip(labels, told, strict=True)
        ]
        others = [box["label"] for box, text in zip(boxes[1:], words[1:], strict=True) if text]
        lost = bool(others) and not words[0]
        context = {"japanese": boxes[0], "others": boxes[1:], "written": gettext("、").join(others), "open": lost}
        return mark_safe(render_to_string(self.template_name, context))  # noqa: S308  # a template's output


def _errors(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the Japanese box says of the field's errors, whose list has the field's id."""
    return {"aria-invalid": "true", "aria-describedby": f"{attrs['id']}_error"} if "aria-invalid" in attrs else {}


def _box(  # noqa: PLR0913, PLR0917  # what a box is made of
    widget: forms.Widget, name: str, attrs: dict[str, str], label: str, text: str, renderer: BaseRenderer | None
) -> dict[str, str]:
    return {"id": attrs["id"], "label": label, "box": widget.render(name, text, attrs, renderer)}


class TextsFormField(forms.MultiValueField):
    """A text in every language: ``{}`` when all boxes are empty, else only what was written."""

    def __init__(self, *, one_line: bool, **kwargs: Any) -> None:
        for name in ("encoder", "decoder", "widget", "show_hidden_initial"):  # a JSON field's, of no use here
            kwargs.pop(name, None)
        boxes = [LinesField(required=False) for _ in LANGUAGES]
        widget = TextsWidget(one_line=one_line)
        super().__init__(boxes, require_all_fields=False, widget=widget, validators=[check_languages], **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        """Return the words by language, without the empty ones."""
        return {language: words for language, words in zip(LANGUAGES, data_list, strict=False) if words}


class KnownSelect(AutocompleteSelect):
    """A choice found by typing. What a row refers to already is shown without asking the database again."""

    known: Model | None = None

    def optgroups(
        self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        if self.known is None or list(value) != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", selected=False, index=0)]
        chosen = self.create_option(name, self.known.pk, str(self.known), selected=True, index=1)
        return [(None, [*empty, chosen], 0)]


class MomentField(forms.DateTimeField):
    """A day and a time, picked as the phone has it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs)
