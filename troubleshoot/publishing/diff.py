"""Tells two release documents apart in an editor's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from troubleshoot.models import Candidate, Cause, Effect, GuideNote, Question

from .places import LISTS, NAMES, TABLES, Json, Place, field


class FieldChange(NamedTuple):
    """One field that reads otherwise: where it is within its guide or cause, and both its values in words."""

    where: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.where}: {self.before or '(なし)'} → {self.after or '(なし)'}"


@dataclass(frozen=True, slots=True)
class Change:
    """A guide, cause, carrier or device that was added, removed or changed; ``fields`` tell how it changed."""

    place: Place
    name: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[FieldChange, ...] = ()

    @property
    def head(self) -> str:
        """What became of which: 変更 原因 filter「…」."""
        return f"{_WHAT[self.what]} {NAMES[self.place[0]]} {self.place[1]}「{self.name}」"

    def __str__(self) -> str:
        return "\n".join([self.head, *(f"    {change}" for change in self.fields)])


_WHAT: Final = {"added": "追加", "removed": "削除", "changed": "変更"}
#: Words for values that editors choose from a list, by the field's name.
_CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "role": dict(Cause.Role.choices),
    "kind": {**dict(Question.Kind.choices), **dict(GuideNote.Kind.choices)},
    "shows_by": dict(Candidate.ShowsBy.choices),
    "pin": dict(Candidate.Pin.choices),
    "effects": dict(Effect.Says.choices),
}


def difference(before: Json, after: Json) -> tuple[Change, ...]:
    """Return what editors changed from one document to another, guides first; () where they say the same."""
    return tuple(change for table, kind in TABLES.items() for change in _changes(kind, before[table], after[table]))


def _changes(kind: str, before: Json, after: Json) -> Iterator[Change]:
    for slug in sorted({*before, *after}):
        if slug not in before:
            yield Change((kind, slug), _title(after[slug]), "added")
        elif slug not in after:
            yield Change((kind, slug), _title(before[slug]), "removed")
        elif fields := tuple(_fields(before[slug], after[slug], ())):
            yield Change((kind, slug), _title(after[slug]), "changed", fields)


def _fields(before: Any, after: Any, trail: tuple[str, ...]) -> Iterator[FieldChange]:  # noqa: ANN401  # any JSON value
    """Go down as far as both sides have the same shape, and say what differs there."""
    if before == after:
        return
    if trail and trail[-1] in LISTS and _holds_objects(before) and _holds_objects(after):
        yield from _items(before, after, trail)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*after, *before]):
            yield from _fields(before.get(name), after.get(name), (*trail, name))
    else:
        yield FieldChange(_where(trail), _words(before, trail), _words(after, trail))


def _holds_objects(value: Any) -> bool:  # noqa: ANN401  # any JSON value
    return isinstance(value, Sequence) and all(isinstance(item, Mapping) for item in value)


def _items(before: Sequence[Json], after: Sequence[Json], trail: tuple[str, ...]) -> Iterator[FieldChange]:
    """Compare a list's items by their slugs or keys; then say whether their order changed."""
    kind, key = LISTS[trail[-1]]
    old, new = ({item[key]: item for item in items} for items in (before, after))
    for slug in dict.fromkeys([*new, *old]):
        within = (*trail[:-1], f"{NAMES[kind]} {slug}")
        if slug in old and slug in new:
            yield from _fields(old[slug], new[slug], within)
        else:
            yield FieldChange(_where(within), _title(old.get(slug, {})), _title(new.get(slug, {})))
    kept_before, kept_after = [slug for slug in old if slug in new], [slug for slug in new if slug in old]
    if kept_before != kept_after:
        where = f"{_where((*trail[:-1], NAMES[kind]))}の並び順"
        yield FieldChange(where, "、".join(kept_before), "、".join(kept_after))


def _where(trail: tuple[str, ...]) -> str:
    return " › ".join(map(field, trail))


def _title(item: Json) -> str:
    """Return the words an item is known by, "" for none; a step says whose it is."""
    whose = "".join(f"[{item[name]}] " for name in ("carrier", "device") if item.get(name))
    for name in ("title", "name", "text"):
        if words := item.get(name):
            return whose + str(words["ja"] if isinstance(words, Mapping) else words)
    return str(item.get("cause") or item.get("slug") or item.get("key") or "")


def _words(value: Any, trail: tuple[str, ...]) -> str:  # noqa: ANN401  # any JSON value
    """Return a value as an editor would write it."""
    if isinstance(value, Mapping):
        parts = {name: _words(one, (name,)) for name, one in value.items()}
        return parts.get("ja") or "、".join(f"{field(name)} {words}" for name, words in parts.items() if words)
    if isinstance(value, list):
        return "、".join(map(str, value))
    words = next((_CHOICES[name] for name in reversed(trail[-2:]) if name in _CHOICES), {})
    return "" if value is None else str(words.get(value, value))
