"""A fixed choice of readers, the same each time, and what a guide's order costs them in expected minutes.

To go every way takes seconds (``cost``); to compare many orders a choice of readers will do, as long as it is the same
for all. Each is a point of a sequence that fills the cube evenly (Roberts 2018, *The unreasonable effectiveness of
quasirandom sequences*; one coordinate a question), which picks an answer to each question by how likely it is after
those before. Of their causes nothing is drawn: each reader stands for all who answer so, with every cause as likely as
it then is. What a guide asks of them, and when it stops to ask, is that guide's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from . import belief
from .guide import UNSURE, Candidate, Guide, Question, Slug
from .moves import after_answer, after_trying
from .outcomes import chances
from .planning import Stage, Trial, spent
from .ranking import READING, Place
from .walk import Advice, QuestionStep, Walk, plan, replay

type Masses = Mapping[Slug, float]

#: So many readers: what they cost is within a hundredth of what all do on the first content.
SIZE: Final = 400


class Reader(NamedTuple):
    """One answer to each question, and how likely each cause is after them; sums to 1."""

    answers: Mapping[Slug, Slug]
    causes: Masses


class Cost(NamedTuple):
    """Expected minutes a reader, the last resort's with them, and the part of readers who come to the last resort."""

    minutes: float
    unhelped: float


def sample(guide: Guide, size: int = SIZE) -> tuple[Reader, ...]:
    """Return readers of a guide as its numbers have them; () where no cause has a weight.

    Of a question that takes several, one tick or none. The device is no question to them.
    """
    weights = belief.prior(guide, ())
    if not sum(weights.values()):
        return ()
    asked = [question for question in guide.questions.values() if question.kind != "device" and question.answers]
    tables = {question.slug: chances(guide, question) for question in asked}
    steps = _steps(len(asked))
    points = ([(0.5 + number * step) % 1 for step in steps] for number in range(1, size + 1))
    return tuple(_reader(weights, tables, point) for point in points)


def _steps(dimensions: int) -> list[float]:
    """Return how far each coordinate goes from point to point: powers of the root of ``x**(d + 1) == x + 1``."""
    root = 1.0
    for _ in range(60):
        root = (1 + root) ** (1 / (dimensions + 1))
    return [root ** -(place + 1) % 1 for place in range(dimensions)]


def _reader(weights: Masses, tables: Mapping[Slug, Mapping[Slug, Masses]], point: Iterable[float]) -> Reader:
    total = sum(weights.values())
    masses = {cause: weight / total for cause, weight in weights.items()}
    answers = {}
    for (slug, table), place in zip(tables.items(), point, strict=True):
        sums = {answer: sum(m * row[cause] for cause, m in masses.items()) for answer, row in table.items()}
        answers[slug] = answer = _picked(sums, place)
        if sums[answer] > 0:
            masses = {cause: m * table[answer][cause] / sums[answer] for cause, m in masses.items()}
    return Reader(answers, masses)


def _picked(sums: Mapping[Slug, float], place: float) -> Slug:
    """Return the answer in whose part of the whole a place lies."""
    left = place * sum(sums.values())
    for answer, part in sums.items():
        left -= part
        if left < 0:
            return answer
    return max(sums, key=sums.__getitem__)


def cost(guide: Guide, readers: Sequence[Reader], world: Guide | None = None) -> Cost:
    """Return what a guide's questions and order cost these readers.

    ``world``: the guide whose numbers say how it is, and from which the readers are; None: this guide. What one is
    asked that the world does not know is answered "I do not know".
    """
    if not readers:
        return Cost(0.0, 0.0)
    minutes, unhelped = _Order(guide, world or guide).cost(replay(guide, {}), readers)
    return Cost(minutes / len(readers), unhelped / len(readers))


