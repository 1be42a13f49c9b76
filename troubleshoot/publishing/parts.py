"""The parts of a document that are edited, kept and restored each by itself.

A part has a place: ("carrier" | "device" | "cause", slug), ("question", guide, slug) with its answers and their
effects, ("scenario", guide, key), and ("guide", slug), which is a guide without its questions and scenarios.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Model, Q

from troubleshoot.models import (
    Answer,
    Candidate,
    Carrier,
    Cause,
    Device,
    Effect,
    Guide,
    GuideNote,
    LastResort,
    Question,
    Redirect,
    RemedyStep,
    Scenario,
)
from troubleshoot.models.revisions import PartChange

from .places import LISTS, TABLES, Json, Place

#: Which rows of each table make up something.
type Rows = Mapping[type[Model], Q]

#: The lists of a guide that are parts of their own, and their kinds.
LISTED: Final = {"questions": "question", "scenarios": "scenario"}
#: The table of each kind of part.
PART_TABLES: Final[Mapping[str, type[Model]]] = {
    "guide": Guide,
    "cause": Cause,
    "carrier": Carrier,
    "device": Device,
    "question": Question,
    "scenario": Scenario,
}
#: The tables each kind is made of, each with the ways from its rows to the part's own row.
_MADE_OF: Final[Mapping[str, Mapping[type[Model], tuple[str, ...]]]] = {
    "carrier": {Carrier: ("",), Redirect: ("carrier__",)},
    "device": {Device: ("",)},
    "cause": {
        Cause: ("",),
        RemedyStep: ("cause__",),
        Cause.carriers.through: ("cause__",),
        Redirect: ("cause__",),
    },
    "guide": {
        Guide: ("",),
        GuideNote: ("guide__",),
        Candidate: ("guide__",),
        LastResort: ("guide__",),
        Redirect: ("guide__",),
    },
    "question": {
        Question: ("",),
        Question.guard_answers.through: ("question__",),
        Answer: ("question__",),
        Effect: ("answer__question__",),
        Redirect: ("question__", "answer__question__"),
    },
    "scenario": {
        Scenario: ("",),
        Scenario.first.through: ("scenario__",),
        Scenario.among_three.through: ("scenario__",),
        Scenario.never.through: ("scenario__",),
    },
}


#: The row that each row of a part leads to, on the way to the part's own row.
_OWNERS: Final[Mapping[type[Model], tuple[str, ...]]] = {
    RemedyStep: ("cause",),
    GuideNote: ("guide",),
    Candidate: ("guide",),
    LastResort: ("guide",),
    Answer: ("question",),
    Effect: ("answer",),
    Redirect: Redirect.TARGETS,
}


def is_kept(table: type[Model]) -> bool:
    """Tell whether a table's rows belong to parts."""
    return table in _OWNERS or table in PART_TABLES.values()


def part_of(row: Any) -> Place | None:  # noqa: ANN401  # a row of any table
    """Return the place of the part that a row belongs to; None for what is no content, or belongs nowhere yet."""
    kind = next((kind for kind, table in PART_TABLES.items() if isinstance(row, table)), None)
    if kind:
        return (kind, *row.natural_key())
    owner = next((name for name in _OWNERS.get(type(row), ()) if getattr(row, f"{name}_id")), None)
    return part_of(getattr(row, owner)) if owner else None


def key_of(place: Place) -> dict[str, str]:
    """Return the fields and values that find the row of a part in its table."""
    kind, *slugs = place
    name = "key" if kind == "scenario" else "slug"
    return {name: slugs[0]} if len(slugs) == 1 else {"guide__slug": slugs[0], name: slugs[1]}


def rows_of(place: Place) -> Rows:
    """Return the rows that a part is made of."""
    return _rows(place[0], "", key_of(place))


def rows_of_guide(slug: str) -> Rows:
    """Return the rows of a whole guide, its questions and scenarios among them."""
    found = dict(_rows("guide", "", {"slug": slug}))
    for kind in LISTED.values():
        for model, rows in _rows(kind, "guide__", {"slug": slug}).items():
            found[model] = found[model] | rows if model in found else rows
    return found


