"""The statistic of a surge: charts that add up how much better "k times the usual" explains counts than "the usual"."""

from collections.abc import Sequence
from itertools import pairwise
from math import log, log10
from typing import Final, NamedTuple

#: Times the usual that the charts look for: a surge is found fastest by the chart nearest to it.
TIMES: Final = (2.0, 3.0, 8.0)
#: What each has to rise above the threshold, times the dispersion: eight times the usual is mistaken the most easily,
#: by five in a row, and three times the usual is the commonest of outages.
_EXTRA: Final = (0.4, 0.0, 0.9)
#: A chart rises no higher than so many thresholds: a long surge does not outlast itself.
_CAP: Final = 1.2
#: Fewer than three reports at once never suffice: the least threshold, times the dispersion.
_LEAST: Final = 2 * log(max(TIMES)) + 0.01

#: By the mean reports in ten minutes of the week: the threshold where as many are usual, and what each 1 of
#: dispersion above 1 adds. Tuned by benchmarks/detector.py to at most 0.1 false surges a series a month.
_THRESHOLDS: Final = ((0.05, 9.7), (0.5, 11.0), (5.0, 11.7), (50.0, 12.6))
_SCATTERED: Final = ((0.05, 4.2), (0.5, 4.2), (5.0, 0.75), (50.0, 0.0))
#: How much less is asked by night: times the logarithm of what is usual now over the mean.
_BY_HOUR: Final = 1.7


def threshold(usual: float, mean: float, dispersion: float) -> float:
    """Return how high a chart must rise where ``usual`` reports are expected in ten minutes, ``mean`` over the week.

    Where fewer reports come there are fewer chances of a false surge, so less is asked.
    """
    level = _between(_THRESHOLDS, mean / dispersion) + (dispersion - 1) * _between(_SCATTERED, mean)
    return level + _BY_HOUR * log(usual / mean)


def _between(table: Sequence[tuple[float, float]], at: float) -> float:
    """Return the value of a table at ``at``, along straight lines over its logarithm; flat beyond the ends."""
    for (low, first), (high, second) in pairwise(table):
        if at < high:
            part = log10(max(at, low) / low) / log10(high / low)
            return first + part * (second - first)
    return table[-1][1]


class Stage(NamedTuple):
    """What a step adds and takes, and how high each chart must rise; the same while one rate is expected."""

    gains: tuple[float, ...]
    falls: tuple[float, ...]
    needed: tuple[float, ...]


def stage(usual: float, dispersion: float, needed: float, times: Sequence[float] = TIMES) -> Stage:
    """Return the stage of steps in which ``usual`` reports are expected; ``needed``: the threshold.

    The log-likelihood ratio of Poisson counts with the mean k times ``usual`` against the mean ``usual`` is
    ``x ln k - usual (k - 1)`` (Lucas 1985). Divided by the dispersion it is a quasi-likelihood's.
    """
    extra = _EXTRA if len(times) == len(_EXTRA) else (0.0,) * len(times)
    return Stage(
        gains=tuple(log(k) / dispersion for k in times),
        falls=tuple(usual * (k - 1) / dispersion for k in times),
        needed=tuple(max(needed, _LEAST / dispersion) + more * dispersion for more in extra),
    )


class Charts:
    """Cumulative sums (Page 1954), one for each k, that never fall below 0; carried from step to step.

    ``rises``: for each chart the time of the first step since it was last at 0. ``top``: how much of what it needs the
    highest chart, ``leader``, has: from 1 on it speaks for a surge. Greater counts lower no level and delay no rise.
    """

    __slots__ = ("leader", "levels", "rises", "top")

    def __init__(self, size: int = len(TIMES)) -> None:
        self.levels = [0.0] * size
        self.rises = [0] * size
        self.top = 0.0
        self.leader = 0

    def step(self, at: int, count: int, now: Stage) -> None:
        """Take in the reports counted at ``at``: times in any unit, in their order."""
        if not (count or self.top):
            return
        levels, top = self.levels, 0.0
        for chart, level in enumerate(levels):
            if not level:
                self.rises[chart] = at
            after, needed = level + count * now.gains[chart] - now.falls[chart], now.needed[chart]
            levels[chart] = after = 0.0 if after < 0 else min(after, needed * _CAP)
            if after > top * needed:
                top, self.leader = after / needed, chart
        self.top = top

    @property
    def onset(self) -> int:
        """When the highest chart began to rise."""
        return self.rises[self.leader]

    @property
    def first(self) -> int:
        """When the first of those above 0 began to rise; only while one is."""
        return min(rise for rise, level in zip(self.rises, self.levels, strict=True) if level)
