"""Which walks the mirror holds: those that readers are likeliest to come to."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Slug

from .names import can_be_named

#: How many walks past its first advice a guide has, where nobody says how many it has in all.
FURTHER: Final = 2000

type Masses = Mapping[Slug, float]


class _Place(NamedTuple):
    """A walk that readers come to. ``masses``: of all readers of the guide those who do, by the cause they have.

    ``is_further``: the first advice, whatever was said while an outage came before it, was in vain.
    """

    walk: engine.Walk
    masses: Masses
    is_further: bool = False

    def answering(self, question: Slug, answer: Slug) -> "_Place":
        """Return the place of those who give an answer."""
        likelihoods = self.walk.guide.likelihoods[question]
        masses = {cause: mass * likelihoods.probability(answer, cause) for cause, mass in self.masses.items()}
        return self._replace(walk=engine.after_answer(self.walk, question, answer), masses=masses)

    def trying(self, advice: engine.Advice) -> "_Place":
        """Return the place of those who follow an advice in vain."""
        masses = dict(self.masses)
        for cause in advice.slugs:
            if cause in masses and not advice.incident:
                masses[cause] *= 1 - self.walk.guide.candidates[cause].efficacy
        is_further = self.is_further or advice.incident is None
        return _Place(engine.after_trying(self.walk, *advice.slugs), masses, is_further)


def walks(
    guide: engine.Guide, incidents: Iterable[engine.Incident], at_most: int | None = None
) -> Iterator[engine.Walk]:
    """Yield a guide's walks, the likeliest first; several ticks of a question are left out, one alone is there.

    Without ``at_most`` these are all up to the first advice, and FURTHER that go on from there.
    """
    order, further = count(), 0
    seen: set[str] = set()
    heap = [(-sum(place.masses.values()), next(order), place) for place in _beginnings(guide, tuple(incidents))]
    heapq.heapify(heap)
    while heap and len(seen) != at_most:
        place = heapq.heappop(heap)[2]
        address = engine.address(place.walk)
        if address in seen or not can_be_named(address):
            continue
        if place.is_further:
            if at_most is None and further == FURTHER:
                continue
            further += 1
        seen.add(address)
        yield place.walk
        for one in _next(place):
            heapq.heappush(heap, (-sum(one.masses.values()), next(order), one))


def _beginnings(guide: engine.Guide, incidents: tuple[engine.Incident, ...]) -> Iterator[_Place]:
    """Yield the entry and, since a guide's page asks its question even in an outage, what each answer leads to."""
    whole = sum(candidate.weight for candidate in guide.candidates.values()) or 1.0
    masses = {cause: candidate.weight / whole for cause, candidate in guide.candidates.items()}
    entry = _Place(engine.replay(guide, {}, incidents=incidents), masses)
    yield entry
    for answer in guide.questions[guide.entry].answers:
        yield entry.answering(guide.entry, answer)


def _next(place: _Place) -> Iterator[_Place]:
    match place.walk.step:
        case engine.QuestionStep(question=question):
            yield from (place.answering(question.slug, answer) for answer in question.answers)
        case engine.Advice() as advice:
            yield place.trying(advice)
