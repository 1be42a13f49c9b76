"""Readers by chance, always the same: what a guide costs them, told sooner than by going every way there is."""

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.engine.outcomes import Masses, Outcome, outcomes, times
from troubleshoot.engine.planning import Stage

#: The same readers each time, so that versions of a guide are told apart by what they do, not by who comes.
_SEED: Final = "readers"


class Reader(NamedTuple):
    """Somebody with a cause, and what they would answer to each question, asked or not."""

    cause: Slug
    told: Mapping[Slug, Outcome]


class Asked(NamedTuple):
    """A question asked of a reader, and where; ``part``: of 1, who was helped before it is asked no more."""

    question: Slug
    walk: engine.Walk
    part: float


class Spent(NamedTuple):
    """What a reader spends in a guide: minutes, what they are asked, and what was passed over for them."""

    minutes: float
    asked: tuple[Asked, ...]
    passed: tuple[Slug, ...]


def readers(guide: Guide, count: int) -> tuple[Reader, ...]:
    """Return so many readers of a guide: as many with each cause as its weight says, who answer as that makes likely.

    A guide whose candidates have no weight has no readers.
    """
    chance = random.Random(_SEED)  # noqa: S311  # the same each time
    ways = {slug: outcomes(guide, question) for slug, question in guide.questions.items()}
    return tuple(
        Reader(cause, {slug: _drawn(chance, those, cause) for slug, those in ways.items() if those})
        for cause in _evenly({slug: one.weight for slug, one in guide.candidates.items()}, count)
    )


def _evenly(weights: Mapping[Slug, float], count: int) -> Iterator[Slug]:
    """Yield so many causes, each by its weight to the nearest one."""
    bounds = list(zip(accumulate(weights.values()), weights, strict=True))
    whole = bounds[-1][0] if bounds else 0.0
    for number in range(count if whole else 0):
        yield next(slug for bound, slug in bounds if bound > (number + 0.5) / count * whole)


def _drawn(chance: random.Random, those: Iterable[Outcome], cause: Slug) -> Outcome:
    some = tuple(those)
    return chance.choices(some, [one.probability[cause] for one in some])[0]


class _Place(NamedTuple):
    """Where readers come to who answered and tried alike; ``masses``: how many they are, by their cause."""

    key: tuple[Slug, ...]
    walk: engine.Walk
    masses: Masses


class Spending:
    """What readers spend in one version of a guide. Each place is worked out once, however many come there.

    Minutes are those of all who come to a place, not of the one reader, as ``engine.evaluate`` counts them: so a few
    hundred readers tell as much as thousands would by what became of each.
    """

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        weights = {slug: one.weight for slug, one in guide.candidates.items()}
        self._entry = _Place((), engine.replay(guide, {}), weights)
        self._places: dict[tuple[Slug, ...], _Place] = {}
        self._minutes: dict[tuple[Slug, ...], float] = {}

    def of(self, reader: Reader) -> Spent:
        """Return what a reader spends."""
        place, minutes, part, asked = self._entry, 0.0, 1.0, list[Asked]()
        while part:
            step = place.walk.step
            if isinstance(step, engine.QuestionStep) and step.question.slug in reader.told:
                asked.append(Asked(step.question.slug, place.walk, part))
                minutes += part * step.question.minutes
                place = self._answered(place, step.question.slug, reader.told[step.question.slug])
            elif isinstance(step, engine.Advice) and (place.walk.open or step.certain):
                minutes += part * self._spent(place, [self._stage(step)])[0]
                part *= 1 - self._helps(step, reader.cause)
                place = self._tried(place, step)
            else:
                minutes += part * self._to_the_end(place)
                break
        return Spent(minutes, tuple(asked), place.walk.passed)

    def _answered(self, place: _Place, question: Slug, outcome: Outcome) -> _Place:
        key = (*place.key, question, outcome.answer)
        if key not in self._places:
            walk = engine.after_answer(place.walk, question, outcome.answer)
            self._places[key] = _Place(key, walk, times(place.masses, outcome.probability))
        return self._places[key]

    def _tried(self, place: _Place, step: engine.Advice) -> _Place:
        key = (*place.key, *step.slugs)
        if key not in self._places:
            masses = {slug: mass * (1 - self._helps(step, slug)) for slug, mass in place.masses.items()}
            self._places[key] = _Place(key, engine.after_trying(place.walk, *step.slugs), masses)
        return self._places[key]

    def _helps(self, step: engine.Advice, cause: Slug) -> float:
        """Return how likely what is advised helps a reader with a cause."""
        return self.guide.candidates[cause].efficacy if cause in step.slugs else 0.0

    def _stage(self, step: engine.Advice) -> Stage:
        return Stage(tuple(slug for slug in step.slugs if slug in self.guide.candidates), step.resends)

    def _to_the_end(self, place: _Place) -> float:
        """Return the minutes from where nothing more is asked."""
        if place.key not in self._minutes:
            minutes, left = self._spent(place, engine.plan(place.walk).stages)
            self._minutes[place.key] = minutes + self.guide.prices.last_resort * left
        return self._minutes[place.key]

    @staticmethod
    def _spent(place: _Place, stages: Iterable[Stage]) -> tuple[float, float]:
        """Return the minutes of some stages for each reader there, and the part of them who still go without."""
        minutes, left = place.walk.place.spent(place.masses, stages)
        whole = sum(place.masses.values()) or 1.0
        return minutes / whole, left / whole
