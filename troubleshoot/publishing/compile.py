"""Reads the editors' tables into a release document."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

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

from .formats import FORMAT
from .parts import Rows, rows_of, rows_of_guide
from .places import Place
from .transactions import reading_one_state

type Row = Mapping[str, Any]
type Document = dict[str, Any]
type Grouped = Mapping[int, list[Any]]


def compile_document() -> Document:
    """Return the drafts of all guides, causes, carriers and devices as a release document.

    It takes one query a table, however many rows there are, and sees one state of the tables.
    """
    with reading_one_state():
        old_slugs = _old_slugs({})
        return {**_shared(old_slugs, {}), "guides": _guides(old_slugs, {})}


def compile_shared(cause: str = "") -> Document:
    """Return the drafts of all that guides share, as a release document without any guide.

    ``cause``: the only one to be in it; "" for all of them.
    """
    return {**_shared(_old_slugs({}), rows_of(("cause", cause)) if cause else {}), "guides": {}}


def _shared(old_slugs: Mapping[str, Grouped], only: Rows) -> Document:
    return {
        "format": FORMAT,
        "carriers": _carriers(old_slugs["carrier"], {}),
        "devices": _devices({}),
        "causes": _causes(old_slugs["cause"], only),
    }


def compile_part(place: Place) -> Document | None:
    """Return what the drafts say in one place, as the document writes it; None where there is nothing.

    ``parts`` says which places there are. It takes at most six queries, however large the guide is.
    """
    only = rows_of(place)
    old_slugs = _old_slugs(only)
    match place:
        case ("question" | "scenario" as kind, *_):
            listed = _questions(old_slugs, only) if kind == "question" else _scenarios(only)
            found = [part for parts in listed.values() for part in parts]
        case ("guide", _):
            found = [guide for _, _, guide in _guides_alone(old_slugs, only)]
        case ("cause", _):
            found = [*_causes(old_slugs["cause"], only).values()]
        case ("carrier", _):
            found = [*_carriers(old_slugs["carrier"], only).values()]
        case _:
            found = [*_devices(only).values()]
    return next(iter(found), None)


def compile_guide(slug: str) -> Document | None:
    """Return one whole guide of the drafts, with its questions and scenarios; None where there is none."""
    only = rows_of_guide(slug)
    return _guides(_old_slugs(only), only).get(slug)


def compile_names() -> Document:
    """Return the guides of the drafts as far as links need them: their slugs and their questions', old ones too."""
    old_slugs = _old_slugs({})
    questions = _grouped(
        "guide_id",
        Question.objects.values("id", "guide_id", "slug"),
        lambda row: {"slug": row["slug"], "formerly": sorted(old_slugs["question"][row["id"]]), "answers": []},
    )
    return {
        slug: {"formerly": sorted(old_slugs["guide"][pk]), "questions": questions[pk]}
        for pk, slug in Guide.objects.values_list("pk", "slug")
    }


def _rows(model: type[Model], only: Rows) -> QuerySet[Any]:
    """Return the rows of a table that are to be read: all where nothing is said of it."""
    return model._default_manager.filter(only.get(model, Q()))


def _carriers(old_slugs: Grouped, only: Rows) -> Document:
    fields = ("id", "slug", "name", "note", "contact", "url", "parent__slug", "position")
    return {
        row["slug"]: {
            **_texts(row, "name", "note", "contact"),
            "url": row["url"],
            "parent": row["parent__slug"],
            "position": row["position"],
            "formerly": sorted(old_slugs[row["id"]]),
        }
        for row in _rows(Carrier, only).values(*fields)
    }


def _devices(only: Rows) -> Document:
    rows = _rows(Device, only).values("slug", "name", "parent__slug", "position")
    return {
        row["slug"]: {**_texts(row, "name"), "parent": row["parent__slug"], "position": row["position"]} for row in rows
    }


_CAUSE_TEXTS: Final = ("title", "summary", "signs", "confirm", "warning", "afterwards")


def _causes(old_slugs: Grouped, only: Rows) -> Document:
    carriers = _slugs(_rows(Cause.carriers.through, only).values_list("cause_id", "carrier__slug"))
    steps = _grouped("cause_id", _rows(RemedyStep, only).order_by("position", "key").values(*_STEP), _step)
    return {
        row["slug"]: {
            "role": row["role"],
            **_texts(row, *_CAUSE_TEXTS),
            "carriers": sorted(carriers[row["id"]]),
            "formerly": sorted(old_slugs[row["id"]]),
            "steps": steps[row["id"]],
        }
        for row in _rows(Cause, only).values("id", "slug", "role", *_CAUSE_TEXTS)
    }


_STEP: Final = (
    *("cause_id", "key", "carrier__slug", "device__slug", "text", "detail", "url", "tel", "minutes", "wait_minutes"),
    *("shared", "source", "reviewed"),
)