@dataclass(frozen=True)
class _Order:
    """A guide's order among readers of a world."""

    guide: Guide
    world: Guide

    def cost(self, walk: Walk, readers: Sequence[Reader]) -> tuple[float, float]:
        """Return the minutes from a walk on, and how many come to the last resort, of all these readers."""
        if isinstance(walk.step, QuestionStep):
            return self._asked(walk, walk.step.question, readers)
        if isinstance(walk.step, Advice) and (walk.open or walk.step.certain):
            return self._advised(walk, walk.step, readers)
        minutes, left = self._spent(walk, _together(readers), plan(walk).stages)
        return minutes + self.world.prices.last_resort * left, left

    def _asked(self, walk: Walk, question: Question, readers: Sequence[Reader]) -> tuple[float, float]:
        known = self.world.questions.get(self.world.renamed.questions.get(question.slug, question.slug), question)
        minutes, unhelped = known.minutes * sum(_together(readers).values()), 0.0
        alike: defaultdict[Slug, list[Reader]] = defaultdict(list)
        for reader in readers:
            alike[self._answer(question, reader)].append(reader)
        for answer, some in alike.items():
            more = self.cost(after_answer(walk, question.slug, answer), some)
            minutes, unhelped = minutes + more[0], unhelped + more[1]
        return minutes, unhelped

    def _answer(self, question: Question, reader: Reader) -> Slug:
        """Return what a reader answers in this guide."""
        slug = self.world.renamed.questions.get(question.slug, question.slug)
        now = self.world.renamed.answers.get(slug, {})
        for answer in question.answers:
            if now.get(answer, answer) == reader.answers.get(slug):
                return answer
        return UNSURE if UNSURE in question.answers else next(iter(question.answers))

    def _advised(self, walk: Walk, step: Advice, readers: Sequence[Reader]) -> tuple[float, float]:
        """Try causes after which something may be asked, or others advised, again."""
        stage = Stage(tuple(slug for slug in step.slugs if slug in self.guide.candidates), step.resends)
        spends, _ = self._spent(walk, _together(readers), [stage])
        minutes, unhelped = self.cost(after_trying(walk, *step.slugs), [self._after(stage, one) for one in readers])
        return spends + minutes, unhelped

    def _after(self, stage: Stage, reader: Reader) -> Reader:
        """Return a reader whom a stage may have helped: what is left of each cause."""
        helps = {slug: self._candidate(slug).efficacy for slug in map(self._now, stage.causes)}
        return reader._replace(causes={slug: part * (1 - helps.get(slug, 0.0)) for slug, part in reader.causes.items()})

    def _spent(self, walk: Walk, masses: Masses, stages: Sequence[Stage]) -> tuple[float, float]:
        """Return the minutes of stages at the world's prices, and how many readers they leave without help."""
        place = Place(self.world, tuple(map(self._now, walk.tried)), walk.carrier, walk.resent)
        named = [Stage(tuple(map(self._now, stage.causes)), stage.resends) for stage in stages]
        trials = {slug: self._trial(place, slug, masses) for stage in named for slug in stage.causes}
        return spent(named, trials, self.world.prices, place.doors(), sum(masses.values()), resent=walk.resent)

    def _trial(self, place: Place, slug: Slug, masses: Masses) -> Trial:
        one, door = self._candidate(slug), place.door(slug)
        gain = masses.get(slug, 0.0) * one.efficacy
        return Trial(slug, gain, READING + one.minutes_to_know, not one.looking, door.slug if door else None)

    def _now(self, slug: Slug) -> Slug:
        return self.world.renamed.causes.get(slug, slug)

    def _candidate(self, slug: Slug) -> Candidate:
        """Return a candidate as it is in the world; of one that it lacks, as the guide has it."""
        return self.world.candidates.get(slug) or next(
            one for name, one in self.guide.candidates.items() if self._now(name) == slug
        )


def _together(readers: Sequence[Reader]) -> Masses:
    """Return how many of these readers have each cause."""
    masses: defaultdict[Slug, float] = defaultdict(float)
    for reader in readers:
        for cause, part in reader.causes.items():
            masses[cause] += part
    return masses
