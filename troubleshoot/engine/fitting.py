"""The numbers of a guide that its readers' walks make likeliest, the editor's being what was believed before.

Expectation and maximization (Dempster, Laird & Rubin 1977) of the model that ``belief`` computes with: one fault, and
answers that hang on nothing but it. In turn each walk is divided among the causes that may be behind it, and the
numbers become what walks so divided show. The editor's numbers count as readers seen before: Dirichlet and beta priors.

A reader with cause j says "solved" of advice by j's remedy with its efficacy ``e``, and else, or of other advice,
falsely with ``f``: ``[j advised] e + (1 - [j advised] e) f``. How often that is, is learned as well, for a site that
overestimates the honesty of its readers believes in what they touched last.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf
from typing import Final, NamedTuple

from . import answering
from .answering import EDGE, Answers, Numbers, Situation, Tables, plus, times
from .guide import Guide
from .told import Ending

#: Turns of the answers' tables at most, rounds in each, and the change of the weights (of 1) at which both end.
_TURNS: Final = 8
_ROUNDS: Final = 8
_CLOSE: Final = 1e-4
#: Of those whom nothing helped, no more are believed to say "solved": else where nobody says that something was in
#: vain, "solved" would mean nothing.
_MOST_FALSE: Final = 0.25
#: An efficacy begins so far from 0 and 1 at least: what is certain can learn nothing.
_UNSURE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Trust:
    """How many readers the editor's numbers count for, beside those who told something; inf leaves them as they are.

    ``weights``: all of them together; ``shares``: the answers to one question; ``efficacy``: one remedy; ``effects``:
    what one answer says of one cause, in readers who gave it. ``false``: of those whom nothing helped, how many say
    "solved" all the same; ``verdicts``: how many verdicts that guess counts for. All above 0.
    """

    weights: float = 60.0
    effects: float = 60.0
    shares: float = 50.0
    efficacy: float = 40.0
    false: float = 0.07
    verdicts: float = 1000.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Numbers of a guide. ``weights`` sum to 1."""

    weights: Numbers
    efficacy: Numbers
    false: float
    tables: Tables


class Heard(NamedTuple):
    """Walks that ended alike, in places of candidates: those that failed, those of which one may have helped."""

    failed: tuple[int, ...]
    solved: tuple[int, ...]
    number: float


class Group(NamedTuple):
    """All endings of readers who said the same."""

    situation: Situation
    endings: tuple[Heard, ...]


class Seen:
    """Walks divided among causes: readers, trials of the cause's own remedy, and how often that helped.

    ``false``: how many said "solved" though nothing helped; ``vain``: how many could have, and did not.
    """

    def __init__(self, size: int) -> None:
        self.readers, self.tried, self.helped = ([0.0] * size for _ in range(3))
        self.false = self.vain = 0.0


def grouped(guide: Guide, endings: Iterable[Ending]) -> tuple[Group, ...]:
    """Return endings by what was said; they come sorted by it."""
    place = {slug: index for index, slug in enumerate(guide.candidates)}

    def heard(one: Ending) -> Heard:
        return Heard(tuple(place[slug] for slug in one.failed), tuple(place[slug] for slug in one.solved), one.number)

    alike = groupby(endings, key=lambda one: (one.said, one.carrier))
    return tuple(Group(Situation(guide, *said), tuple(heard(one) for one in some)) for said, some in alike)


def editors(guide: Guide, trust: Trust) -> Fit:
    """Return the editor's numbers of a guide."""
    total = sum(candidate.weight for candidate in guide.candidates.values()) or 1.0
    return Fit(
        weights=[candidate.weight / total for candidate in guide.candidates.values()],
        efficacy=[candidate.efficacy for candidate in guide.candidates.values()],
        false=min(max(trust.false, EDGE), 1 - EDGE),
        tables=answering.editors(guide),
    )


def fitted(before: Fit, groups: Sequence[Group], trust: Trust) -> Fit:
    """Return the likeliest numbers given the walks and ``before``, the editor's. Never raises.

    By turns the weights and efficacies settle while the answers' tables stand still, and these take a step: so most
    rounds need not go through the answers (Meng & Rubin 1993).
    """
    fit = replace(before, efficacy=[min(max(one, _UNSURE), 1 - _UNSURE) for one in before.efficacy])
    for _ in range(_TURNS):
        likely = likely_answers(fit, groups)
        after = _settled(before, fit, groups, likely, trust)
        moved = _furthest(after, fit)
        fit = after
        if moved < _CLOSE:
            break
        if not trust.effects == trust.shares == inf:
            seen = _answers(fit, groups, likely)
            fit = replace(fit, tables=answering.relearned(before.tables, fit.tables, seen, trust.effects, trust.shares))
    return fit


