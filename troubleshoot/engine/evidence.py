"""How much walks tell of each number: the observed information, and the intervals that follow from it.

Of the weights the whole matrix is taken, since what one cause gains others lose. Of effects and efficacies it is the
diagonal: where a reader's cause is j with probability r, r readers were counted, and as r (1 - r) of it may be
another's, r^2 are known (Louis 1982). Intervals are normal on the scale of logarithms. They hold given the other
numbers and the model, and with the editor's numbers as readers seen before; walks count less for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Final

from .answering import EDGE, Numbers, plus, times
from .fitting import Fit, Group, Heard, likely_answers, parts

#: Between so many standard deviations to either side of the middle lie 90 of 100: the intervals of all that is told.
NINETY: Final = 1.6448536
#: What walks tell of one number they tell given all others, and so less: they count by this part. By simulation (``make
#: bench-learning``) too few of the true numbers would lie in the intervals otherwise.
_COUNTS: Final = 0.64


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that was learned beside the editor's, ``now``; it is between ``low`` and ``high`` in 90 of 100 cases.

    ``readers``: of how many readers one would have to know the cause for certain to know as much.
    """

    now: float
    proposed: float
    low: float
    high: float
    readers: float


class Evidence:
    """What walks tell, in readers and in the candidates' order.

    ``together``: of two causes, the sum of ``r r'``; ``tried``, of remedies, and ``asked``, of questions, the sums of
    ``r^2``.
    """

    def __init__(self, fit: Fit, groups: Sequence[Group]) -> None:
        size = len(fit.weights)
        self.together = [[0.0] * size for _ in range(size)]
        self.tried = [0.0] * size
        self.asked = {slug: [0.0] * size for slug in fit.tables.chances}
        for group, answered in zip(groups, likely_answers(fit, groups), strict=True):
            known, masses = [0.0] * size, times(answered, fit.weights)
            for ending in group.endings:
                if shares := parts(fit, masses, ending):
                    known = plus(known, self._known(ending._replace(number=_COUNTS * ending.number), shares))
            for slug in group.situation.asked:
                self.asked[slug] = plus(self.asked[slug], known)

    def _known(self, ending: Heard, shares: Numbers) -> Numbers:
        """Add an ending's readers; return how many of them are known to be each cause's."""
        for place, part in enumerate(shares):
            if part > EDGE:
                each = part * ending.number
                self.together[place] = [
                    one + each * other for one, other in zip(self.together[place], shares, strict=True)
                ]
        for place in {*ending.failed, *ending.solved}:
            self.tried[place] += ending.number * shares[place] ** 2
        return [ending.number * part**2 for part in shares]


def of_weights(before: Fit, fit: Fit, evidence: Evidence, trust: float) -> list[Estimate]:
    """Return the weights as parts of 1, beside the editor's. ``trust``: for how many readers these count."""
    now, found = before.weights, [Estimate(one, one, one, one, 0.0) for one in before.weights]
    live = [place for place, weight in enumerate(now) if weight > 0]
    if trust == inf:
        return found
    weights = [fit.weights[place] for place in live]
    believed = [[trust * now[row] * (row == column) for column in live] for row in live]
    told = [[evidence.together[row][column] for column in live] for row in live]
    both = [plus(*rows) for rows in zip(told, believed, strict=True)]
    for place, alone, spread in zip(live, _variances(weights, believed), _variances(weights, both), strict=True):
        one = fit.weights[place] * (1 - fit.weights[place])
        found[place] = chance(now[place], fit.weights[place], one / alone, max(one / spread - one / alone, 0.0))
    return found


def _variances(weights: Numbers, matrix: list[Numbers]) -> Numbers:
    """Return each weight's variance, their sum being 1, by the information on their logarithms."""
    inverse = _inverted(matrix)
    towards = [sum(times(row, weights)) for row in inverse]
    whole = sum(times(towards, weights))
    return [
        max(weight**2 * (inverse[place][place] - towards[place] ** 2 / whole), EDGE**2)
        for place, weight in enumerate(weights)
    ]


def _inverted(matrix: list[Numbers]) -> list[Numbers]:
    """Return the inverse of a symmetric positive definite matrix (Gauss & Jordan; no pivots are needed)."""
    size = len(matrix)
    rows = [[*row, *(float(index == place) for index in range(size))] for place, row in enumerate(matrix)]
    for place in range(size):
        pivot = rows[place][place]
        rows[place] = [one / pivot for one in rows[place]]
        for other in range(size):
            if other != place and (factor := rows[other][place]):
                rows[other] = [one - factor * own for one, own in zip(rows[other], rows[place], strict=True)]
    return [row[size:] for row in rows]


def chance(now: float, proposed: float, believed: float, readers: float) -> Estimate:
    """Return a probability known from so many readers, beside what was believed before, which counts for some more."""
    if not 0 < proposed < 1 or believed == inf:
        return Estimate(now, proposed, proposed, proposed, readers if believed < inf else 0.0)
    middle, half = log(proposed / (1 - proposed)), NINETY / sqrt((believed + readers) * proposed * (1 - proposed))
    return Estimate(now, proposed, _from_odds(middle - half), _from_odds(middle + half), readers)


def _from_odds(odds: float) -> float:
    """Return the probability of log odds."""
    return 1 / (1 + exp(-odds)) if odds > 0 else exp(odds) / (1 + exp(odds))


def ratio(now: float, proposed: float, given: float, readers: float) -> Estimate:
    """Return a likelihood ratio above 0. ``given``: how often its answer was seen with its cause, or counts as if."""
    half = exp(NINETY / sqrt(given))
    return Estimate(now, proposed, proposed / half, proposed * half, readers)