def _step(row: Row) -> Document:
    return {
        **{name: row[name] for name in ("key", "url", "tel", "wait_minutes", "shared", "source")},
        **_texts(row, "text", "detail"),
        "carrier": row["carrier__slug"],
        "device": row["device__slug"],
        "minutes": _number(row["minutes"]),
        "reviewed": row["reviewed"].isoformat() if row["reviewed"] else "",
    }


def _guides(old_slugs: Mapping[str, Grouped], only: Rows) -> Document:
    questions, scenarios = _questions(old_slugs, only), _scenarios(only)
    return {
        slug: {**guide, "questions": questions[pk], "scenarios": scenarios[pk]}
        for pk, slug, guide in _guides_alone(old_slugs, only)
    }


def _guides_alone(old_slugs: Mapping[str, Grouped], only: Rows) -> Iterator[tuple[int, str, Document]]:
    """Yield each guide without its questions and scenarios, after its id and slug."""
    fields = ("id", "slug", "title", "summary", "position", "certainty", "entry__slug", "learned", *PRICES, *HABITS)
    rows = _rows(Guide, only).values(*fields)
    notes, candidates, last_resorts = _notes(only), _candidates(only), _last_resorts(only)
    for row in rows:
        guide = {
            **_texts(row, "title", "summary"),
            "certainty": _number(row["certainty"]),
            **{name: _number(row[name]) for name in (*PRICES, "learns_by")},
            **{name: row[name] for name in ("asking", "learned")},
            "entry": row["entry__slug"],
            "position": row["position"],
            "formerly": sorted(old_slugs["guide"][row["id"]]),
            "notes": notes[row["id"]],
            "candidates": candidates[row["id"]],
            "last_resorts": last_resorts[row["id"]],
        }
        yield row["id"], row["slug"], guide


def _notes(only: Rows) -> Grouped:
    fields = ("guide_id", "key", "kind", "text", "detail", "cause__slug")
    return _grouped("guide_id", _rows(GuideNote, only).order_by("position", "key").values(*fields), _note)


def _note(row: Row) -> Document:
    texts = _texts(row, "text", "detail")
    return {"key": row["key"], "kind": row["kind"], **texts, "cause": row["cause__slug"]}


_QUESTION: Final = (
    *("id", "guide_id", "slug", "kind", "text", "help", "minutes", "next__slug", "guard__slug"),
    *("otherwise__slug", "otherwise_cause__slug"),
)


def _questions(old_slugs: Mapping[str, Grouped], only: Rows) -> Grouped:
    answers = _answers(old_slugs["answer"], only)
    guarding = _slugs(_rows(Question.guard_answers.through, only).values_list("question_id", "answer__slug"))
    rows = _rows(Question, only).order_by("position", "slug").values(*_QUESTION)
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


def _answers(old_slugs: Grouped, only: Rows) -> Grouped:
    effects = _grouped("answer_id", _rows(Effect, only).values("answer_id", "cause__slug", "says"), lambda row: row)
    fields = ("id", "question_id", "slug", "text", "hint", "next__slug", "cause__slug", "share")
    return _grouped(
        "question_id",
        _rows(Answer, only).order_by("position", "slug").values(*fields),
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


def _candidates(only: Rows) -> Grouped:
    fields = ("guide_id", "cause__slug", "weight", "minutes_to_know", "shows_by", "efficacy", "pin")
    rows = _rows(Candidate, only).order_by("position", "cause__slug").values(*fields)
    return _grouped("guide_id", rows, _candidate)


def _candidate(row: Row) -> Document:
    numbers = {name: _number(row[name]) for name in ("weight", "minutes_to_know", "efficacy")}
    return {"cause": row["cause__slug"], **numbers, "shows_by": row["shows_by"], "pin": row["pin"]}


def _last_resorts(only: Rows) -> Grouped:
    rows = _rows(LastResort, only).order_by("position", "cause__slug").values("guide_id", "cause__slug")
    return _grouped("guide_id", rows, lambda row: row["cause__slug"])


_SCENARIO_CAUSES: Final = ("first", "among_three", "never")


def _scenarios(only: Rows) -> Grouped:
    causes = {
        name: _slugs(_rows(getattr(Scenario, name).through, only).values_list("scenario_id", "cause__slug"))
        for name in _SCENARIO_CAUSES
    }
    rows = _rows(Scenario, only).order_by("position", "key").values("id", "guide_id", "key", "text", "answers")
    return _grouped(
        "guide_id",
        rows,
        lambda row: {
            **{name: row[name] for name in ("key", "text", "answers")},
            **{name: sorted(causes[name][row["id"]]) for name in _SCENARIO_CAUSES},
        },
    )


def _old_slugs(only: Rows) -> dict[str, Grouped]:
    """Return former slugs by target and the target row's id."""
    found: dict[str, defaultdict[int, list[Any]]] = {target: defaultdict(list) for target in Redirect.TARGETS}
    rows = _rows(Redirect, only)
    for old, *ids in rows.values_list("old_slug", *(f"{target}_id" for target in Redirect.TARGETS)):
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
