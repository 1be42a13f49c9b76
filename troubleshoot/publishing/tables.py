"""Writes what a document says into the tables. Rows keep their ids where their slugs stay."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Model

from troubleshoot.models import (
    HABITS,
    PRICES,
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

from .differing import AT_ONCE, Differing, Key, listed
from .places import LISTS, Json

_PARTS: Final = (Scenario, LastResort, Candidate, GuideNote, Effect, Answer, Question, RemedyStep)


def write(document: Json, before: Json) -> None:
    """Make the tables, which say what was before, say what a sound document says. Belongs in a transaction.

    Only the rows of parts that differ are written to: those found by their slugs and keys are written over, and what
    the document does not have is removed last, when nothing refers to it any more.
    """
    tables = _Tables(document, before)
    tables.write_carriers_and_causes()
    tables.write_guides()
    tables.write_redirects()
    tables.remove_the_rest()
    tables.put_in_order()


class _Tables(Differing):
    """The tables, each written once those it refers to are."""

    def write_carriers_and_causes(self) -> None:
        """Write what guides refer to."""
        carriers, devices, causes = (self._changed(table) for table in ("carriers", "devices", "causes"))
        self._keep(Carrier, {(slug,): _carrier(slug, one) for slug, one in carriers.items()}, "slug")
        self._keep(Device, {(slug,): _device(slug, one) for slug, one in devices.items()}, "slug")
        self._parents(Carrier, carriers)
        self._parents(Device, devices)
        self._keep(Cause, {(slug,): _cause(slug, one) for slug, one in causes.items()}, "slug")
        self._keep(RemedyStep, dict(self._steps()), "cause", "key")
        self._link(
            (Cause, Cause.carriers.through),
            ("cause_id", "carrier_id"),
            (
                (self._id(Cause, slug), self._id(Carrier, carrier))
                for slug, cause in causes.items()
                for carrier in cause["carriers"]
            ),
        )

    def write_guides(self) -> None:
        """Write guides and their parts: questions before what leads to them, answers before what guards."""
        guides = self._changed("guides")
        self._keep(Guide, {(slug,): _guide(slug, one) for slug, one in guides.items()}, "slug")
        self._keep(Question, dict(self._questions()), "guide", "slug")
        self._keep(Answer, dict(self._answers()), "question", "slug")
        self._edges_and_guards()
        for slug, guide in guides.items():
            self.rows[Guide][slug,].entry = self._row(Question, slug, guide["entry"])
        Guide.objects.bulk_update(self.rows[Guide].values(), ["entry"], batch_size=AT_ONCE)
        self._keep(Effect, dict(self._effects()), "answer", "cause")
        self._keep(GuideNote, dict(self._notes()), "guide", "key")
        self._keep(Candidate, dict(self._candidates()), "guide", "cause")
        self._keep(LastResort, dict(self._last_resorts()), "guide", "cause")
        self._keep(Scenario, dict(self._scenarios()), "guide", "key")
        self._scenario_causes()

    def write_redirects(self) -> None:
        """Write former slugs anew: nothing refers to them, and each may have gone over to another part."""
        for model in (Carrier, Cause, Guide, Question, Answer):
            self._drop(Redirect, str(model._meta.model_name), model)
        Redirect.objects.bulk_create(self._redirects())

    def remove_the_rest(self) -> None:
        """Remove the rows of parts that differ that the document does not have, parts before wholes."""
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

    def put_in_order(self) -> None:
        """Put the questions and scenarios of guides where some differ as they follow: their order is in no part."""
        for model, name in ((Question, "questions"), (Scenario, "scenarios")):
            key, guides = LISTS[name][1], self.document["guides"]
            former = {slug: one[name] for slug, one in self.before["guides"].items()}
            mixed = {slug: one[name] for slug, one in guides.items() if one[name] != former.get(slug)}
            places = {(slug, one[key]): place for slug, items in mixed.items() for place, one in enumerate(items)}
            rows = model._default_manager.filter(guide__slug__in=mixed).values_list(
                "pk", "guide__slug", key, "position"
            )
            wrong = {pk: places[guide, name] for pk, guide, name, now in rows if now != places[guide, name]}
            moved: Any = [model(pk=pk, position=place) for pk, place in wrong.items()]
            model._default_manager.bulk_update(moved, ["position"], batch_size=AT_ONCE)

    def _answers_of(self) -> Iterator[tuple[str, str, int, Json]]:
        """Yield guide, question, position and answer of the questions that differ."""
        for guide, _, question in self._items("questions"):
            for position, answer in enumerate(question["answers"]):
                yield guide, question["slug"], position, answer

    def _parents(self, model: type[Carrier | Device], table: Json) -> None:
        for slug, one in table.items():
            self.rows[model][slug,].parent = self._row(model, one["parent"])
        model._default_manager.bulk_update(self.rows[model].values(), ["parent"], batch_size=AT_ONCE)

    def _steps(self) -> Iterator[tuple[Key, RemedyStep]]:
        for slug, cause in self._changed("causes").items():
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
        for guide, position, one in self._items("questions"):
            plain = {name: one[name] for name in names}
            yield (guide, one["slug"]), Question(guide=self._row(Guide, guide), position=position, **plain)

    def _answers(self) -> Iterator[tuple[Key, Answer]]:
        for guide, question, position, one in self._answers_of():
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
        for guide, _, one in self._items("questions"):
            row = self.rows[Question][guide, one["slug"]]
            row.next = self._row(Question, guide, one["next"])
            if guard := one["guard"]:
                row.guard = self._row(Question, guide, guard["question"])
                row.otherwise = self._row(Question, guide, guard["otherwise"]["next"])
                row.otherwise_cause = self._row(Cause, guard["otherwise"]["cause"])
                guarding += [(row.pk, self._id(Answer, guide, guard["question"], slug)) for slug in guard["answers"]]
        edges = ["next", "guard", "otherwise", "otherwise_cause"]
        Question.objects.bulk_update(self.rows[Question].values(), edges, batch_size=AT_ONCE)
        self._link((Question, Question.guard_answers.through), ("question_id", "answer_id"), guarding)

    def _effects(self) -> Iterator[tuple[Key, Effect]]:
        for guide, question, _, one in self._answers_of():
            key = (guide, question, one["slug"])
            for cause, says in one["effects"].items():
                yield (*key, cause), Effect(answer=self.rows[Answer][key], cause=self._row(Cause, cause), says=says)

    def _notes(self) -> Iterator[tuple[Key, GuideNote]]:
        for guide, position, one in listed(self._changed("guides"), "notes"):
            rows = {"guide": self._row(Guide, guide), "cause": self._row(Cause, one["cause"])}
            yield (guide, one["key"]), GuideNote(**{**one, **rows, "position": position})

    def _candidates(self) -> Iterator[tuple[Key, Candidate]]:
        for guide, position, one in listed(self._changed("guides"), "candidates"):
            rows = {"guide": self._row(Guide, guide), "cause": self._row(Cause, one["cause"])}
            yield (guide, one["cause"]), Candidate(**{**one, **rows, "position": position})

    def _last_resorts(self) -> Iterator[tuple[Key, LastResort]]:
        for guide, position, slug in listed(self._changed("guides"), "last_resorts"):
            row = LastResort(guide=self._row(Guide, guide), cause=self._row(Cause, slug), position=position)
            yield (guide, slug), row

    def _scenarios(self) -> Iterator[tuple[Key, Scenario]]:
        for guide, position, one in self._items("scenarios"):
            plain = {name: one[name] for name in ("key", "text", "answers")}
            yield (guide, one["key"]), Scenario(guide=self._row(Guide, guide), position=position, **plain)

    def _scenario_causes(self) -> None:
        for name in ("first", "among_three", "never"):
            pairs = (
                (self._id(Scenario, guide, one["key"]), self._id(Cause, cause))
                for guide, _, one in self._items("scenarios")
                for cause in one[name]
            )
            self._link((Scenario, getattr(Scenario, name).through), ("scenario_id", "cause_id"), pairs)

    def _redirects(self) -> Iterator[Redirect]:
        for table, model in (("carriers", Carrier), ("causes", Cause), ("guides", Guide)):
            for slug, one in self._changed(table).items():
                yield from _redirects(one, self.rows[model][slug,])
        for guide, _, one in self._items("questions"):
            yield from _redirects(one, self.rows[Question][guide, one["slug"]])
        for guide, question, _, one in self._answers_of():
            yield from _redirects(one, self.rows[Answer][guide, question, one["slug"]])


def _carrier(slug: str, one: Json) -> Carrier:
    return Carrier(slug=slug, **{name: one[name] for name in ("name", "note", "contact", "url", "position")})


def _device(slug: str, one: Json) -> Device:
    return Device(slug=slug, name=one["name"], position=one["position"])


def _cause(slug: str, one: Json) -> Cause:
    names = ("role", "title", "summary", "signs", "confirm", "warning", "afterwards")
    return Cause(slug=slug, **{name: one[name] for name in names})


def _guide(slug: str, one: Json) -> Guide:
    names = ("title", "summary", "certainty", "position", "learned", *PRICES, *HABITS)
    return Guide(slug=slug, **{name: one[name] for name in names})


def _redirects(one: Json, row: Model) -> Iterator[Redirect]:
    return (Redirect(old_slug=old, **{str(row._meta.model_name): row}) for old in one["formerly"])
