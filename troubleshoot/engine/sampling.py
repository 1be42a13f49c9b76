"""A fixed choice of readers, the same each time, and what a guide's order costs them in expected minutes.

To go every way takes seconds (``cost``); to compare many orders a choice of readers will do, as long as it is the same
for all. Each is a point of a sequence that fills the cube evenly (Roberts 2018, *The unreasonable effectiveness of
quasirandom sequences*; one coordinate a question), which picks an answer to each question by how likely it is after
those before. Of their causes nothing is drawn: where readers are, each is as likely as what they were asked makes it.
What a guide asks of them, and when it stops to ask, is that guide's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Final, NamedTuple

from . import belief
from .guide import UNSURE, Candidate, Guide, Question, Slug
from .moves import after_answer, after_trying
from .outcomes import Masses, chances, times
from .planning import Stage, Trial, spent
from .ranking import READING, Place
from .walk import Advice, QuestionStep, Walk, plan, planned_anew, replay

#: So many readers: what they cost is within a hundredth of what all do on the first content.
SIZE: Final = 400

#: What somebody answers to each question, asked or not.
type Reader = Mapping[Slug, Slug]


class Cost(NamedTuple):
    """Expected minutes a reader, the last resort's with them, and the part of readers who come to the last resort."""

    minutes: float
    unhelped: float


class Asked(NamedTuple):
    """A question asked of a reader, and where; ``part``: how likely, as who was helped before is asked no more."""

    question: Slug
    walk: Walk
    part: float


class Spent(NamedTuple):
    """What a reader spends in a guide: the cost of their way, what they are asked on it, what is passed over for them.

    It is expected, as of their cause no more is known than what they were asked tells.
    """

    cost: Cost
    asked: tuple[Asked, ...]
    passed: tuple[Slug, ...]


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
    causes, answers = weights, {}
    for (slug, table), place in zip(tables.items(), point, strict=True):
        sums = {answer: sum(times(causes, row).values()) for answer, row in table.items()}
        answers[slug] = answer = _picked(sums, place)
        causes = _told(causes, table[answer])
    return answers


def _picked(sums: Mapping[Slug, float], place: float) -> Slug:
    """Return the answer in whose part of the whole a place lies."""
    left = place * sum(sums.values())
    for answer, part in sums.items():
        left -= part
        if left < 0:
            return answer
    return max(sums, key=sums.__getitem__)


def _told(causes: Masses, probability: Masses) -> Masses:
    """Return how likely each cause is after an answer; one that nobody can give tells nothing."""
    told = times(causes, probability)
    return _whole(told) if any(told.values()) else causes


def _whole(causes: Masses) -> Masses:
    """Return causes in the same proportions that sum to 1."""
    total = sum(causes.values())
    return {cause: mass / total for cause, mass in causes.items()}


def cost(guide: Guide, readers: Sequence[Reader], world: Guide | None = None) -> Cost:
    """Return what a guide's questions and order cost these readers, in the mean; see ``spend``."""
    return _mean([one.cost for one in spend(guide, readers, world)])


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(*map(fmean, zip(*costs, strict=True))) if costs else Cost(0.0, 0.0)


def spend(guide: Guide, readers: Sequence[Reader], world: Guide | None = None) -> tuple[Spent, ...]:
    """Return what each of these readers spends in a guide.

    ``world``: the guide whose numbers say how it is, and from which the readers are; None: this guide. What one is
    asked that the world does not know is answered "I do not know".
    """
    if not readers:
        return ()
    order = _Order(guide, world or guide, readers)
    found = dict(order.spent(order.start, range(len(readers))))
    return tuple(found[number] for number in range(len(readers)))


class Arrivals:
    """Readers of a guide who were asked and now are advised first: many changes of advice are tried from there."""

    def __init__(self, guide: Guide, readers: Sequence[Reader]) -> None:
        order = _Order(guide, guide, readers)
        self._readers = readers
        self._advised = tuple(order.asked(order.start, range(len(readers)))) if readers else ()

    def cost(self, guide: Guide, first: int | None = None) -> Cost:
        """Return what their guide costs them with other minutes or efficacies of candidates, planned anew.

        Neither changes what answers say; which questions are asked before the first advice is taken as it was.
        ``first``: only so many of the readers, the first ones.
        """
        order, costs = _Order(guide, guide, self._readers), dict[int, Cost]()
        for way, numbers in self._advised:
            some = numbers if first is None else [number for number in numbers if number < first]
            if some:
                anew = way._replace(walk=planned_anew(way.walk, guide))
                costs |= {number: spent.cost for number, spent in order.spent(anew, some)}
        return _mean([costs[number] for number in sorted(costs)])


