"""The statistic of a surge: charts that add up how much better "k times the usual" explains counts than "the usual"."""

from collections.abc import Sequence
from math import log
from typing import Final, NamedTuple

#: Times the usual that the charts look for: a surge is found fastest by the chart nearest to it.
TIMES: Final = (2.0, 4.0, 8.0)
#: A chart rises no higher than so many thresholds: a long surge does not outlast itself.
_CAP: Final = 1.5
#: Three reports at once never suffice by themselves: the least threshold, times the dispersion.
_LEAST: Final = 3 * log(max(TIMES)) + 0.01
#: Of ``threshold``: tuned by benchmarks/detector.py to at most 0.1 false surges a series a month.
_BASE, _BY_TRAFFIC, _BY_DISPERSION = 11.0, 1.0, 2.0


def threshold(usual: float, dispersion: float) -> float:
    """Return how high a chart must rise where ``usual`` reports are expected in ten minutes.

    Where fewer reports come there are fewer chances of a false surge, so less is asked.
    """
    return _BASE + _BY_TRAFFIC * log(usual / dispersion) + _BY_DISPERSION * (dispersion - 1)


class Stage(NamedTuple):
    """What a step adds and takes, the same for all steps of one length while one rate is expected."""

    gains: tuple[float, ...]
    falls: tuple[float, ...]
    threshold: float


def stage(usual: float, dispersion: float, needed: float, times: Sequence[float] = TIMES) -> Stage:
    """Return the stage of steps in which ``usual`` reports are expected; ``needed``: the threshold.

    The log-likelihood ratio of Poisson counts with the mean k times ``usual`` against the mean ``usual`` is
    ``x ln k - usual (k - 1)`` (Lucas 1985). Divided by the dispersion it is a quasi-likelihood's.
    """
    return Stage(
        gains=tuple(log(k) / dispersion for k in times),
        falls=tuple(usual * (k - 1) / dispersion for k in times),
        threshold=max(needed, _LEAST / dispersion),
    )


class Charts:
    """Cumulative sums (Page 1954), one for each k, that never fall below 0; carried from step to step.

    ``rises``: for each chart the time of the first step since it was last at 0. ``top``: the highest level.
    Counts that are greater make no level lower and no rise later.
    """

    __slots__ = ("levels", "rises", "top")

    def __init__(self, size: int = len(TIMES)) -> None:
        self.levels = [0.0] * size
        self.rises = [0] * size
        self.top = 0.0

    def step(self, at: int, count: int, now: Stage) -> None:
        """Take in the reports counted at ``at``: times in any unit, in their order."""
        if not (count or self.top):
            return
        levels, top, cap = self.levels, 0.0, now.threshold * _CAP
        for chart, level in enumerate(levels):
            if not level:
                self.rises[chart] = at
            after = min(level + count * now.gains[chart] - now.falls[chart], cap)
            levels[chart] = after = max(after, 0.0)
            top = max(top, after)
        self.top = top

    @property
    def onset(self) -> int:
        """When the highest chart began to rise; only while one is above 0."""
        return self.rises[self.levels.index(self.top)]

    @property
    def first(self) -> int:
        """When the first of those above 0 began to rise."""
        return min(rise for rise, level in zip(self.rises, self.levels, strict=True) if level)
