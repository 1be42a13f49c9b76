"""What of a release can be found: guides, causes and carriers, each with its texts by how much they say of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from troubleshoot import engine
from troubleshoot.engine.guide import UNSURE, Carrier, Cause, Guide, Role, Slug

type Kind = Literal["guide", "cause", "carrier"]

#: What a page says by what it is: of an outage nobody writes that it is one.
_SAID_BY_ROLE: Final[Mapping[Role, str]] = {"outage": "障害", "last-resort": "", "look-alike": "", "fault": ""}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page to be found.

    ``name``: what it is called; ``lines``: the carriers it has steps for; ``signs``: how a reader knows that it is
    theirs; ``situations``: what a guide is entered by; ``text``: all else. ``shown`` are the texts that an excerpt may
    be of, the telling ones first.
    """

    kind: Kind
    slug: Slug
    title: str
    name: str
    lines: str
    signs: str
    situations: str
    text: str
    shown: tuple[str, ...]
    role: Role | None = None


def entries(release: engine.Release, original: engine.Release) -> tuple[Entry, ...]:
    """Return all pages of a release that can be found, by the words of its language and of the original alike.

    Who reads English or やさしい日本語 may still type what stands on the screen in Japanese.
    """
    own = tuple(_entries(release))
    if original is release:
        return own
    return tuple(map(_with, own, _entries(original)))


def _with(own: Entry, original: Entry) -> Entry:
    """Return an entry that is found by another language's words too."""
    return replace(
        own,
        name=_joined([own.name, original.name]),
        lines=_joined([own.lines, original.lines]),
        signs=_joined([own.signs, original.signs]),
        situations=_joined([own.situations, original.situations]),
        text=_joined([own.text, original.text]),
    )


def _entries(release: engine.Release) -> Iterator[Entry]:
    for guide in release.guides.values():
        yield _of_guide(guide)
    for cause in release.causes.values():
        yield _of_cause(cause, release)
    symptoms = _joined(guide.title for guide in release.guides.values())
    for carrier in release.carriers.values():
        yield _of_carrier(carrier, symptoms)


def _of_guide(guide: Guide) -> Entry:
    """Return a guide's entry. The names of carriers, which are the answers to one question, are left out."""
    asked = [question for question in guide.questions.values() if question.kind != "carrier"]
    answers = [answer for question in asked for answer in question.answers.values()]
    texts = [
        *(text for question in asked for text in (question.text, question.help)),
        *(text for answer in answers for text in (answer.text, answer.hint)),
        *(text for note in guide.notes for text in (note.text, note.detail)),
    ]
    return Entry(
        "guide",
        guide.slug,
        guide.title,
        name=guide.title,
        lines="",
        signs=guide.summary,
        situations=_joined(_situations(guide)),
        text=_joined(texts),
        shown=_shown(guide.summary, *texts),
    )


def _situations(guide: Guide) -> Iterator[str]:
    """Yield the answers that a guide goes on from at its entry; what later answers name, causes tell better."""
    if entry := guide.questions.get(guide.entry):
        yield from (answer.text for answer in entry.answers.values() if not answer.edge.cause and answer.slug != UNSURE)


def _of_cause(cause: Cause, release: engine.Release) -> Entry:
    steps = [text for step in cause.steps for text in (step.text, step.detail)]
    lines = [release.carriers[step.carrier].name for step in cause.steps if step.carrier]
    return Entry(
        "cause",
        cause.slug,
        cause.title,
        name=_joined([cause.title, _SAID_BY_ROLE[cause.role]]),
        lines=_joined(lines),
        signs=_joined([cause.signs, cause.summary]),
        situations="",
        text=_joined([cause.confirm, cause.warning, cause.afterwards, *steps]),
        shown=_shown(cause.summary, cause.signs, *steps),
        role=cause.role,
    )


def _of_carrier(carrier: Carrier, symptoms: str) -> Entry:
    """Return a carrier's entry: its page tells the settings behind every guide's symptom, so it has their words too."""
    return Entry(
        "carrier",
        carrier.slug,
        carrier.name,
        name=_joined([carrier.name, carrier.slug]),
        lines="",
        signs="",
        situations="",
        text=_joined([carrier.note, carrier.contact, symptoms]),
        shown=_shown(carrier.note, carrier.contact),
    )


def _joined(texts: Iterable[str]) -> str:
    """Return texts as one, each once: what twelve carriers' steps repeat says nothing twelve times."""
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _shown(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts for line in text.splitlines() if line))