def _rows(kind: str, further: str, key: Mapping[str, str]) -> Rows:
    """``further`` leads on from a part's row to the one that the key finds."""
    return {
        model: reduce(or_, (Q(**{f"{way}{further}{name}": value for name, value in key.items()}) for way in ways))
        for model, ways in _MADE_OF[kind].items()
    }


def split(document: Json) -> dict[Place, Json]:
    """Return all parts of a document by their places."""
    parts: dict[Place, Json] = {}
    for table, kind in TABLES.items():
        for slug, one in document[table].items():
            parts[kind, slug] = {name: value for name, value in one.items() if kind != "guide" or name not in LISTED}
            if kind == "guide":
                parts.update(_listed(slug, one))
    return parts


def _listed(guide: str, one: Json) -> Iterator[tuple[Place, Json]]:
    for name, kind in LISTED.items():
        yield from (((kind, guide, item[LISTS[name][1]]), item) for item in one[name])


def differing(before: Json, after: Json) -> Iterator[PartChange]:
    """Yield each part that two documents do not say alike.

    A guide that only one of them has is one part, whole: what went with it comes back with it.
    """
    alone = before["guides"].keys() ^ after["guides"].keys()
    old, new = split(before), split(after)
    for place in {**old, **new}:
        kind, guide = place[0], place[1]
        if guide not in alone or kind not in {"guide", *LISTED.values()}:
            if old.get(place) != new.get(place):
                yield PartChange(place, old.get(place), new.get(place))
        elif kind == "guide":
            yield PartChange(place, before["guides"].get(guide), after["guides"].get(guide))


def put(document: Json, place: Place, part: Json) -> dict[str, Any]:
    """Return a document in which a part stands in its place: over the one that was there, or last.

    A guide keeps the questions and scenarios that are there; one that is gone comes back with its own. What is there
    keeps all its former slugs: links are promises. Raises KeyError where the guide is gone that it belongs to.
    """
    kind, slug, *within = place
    table = next(table for table, of in TABLES.items() if of == (kind if not within else "guide"))
    old = document[table].get(slug)
    if not within:
        kept = {name: old[name] if old else part.get(name, []) for name in LISTED} if kind == "guide" else {}
        return {**document, table: {**document[table], slug: {**_promised(part, old or {}, slug), **kept}}}
    old = document[table][slug]
    name = next(name for name, of in LISTED.items() if of == kind)
    key = LISTS[name][1]
    there = next((one for one in old[name] if one[key] == within[0]), None)
    item = {**_promised(part, there or {}, within[0]), key: within[0]}
    items = [item if one[key] == within[0] else one for one in old[name]] if there else [*old[name], item]
    return {**document, table: {**document[table], slug: {**old, name: items}}}


def _promised(part: Json, there: Json, slug: str) -> dict[str, Any]:
    """Return a part with the former slugs too of what is there today under this slug, its answers with theirs."""
    kept = dict(part)
    if "formerly" in part:
        kept["formerly"] = sorted({*part["formerly"], *there.get("formerly", ())} - {slug})
    if "guard" in part:
        kept["answers"] = _promised_answers(part["answers"], there.get("answers", ()))
    return kept


def _promised_answers(answers: Iterable[Json], there: Iterable[Json]) -> list[Json]:
    """Return answers with the slugs that each had or has today: a renamed one is known by those before."""
    slugs = [one["slug"] for one in answers]
    led: dict[str, str] = {}
    for one in there:
        names = (one["slug"], *one["formerly"])
        led |= dict.fromkeys(names, next((name for name in names if name in slugs), ""))
    return [
        {
            **one,
            "formerly": sorted(
                {old for old in (*one["formerly"], *led) if led.get(old, one["slug"]) == one["slug"]} - {*slugs}
            ),
        }
        for one in answers
    ]
