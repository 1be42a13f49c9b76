"""The release document: JSON to frozen values in one language.

Its shape is told by the JSON Schema beside the publishing code; here it is trusted but for its references.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .belief import likelihoods
from .guide import (
    RATIOS,
    Answer,
    Candidate,
    Carrier,
    Cause,
    Device,
    Edge,
    Guard,
    Guide,
    Note,
    Question,
    Release,
    RemedyStep,
    Renamed,
    Scenario,
    Slug,
    Untranslated,
)

type Json = Mapping[str, Any]


class DocumentError(ValueError):
    """A document that no release can be made of; ``problems`` lists what to mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def load(document: Json, language: str = "ja") -> Release:
    """Return the release in one language; a text without it stands in Japanese, as Untranslated.

    Raises DocumentError, naming every reference that leads nowhere.
    """
    if problems := tuple(broken_references(document)):
        raise DocumentError(problems)
    reader = _Reader(language)
    carriers = {slug: reader.carrier(slug, one) for slug, one in _by_position(document["carriers"])}
    devices = {slug: reader.device(slug, one) for slug, one in _by_position(document["devices"])}
    causes = {slug: reader.cause(slug, one) for slug, one in sorted(document["causes"].items())}
    renamed = Renamed(
        guides=_formerly(document["guides"]),
        causes=_formerly(document["causes"]),
        carriers=_formerly(document["carriers"]),
    )
    shared = Release({}, causes, carriers, devices, renamed)
    guides = {slug: reader.guide(slug, one, shared) for slug, one in _by_position(document["guides"])}
    return Release(guides, causes, carriers, devices, renamed)


def _by_position(table: Json) -> list[tuple[Slug, Json]]:
    return sorted(table.items(), key=lambda item: (item[1]["position"], item[0]))


def _formerly(table: Json) -> dict[Slug, Slug]:
    return {old: slug for slug, one in table.items() for old in one["formerly"] if old not in table}


class _Reader:
    """Makes values of one language out of the document's objects."""

    def __init__(self, language: str) -> None:
        self.language = language

    def words(self, texts: Mapping[str, str]) -> str:
        japanese = texts.get("ja", "")
        if self.language == "ja" or not japanese:
            return japanese
        return texts.get(self.language) or Untranslated(japanese)

    def carrier(self, slug: Slug, one: Json) -> Carrier:
        return Carrier(
            slug,
            self.words(one["name"]),
            one["parent"],
            self.words(one["note"]),
            self.words(one["contact"]),
            one["url"],
        )

    def device(self, slug: Slug, one: Json) -> Device:
        return Device(slug, self.words(one["name"]), one["parent"])

    def cause(self, slug: Slug, one: Json) -> Cause:
        texts = ("title", "summary", "signs", "confirm", "warning", "afterwards")
        return Cause(
            slug,
            one["role"],
            **{name: self.words(one[name]) for name in texts},
            carriers=frozenset(one["carriers"]),
            steps=tuple(self.remedy_step(step) for step in one["steps"]),
        )

    def remedy_step(self, one: Json) -> RemedyStep:
        as_they_are = ("key", "carrier", "device", "url", "tel", "minutes", "wait_minutes", "source", "reviewed")
        return RemedyStep(
            text=self.words(one["text"]), detail=self.words(one["detail"]), **{name: one[name] for name in as_they_are}
        )

    def guide(self, slug: Slug, one: Json, shared: Release) -> Guide:
        questions = {asked["slug"]: self.question(asked) for asked in one["questions"]}
        candidates = {listed["cause"]: _candidate(listed) for listed in one["candidates"]}
        return Guide(
            slug=slug,
            title=self.words(one["title"]),
            summary=self.words(one["summary"]),
            certainty=one["certainty"],
            entry=one["entry"],
            questions=questions,
            candidates=candidates,
            last_resorts=tuple(one["last_resorts"]),
            causes=shared.causes,
            carriers=shared.carriers,
            devices=shared.devices,
            likelihoods={asked.slug: likelihoods(asked, candidates.values()) for asked in questions.values()},
            triable=_triable(one, shared.causes),
            notes=tuple(self.note(note) for note in one["notes"]),
            scenarios=tuple(_scenario(scenario) for scenario in one["scenarios"]),
            renamed=_renamed(one, shared.renamed),
        )

    def question(self, one: Json) -> Question:
        return Question(
            slug=one["slug"],
            kind=one["kind"],
            text=self.words(one["text"]),
            answers={answer["slug"]: self.answer(answer) for answer in one["answers"]},
            help=self.words(one["help"]),
            minutes=one["minutes"],
            edge=Edge(one["next"]),
            guard=_guard(one["guard"]),
        )

    def answer(self, one: Json) -> Answer:
        return Answer(
            slug=one["slug"],
            text=self.words(one["text"]),
            edge=Edge(one["next"], one["cause"]),
            hint=self.words(one["hint"]),
            share=one["share"],
            says=dict(one["effects"]),
        )

    def note(self, one: Json) -> Note:
        return Note(one["key"], one["kind"], self.words(one["text"]), self.words(one["detail"]), one["cause"])


def _guard(one: Json | None) -> Guard | None:
    if one is None:
        return None
    return Guard(one["question"], frozenset(one["answers"]), Edge(one["otherwise"]["next"], one["otherwise"]["cause"]))


def _candidate(one: Json) -> Candidate:
    return Candidate(
        one["cause"],
        one["weight"],
        one["minutes_to_know"],
        looking=one["shows_by"] == "looking",
        efficacy=one["efficacy"],
        pin=one["pin"],
    )


def _scenario(one: Json) -> Scenario:
    causes = {name: frozenset(one[name]) for name in ("first", "among_three", "never")}
    return Scenario(one["key"], one["text"], dict(one["answers"]), **causes)


def _triable(one: Json, causes: Mapping[Slug, Cause]) -> tuple[Slug, ...]:
    """Return the causes a walk may have tried: candidates, last resorts, those of edges, outages."""
    listed = [candidate["cause"] for candidate in one["candidates"]] + list(one["last_resorts"])
    certain = {cause for _, cause in _edges(one) if cause}
    outages = {slug for slug, cause in causes.items() if cause.role == "outage"}
    return tuple(dict.fromkeys([*listed, *sorted(certain | outages)]))


def _edges(guide: Json) -> Iterable[tuple[Slug | None, Slug | None]]:
    for question in guide["questions"]:
        yield question["next"], None
        if question["guard"]:
            yield question["guard"]["otherwise"]["next"], question["guard"]["otherwise"]["cause"]
        for answer in question["answers"]:
            yield answer["next"], answer["cause"]


def _renamed(guide: Json, shared: Renamed) -> Renamed:
    questions = {one["slug"]: one for one in guide["questions"]}
    return Renamed(
        guides=shared.guides,
        causes=shared.causes,
        carriers=shared.carriers,
        questions=_formerly(questions),
        answers={
            slug: _formerly({answer["slug"]: answer for answer in one["answers"]}) for slug, one in questions.items()
        },
    )


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
    yield from _missing(f"{place}: next", [following for following, _ in _edges(guide)], questions)
    yield from _missing(f"{place}: cause", [cause for _, cause in _edges(guide)], causes)
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
        yield from _missing(f"{place}={answer['slug']}: effects", answer["effects"].values(), RATIOS)


def _missing(place: str, slugs: Iterable[Slug | None], table: Mapping[Slug, Any]) -> Iterable[str]:
    return (f"{place}: {slug} is not there" for slug in slugs if slug is not None and slug not in table)
