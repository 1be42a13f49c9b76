"""What keeps a document from being loaded: references that lead nowhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from .guide import LEARNED, RATIOS, Slug

type Json = Mapping[str, Any]


def broken_references(document: Json) -> Iterable[str]:
    """Name each reference that leads nowhere, one line each, "" never."""
    for kind in ("carriers", "devices"):
        for slug, one in document[kind].items():
            yield from _missing(f"{kind}/{slug}: parent", [one["parent"]], document[kind])
    for slug, cause in document["causes"].items():
        yield from _missing(f"causes/{slug}: carriers", cause["carriers"], document["carriers"])
        for step in cause["steps"]:
            place = f"causes/{slug}/{step['key']}"
            yield from _missing(f"{place}: carrier", [step["carrier"]], document["carriers"])
            yield from _missing(f"{place}: device", [step["device"]], document["devices"])
    for slug, guide in document["guides"].items():
        yield from _broken_in_guide(f"guides/{slug}", guide, document["causes"])


def _broken_in_guide(place: str, guide: Json, causes: Json) -> Iterable[str]:
    questions = {question["slug"]: question for question in guide["questions"]}
    yield from _missing(f"{place}: entry", [guide["entry"] or "-"], questions)
    yield from _missing(f"{place}: candidates", [one["cause"] for one in guide["candidates"]], causes)
    yield from _missing(f"{place}: last_resorts", guide["last_resorts"], causes)
    yield from _missing(f"{place}: notes", [note["cause"] for note in guide["notes"]], causes)
    yield from _missing(f"{place}: next", [following for following, _ in edges(guide)], questions)
    yield from _missing(f"{place}: cause", [cause for _, cause in edges(guide)], causes)
    for scenario in guide["scenarios"]:
        named = [*scenario["first"], *scenario["among_three"], *scenario["never"]]
        yield from _missing(f"{place}/{scenario['key']}", named, causes)
    for slug, question in questions.items():
        yield from _broken_in_question(f"{place}/{slug}", question, questions, causes)


def _broken_in_question(place: str, question: Json, questions: Json, causes: Json) -> Iterable[str]:
    if guard := question["guard"]:
        yield from _missing(f"{place}: guard", [guard["question"]], questions)
        if guarding := questions.get(guard["question"]):
            answers = {answer["slug"]: answer for answer in guarding["answers"]}
            yield from _missing(f"{place}: guard", guard["answers"], answers)
    for answer in question["answers"]:
        yield from _missing(f"{place}={answer['slug']}: effects", answer["effects"], causes)
        words = [says for says in answer["effects"].values() if not LEARNED.fullmatch(says)]
        yield from _missing(f"{place}={answer['slug']}: effects", words, RATIOS)


def _missing(place: str, slugs: Iterable[Slug | None], table: Mapping[Slug, Any]) -> Iterable[str]:
    return (f"{place}: {slug} is not there" for slug in slugs if slug is not None and slug not in table)


def edges(guide: Json) -> Iterable[tuple[Slug | None, Slug | None]]:
    """Yield where each way out of a guide's questions leads: the next question, or a cause."""
    for question in guide["questions"]:
        yield question["next"], None
        if question["guard"]:
            yield question["guard"]["otherwise"]["next"], question["guard"]["otherwise"]["cause"]
        for answer in question["answers"]:
            yield answer["next"], answer["cause"]
