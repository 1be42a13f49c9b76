"""Rows that need no key and no position from an editor: they get the next free key and the last place."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Model

from troubleshoot.publishing.editing import free_slug

from .widgets import KnownSelect

#: What keys begin with where an editor gives none: step-1, step-2, …
_PREFIXES: Final = {"remedystep": "step", "guidenote": "note", "scenario": "scene"}

#: What may be left empty.
FILLED: Final = frozenset({"key", "position"})


def free_key(model: type[Model], taken: Iterable[str]) -> str:
    """Return the first of step-1, step-2, … that no sibling has."""
    return free_slug(_PREFIXES[str(model._meta.model_name)], taken)


def fill(row: Any, siblings: Sequence[Any]) -> None:  # noqa: ANN401  # any model with a key or a position
    """Give a row what its editor left empty."""
    if getattr(row, "key", None) == "":
        row.key = free_key(type(row), (one.key for one in siblings))
    if getattr(row, "position", 0) is None:
        row.position = max((one.position for one in siblings if one.position is not None), default=-1) + 1


class RowForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A form in which key and position may stay empty; an old row then keeps what it had."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FILLED & set(self.fields):
            self.fields[name].required = False
            if self.instance._state.adding:
                self.initial.pop(name, None)
                self.fields[name].initial = None
        self._show_what_is_known()

    def clean_key(self) -> str:
        """Return the key written, or the one the row had."""
        return str(self.cleaned_data["key"] or self.instance.key)

    def clean_position(self) -> int | None:
        """Return the position written, or the one the row had."""
        written: int | None = self.cleaned_data["position"]
        old: int = self.instance.position
        return old if written is None and not self.instance._state.adding else written

    def _show_what_is_known(self) -> None:
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownSelect):
                relation: Any = self._meta.model._meta.get_field(name)
                widget.known = relation.get_cached_value(self.instance, default=None)


class RowFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """The rows of one owner; new ones come last, each with a key of its own."""

    def add_fields(self, form: "forms.ModelForm[Any]", index: int | None) -> None:
        """Name each box of a table for those who do not see its head."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label))

    def clean(self) -> None:
        """Fill the new rows in the order they stand in, then look for keys given twice."""
        rows = [form.instance for form in self.forms]
        for form in self.extra_forms:
            if form.has_changed():
                fill(form.instance, rows)
                form.cleaned_data |= {name: getattr(form.instance, name) for name in FILLED & set(form.cleaned_data)}
        super().clean()


class AloneForm(RowForm):
    """The form of a row on a page of its own; ``owner`` names the field whose rows it is counted among."""

    owner: ClassVar[str] = ""
    conflict: ClassVar[str] = ""

    def clean(self) -> dict[str, Any]:
        """Fill what was left empty, and refuse to write over what somebody else saved meanwhile."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.conflict:
            self.add_error(None, forms.ValidationError(self.conflict, code="conflict"))
        empty = [name for name in FILLED if cleaned.get(name, 0) in {"", None}]
        if empty and (not self.owner or cleaned.get(self.owner)):
            model = self._meta.model
            siblings = model._default_manager.filter(**({self.owner: cleaned[self.owner]} if self.owner else {}))
            row = model(**{name: cleaned[name] for name in empty})
            fill(row, list(siblings))
            cleaned |= {name: getattr(row, name) for name in empty}
        return cleaned
