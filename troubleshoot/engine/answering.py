"""What answers say of causes: P(answer | cause) as the editor has it, and as walks show it.

Two things are learned. How common an answer is whatever the cause, which is the editor's guess of shares and soon known
well: one step of iterative proportional fitting over those who were asked (Deming & Stephan 1940). And how much
more or less often it comes with one cause than the editor's word has it: seen over expected, drawn to 1 as if so many
had given it already as were expected to (a gamma prior; Clayton & Kaldor 1987). Such a prior trusts the words alike,
a rare answer's and a common one's, where a Dirichlet distribution would believe rare ones to nearly nothing.

All that carriers differ in is learned so by the carrier's question: ``P(cause | carrier)`` is drawn to the whole as
``P(carrier | cause)`` is to the editor's. That is partial pooling; a model of its own beside it would hear the same
readers twice.

What a reader did not tick tells the belief nothing. Here it must tell: to hear those who tick and not those who do not
would raise the causes that ticks speak for, each round anew, without an end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, prod
from typing import Final

from .guide import NONE, UNSURE, Guide, Slug
from .remedy import exists_on, lineage
from .told import Said

#: A probability that is learned stays away from 0 and 1 by so much.
EDGE: Final = 1e-9

#: One number a candidate, in the guide's order.
type Numbers = list[float]
#: Numbers by answer.
type Table = Mapping[Slug, Numbers]


@dataclass(frozen=True, slots=True)
class Tables:
    """P(answer | cause) by question and answer; of questions that take ``several``, P(ticked | cause).

    ``scale``: how many times as common an answer is as the editor thinks, whatever the cause.
    """

    chances: Mapping[Slug, Table]
    scale: Mapping[Slug, Mapping[Slug, float]]
    several: frozenset[Slug]

    def unticked(self) -> dict[Slug, Numbers]:
        """Return P(nothing ticked | cause) of the questions that take several."""
        ticks = {slug: self.chances[slug].values() for slug in self.several if self.chances[slug]}
        return {
            slug: [prod(1 - p for p in column) for column in zip(*some, strict=True)] for slug, some in ticks.items()
        }


class Situation:
    """What readers said, with the candidates that exist on their line."""

    def __init__(self, guide: Guide, said: Said, carrier: Slug | None) -> None:
        lines = lineage(guide.carriers, carrier)
        self._exists = [float(exists_on(guide.causes[slug], lines)) for slug in guide.candidates]
        kinds = {slug: guide.questions[slug].kind == "several" for slug, _ in said}
        self._one = [(slug, picks[0]) for slug, picks in said if not kinds[slug]]
        self._ticked = [
            (slug, [pick for pick in picks if pick != NONE])
            for slug, picks in said
            if kinds[slug] and UNSURE not in picks
        ]

    @property
    def asked(self) -> list[Slug]:
        """The questions whose answer tells something."""
        return [slug for slug, _ in (*self._one, *self._ticked)]

    @property
    def given(self) -> list[tuple[Slug, Slug]]:
        """Each of the answers given, with its question."""
        return [*self._one, *((slug, pick) for slug, picks in self._ticked for pick in picks)]

    def likely(self, tables: Tables, unticked: Mapping[Slug, Numbers]) -> Numbers:
        """Return P(answers | cause)."""
        found = self._exists
        for slug, pick in self._one:
            found = times(found, tables.chances[slug][pick])
        for slug, picks in self._ticked:
            found = times(found, unticked.get(slug, found))
            for pick in picks:
                found = [one * p / (1 - p) for one, p in zip(found, tables.chances[slug][pick], strict=True)]
        return found


class Answers:
    """Answers divided among causes: how many readers were asked a question, and how many gave an answer."""

    def __init__(self, tables: Tables, size: int) -> None:
        self.asked = {slug: [0.0] * size for slug in tables.chances}
        self.given = {slug: {answer: [0.0] * size for answer in table} for slug, table in tables.chances.items()}

    def add(self, situation: Situation, readers: Numbers) -> None:
        """Count the readers of a situation, by cause."""
        for slug in situation.asked:
            self.asked[slug] = plus(self.asked[slug], readers)
        for slug, answer in situation.given:
            self.given[slug][answer] = plus(self.given[slug][answer], readers)


def times(some: Numbers, others: Numbers) -> Numbers:
    """Return products, candidate by candidate."""
    return [one * other for one, other in zip(some, others, strict=True)]


def plus(some: Numbers, others: Numbers) -> Numbers:
    """Return sums, candidate by candidate."""
    return [one + other for one, other in zip(some, others, strict=True)]


def editors(guide: Guide) -> Tables:
    """Return the editor's tables of a guide."""
    several = frozenset(question.slug for question in guide.questions.values() if question.kind == "several")
    chances = {
        slug: {
            answer: [likelihoods.probability(answer, cause) for cause in guide.candidates]
            for answer in guide.questions[slug].answers
            if slug not in several or answer not in (NONE, UNSURE)
        }
        for slug, likelihoods in guide.likelihoods.items()
    }
    return Tables(
        chances={slug: _sound(table, apart=slug in several) for slug, table in chances.items()},
        scale={slug: dict.fromkeys(table, 1.0) for slug, table in chances.items()},
        several=several,
    )


