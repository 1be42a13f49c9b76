"""The rows of two documents' parts that differ: found by natural key, written over, told apart from the rest."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

from django.db.models import Model

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
    RemedyStep,
    Scenario,
)

from .parts import split
from .places import LISTS, TABLES, Json

type Key = tuple[str, ...]
type Rows[M: Model] = dict[Key, M]

#: Rows of one query.
AT_ONCE: Final = 500
#: The kind of part that each table's rows belong to, and the columns of their natural keys: the part's slugs first.
_KEYS: Final[Mapping[type[Model], tuple[str, tuple[str, ...]]]] = {
    Carrier: ("carrier", ("slug",)),
    Device: ("device", ("slug",)),
    Cause: ("cause", ("slug",)),
    RemedyStep: ("cause", ("cause__slug", "key")),
    Guide: ("guide", ("slug",)),
    GuideNote: ("guide", ("guide__slug", "key")),
    Candidate: ("guide", ("guide__slug", "cause__slug")),
    LastResort: ("guide", ("guide__slug", "cause__slug")),
    Question: ("question", ("guide__slug", "slug")),
    Answer: ("question", ("question__guide__slug", "question__slug", "slug")),
    Effect: (
        "question",
        ("answer__question__guide__slug", "answer__question__slug", "answer__slug", "cause__slug"),
    ),
    Scenario: ("scenario", ("guide__slug", "key")),
}


class Differing:
    """The parts of a document that the tables do not say yet, and the rows written of them by natural key."""

    def __init__(self, document: Json, before: Json) -> None:
        self.document, self.before = document, before
        old, new = split(before), split(document)
        self.changed = {place for place, part in new.items() if part != old.get(place)}
        self.touched = self.changed | (old.keys() - new.keys())
        self.rows: dict[type[Model], Rows[Any]] = {}
        self._known: dict[type[Model], dict[Key, int]] = {}

    def _changed(self, table: str) -> Json:
        """Return the carriers, devices, causes or guides whose own part differs."""
        kind = TABLES[table]
        return {slug: one for slug, one in self.document[table].items() if (kind, slug) in self.changed}

    def _items(self, name: str) -> Iterator[tuple[str, int, Any]]:
        """Yield guide, position and item of the questions or scenarios that differ."""
        kind, key = LISTS[name]
        items = listed(self.document["guides"], name)
        return (found for found in items if (kind, found[0], found[2][key]) in self.changed)

    def _keep[M: Model](self, model: type[M], rows: Rows[M], *unique: str) -> None:
        """Write rows over those of the same unique fields; each learns its id."""
        fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._default_manager.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=unique,
            update_fields=[name for name in fields if name not in unique],
        )
        self.rows[model] = rows

    def _row[M: Model](self, model: type[M], *key: str | None) -> M | None:
        """Return a row by its natural key; None where a slug of it is None."""
        if None in key:
            return None
        found: M | None = self.rows[model].get(key)  # type: ignore[arg-type]
        return found or model(pk=self._ids(model)[key])  # type: ignore[index]

    def _id(self, model: type[Model], *key: str) -> int:
        row = self.rows[model].get(key)
        return row.pk if row else self._ids(model)[key]

    def _ids(self, model: type[Model]) -> dict[Key, int]:
        """Return the ids of all rows that a table had, by natural key."""
        if model not in self._known:
            rows = model._default_manager.order_by().values_list("pk", *_KEYS[model][1])
            self._known[model] = {tuple(key): pk for pk, *key in rows}
        return self._known[model]

    def _there(self, model: type[Model]) -> dict[Key, int]:
        """Return the ids of a table's rows that belonged to parts that differ, by natural key."""
        kind = _KEYS[model][0]
        slugs = {place[1:] for place in self.touched if place[0] == kind}
        many = len(next(iter(slugs), ()))
        return {key: pk for key, pk in self._ids(model).items() if key[:many] in slugs} if slugs else {}

    def _drop(self, model: type[Model], column: str, owner: type[Model]) -> None:
        """Delete the rows that belong to an owner within a part that differs."""
        for ids in batched(self._there(owner).values(), AT_ONCE):
            model._default_manager.filter(**{f"{column}__in": ids}).delete()

    def _link(
        self, tables: tuple[type[Model], type[Model]], columns: tuple[str, str], pairs: Iterable[tuple[int, int]]
    ) -> None:
        """Make a table of links hold these pairs for its owners that differ, and no others."""
        owner, through = tables
        self._drop(through, columns[0], owner)
        through._default_manager.bulk_create([through(**dict(zip(columns, pair, strict=True))) for pair in pairs])

    def _stale(self, model: type[Model]) -> list[tuple[int, ...]]:
        """Return the ids of rows the document does not have, in lists short enough for one query."""
        stale = [pk for key, pk in self._there(model).items() if key not in self.rows[model]]
        return list(batched(stale, AT_ONCE))


def listed(table: Json, name: str) -> Iterator[tuple[str, int, Any]]:
    """Yield slug, position and item of each list of that name."""
    for slug, one in table.items():
        for position, item in enumerate(one[name]):
            yield slug, position, item
