"""The steps of a cause on its page: their form, their tabs by carrier, and a set copied for another carrier."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from django import forms
from django.db.models import Max
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine.guide import Cause as Fault
from troubleshoot.engine.guide import RemedyStep as Step
from troubleshoot.models import Carrier, Cause, Device, RemedyStep

from .drafted import drafted_cause, fitting
from .ends import AloneForm, RowForm, RowFormSet, free_key

#: The tab of the steps for everyone; each other tab is a carrier's slug.
GENERAL: Final = "general"
#: How much of a key fits into its column.
_KEY: Final = 40
#: What Japanese keyboards write for a hyphen, once the letters are of ordinary width.
_HYPHENS: Final = re.compile(r"[‐‑‒–—―−ーㅡ()\s]+")
#: What the page says once above its steps.
_TOLD_ONCE: Final = frozenset({"text", "carrier", "device"})
_SELECTED: Final = mark_safe(" selected")
_NUMBER: Final = re.compile(r"[0-9+*#-]{2,20}")


@dataclass(frozen=True, slots=True)
class Known:
    """A carrier or device as a row has it; ``slug`` is "" for none."""

    slug: str = ""
    name: str = ""


class ShortSelect(forms.Select):
    """A choice among few, drawn at once: Django draws each option by a template, thousands on a cause's page."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  # an id, or what a form brought
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the box with its options."""
        del renderer
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((pk, _SELECTED if pk == chosen else "", one) for pk, one in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt({**self.build_attrs(self.attrs, attrs), "name": name}), options
        )


class Checked(RowForm):
    """A step whose link and phone number are judged as they are written, with words beside the field.

    On its cause's page: ``tab`` is the one that is looked at, "" for all.
    """

    tab = ""
    line = phone = Known()

    @property
    def elsewhere(self) -> bool:
        """Whether the row stands on another tab; one that is wrong is shown on each."""
        return bool(self.tab) and (self.line.slug or GENERAL) != self.tab and not self.errors

    def has_changed(self) -> bool:
        """Tell whether there is something to save: a blank row with a carrier alone is no step."""
        chosen = self.empty_permitted and set(self.changed_data) <= {"carrier", "device"}
        return bool(self.changed_data) and not chosen

    def clean_tel(self) -> str:
        """Return a phone number in plain digits, however wide they were written."""
        written = unicodedata.normalize("NFKC", self.cleaned_data["tel"])
        number = _HYPHENS.sub("-", written.strip()).strip("-")
        if number and not _NUMBER.fullmatch(number):
            message = _("電話番号は、数字と - + * # だけで書いてください。例: 0120-123-456、*5555")
            raise forms.ValidationError(message, code="tel")
        return number

    def clean_url(self) -> str:
        """Return a link to a page of ours, or to one that is reached by https."""
        url: str = self.cleaned_data["url"].strip()
        if url.startswith("http://"):
            message = _("http:// のリンクは使えません。https:// で開けるか確かめて、https:// で書いてください。")
            raise forms.ValidationError(message, code="url")
        if url and not url.startswith("https://") and (not url.startswith("/") or url.startswith("//")):
            message = _(
                "リンクは https:// か、このサイトの / で始めてください。例: https://www.example.jp/、/causes/…/"
            )
            raise forms.ValidationError(message, code="url")
        return url

    def _post_clean(self) -> None:
        """Judge against the tables only what was changed: a cause may have a hundred steps."""
        if self.instance._state.adding or self.has_changed():
            super()._post_clean()  # type: ignore[misc]  # Django's own hook, which the stubs leave out


class StepAloneForm(Checked, AloneForm):
    """The form of a step on a page of its own."""


class StepFormSet(RowFormSet):
    """A cause's steps, all of them on the page; a tab hides those of other carriers. ``tab``: as in ``Tabs``."""

    tab = ""

    def add_fields(self, form: Any, index: int | None) -> None:  # noqa: ANN401  # a form as Checked, by the admin
        """Offer carriers and devices from lists that are read once, and give a tab's new row its carrier."""
        form.tab = self.tab if self.tab == GENERAL or self._pk_of_tab else ""
        if form.instance._state.adding and self._pk_of_tab:
            form.initial = {"carrier": self._pk_of_tab, **form.initial}
        super().add_fields(form, index)
        for name in _TOLD_ONCE & set(form.fields):
            form.fields[name].help_text = ""
        form.line = _chosen(form, "carrier", self._carriers, _("共通(どの回線でも)"))
        form.phone = _chosen(form, "device", self._devices, _("どの端末でも"))

    @property
    def slugs(self) -> str:
        """Return what the page's script has to know: the slug of each choice."""
        return json.dumps(
            {
                name: {pk: one.slug for pk, one in known.items()}
                for name, known in (("carrier", self._carriers), ("device", self._devices))
            }
        )

    @cached_property
    def _pk_of_tab(self) -> str:
        return next((pk for pk, one in self._carriers.items() if one.slug == self.tab), "")

    @cached_property
    def _carriers(self) -> dict[str, Known]:
        return _known(Carrier)

    @cached_property
    def _devices(self) -> dict[str, Known]:
        return _known(Device)