def relearned(before: Tables, tables: Tables, seen: Answers, effects: float, shares: float) -> Tables:
    """Return the tables that answers so divided make likeliest. ``before``: the editor's.

    ``effects``: how often each answer counts as given before with each cause; ``shares``: how many count as asked
    before. Both above 0; inf leaves what it is about as it was.
    """
    scale = {
        slug: {
            answer: tables.scale[slug][answer]
            * _commoner(chances, before.chances[slug][answer], seen.asked[slug], seen.given[slug][answer], shares)
            for answer, chances in scaled(before, tables.scale, slug).items()
        }
        for slug in tables.chances
    }
    return Tables(
        chances={slug: _drawn(before, scale, slug, seen, effects) for slug in tables.chances},
        scale=scale,
        several=before.several,
    )


def _commoner(now: Numbers, before: Numbers, asked: Numbers, given: Numbers, trust: float) -> float:
    """Return how many times as often as ``now`` has it an answer came, so many having answered as the editor thinks."""
    expected, readers = sum(times(now, asked)), sum(asked)
    if trust == inf or not expected > 0:
        return 1.0
    more = trust / readers
    return (sum(given) + more * sum(times(before, asked))) / (expected + more * expected)


def _drawn(
    before: Tables, scale: Mapping[Slug, Mapping[Slug, float]], slug: Slug, seen: Answers, trust: float
) -> Table:
    """Return P(answer | cause) of a question as seen, drawn to the editor's."""
    middle = scaled(before, scale, slug)
    if trust == inf:
        return middle
    asked = seen.asked[slug]
    raised = {
        answer: [
            p * (given + trust) / (p * of + trust)
            for p, of, given in zip(chances, asked, seen.given[slug][answer], strict=True)
        ]
        for answer, chances in middle.items()
    }
    return _sound(raised, apart=slug in before.several)


def scaled(before: Tables, scale: Mapping[Slug, Mapping[Slug, float]], slug: Slug) -> Table:
    """Return the editor's table of a question with answers made as much commoner as the scale says.

    Of a tick it is the odds that change.
    """
    table = before.chances[slug]
    if slug in before.several:
        return {
            answer: [p * scale[slug][answer] / (p * scale[slug][answer] + 1 - p) for p in chances]
            for answer, chances in table.items()
        }
    return _sound(
        {answer: [p * scale[slug][answer] for p in chances] for answer, chances in table.items()}, apart=False
    )


def _sound(table: Table, *, apart: bool) -> Table:
    """Return a table in which each cause's chances sum to 1; where answers stand ``apart``, each stays below 1."""
    if apart:
        return {answer: [min(p, 1 - EDGE) for p in chances] for answer, chances in table.items()}
    sums = [sum(column) or 1.0 for column in zip(*table.values(), strict=True)]
    return {answer: [p / total for p, total in zip(chances, sums, strict=True)] for answer, chances in table.items()}