def likely_answers(fit: Fit, groups: Iterable[Group]) -> list[Numbers]:
    """Return P(answers | cause) of each group."""
    unticked = fit.tables.unticked()
    return [group.situation.likely(fit.tables, unticked) for group in groups]


def _furthest(fit: Fit, other: Fit) -> float:
    return max((abs(a - b) for a, b in zip(fit.weights, other.weights, strict=True)), default=0.0)


def _settled(before: Fit, fit: Fit, groups: Sequence[Group], likely: Sequence[Numbers], trust: Trust) -> Fit:
    """Return the numbers with the weights and efficacies that are likeliest given the tables."""
    for _ in range(_ROUNDS):
        seen = Seen(len(fit.weights))
        for readers in _divided(fit, groups, likely, seen):
            seen.readers = plus(seen.readers, readers)
        after = _improved(before, fit, seen, trust)
        moved = _furthest(after, fit)
        fit = after
        if moved < _CLOSE:
            break
    return fit


def _improved(before: Fit, fit: Fit, seen: Seen, trust: Trust) -> Fit:
    """Return the numbers that walks so divided make likeliest, but for the tables."""
    total = sum(seen.readers)
    opportunities = seen.false + seen.vain
    return replace(
        fit,
        weights=[_drawn(p, n, total, trust.weights) for p, n in zip(before.weights, seen.readers, strict=True)],
        efficacy=[
            _drawn(p, helped, tried, trust.efficacy)
            for p, helped, tried in zip(before.efficacy, seen.helped, seen.tried, strict=True)
        ],
        false=min(_drawn(before.false, seen.false, opportunities, trust.verdicts), max(_MOST_FALSE, before.false)),
    )


def _drawn(p: float, number: float, of: float, trust: float) -> float:
    """Return ``number / of`` drawn to a probability that counts for so many."""
    return p if trust == inf else (number + trust * p) / (of + trust)


def _answers(fit: Fit, groups: Sequence[Group], likely: Sequence[Numbers]) -> Answers:
    """Divide the answers given among the causes."""
    size = len(fit.weights)
    found = Answers(fit.tables, size)
    for group, readers in zip(groups, _divided(fit, groups, likely, Seen(size)), strict=True):
        found.add(group.situation, readers)
    return found


def _divided(fit: Fit, groups: Sequence[Group], likely: Sequence[Numbers], seen: Seen) -> Iterator[Numbers]:
    """Yield each group's readers by cause; note in ``seen`` what they saw of remedies.

    Only the candidates that were tried have another likelihood than the rest, so no ending goes through them all.
    """
    for group, answered in zip(groups, likely, strict=True):
        masses = times(answered, fit.weights)
        whole, common, apart = sum(masses), 0.0, [0.0] * len(masses)
        for ending in group.endings:
            own, helped = _of_those_tried(fit, masses, ending)
            total = whole + sum([mass - masses[place] for place, mass in own.items()])
            if total > 0:
                each = ending.number / total
                common += each
                for place, mass in own.items():
                    apart[place] += (mass - masses[place]) * each
                _note(seen, ending, each, own, helped)
        yield [max(mass * common + more, 0.0) for mass, more in zip(masses, apart, strict=True)]


def _note(seen: Seen, ending: Heard, each: float, own: dict[int, float], helped: dict[int, float]) -> None:
    """Note what an ending's readers saw of remedies. ``each``: readers for each unit of mass."""
    for place, mass in own.items():
        seen.tried[place] += mass * each
    for place, mass in helped.items():
        seen.helped[place] += mass * each
    seen.vain += ending.number * len(ending.failed)
    if ending.solved:
        seen.false += ending.number - each * sum(helped.values())


def _of_those_tried(fit: Fit, masses: Numbers, ending: Heard) -> tuple[dict[int, float], dict[int, float]]:
    """Return P(cause, answers and ending) of the candidates tried, and what of it is by their having helped.

    Of all others it is their mass: an ending in "solved" is told in units of ``false``.
    """
    own = {place: masses[place] * (1 - fit.efficacy[place]) for place in ending.failed}
    helped = {}
    for place in ending.solved:
        before = own.get(place, masses[place])
        helped[place] = before * fit.efficacy[place] / fit.false
        own[place] = before * (1 - fit.efficacy[place]) + helped[place]
    return own, helped


def parts(fit: Fit, masses: Numbers, ending: Heard) -> Numbers:
    """Return P(cause | answers and ending), summing to 1; [] where nothing explains them."""
    own, _ = _of_those_tried(fit, masses, ending)
    found = [own.get(place, mass) for place, mass in enumerate(masses)]
    total = sum(found)
    return [one / total for one in found] if total > 0 else []