class _Way(NamedTuple):
    """How some readers came where they are: what it took them, and how likely each cause is by what they were asked.

    ``causes`` sums to 1 all the way, however many were helped.
    """

    walk: Walk
    causes: Masses
    minutes: float = 0.0
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class _Order:
    """A guide's order among readers of a world."""

    guide: Guide
    world: Guide
    readers: Sequence[Reader]

    @property
    def start(self) -> _Way:
        """Where all of them begin."""
        return _Way(replay(self.guide, {}), _whole(belief.prior(self.world, ())))

    @cached_property
    def tables(self) -> Mapping[Slug, Mapping[Slug, Masses]]:
        """P(answer | cause) of the world's questions."""
        return {slug: chances(self.world, question) for slug, question in self.world.questions.items()}

    def spent(self, way: _Way, numbers: Sequence[int]) -> Iterator[tuple[int, Spent]]:
        """Yield what each of the readers spends who came one way, by number."""
        step = way.walk.step
        if isinstance(step, QuestionStep) and step.question.answers:
            for answered, some in self._answered(way, step.question, numbers):
                yield from self.spent(answered, some)
        elif isinstance(step, Advice) and (way.walk.open or step.certain):
            yield from self.spent(self._advised(way, step), numbers)
        else:
            minutes, left = self._spent(way, plan(way.walk).stages)
            cost = Cost(way.minutes + minutes + self.world.prices.last_resort * left, left)
            yield from dict.fromkeys(numbers, Spent(cost, way.asked, way.walk.passed)).items()

    def asked(self, way: _Way, numbers: Sequence[int]) -> Iterator[tuple[_Way, Sequence[int]]]:
        """Yield where the readers who came one way are no more asked but advised, or told that nothing is left."""
        step = way.walk.step
        if isinstance(step, QuestionStep) and step.question.answers:
            for answered, some in self._answered(way, step.question, numbers):
                yield from self.asked(answered, some)
        else:
            yield way, numbers

    def _answered(self, way: _Way, question: Question, numbers: Sequence[int]) -> Iterator[tuple[_Way, Sequence[int]]]:
        """Yield where readers are who were asked a question, those who answer alike together."""
        slug = self.world.renamed.questions.get(question.slug, question.slug)
        part = sum(self._left(way).values())
        minutes = way.minutes + part * self.world.questions.get(slug, question).minutes
        asked = (*way.asked, Asked(question.slug, way.walk, part))
        alike: defaultdict[Slug | None, list[int]] = defaultdict(list)
        for number in numbers:
            alike[self.readers[number].get(slug)].append(number)
        for told, some in alike.items():
            walk = after_answer(way.walk, question.slug, self._answer(question, slug, told))
            causes = _told(way.causes, self.tables[slug][told]) if told else way.causes
            yield _Way(walk, causes, minutes, asked), some

    def _answer(self, question: Question, slug: Slug, told: Slug | None) -> Slug:
        """Return what somebody answers in this guide who answers so in the world."""
        now = self.world.renamed.answers.get(slug, {})
        for answer in question.answers:
            if now.get(answer, answer) == told:
                return answer
        return UNSURE if UNSURE in question.answers else next(iter(question.answers))

    def _advised(self, way: _Way, step: Advice) -> _Way:
        """Try causes after which something may be asked, or others advised, again."""
        stage = Stage(tuple(slug for slug in step.slugs if slug in self.guide.candidates), step.resends)
        minutes, _ = self._spent(way, [stage])
        return way._replace(walk=after_trying(way.walk, *step.slugs), minutes=way.minutes + minutes)

    def _left(self, way: _Way) -> Masses:
        """Return what is left of each cause after all that was tried."""
        tried = set(map(self._now, way.walk.tried))
        helps = {slug: one.efficacy for slug, one in self.world.candidates.items() if slug in tried}
        return {slug: part * (1 - helps.get(slug, 0.0)) for slug, part in way.causes.items()}

    def _spent(self, way: _Way, stages: Sequence[Stage]) -> tuple[float, float]:
        """Return the minutes of stages at the world's prices, and the part of readers whom they leave without help."""
        walk, masses = way.walk, self._left(way)
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
