"""The release document: JSON to frozen values in one language.

Its shape is told by the JSON Schema beside the publishing code; here it is trusted but for its references.
"""

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from .belief import likelihoods
from .broken import broken_references, edges
from .guide import (
    Answer,
    Candidate,
    Carrier,
    Cause,
    Device,
    Edge,
    Guard,
    Guide,
    Note,
    Prices,
    Question,
    Release,
    RemedyStep,
    Renamed,
    Scenario,
    Slug,
    Untranslated,
)
from .remedy import doors

type Json = Mapping[str, Any]

_PRICES: Final = ("resend_minutes", "safe_resends", "pause_minutes", "last_resort_minutes")


class DocumentError(ValueError):
    """A document that no release can be made of; ``problems`` lists what to mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def load(document: Json, language: str = "ja") -> Release:
    """Return the release in one language; a text without it stands in Japanese, as Untranslated.

    Raises DocumentError, naming every reference that leads nowhere.
    """
    return load_all(document, (language,))[language]


def load_all(
    document: Json,
    languages: Iterable[str],
    before: Mapping[str, Release] | None = None,
    same: Container[tuple[str, Slug]] = (),
) -> dict[str, Release]:
    """Return the release in several languages, which share all that is no text. Raises DocumentError.

    ``before``: another release in these languages; ``same``: the table and slug of each part that it says alike, which
    is taken over as it is.
    """
    if problems := tuple(broken_references(document)):
        raise DocumentError(problems)
    made: dict[str, Release] = {}
    once = Once()
    for language in languages:
        twin = next(iter(made.values()), None)
        made[language] = _Loading(document, _Reader(language, once), twin, (before or {}).get(language), same).release()
    return made


def _by_position(table: Json) -> list[tuple[Slug, Json]]:
    return sorted(table.items(), key=lambda item: (item[1]["position"], item[0]))


def _formerly(table: Json) -> dict[Slug, Slug]:
    return {old: slug for slug, one in table.items() for old in one["formerly"] if old not in table}


class Once:
    """Gives equal values as one: most answers lead where others do, and "I do not know" is said a thousand times."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def __call__[T: Hashable](self, value: T) -> T:
        """Return the value that was given first of those equal to this one, and of its type."""
        kept: T = self._kept.setdefault((type(value), value), value)
        return kept


@dataclass(frozen=True, slots=True)
class _Loading:
    """One language of a document. ``twin``: another one, made before; ``before``: an earlier release of this one."""

    document: Json
    reader: "_Reader"
    twin: Release | None
    before: Release | None
    same: Container[tuple[str, Slug]]

    def release(self) -> Release:
        """Return the release."""
        document, reader = self.document, self.reader
        carriers = {slug: reader.carrier(slug, one) for slug, one in _by_position(document["carriers"])}
        devices = {slug: reader.device(slug, one) for slug, one in _by_position(document["devices"])}
        causes = {slug: self._cause(slug, one) for slug, one in sorted(document["causes"].items())}
        renamed = Renamed(
            guides=_formerly(document["guides"]),
            causes=_formerly(document["causes"]),
            carriers=_formerly(document["carriers"]),
        )
        shared = Release({}, causes, carriers, devices, renamed)
        outages = frozenset(slug for slug, cause in causes.items() if cause.role == "outage")
        guides = {slug: self._guide(slug, one, shared, outages) for slug, one in _by_position(document["guides"])}
        return Release(guides, causes, carriers, devices, renamed)

    def _cause(self, slug: Slug, one: Json) -> Cause:
        if self.before and ("causes", slug) in self.same:
            return self.before.causes[slug]
        return self.reader.cause(slug, one)

    def _guide(self, slug: Slug, one: Json, shared: Release, outages: frozenset[Slug]) -> Guide:
        """Return a guide among the causes, carriers and devices of its own release."""
        twin = self.twin.guides[slug] if self.twin else None
        kept = self.before and ("guides", slug) in self.same
        guide = self.before.guides[slug] if self.before and kept else self.reader.guide(slug, one, twin)
        found = replace(
            guide,
            causes=shared.causes,
            carriers=shared.carriers,
            devices=shared.devices,
            triable=twin.triable if twin else _triable(one, outages),
            doors=twin.doors
            if twin
            else doors([shared.causes[slug] for slug in guide.candidates], shared.carriers, shared.devices),
            renamed=twin.renamed if twin else _renamed(one, shared.renamed),
        )
        if twin:  # what questions pay hangs on no text: whatever one language works out, all know
            object.__setattr__(found, "remembered", twin.remembered)
        return found


