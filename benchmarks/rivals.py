"""Simple detectors of others, in ten-minute bins, that ``detector`` lays beside the product's own.

Each gives a number a bin from the reports and what is usual; above a threshold it is an alarm. The thresholds are not
the books': each is set so that all have the same rate of false alarms.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, inf, lgamma, log, sqrt
from statistics import fmean, pstdev
from typing import Final

from troubleshoot.engine.expecting import BIN, DAY, SLOTS, Expected

from .simulating import Series, binned
from .trials import DRAWS, HOLD, WEEK, Life

type Counted = tuple[int, float]
type Rival = Callable[[Sequence[Counted]], Iterator[float]]

_WINDOW: Final = 7
_NEW: Final = 0.3


def fixed(counted: Sequence[Counted]) -> Iterator[float]:
    """Yield the reports."""
    yield from (float(count) for count, _ in counted)


def ears_c1(counted: Sequence[Counted]) -> Iterator[float]:
    """Yield the standard deviations above the last seven bins, a deviation being 1 at least (Hutwagner 2003)."""
    last: deque[int] = deque(maxlen=_WINDOW)
    for count, _ in counted:
        yield (count - fmean(last)) / max(pstdev(last), 1.0) if len(last) == _WINDOW else 0.0
        last.append(count)


def poisson_tail(counted: Sequence[Counted]) -> Iterator[float]:
    """Yield minus the logarithm of the chance of so many reports or more."""
    for count, usual in counted:
        yield -log(max(_tail(count, usual), 1e-300)) if count > usual else 0.0


def _tail(count: int, usual: float) -> float:
    term = exp(count * log(usual) - usual - lgamma(count + 1))
    total, at = term, count
    while term > total * 1e-12:
        at += 1
        term *= usual / at
        total += term
    return total


def ewma(counted: Sequence[Counted]) -> Iterator[float]:
    """Yield the exponentially weighted residual in standard deviations (Roberts 1959), the newest counting 0.3."""
    level = 0.0
    for count, usual in counted:
        level = (1 - _NEW) * level + _NEW * (count - usual) / sqrt(usual)
        yield level


def cusum(counted: Sequence[Counted]) -> Iterator[float]:
    """Yield the one seasonal Poisson CUSUM that looks for twice the usual (Lucas 1985)."""
    level = 0.0
    for count, usual in counted:
        level = max(0.0, level + count * log(2) - usual)
        yield level


RIVALS: Final[Mapping[str, Rival]] = {
    "fixed": fixed,
    "ears_c1": ears_c1,
    "poisson_tail": poisson_tail,
    "ewma": ewma,
    "cusum_2": cusum,
}


def _counted(counts: Mapping[int, int], expected: Expected, begin: int, end: int) -> list[Counted]:
    return [(counts.get(at, 0), expected.rate(at * BIN) * BIN) for at in range(begin, end)]


def peaks(chance: random.Random, series: Series, weeks: int = 4) -> list[dict[str, list[float]]]:
    """Return each rival's highest number in each six hours of some weeks without an outage."""
    life, found = Life(chance, series), {name: list[float]() for name in RIVALS}
    for _ in range(weeks):
        expected, begin = life.expected(), life.today * SLOTS
        life.live(WEEK)
        counted = _counted(life.counts, expected, begin - SLOTS, life.today * SLOTS)
        for name, rival in RIVALS.items():
            values, hold = [*rival(counted)][SLOTS:], HOLD // BIN
            found[name] += [max(values[at : at + hold]) for at in range(0, len(values), hold)]
    return [found]


def rival_delays(
    chance: random.Random, series: Series, times: float, thresholds: Mapping[str, float]
) -> list[dict[str, float]]:
    """Return each rival's delays of the same outages, to the end of the bin."""
    life = Life(chance, series)
    expected, found = life.expected(), []
    for _ in range(DRAWS):
        reports, outage = life.struck(times)
        begin = (outage.begin - DAY) // BIN
        counted = _counted(binned(reports), expected, begin, outage.end // BIN)
        found.append(
            {
                name: next(
                    (
                        float((begin + at + 1) * BIN - outage.begin)
                        for at, value in enumerate(rival(counted))
                        if value > thresholds[name] and begin + at >= outage.begin // BIN
                    ),
                    inf,
                )
                for name, rival in RIVALS.items()
            }
        )
    return found
