"""What of a release can be found: guides, causes and carriers, each with its texts by how much they say of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final, Literal

from troubleshoot import engine
from troubleshoot.engine.guide import UNSURE, Carrier, Cause, Guide, Role, Slug

type Kind = Literal["guide", "cause", "carrier"]

#: What a page says by what it is: of an outage nobody writes that it is one.
_SAID_BY_ROLE: Final[Mapping[Role, str]] = {"outage": "障害", "last-resort": "", "look-alike": "", "fault": ""}


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be found, without its texts."""

    kind: Kind
    slug: Slug
    title: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of a page to be found.

    ``name``: what it is called; ``lines``: the carriers it has steps for; ``signs``: how a reader knows that it is
    theirs; ``situations``: what a guide is entered by; ``text``: all else.
    """

    page: Page
    name: str
    lines: str
    signs: str
    situations: str
    text: str


def entries(release: engine.Release, original: engine.Release) -> Iterator[Entry]:
    """Yield all pages of a release that can be found, by the words of its language and of the original alike.

    Who reads English or やさしい日本語 may still type what stands on the screen in Japanese.
    """
    own = _entries(release)
    return own if original is release else map(_with, own, _entries(original))


def shown(release: engine.Release, page: Page, most: int) -> tuple[str, ...]:
    """Return the first lines of a page that an excerpt may be of, the telling ones first."""
    match page.kind:
        case "guide":
            guide = release.guides[page.slug]
            texts = chain((guide.summary,), _texts_of_guide(guide))
        case "cause":
            cause = release.causes[page.slug]
            texts = chain((cause.summary, cause.signs), _texts_of_steps(cause))
        case _:
            carrier = release.carriers[page.slug]
            texts = chain((carrier.note, carrier.contact))
    lines = (line for text in texts for line in text.splitlines() if line)
    return tuple(islice(_each_once(lines), most))


def _each_once(lines: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for line in lines:
        if line not in seen:
            seen.add(line)
            yield line


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
    return Entry(
        Page("guide", guide.slug, guide.title),
        name=guide.title,
        lines="",
        signs=guide.summary,
        situations=_joined(_situations(guide)),
        text=_joined(_texts_of_guide(guide)),
    )


def _texts_of_guide(guide: Guide) -> Iterator[str]:
    """Yield a guide's texts. The names of carriers, which are the answers to one question, are left out."""
    asked = [question for question in guide.questions.values() if question.kind != "carrier"]
    for question in asked:
        yield from (question.text, question.help)
    for question in asked:
        for answer in question.answers.values():
            yield from (answer.text, answer.hint)
    for note in guide.notes:
        yield from (note.text, note.detail)


def _situations(guide: Guide) -> Iterator[str]:
    """Yield the answers that a guide goes on from at its entry; what later answers name, causes tell better."""
    if entry := guide.questions.get(guide.entry):
        yield from (answer.text for answer in entry.answers.values() if not answer.edge.cause and answer.slug != UNSURE)


def _of_cause(cause: Cause, release: engine.Release) -> Entry:
    lines = [release.carriers[step.carrier].name for step in cause.steps if step.carrier]
    return Entry(
        Page("cause", cause.slug, cause.title, cause.role),
        name=_joined([cause.title, _SAID_BY_ROLE[cause.role]]),
        lines=_joined(lines),
        signs=_joined([cause.signs, cause.summary]),
        situations="",
        text=_joined([cause.confirm, cause.warning, cause.afterwards, *_texts_of_steps(cause)]),
    )


def _texts_of_steps(cause: Cause) -> Iterator[str]:
    return (text for step in cause.steps for text in (step.text, step.detail))


def _of_carrier(carrier: Carrier, symptoms: str) -> Entry:
    """Return a carrier's entry: its page tells the settings behind every guide's symptom, so it has their words too."""
    return Entry(
        Page("carrier", carrier.slug, carrier.name),
        name=_joined([carrier.name, carrier.slug]),
        lines="",
        signs="",
        situations="",
        text=_joined([carrier.note, carrier.contact, symptoms]),
    )


def _joined(texts: Iterable[str]) -> str:
    """Return texts as one, each once: what twelve carriers' steps repeat says nothing twelve times."""
    return "\n".join(dict.fromkeys(text for text in texts if text))