class _Reader:
    """Makes values of one language out of the document's objects."""

    def __init__(self, language: str, once: Once) -> None:
        self.language = language
        self.once = once

    def words(self, texts: Mapping[str, str]) -> str:
        japanese = texts.get("ja", "")
        if self.language == "ja" or not japanese:
            return self.once(japanese)
        return self.once(texts.get(self.language) or Untranslated(japanese))

    def carrier(self, slug: Slug, one: Json) -> Carrier:
        note, contact = self.words(one["note"]), self.words(one["contact"])
        return Carrier(slug, self.words(one["name"]), one["parent"], note, contact, one["url"])

    def device(self, slug: Slug, one: Json) -> Device:
        return Device(slug, self.words(one["name"]), one["parent"])

    def cause(self, slug: Slug, one: Json) -> Cause:
        texts = ("title", "summary", "signs", "confirm", "warning", "afterwards")
        return Cause(
            slug,
            self.once(one["role"]),
            **{name: self.words(one[name]) for name in texts},
            carriers=self.once(frozenset(one["carriers"])),
            steps=tuple(self.remedy_step(step) for step in one["steps"]),
        )

    def remedy_step(self, one: Json) -> RemedyStep:
        as_they_are = (
            *("key", "carrier", "device", "url", "tel", "minutes", "wait_minutes"),
            *("shared", "source", "reviewed"),
        )
        plain = {name: self.once(one[name]) for name in as_they_are}
        return RemedyStep(text=self.words(one["text"]), detail=self.words(one["detail"]), **plain)

    def guide(self, slug: Slug, one: Json, twin: Guide | None) -> Guide:
        """Return a guide that stands in no release yet; what is no text is its twin's."""
        questions = {
            self.once(asked["slug"]): self.question(asked, twin.questions[asked["slug"]] if twin else None)
            for asked in one["questions"]
        }
        title, summary = self.words(one["title"]), self.words(one["summary"])
        notes = tuple(self.note(note) for note in one["notes"])
        if twin:
            return replace(twin, title=title, summary=summary, questions=questions, notes=notes)
        candidates = {self.once(listed["cause"]): _candidate(listed, self.once) for listed in one["candidates"]}
        return Guide(
            slug=slug,
            title=title,
            summary=summary,
            certainty=one["certainty"],
            entry=one["entry"],
            questions=questions,
            candidates=candidates,
            last_resorts=self.once(tuple(one["last_resorts"])),
            causes={},
            carriers={},
            devices={},
            likelihoods={asked.slug: likelihoods(asked, candidates.values()) for asked in questions.values()},
            triable=(),
            notes=notes,
            scenarios=tuple(_scenario(scenario, self.once) for scenario in one["scenarios"]),
            prices=Prices(*(one[name] for name in _PRICES)),
            asking=one["asking"],
        )

    def question(self, one: Json, twin: Question | None) -> Question:
        answers = {
            self.once(answer["slug"]): self.answer(answer, twin.answers[answer["slug"]] if twin else None)
            for answer in one["answers"]
        }
        text, help_text = self.words(one["text"]), self.words(one["help"])
        if twin:
            return replace(twin, text=text, answers=answers, help=help_text)
        return Question(
            slug=self.once(one["slug"]),
            kind=self.once(one["kind"]),
            text=text,
            answers=answers,
            help=help_text,
            minutes=self.once(one["minutes"]),
            edge=self.once(Edge(one["next"])),
            guard=_guard(one["guard"], self.once),
        )

    def answer(self, one: Json, twin: Answer | None) -> Answer:
        text, hint = self.words(one["text"]), self.words(one["hint"])
        if twin:
            equal = (twin.text, twin.hint) == (text, hint) and type(twin.text) is type(text)
            return twin if equal else Answer(twin.slug, text, twin.edge, hint, twin.share, twin.says)
        says = {self.once(cause): self.once(word) for cause, word in one["effects"].items()}
        edge = self.once(Edge(self.once(one["next"]), self.once(one["cause"])))
        return Answer(self.once(one["slug"]), text, edge, hint, self.once(one["share"]), says)

    def note(self, one: Json) -> Note:
        return Note(
            one["key"], self.once(one["kind"]), self.words(one["text"]), self.words(one["detail"]), one["cause"]
        )


def _guard(one: Json | None, once: Once) -> Guard | None:
    if one is None:
        return None
    otherwise = once(Edge(one["otherwise"]["next"], one["otherwise"]["cause"]))
    return Guard(once(one["question"]), frozenset(one["answers"]), otherwise)


def _candidate(one: Json, once: Once) -> Candidate:
    return Candidate(
        once(one["cause"]),
        one["weight"],
        one["minutes_to_know"],
        looking=one["shows_by"] == "looking",
        efficacy=one["efficacy"],
        pin=one["pin"],
    )


def _scenario(one: Json, once: Once) -> Scenario:
    causes = {name: once(frozenset(one[name])) for name in ("first", "among_three", "never")}
    return Scenario(one["key"], one["text"], dict(one["answers"]), **causes)


def _triable(one: Json, outages: frozenset[Slug]) -> tuple[Slug, ...]:
    """Return the causes a walk may have tried: candidates, last resorts, those of edges, outages."""
    listed = [candidate["cause"] for candidate in one["candidates"]] + list(one["last_resorts"])
    certain = {cause for _, cause in edges(one) if cause}
    return tuple(dict.fromkeys([*listed, *sorted(certain | outages)]))


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