def _chosen(form: Any, name: str, known: dict[str, Known], none: str) -> Known:  # noqa: ANN401  # a form as Checked
    """Offer the rows of a small table in a form, and return the one that is chosen in it."""
    if name not in form.fields:
        return known.get(str(getattr(form.instance, f"{name}_id")), Known())
    form.fields[name].widget = ShortSelect(form.fields[name].widget.attrs)
    form.fields[name].choices = [("", none), *((pk, one.name) for pk, one in known.items())]
    return known.get(str(form[name].value()), Known())


def _known(model: type[Carrier | Device]) -> dict[str, Known]:
    return {str(one.pk): Known(one.slug, str(one)) for one in model._default_manager.all()}


class Tab(NamedTuple):
    """One carrier's own steps, or everyone's."""

    slug: str
    name: str
    number: int


class Without(NamedTuple):
    """A carrier without steps of its own, and what its readers get now. ``owner``: whose, "" for everyone's."""

    slug: str
    name: str
    owner: str
    steps: tuple[Step, ...]


class Phone(NamedTuple):
    """A device to look at the steps with. ``fits``: the devices whose steps its readers see, "" among them."""

    slug: str
    name: str
    fits: str


@dataclass(frozen=True, slots=True)
class Tabs:
    """How the steps of a cause are divided. ``chosen`` is a carrier's slug, GENERAL, or "" for all.

    ``phone``: the device to look with, "" for any; ``fits``: the devices whose steps its readers see.
    """

    chosen: str
    number: int
    own: tuple[Tab, ...]
    without: tuple[Without, ...]
    phones: tuple[Phone, ...]
    phone: str
    fits: Collection[str]


def tabs_of(cause: Cause, query: QueryDict) -> Tabs:
    """Return the tabs of a cause's page; who has no steps of their own is told by the engine's rule."""
    drawn, tables = drafted_cause(cause)
    counts = {slug: sum(step.carrier == slug for step in drawn.steps) for slug in (None, *tables.carriers)}
    own = [Tab(slug, one.name, counts[slug]) for slug, one in tables.carriers.items() if counts[slug]]
    without = tuple(
        _without(drawn, tables, slug) for slug in tables.carriers if not counts[slug] and _is_on(drawn, tables, slug)
    )
    wanted, phone = query.get("carrier", ""), query.get("device", "")
    return Tabs(
        wanted if wanted == GENERAL or wanted in tables.carriers else "",
        len(drawn.steps),
        (Tab(GENERAL, _("共通"), counts[None]), *own),
        without,
        tuple(Phone(slug, one.name, " ".join(fitting(tables, slug))) for slug, one in tables.devices.items()),
        phone if phone in tables.devices else "",
        fitting(tables, phone),
    )


def _is_on(cause: Fault, tables: engine.Release, carrier: str) -> bool:
    return engine.exists_on(cause, engine.lineage(tables.carriers, carrier))


def _without(cause: Fault, tables: engine.Release, carrier: str) -> Without:
    remedy = engine.remedy_for(cause, tables, carrier)
    owner = tables.carriers[remedy.carrier].name if remedy.carrier else ""
    return Without(carrier, tables.carriers[carrier].name, owner, remedy.steps)


def copy_for(cause: Cause, carrier: str) -> int:
    """Give a carrier steps of its own, copied from those its readers get; return how many.

    Nobody has verified them for this carrier, so they have no day of review.
    """
    drawn, tables = drafted_cause(cause)
    remedy = engine.remedy_for(drawn, tables, carrier)
    if carrier not in tables.carriers or remedy.carrier == carrier:
        return 0
    rows = {row.key: row for row in cause.steps.all()}
    line = Carrier.objects.get(slug=carrier)
    copies = [_copied(rows[step.key], remedy.carrier, line) for step in remedy.steps]
    _append(cause, copies)
    return len(copies)


def _copied(row: RemedyStep, owner: str | None, line: Carrier) -> RemedyStep:
    """Return a step for another line: "docomo-open" becomes "ahamo-open"."""
    row.pk, row.carrier, row.reviewed = None, line, None
    row.key = f"{line.slug}-{row.key.removeprefix(f'{owner}-')}"[:_KEY]
    return row


def duplicate(cause: Cause, key: str) -> int:
    """Put a step once more at the end of its cause; return how many there were to copy."""
    row = cause.steps.filter(key=key).first()
    if row is None:
        return 0
    row.pk, row.key = None, ""
    _append(cause, [row])
    return 1


def _append(cause: Cause, rows: list[RemedyStep]) -> None:
    """Write new steps after the others; a key somebody has already makes room for the next free one."""
    taken = set(cause.steps.values_list("key", flat=True))
    last = cause.steps.aggregate(last=Max("position"))["last"]
    for position, row in enumerate(rows, start=0 if last is None else last + 1):
        row._state.adding = True
        row.position = position
        if not row.key or row.key in taken:
            row.key = free_key(RemedyStep, taken)
        taken.add(row.key)
    RemedyStep.objects.bulk_create(rows)
