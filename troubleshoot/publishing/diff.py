"""Tells two release documents apart in an editor's words."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .places import LISTS, NAMES, TABLES, Json, Place
from .sides import Sides, side_by_side
from .wordings import (
    KEYED,
    LANGUAGES,
    TEXTS,
    Crumb,
    Titles,
    crumb,
    keyed,
    named,
    question_titles,
    say,
    say_keyed,
    title,
    titles,
    whole,
)

type What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that reads otherwise: the way to it within its guide or cause, and both its values in words.

    ``what`` is "added" or "removed" for a part that only one side has, whose words are there whole, and "moved" for
    one that stands elsewhere among its like. ``others``: the same text in the other languages, where those changed
    along with the Japanese one.
    """

    trail: tuple[Crumb, ...]
    before: str
    after: str
    what: What = "changed"
    others: tuple["FieldChange", ...] = ()

    def __str__(self) -> str:
        before, after = (words.replace("\n", " / ") or "(なし)" for words in (self.before, self.after))
        return f"{self.where}: {before} → {after}"

    @property
    def where(self) -> str:
        """The way to the field, in words."""
        return " › ".join(map(str, self.trail))

    @property
    def sides(self) -> Sides:
        """Both values, cut where they differ; a move and a whole part are not cut."""
        return side_by_side(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """A guide, cause, carrier or device that was added, removed or changed; ``fields`` tell how it changed.

    Of what was added or removed they are all its words.
    """

    place: Place
    name: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[FieldChange, ...] = ()

    @property
    def verb(self) -> str:
        """What became of it."""
        return str(_VERBS[self.what])

    @property
    def kind(self) -> str:
        """What sort of thing it is."""
        return _(NAMES[self.place[0]])

    @property
    def head(self) -> str:
        """What became of which: 変更 原因 filter「…」."""
        return f"{self.verb} {self.kind} {self.place[1]}「{self.name}」"

    def __str__(self) -> str:
        fields = [one for field in self.fields for one in (field, *field.others)] if self.what == "changed" else []
        return "\n".join([self.head, *(f"    {field}" for field in fields)])


_VERBS: Final = {"added": gettext_lazy("追加"), "removed": gettext_lazy("削除"), "changed": gettext_lazy("変更")}


def difference(before: Json, after: Json) -> tuple[Change, ...]:
    """Return what editors changed from one document to another, guides first; () where they say the same."""
    known = Titles(titles(before, after)) if before != after else Titles()
    return tuple(
        change for table, kind in TABLES.items() for change in _changes(kind, before[table], after[table], known)
    )


def part_difference(kind: str, before: Any, after: Any, known: Titles | None = None) -> tuple[FieldChange, ...]:  # noqa: ANN401  # any JSON value
    """Return how one part of the content changed from one JSON value to another, None where it is not there.

    ``kind``: as ``places`` names it. ``known``: what the things it refers to are called; a question's own words are
    known anyway. Of a part that only one side has, each field is there with its words.
    """
    found = known or Titles()
    if kind == "question":
        own = (pair for one in (before, after) if one for pair in question_titles(found.guide, one))
        found = replace(found, known={**found.known, **dict(own)})
    return tuple(_fields(before or {}, after or {}, _At((), (), found)))


def _changes(kind: str, before: Json, after: Json, known: Titles) -> Iterator[Change]:
    for slug in sorted({*before, *after}):
        if before.get(slug) == after.get(slug):
            continue
        old, new = before.get(slug, {}), after.get(slug, {})
        fields = tuple(_fields(old, new, _At((), (), replace(known, guide=slug if kind == "guide" else ""))))
        what: Literal["added", "removed", "changed"] = "changed" if old and new else "added" if new else "removed"
        yield Change((kind, slug), title(new or old), what, fields)


@dataclass(frozen=True, slots=True)
class _At:
    """Where a comparison has come to: the fields' names, the same in words, and what things are called there."""

    names: tuple[str, ...]
    trail: tuple[Crumb, ...]
    known: Titles

    def below(self, name: str, words: Crumb | None = None) -> "_At":
        return _At((*self.names, name), (*self.trail, words or Crumb(named(name))), self.known)

    def items(self, kind: str, slug: str, item: Json) -> "_At":
        """Go to an item of the list; the list's own name says no more than the item's kind does."""
        return _At((*self.names, ""), (*self.trail[:-1], crumb(kind, slug, item, self.known)), self.known)

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


def _fields(before: Any, after: Any, at: _At) -> Iterator[FieldChange]:  # noqa: ANN401  # any JSON value
    """Go down as far as both sides have the same shape, and say what differs there."""
    if before == after or at.name == "learned":  # which only remembers what numbers were before
        return
    if at.name in LISTS and _holds_objects(before) and _holds_objects(after):
        yield from _items(before or (), after or (), at)
    elif _holds_texts(at.name, before, after):
        yield from _texts(before or {}, after or {}, at)
    elif at.name in KEYED and isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _keyed(before, after, at)
    elif at.name != "guard" and isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*after, *before]):
            yield from _fields(before.get(name), after.get(name), at.below(name))
    else:
        yield from _said(before, after, at)


