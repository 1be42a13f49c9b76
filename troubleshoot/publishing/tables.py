"""Writes what a document says into the tables. Rows keep their ids where their slugs stay."""

from collections.abc import Iterable, Iterator
from datetime import date
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
    Redirect,
    RemedyStep,
    Scenario,
)

from .places import Json

type Key = tuple[str, ...]
type Rows[M: Model] = dict[Key, M]

_AT_ONCE: Final = 500
_PARTS: Final = (Scenario, LastResort, Candidate, GuideNote, Effect, Answer, Question, RemedyStep)


def write(document: Json) -> None:
    """Make the tables say what a sound document says, and nothing else. Belongs in a transaction.

    Rows are found by their slugs and keys and written over; what the document does not have is removed last, when
    nothing refers to it any more.
    """
    tables = _Tables(document)
    tables.write_carriers_and_causes()
    tables.write_guides()
    tables.write_redirects()
    tables.remove_the_rest()


class _Tables:
    """The rows of a document by natural key, each table written once those it refers to are."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.rows: dict[type[Model], Rows[Any]] = {}

    def write_carriers_and_causes(self) -> None:
        """Write what guides refer to."""
        self._keep(Carrier, {(slug,): _carrier(slug, one) for slug, one in self.document["carriers"].items()}, "slug")
        self._keep(Device, {(slug,): _device(slug, one) for slug, one in self.document["devices"].items()}, "slug")
        self._parents(Carrier, self.document["carriers"])
        self._parents(Device, self.document["devices"])
        self._keep(Cause, {(slug,): _cause(slug, one) for slug, one in self.document["causes"].items()}, "slug")
        self._keep(RemedyStep, dict(self._steps()), "cause", "key")
        _link(
            Cause.carriers.through,
            ("cause_id", "carrier_id"),
            (
                (self._id(Cause, slug), self._id(Carrier, carrier))
                for slug, cause in self.document["causes"].items()
                for carrier in cause["carriers"]
            ),
        )

    def write_guides(self) -> None:
        """Write guides and their parts: questions before what leads to them, answers before what guards."""
        guides = self.document["guides"]
        self._keep(Guide, {(slug,): _guide(slug, one) for slug, one in guides.items()}, "slug")
        self._keep(Question, dict(self._questions()), "guide", "slug")
        self._keep(Answer, dict(self._answers()), "question", "slug")
        self._edges_and_guards()
        for slug, guide in guides.items():
            self.rows[Guide][slug,].entry = self._row(Question, slug, guide["entry"])
        Guide.objects.bulk_update(self.rows[Guide].values(), ["entry"], batch_size=_AT_ONCE)
        self._keep(Effect, dict(self._effects()), "answer", "cause")
        self._keep(GuideNote, dict(self._notes()), "guide", "key")
        self._keep(Candidate, dict(self._candidates()), "guide", "cause")
        self._keep(LastResort, dict(self._last_resorts()), "guide", "cause")
        self._keep(Scenario, dict(self._scenarios()), "guide", "key")
        self._scenario_causes()

    def write_redirects(self) -> None:
        """Write former slugs anew: nothing refers to them."""
        Redirect.objects.all().delete()
        Redirect.objects.bulk_create(self._redirects())

    def remove_the_rest(self) -> None:
        """Remove the rows that the document does not have, parts before wholes."""
        for ids in self._stale(Answer):
            Answer.objects.filter(pk__in=ids).update(next=None, cause=None)
        for ids in self._stale(Question):
            nowhere = {"next": None, "guard": None, "otherwise": None, "otherwise_cause": None}
            Question.objects.filter(pk__in=ids).update(**nowhere)
        for model in (Carrier, Device):
            for ids in self._stale(model):
                model._default_manager.filter(pk__in=ids).update(parent=None)
        for part in (*_PARTS, Guide, Cause, Carrier, Device):
            for ids in self._stale(part):
                part._default_manager.filter(pk__in=ids).delete()

    def _stale(self, model: type[Model]) -> list[tuple[int, ...]]:
        """Return the ids of rows the document does not have, in lists short enough for one query."""
        kept = {row.pk for row in self.rows[model].values()}
        stale = [pk for pk in model._default_manager.values_list("pk", flat=True) if pk not in kept]
        return list(batched(stale, _AT_ONCE))

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
        return None if None in key else self.rows[model][key]  # type: ignore[index]

    def _id(self, model: type[Model], *key: str) -> int:
        return int(self.rows[model][key].pk)

    def _parents(self, model: type[Carrier | Device], table: Json) -> None:
        for slug, one in table.items():
            self.rows[model][slug,].parent = self._row(model, one["parent"])
        model._default_manager.bulk_update(self.rows[model].values(), ["parent"], batch_size=_AT_ONCE)

    def _steps(self) -> Iterator[tuple[Key, RemedyStep]]:
        for slug, cause in self.document["causes"].items():
            for position, step in enumerate(cause["steps"]):
                rows = {
                    "cause": self._row(Cause, slug),
                    "carrier": self._row(Carrier, step["carrier"]),
                    "device": self._row(Device, step["device"]),
                }
                reviewed = date.fromisoformat(step["reviewed"]) if step["reviewed"] else None
                yield (slug, step["key"]), RemedyStep(**{**step, **rows, "position": position, "reviewed": reviewed})

    def _questions(self) -> Iterator[tuple[Key, Question]]:
        """Yield questions that lead nowhere yet."""
        names = ("slug", "kind", "text", "help", "minutes")
        for guide, position, one in _listed(self.document["guides"], "questions"):
            plain = {name: one[name] for name in names}
            yield (guide, one["slug"]), Question(guide=self._row(Guide, guide), position=position, **plain)

    def _answers(self) -> Iterator[tuple[Key, Answer]]:
        for guide, question, position, one in _answers_of(self.document):
            yield (
                (guide, question, one["slug"]),
                Answer(
                    question=self._row(Question, guide, question),
                    position=position,
                    next=self._row(Question, guide, one["next"]),
                    cause=self._row(Cause, one["cause"]),
                    **{name: one[name] for name in ("slug", "text", "hint", "share")},
                ),
            )

    def _edges_and_guards(self) -> None:
        guarding: list[tuple[int, int]] = []
        for guide, _, one in _listed(self.document["guides"], "questions"):
            row = self.rows[Question][guide, one["slug"]]
            row.next = self._row(Question, guide, one["next"])
            if guard := one["guard"]:
                row.guard = self._row(Question, guide, guard["question"])
                row.otherwise = self._row(Question, guide, guard["otherwise"]["next"])
                row.otherwise_cause = self._row(Cause, guard["otherwise"]["cause"])
                guarding += [(row.pk, self._id(Answer, guide, guard["question"], slug)) for slug in guard["answers"]]
        edges = ["next", "guard", "otherwise", "otherwise_cause"]
        Question.objects.bulk_update(self.rows[Question].values(), edges, batch_size=_AT_ONCE)
        _link(Question.guard_answers.through, ("question_id", "answer_id"), guarding)

    def _effects(self) -> Iterator[tuple[Key, Effect]]:
        for guide, question, _, one in _answers_of(self.document):
            key = (guide, question, one["slug"])
            for cause, says in one["effects"].items():
                yield (*key, cause), Effect(answer=self.rows[Answer][key], cause=self._row(Cause, cause), says=says)

    def _notes(self) -> Iterator[tuple[Key, GuideNote]]:
        for guide, position, one in _listed(self.document["guides"], "notes"):
            rows = {"guide": self._row(Guide, guide), "cause": self._row(Cause, one["cause"])}
            yield (guide, one["key"]), GuideNote(**{**one, **rows, "position": position})

    def _candidates(self) -> Iterator[tuple[Key, Candidate]]:
        for guide, position, one in _listed(self.document["guides"], "candidates"):
            rows = {"guide": self._row(Guide, guide), "cause": self._row(Cause, one["cause"])}
            yield (guide, one["cause"]), Candidate(**{**one, **rows, "position": position})

    def _last_resorts(self) -> Iterator[tuple[Key, LastResort]]:
        for guide, position, slug in _listed(self.document["guides"], "last_resorts"):
            row = LastResort(guide=self._row(Guide, guide), cause=self._row(Cause, slug), position=position)
            yield (guide, slug), row

    def _scenarios(self) -> Iterator[tuple[Key, Scenario]]:
        for guide, position, one in _listed(self.document["guides"], "scenarios"):
            plain = {name: one[name] for name in ("key", "text", "answers")}
            yield (guide, one["key"]), Scenario(guide=self._row(Guide, guide), position=position, **plain)

    def _scenario_causes(self) -> None:
        for name in ("first", "among_three", "never"):
            pairs = (
                (self._id(Scenario, guide, one["key"]), self._id(Cause, cause))
                for guide, _, one in _listed(self.document["guides"], "scenarios")
                for cause in one[name]
            )
            _link(getattr(Scenario, name).through, ("scenario_id", "cause_id"), pairs)

    def _redirects(self) -> Iterator[Redirect]:
        for table, model in (("carriers", Carrier), ("causes", Cause), ("guides", Guide)):
            for slug, one in self.document[table].items():
                yield from _redirects(one, self.rows[model][slug,])
        for guide, _, one in _listed(self.document["guides"], "questions"):
            yield from _redirects(one, self.rows[Question][guide, one["slug"]])
        for guide, question, _, one in _answers_of(self.document):
            yield from _redirects(one, self.rows[Answer][guide, question, one["slug"]])


def _carrier(slug: str, one: Json) -> Carrier:
    return Carrier(slug=slug, **{name: one[name] for name in ("name", "note", "contact", "url", "position")})


def _device(slug: str, one: Json) -> Device:
    return Device(slug=slug, name=one["name"], position=one["position"])


def _cause(slug: str, one: Json) -> Cause:
    names = ("role", "title", "summary", "signs", "confirm", "warning", "afterwards")
    return Cause(slug=slug, **{name: one[name] for name in names})


def _guide(slug: str, one: Json) -> Guide:
    return Guide(slug=slug, **{name: one[name] for name in ("title", "summary", "certainty", "position")})


def _redirects(one: Json, row: Model) -> Iterator[Redirect]:
    return (Redirect(old_slug=old, **{str(row._meta.model_name): row}) for old in one["formerly"])


def _listed(table: Json, name: str) -> Iterator[tuple[str, int, Any]]:
    """Yield slug, position and item of each list of that name."""
    for slug, one in table.items():
        for position, item in enumerate(one[name]):
            yield slug, position, item


def _answers_of(document: Json) -> Iterator[tuple[str, str, int, Json]]:
    """Yield guide, question, position and answer."""
    for guide, _, question in _listed(document["guides"], "questions"):
        for position, answer in enumerate(question["answers"]):
            yield guide, question["slug"], position, answer


def _link(through: type[Model], columns: tuple[str, str], pairs: Iterable[tuple[int, int]]) -> None:
    """Make a table of links hold these pairs and no others."""
    through._default_manager.all().delete()
    through._default_manager.bulk_create([through(**dict(zip(columns, pair, strict=True))) for pair in pairs])
