"""What a release says, as frozen values in one language."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

type Slug = str
type QuestionKind = Literal["choice", "several", "carrier", "device"]
type Asking = Literal["as-drawn", "what-pays"]
type Role = Literal["fault", "outage", "look-alike", "last-resort"]

#: The editor's words for what an answer says about a cause, each a likelihood ratio. Unsaid is 1.
RATIOS: Final[Mapping[str, float]] = {
    "rules-out": 0.0,
    "nearly-rules-out": 1 / 20,
    "much-less": 1 / 6,
    "less": 1 / 3,
    "a-little-less": 2 / 3,
    "a-little-more": 1.5,
    "more": 3.0,
    "much-more": 6.0,
    "strongly": 15.0,
    "nearly-certain": 60.0,
}

#: A ratio that was learned, as a release writes it: words say it less finely.
LEARNED: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")


def written(ratio: float) -> str:
    """Return a likelihood ratio as a release writes it, from 0.001 to 999."""
    return f"{min(max(ratio, 0.001), 999):.3f}".rstrip("0").rstrip(".")


def ratio_of(says: str) -> float:
    """Return what an effect says as a likelihood ratio: a word's, or the number that was learned; 1 for ""."""
    return RATIOS[says] if says in RATIOS else float(says or 1)


#: What a step is called that has a code sent anew.
RESEND: Final = "resend"

#: Answers with a meaning of their own: "I do not know", and "none of these" of a question that takes several.
UNSURE: Final = "unsure"
NONE: Final = "none"


