"""Finds which change turned a scenario red: takes back one change after the other, and runs it again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from troubleshoot import engine
from troubleshoot.models import Revision

from .bare import bare
from .diff import Change, difference
from .places import LISTS, TABLES, Json, Place
from .scenarios import run

#: Keys and slugs that lead to something in a document; items of a list by their slug or key.
type Way = tuple[str, ...]

#: So many changes are taken back, each by itself.
MOST: Final = 300
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Culprit:
    """A change without which the scenario would be green: what it is, and by whom and when, where the history says.

    ``place``: where it is edited.
    """

    place: Place
    change: Change
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Blame:
    """Why a scenario is red. Without ``culprits`` it takes several changes together; ``is_new``: it never was green."""

    culprits: tuple[Culprit, ...]
    is_new: bool


def blame(before: Json, after: Json, place: Place, *, since: datetime | None = None) -> Blame | None:
    """Return which changes from one document to another turned a scenario of the second red, each by itself.

    First single fields are taken back, then all changes of a question, the candidates, a cause. None where the
    scenario is red in both documents, or cannot be run. ``since``: when the first document was published; changes
    made earlier are nobody's.
    """
    _, slug, key = place
    if slug not in before["guides"] or slug not in after["guides"]:
        return None
    old, new = _alone(before, after, slug, key), _alone(after, before, slug, key)
    is_new = not old["guides"][slug]["scenarios"]
    if _is_green(new, slug) is not False or not (is_new or _is_green(old, slug)):
        return None
    bare_old, bare_new = bare(old), bare(new)
    ways = [way for one in ("guides", "causes", "carriers") for way in _ways(bare_old[one], bare_new[one], (one,))]
    if is_new:
        ways = [way for way in ways if "scenarios" not in way[2:3]]
    found = _turning(old, new, slug, [(way,) for way in ways[:MOST]])
    found = found or _turning(old, new, slug, [tuple(group) for _, group in groupby(ways, _part)])
    return Blame(tuple(_culprit(before, after, group, since) for group in found), is_new)


def _alone(document: Json, other: Json, slug: str, key: str) -> Json:
    """Return a document of one guide and one scenario, with whatever of another document it may refer to."""
    guide = document["guides"][slug]
    scenarios = [one for one in guide["scenarios"] if one["key"] == key]
    kept = {table: {**other[table], **document[table]} for table in ("causes", "carriers", "devices")}
    return {**document, **kept, "guides": {slug: {**guide, "scenarios": scenarios}}}


def _is_green(document: Json, slug: str) -> bool | None:
    """Tell whether a guide's only scenario comes to what it wants; None where it cannot be run."""
    try:
        guide = engine.load(document).guides[slug]
    except engine.DocumentError:
        return None
    outcomes = [run(guide, scenario) for scenario in guide.scenarios]
    return all(not one.failures and not one.dropped for one in outcomes) if outcomes else None


def _turning(old: Json, new: Json, slug: str, groups: Iterable[Sequence[Way]]) -> list[Sequence[Way]]:
    """Return the groups of changes each of which, taken back, makes the scenario green."""
    return [group for group in groups if _is_green(_taken_back(old, new, group), slug)]


def _taken_back(old: Json, new: Json, ways: Iterable[Way]) -> Json:
    for way in ways:
        new = put(new, way, get(old, way))
    return new


def _ways(before: Any, after: Any, way: Way) -> Iterator[Way]:  # noqa: ANN401  # any JSON value
    """Yield the ways to all that differs between two bare documents; of a cause's steps those are left no keys."""
    if before == after:
        return
    if way[-1] in LISTS and way[-1] != "steps" and isinstance(before, list) and isinstance(after, list):
        key = LISTS[way[-1]][1]
        old, new = ({item[key]: item for item in items} for items in (before, after))
        yield from _ways_within(old, new, way)
        if list(old) != list(new) and old.keys() == new.keys():
            yield way
    elif isinstance(before, Mapping) and isinstance(after, Mapping) and way[4:] != ("guard",):
        yield from _ways_within(before, after, way)
    else:
        yield way


def _ways_within(before: Json, after: Json, way: Way) -> Iterator[Way]:
    for name in dict.fromkeys([*after, *before]):
        yield from _ways(before.get(name, _MISSING), after.get(name, _MISSING), (*way, name))


def get(value: Any, way: Way) -> Any:  # noqa: ANN401  # any JSON value
    """Return what a way leads to in a document; a mark of our own where nothing is."""
    within = ""
    for name in way:
        if isinstance(value, list):
            key = LISTS[within][1]
            value = next((item for item in value if item[key] == name), _MISSING)
        elif isinstance(value, Mapping):
            value = value.get(name, _MISSING)
        else:
            return _MISSING
        within = name
    return value


def put(value: Any, way: Way, new: Any, within: str = "") -> Any:  # noqa: ANN401  # any JSON value
    """Return a document in which a way leads to something else; to nothing, by the mark that ``get`` gives."""
    if not way:
        return new
    name, rest = way[0], way[1:]
    if isinstance(value, list):
        key = LISTS[within][1]
        items = {item[key]: item for item in value}
        return list(_with(items, name, put(items.get(name, {}), rest, new, name)).values())
    return _with(value, name, put(value.get(name, {}), rest, new, name))


def _with(mapping: Json, name: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON value
    changed = {**mapping, name: value}
    if value is _MISSING:
        del changed[name]
    return changed


def _part(way: Way) -> Way:
    """Return the way to what is taken back as one: a question, the scenario, the candidates, a cause."""
    return way[:4] if way[2:3] in _PARTS else way[:3]


#: Lists of a guide whose items are parts of their own.
_PARTS: Final = {("questions",), ("scenarios",)}


def _culprit(before: Json, after: Json, ways: Sequence[Way], since: datetime | None) -> Culprit:
    (change,) = difference(_taken_back(before, after, ways), after)
    made = next((one for way in ways if (one := _revision(way, since))), None)
    place = _place(ways[0] if len(ways) == 1 else _part(ways[0]))
    return Culprit(place, change, made.who if made else "", made.at if made else None)


def _place(way: Way) -> Place:
    """Return the place that a way leads to, or to the nearest thing with a page of its own."""
    kind, slugs = TABLES[way[0]], [way[1]]
    rest = way[2:]
    while len(rest) > 1 and rest[0] in LISTS:
        kind = LISTS[rest[0]][0]
        slugs.append(rest[1])
        rest = rest[2:]
        if kind == "scenario":
            break
    return (kind, *slugs)


def _revision(way: Way, since: datetime | None) -> Revision | None:
    """Return the last revision of a part that changed what the way leads to."""
    whole = _part(way) if way[2:3] in _PARTS else way[:2]
    revisions = Revision.objects.of(*_place(whole)).select_related("actor")
    if since:
        revisions = revisions.filter(at__gt=since)
    rest = way[len(whole) :]
    return next((one for one in revisions if get(one.before, rest) != get(one.after, rest)), None)
