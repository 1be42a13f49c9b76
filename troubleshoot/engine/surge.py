"""Whether readers report a guide's trouble far more often than is usual: what tells of an outage first.

Charts (``charts``) add up, minute by minute, how much better 2, 3 or 8 times the usual (``expecting``) explains the
reports of one series: a guide on a carrier, a guide, a carrier, or all. Nothing is kept between two calls: what comes
late, from a node that was cut off, counts the next time. docs/surges.md says why, and what was measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from .charts import TIMES, Charts, Stage, stage, threshold
from .expecting import BIN, HISTORY, LEARNED, Expected

#: Fewer different senders are no surge.
SENDERS: Final = 3
#: While there is no history: what the one chart looks for, and how high it must rise.
_COLD_TIMES: Final = (3.0,)
_COLD_THRESHOLD: Final = 14.0
#: What is asked beyond the threshold when what is usual was learned from 14 days; it falls to nothing at 28.
_YOUNG: Final = 1.0
#: Standard deviations on either side of what is usual: about 95 of 100 bins.
_WIDTH: Final = 2.0


@dataclass(frozen=True, slots=True)
class Surge:
    """A surge that is on at the end of ``noticed`` or later.

    ``onset``: the minute since which the reports speak for it; ``noticed``: the minute whose reports sufficed;
    ``observed`` and ``expected``: reports since the onset. ``statistic``: the highest chart, for which ``threshold``
    was enough.
    """

    onset: int
    noticed: int
    observed: int
    expected: float
    statistic: float
    threshold: float

    @property
    def share(self) -> float:
        """Return which part of the reports is beyond what is usual, 0 to 1."""
        return max(0.0, (self.observed - self.expected) / self.observed) if self.observed else 0.0


class Watch:
    """The charts of one series, stepped minute by minute.

    ``reports`` and ``senders`` are read by minute as it comes; a minute that is absent counts 0. ``senders``: those
    of them whose network is counted for the first time; None where each report is another network's.
    """

    def __init__(
        self, reports: Mapping[int, int], expected: Expected, senders: Mapping[int, int] | None = None
    ) -> None:
        self.reports = reports
        self.senders = reports if senders is None else senders
        self.expected = expected
        self.charts = Charts(len(_COLD_TIMES if expected.cold else TIMES))
        self.onset = 0
        self.noticed: int | None = None
        self._mean = expected.mean * BIN
        self._young = _YOUNG * max(0.0, 1 - (expected.days - LEARNED) / (HISTORY - LEARNED))
        self._bin, self._now = 0, self._made(0)

    def step(self, minute: int) -> None:
        """Take in one minute, the one after the last or later."""
        count = self.reports.get(minute, 0)
        if not (count or self.charts.top) or minute < self.expected.silent:
            return
        self.charts.step(minute, count, self._stage(minute))
        if not self.charts.top:
            self.noticed = None
        elif self.noticed is None and self.charts.top >= 1 and self._enough(minute):
            self.onset, self.noticed = self.charts.onset, minute

    def _enough(self, minute: int) -> bool:
        return sum(self.senders.get(at, 0) for at in range(self.charts.first, minute + 1)) >= SENDERS

    def _stage(self, minute: int) -> Stage:
        if minute // BIN != self._bin:
            self._bin, self._now = minute // BIN, self._made(minute)
        return self._now

    def _made(self, minute: int) -> Stage:
        rate, dispersion = self.expected.rate(minute), self.expected.dispersion
        if self.expected.cold:
            return stage(rate, dispersion, _COLD_THRESHOLD, _COLD_TIMES)
        return stage(rate, dispersion, threshold(rate * BIN, self._mean, dispersion) + self._young)

    def surge(self, end: int) -> Surge | None:
        """Return the surge that is on before the minute ``end``, None where there is none."""
        if self.noticed is None:
            return None
        since = range(self.onset, end)
        return Surge(
            onset=self.onset,
            noticed=self.noticed,
            observed=sum(self.reports.get(at, 0) for at in since),
            expected=sum(self.expected.rate(at) for at in since),
            statistic=self.charts.levels[self.charts.leader],
            threshold=self._stage(end - 1).needed[self.charts.leader],
        )


def watch(
    reports: Mapping[int, int],
    expected: Expected,
    begin: int,
    end: int,
    senders: Mapping[int, int] | None = None,
) -> Surge | None:
    """Return the surge that is on before the minute ``end`` in the reports by minute since ``begin``, None if none.

    A day before ``end`` is enough for ``begin``. ``senders``: as of ``Watch``.
    """
    watched = Watch(reports, expected, senders)
    for minute in range(begin, end):
        watched.step(minute)
    return watched.surge(end)


def band(expected: Expected, minute: int) -> tuple[float, float]:
    """Return between how many reports the ten minutes from ``minute`` on usually have, 95 times in 100.

    The root of a count scatters evenly, by half the root of the dispersion (Anscombe 1948).
    """
    usual, half = sqrt(BIN * expected.rate(minute)), _WIDTH * sqrt(expected.dispersion) / 2
    return max(usual - half, 0.0) ** 2, (usual + half) ** 2