def _said(before: Any, after: Any, at: _At) -> Iterator[FieldChange]:  # noqa: ANN401  # any JSON value
    """Say both values; where their words are the same, as they stand in the document."""
    old, new = say(before, at.names, at.known), say(after, at.names, at.known)
    if old == new and (before or after):
        old, new = str(before or ""), str(after or "")
    if old != new:
        yield FieldChange(at.trail, old, new)


def _keyed(before: Json, after: Json, at: _At) -> Iterator[FieldChange]:
    """Compare a field whose keys are slugs."""
    for slug in dict.fromkeys([*after, *before]):
        old, new = (say_keyed(at.name, slug, side.get(slug), at.known) for side in (before, after))
        if old != new:
            yield FieldChange((*at.trail, Crumb(keyed(at.name, slug, at.known), slug)), old, new)


def _holds_objects(value: Any) -> bool:  # noqa: ANN401  # any JSON value
    return value is None or (isinstance(value, Sequence) and all(isinstance(item, Mapping) for item in value))


def _holds_texts(name: str, *sides: Any) -> bool:
    return name in TEXTS and all(side is None or isinstance(side, Mapping) for side in sides)


def _texts(before: Mapping[str, str], after: Mapping[str, str], at: _At) -> Iterator[FieldChange]:
    """Compare a text in each language; what changed along with the Japanese one goes with it."""
    changes = [
        FieldChange(at.trail if one == "ja" else at.below(one).trail, before.get(one, ""), after.get(one, ""))
        for one in LANGUAGES
        if before.get(one, "") != after.get(one, "")
    ]
    if changes and before.get("ja", "") != after.get("ja", ""):
        yield replace(changes[0], others=tuple(changes[1:]))
    else:
        yield from changes


def _items(before: Sequence[Json], after: Sequence[Json], at: _At) -> Iterator[FieldChange]:
    """Compare a list's items by their slugs or keys; then say which of them moved."""
    kind, key = LISTS[at.name]
    old, new = ({item[key]: item for item in items} for items in (before, after))
    for slug in dict.fromkeys([*new, *old]):
        within = at.items(kind, slug, new.get(slug, old.get(slug, {})))
        if slug in old and slug in new:
            yield from _fields(old[slug], new[slug], within)
        elif slug in new:
            yield FieldChange(within.trail, "", whole(new[slug], at.known), "added")
        else:
            yield FieldChange(within.trail, whole(old[slug], at.known), "", "removed")
    for slug, here, there in moves(list(old), list(new)):
        if here != there:
            trail = at.items(kind, slug, new[slug]).trail
            yield FieldChange(trail, _place(here), _place(there), "moved")


def _place(number: int) -> str:
    return _("%(place)s番目") % {"place": number}


def moves(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the fewest things whose moving turns one order into another, each with both its places, from 1.

    What only one side has moves nothing: those between which others came or went stay where they are.
    """
    places = {slug: place for place, slug in enumerate(before, 1)}
    kept = [(slug, place) for place, slug in enumerate(after, 1) if slug in places]
    staying = _longest_in_order([places[slug] for slug, _ in kept])
    return [(slug, places[slug], place) for slug, place in kept if places[slug] not in staying]


def _longest_in_order(numbers: Sequence[int]) -> set[int]:
    """Return the most of some different numbers that already stand in rising order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