class Untranslated(str):
    """A text that stands in Japanese, for want of the language asked for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """Something that may belong to a wider kind: a brand to its network, "iOS 26" to "iPhone"."""

    slug: Slug
    name: str
    parent: Slug | None = None


@dataclass(frozen=True, slots=True)
class Carrier(Lineage):
    """A telephone company, a brand of one, or a sort of line."""

    note: str = ""
    contact: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Device(Lineage):
    """A kind of phone, as fine as remedies differ."""


@dataclass(frozen=True, slots=True)
class RemedyStep:
    """One imperative of a remedy. Minutes of doing and of waiting; ``reviewed`` is an ISO date or "".

    ``shared``: a name for what is done once where several remedies are tried one after another: "resend" has a code
    sent anew, any other is a door that is entered, as a carrier's login; "" for all else.
    """

    key: Slug
    text: str
    detail: str = ""
    carrier: Slug | None = None
    device: Slug | None = None
    url: str = ""
    tel: str = ""
    minutes: float = 0.0
    wait_minutes: int = 0
    shared: Slug = ""
    source: str = ""
    reviewed: str = ""

    @property
    def resends(self) -> bool:
        """Whether it has a code sent anew."""
        return self.shared == RESEND

    @property
    def door(self) -> Slug:
        """The door it enters, "" for none."""
        return "" if self.resends else self.shared


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that keeps the symptom alive. ``carriers`` empty: it exists on all of them."""

    slug: Slug
    role: Role
    title: str
    summary: str = ""
    signs: str = ""
    confirm: str = ""
    warning: str = ""
    afterwards: str = ""
    carriers: frozenset[Slug] = frozenset()
    steps: tuple[RemedyStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """Where an answer leads: the next question, one cause for certain, or (neither) advice."""

    next: Slug | None = None
    cause: Slug | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a question. ``says``: about each cause it speaks of a word of RATIOS, or a ratio as a number."""

    slug: Slug
    text: str
    edge: Edge = Edge()
    hint: str = ""
    share: float | None = None
    says: Mapping[Slug, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guard:
    """Ask only when ``question`` was answered with one of ``answers``; else follow ``otherwise``."""

    question: Slug
    answers: frozenset[Slug]
    otherwise: Edge


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader is asked. ``edge`` is where a question of kind "several" leads."""

    slug: Slug
    kind: QuestionKind
    text: str
    answers: Mapping[Slug, Answer]
    help: str = ""
    minutes: float = 0.25
    edge: Edge = Edge()
    guard: Guard | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause within a guide.

    ``weight``: of 100 readers, about how many have it; ``minutes_to_know``: minutes until the reader knows, without
    entering the door and without the resend; ``looking``: whether looking shows it (else only carrying the remedy out
    and one resend does); ``efficacy``: how often the remedy helps when this is the cause; ``pin``: "first", "last" or
    "".
    """

    cause: Slug
    weight: float
    minutes_to_know: float
    looking: bool
    efficacy: float
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Prices:
    """What is paid beside the remedies, in minutes.

    ``resend``: one new code; ``safe``: how many of them no pause follows; ``pause``: what each one more costs, as the
    sender then sends nothing for a day; ``last_resort``: the other way in, which always helps.
    """

    resend: float = 1.0
    safe: int = 2
    pause: float = 20.0
    last_resort: float = 60.0

    def resending(self, resent: int) -> float:
        """Return the minutes of one more resend after so many."""
        return self.resend if resent < self.safe else self.resend + self.pause


class Door(NamedTuple):
    """What is entered before a remedy, as a carrier's login, and the minutes that takes."""

    slug: Slug
    minutes: float


@dataclass(frozen=True, slots=True)
class Note:
    """Something a guide says around the walk; ``cause`` names the page that tells more."""

    key: Slug
    kind: Literal["caution", "first-step", "prevention"]
    text: str
    detail: str = ""
    cause: Slug | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """An editor's test case: ``answers`` as a reader's URL would give them, and what may come."""

    key: Slug
    text: str
    answers: Mapping[Slug, str]
    first: frozenset[Slug]
    among_three: frozenset[Slug]
    never: frozenset[Slug]


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """P(answer | cause) of one question: ``scale[answer] * ratio[answer][cause]``.

    The scale is the same for all causes, so belief needs the ratio alone; an answer whose share is 0 has scale 0
    and still a ratio. A tick of a question that takes several stands for itself: it is given, or not.
    """

    scale: Mapping[Slug, float]
    ratio: Mapping[Slug, Mapping[Slug, float]]

    def probability(self, answer: Slug, cause: Slug) -> float:
        """Return P(answer | cause), between 0 and 1."""
        return self.scale[answer] * self.ratio[answer][cause]

    def shares(self, weights: Mapping[Slug, float]) -> dict[Slug, float]:
        """Return how many of 100 readers give each answer, who have the causes by weight."""
        whole = sum(weights.values()) or 1.0
        return {
            answer: 100 * sum(weight * self.probability(answer, cause) for cause, weight in weights.items()) / whole
            for answer in self.scale
        }


@dataclass(frozen=True, slots=True)
class Renamed:
    """Old slugs to new ones, so that old links live on. Answers are kept by the question's new slug."""

    guides: Mapping[Slug, Slug] = field(default_factory=dict)
    causes: Mapping[Slug, Slug] = field(default_factory=dict)
    carriers: Mapping[Slug, Slug] = field(default_factory=dict)
    questions: Mapping[Slug, Slug] = field(default_factory=dict)
    answers: Mapping[Slug, Mapping[Slug, Slug]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """One symptom's troubleshooter, complete in itself: what replay needs and nothing else.

    Questions and candidates stand in the editor's order. ``triable``: every cause that a walk may have tried, in
    the order in which ``tried`` is written. ``doors``: what candidates are behind, by carrier, None for an unknown one.
    ``asking``: whether all questions are asked that the graph draws, or those that save more minutes than they take.
    ``remembered``: what was worked out of the guide before, for ``asking`` alone; it is no part of what a guide says,
    and the same in all languages of a release.
    """

    slug: Slug
    title: str
    summary: str
    certainty: float
    entry: Slug
    questions: Mapping[Slug, Question]
    candidates: Mapping[Slug, Candidate]
    last_resorts: tuple[Slug, ...]
    causes: Mapping[Slug, Cause]
    carriers: Mapping[Slug, Carrier]
    devices: Mapping[Slug, Device]
    likelihoods: Mapping[Slug, Likelihoods]
    triable: tuple[Slug, ...]
    notes: tuple[Note, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    renamed: Renamed = Renamed()
    prices: Prices = Prices()
    asking: Asking = "as-drawn"
    doors: Mapping[Slug, Mapping[Slug | None, Door]] = field(default_factory=dict)
    remembered: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def names(self) -> tuple[Slug, ...]:
        """What the guide is called, and was."""
        return (self.slug, *(old for old, new in self.renamed.guides.items() if new == self.slug))


#: Words by language; Japanese is always there.
type Texts = Mapping[str, str]


def in_language(texts: Texts, language: str) -> str:
    """Return words in a language; where they are not there in it, in Japanese, as Untranslated."""
    return texts.get(language) or Untranslated(texts["ja"])


@dataclass(frozen=True, slots=True)
class IncidentUpdate:
    """One thing said about an incident. Times are ISO: when it held, was written, and was corrected ("": never)."""

    status: str
    body: Texts
    at: str
    written_at: str = ""
    corrected_at: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An outage or maintenance. ``scopes``: pairs of guide and carrier it touches, None meaning all.

    Times are ISO, "" where there is none. Those scheduled are a maintenance's alone; ``ongoing`` is a matter of the
    status, never of the clock.
    """

    slug: Slug
    title: Texts
    status: str
    impact: str
    cause: Slug
    scopes: tuple[tuple[Slug | None, Slug | None], ...]
    started_at: str
    resolved_at: str = ""
    updates: tuple[IncidentUpdate, ...] = ()
    ongoing: bool = True
    created_at: str = ""
    next_update_at: str = ""
    notice_url: str = ""
    scheduled_start: str = ""
    scheduled_end: str = ""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """That an outage seems to be on, which nobody has confirmed. ``guide`` and ``carrier``: None means all.

    ``probability``: that readers who have the symptom now have it by an outage.
    """

    guide: Slug | None
    carrier: Slug | None
    probability: float


@dataclass(frozen=True, slots=True)
class Release:
    """One release in one language: all guides, causes, carriers and devices, and what was renamed."""

    guides: Mapping[Slug, Guide]
    causes: Mapping[Slug, Cause]
    carriers: Mapping[Slug, Carrier]
    devices: Mapping[Slug, Device]
    renamed: Renamed = Renamed()
