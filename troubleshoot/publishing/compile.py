"""Reads the editors' tables into a release document."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

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

from .formats import FORMAT
from .transactions import one_state

type Row = Mapping[str, Any]
type Document = dict[str, Any]
type Grouped = Mapping[int, list[Any]]


def compile_document() -> Document:
    """Return the drafts of all guides, causes, carriers and devices as a release document.

    It takes one query a table, however many rows there are, and sees one state of the tables.
    """
    with one_state():
        old_slugs = _old_slugs()
        return {
            "format": FORMAT,
            "carriers": _carriers(old_slugs["carrier"]),
            "devices": _devices(),
            "causes": _causes(old_slugs["cause"]),
            "guides": _guides(old_slugs),
        }


def _carriers(old_slugs: Grouped) -> Document:
    rows = Carrier.objects.values("id", "slug", "name", "note", "contact", "url", "parent__slug", "position")
    return {
        row["slug"]: {
            **_texts(row, "name", "note", "contact"),
            "url": row["url"],
            "parent": row["parent__slug"],
            "position": row["position"],
            "formerly": sorted(old_slugs[row["id"]]),
        }
        for row in rows
    }


def _devices() -> Document:
    rows = Device.objects.values("slug", "name", "parent__slug", "position")
    return {
        row["slug"]: {**_texts(row, "name"), "parent": row["parent__slug"], "position": row["position"]} for row in rows
    }


_CAUSE_TEXTS: Final = ("title", "summary", "signs", "confirm", "warning", "afterwards")


def _causes(old_slugs: Grouped) -> Document:
    carriers = _slugs(Cause.carriers.through.objects.values_list("cause_id", "carrier__slug"))
    steps = _grouped("cause_id", RemedyStep.objects.order_by("position", "key").values(*_STEP), _step)
    return {
        row["slug"]: {
            "role": row["role"],
            **_texts(row, *_CAUSE_TEXTS),
            "carriers": sorted(carriers[row["id"]]),
            "formerly": sorted(old_slugs[row["id"]]),
            "steps": steps[row["id"]],
        }
        for row in Cause.objects.values("id", "slug", "role", *_CAUSE_TEXTS)
    }


_STEP: Final = (
    *("cause_id", "key", "carrier__slug", "device__slug", "text", "detail", "url", "tel", "minutes", "wait_minutes"),
    *("source", "reviewed"),
)


def _step(row: Row) -> Document:
    return {
        **{name: row[name] for name in ("key", "url", "tel", "wait_minutes", "source")},
        **_texts(row, "text", "detail"),
        "carrier": row["carrier__slug"],
        "device": row["device__slug"],
        "minutes": _number(row["minutes"]),
        "reviewed": row["reviewed"].isoformat() if row["reviewed"] else "",
    }


def _guides(old_slugs: Mapping[str, Grouped]) -> Document:
    rows = Guide.objects.values("id", "slug", "title", "summary", "position", "certainty", "entry__slug")
    questions, notes = _questions(old_slugs), _notes()
    candidates, last_resorts, scenarios = _candidates(), _last_resorts(), _scenarios()
    return {
        row["slug"]: {
            **_texts(row, "title", "summary"),
            "certainty": _number(row["certainty"]),
            "entry": row["entry__slug"],
            "position": row["position"],
            "formerly": sorted(old_slugs["guide"][row["id"]]),
            "notes": notes[row["id"]],
            "questions": questions[row["id"]],
            "candidates": candidates[row["id"]],
            "last_resorts": last_resorts[row["id"]],
            "scenarios": scenarios[row["id"]],
        }
        for row in rows
    }


def _notes() -> Grouped:
    fields = ("guide_id", "key", "kind", "text", "detail", "cause__slug")
    return _grouped("guide_id", GuideNote.objects.order_by("position", "key").values(*fields), _note)


def _note(row: Row) -> Document:
    texts = _texts(row, "text", "detail")
    return {"key": row["key"], "kind": row["kind"], **texts, "cause": row["cause__slug"]}


_QUESTION: Final = (
    *("id", "guide_id", "slug", "kind", "text", "help", "minutes", "next__slug", "guard__slug"),
    *("otherwise__slug", "otherwise_cause__slug"),
)


def _questions(old_slugs: Mapping[str, Grouped]) -> Grouped:
    answers = _answers(old_slugs["answer"])
    guarding = _slugs(Question.guard_answers.through.objects.values_list("question_id", "answer__slug"))
    rows = Question.objects.order_by("position", "slug").values(*_QUESTION)
    return _grouped(
        "guide_id",
        rows,
        lambda row: {
            "slug": row["slug"],
            "kind": row["kind"],
            **_texts(row, "text", "help"),
            "minutes": _number(row["minutes"]),
            "next": row["next__slug"],
            "formerly": sorted(old_slugs["question"][row["id"]]),
            "guard": _guard(row, guarding[row["id"]]),
            "answers": answers[row["id"]],
        },
    )


def _guard(row: Row, answers: Iterable[str]) -> Document | None:
    if row["guard__slug"] is None:
        return None
    otherwise = {"next": row["otherwise__slug"], "cause": row["otherwise_cause__slug"]}
    return {"question": row["guard__slug"], "answers": sorted(answers), "otherwise": otherwise}


def _answers(old_slugs: Grouped) -> Grouped:
    effects = _grouped("answer_id", Effect.objects.values("answer_id", "cause__slug", "says"), lambda row: row)
    fields = ("id", "question_id", "slug", "text", "hint", "next__slug", "cause__slug", "share")
    return _grouped(
        "question_id",
        Answer.objects.order_by("position", "slug").values(*fields),
        lambda row: {
            "slug": row["slug"],
            **_texts(row, "text", "hint"),
            "next": row["next__slug"],
            "cause": row["cause__slug"],
            "share": _number(row["share"]),
            "effects": {effect["cause__slug"]: effect["says"] for effect in effects[row["id"]]},
            "formerly": sorted(old_slugs[row["id"]]),
        },
    )


def _candidates() -> Grouped:
    fields = ("guide_id", "cause__slug", "weight", "minutes_to_know", "shows_by", "efficacy", "pin")
    return _grouped("guide_id", Candidate.objects.order_by("position", "cause__slug").values(*fields), _candidate)


def _candidate(row: Row) -> Document:
    numbers = {name: _number(row[name]) for name in ("weight", "minutes_to_know", "efficacy")}
    return {"cause": row["cause__slug"], **numbers, "shows_by": row["shows_by"], "pin": row["pin"]}


def _last_resorts() -> Grouped:
    rows = LastResort.objects.order_by("position", "cause__slug").values("guide_id", "cause__slug")
    return _grouped("guide_id", rows, lambda row: row["cause__slug"])


_SCENARIO_CAUSES: Final = ("first", "among_three", "never")


def _scenarios() -> Grouped:
    causes = {
        name: _slugs(getattr(Scenario, name).through.objects.values_list("scenario_id", "cause__slug"))
        for name in _SCENARIO_CAUSES
    }
    rows = Scenario.objects.order_by("position", "key").values("id", "guide_id", "key", "text", "answers")
    return _grouped(
        "guide_id",
        rows,
        lambda row: {
            **{name: row[name] for name in ("key", "text", "answers")},
            **{name: sorted(causes[name][row["id"]]) for name in _SCENARIO_CAUSES},
        },
    )


def _old_slugs() -> dict[str, Grouped]:
    """Return former slugs by target and the target row's id."""
    found: dict[str, defaultdict[int, list[Any]]] = {target: defaultdict(list) for target in Redirect.TARGETS}
    for old, *ids in Redirect.objects.values_list("old_slug", *(f"{target}_id" for target in Redirect.TARGETS)):
        for target, target_id in zip(Redirect.TARGETS, ids, strict=True):
            if target_id is not None:
                found[target][target_id].append(old)
    return dict(found)


def _grouped(by: str, rows: Iterable[Row], make: Callable[[Row], Any]) -> Grouped:
    """Return what is made of each row, in the rows' order, in lists by one of its columns."""
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[by]].append(make(row))
    return groups


def _slugs(pairs: Iterable[tuple[int, str]]) -> Grouped:
    return _grouped("id", ({"id": owner, "slug": slug} for owner, slug in pairs), lambda row: row["slug"])


def _texts(row: Row, *names: str) -> Document:
    """Return a row's texts without the languages left blank."""
    return {name: {lang: words for lang, words in row[name].items() if words.strip()} for name in names}


def _number(value: Decimal | float | None) -> float | None:
    """Return a number as JSON writes it: whole ones as int."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
