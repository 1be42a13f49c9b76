"""Readers' reports by chance, as ``detector`` watches them: the courses of day and week, surges, and outages.

``base`` is a series' mean reports in ten minutes over a whole week. By day nine times as many come as at night, on
weekends six tenths.
"""

import math
import random
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from troubleshoot.engine.expecting import BIN, SLOTS, rests

#: The day's course is a sine with its top at 15:00, nine times as high as its bottom.
TOP, SWING = 15.0, 0.8
#: By hour, of the busiest: the same ratio, with a plateau by day and a longer, deeper night.
HOURS: Final = (
    0.45, 0.28, 0.17, 0.12, 0.111, 0.14, 0.28, 0.52, 0.75, 0.88, 0.95, 0.97,
    1.0, 0.95, 0.92, 0.92, 0.93, 0.95, 0.97, 0.98, 1.0, 0.98, 0.88, 0.68,
)  # fmt: skip
WEEKEND: Final = 0.6
#: From here on a mean is halved until it is smaller: the chance of no report has to be a number.
_GREAT: Final = 500


def _week_of_mean_one(day: Sequence[float]) -> tuple[float, ...]:
    mean = sum(day) / SLOTS * (5 + 2 * WEEKEND) / 7
    return tuple(value / mean for value in day)


_MIDDLES: Final = [(slot + 0.5) * BIN / 60 for slot in range(SLOTS)]
_COURSE: Final = _week_of_mean_one([1 + SWING * math.cos((hour - TOP) / 12 * math.pi) for hour in _MIDDLES])
_PLATEAU: Final = _week_of_mean_one(
    [
        HOURS[int(hour - 0.5) % 24] * (1 - (hour - 0.5) % 1) + HOURS[int(hour + 0.5) % 24] * ((hour - 0.5) % 1)
        for hour in _MIDDLES
    ]
)


def ordinary(at: int) -> float:
    """Return the mean of a bin over that of a mean bin of the week."""
    return _COURSE[at % SLOTS] * (WEEKEND if rests(at // SLOTS) else 1)


def long_night(at: int) -> float:
    """Return the same where the night is longer and deeper."""
    return _PLATEAU[at % SLOTS] * (WEEKEND if rests(at // SLOTS) else 1)


def shifted(at: int) -> float:
    """Return the same where the day's course comes six hours later."""
    return _COURSE[(at - SLOTS // 4) % SLOTS] * (WEEKEND if rests(at // SLOTS) else 1)


def swapped(at: int) -> float:
    """Return the same where weekends are as working days and the reverse."""
    return _COURSE[at % SLOTS] * (1 if rests(at // SLOTS) else WEEKEND)


class Series(NamedTuple):
    """How a series' reports come by chance.

    ``dispersion``: variance over mean, by a gamma factor that lasts ten minutes, or one minute with ``flickers``.
    ``course``: a bin's mean over ``base``.
    """

    base: float
    dispersion: float = 1.0
    flickers: bool = False
    course: Callable[[int], float] = ordinary


class Outage(NamedTuple):
    """Minutes in which ``times`` as many report."""

    begin: int
    end: int
    times: float


def by_bin(chance: random.Random, series: Series, begin: int, end: int, outage: Outage | None = None) -> dict[int, int]:
    """Return reports by bin in [begin, end); an outage lasts whole bins here."""
    counts = {}
    for at in range(begin, end):
        mean = series.base * series.course(at)
        if outage and outage.begin <= at * BIN < outage.end:
            mean *= outage.times
        counts[at] = _drawn(chance, series, mean)
    return counts


def by_minute(
    chance: random.Random, series: Series, begin: int, end: int, outage: Outage | None = None
) -> dict[int, int]:
    """Return reports by minute in the bins [begin, end)."""
    counts: dict[int, int] = {}
    for at in range(begin, end):
        mean, touched = series.base * series.course(at), outage and outage.begin - BIN < at * BIN < outage.end
        if touched or series.flickers:
            counts.update(_minutely(chance, series, mean, at, outage))
        else:
            for _ in range(_drawn(chance, series, mean)):
                minute = at * BIN + int(chance.random() * BIN)
                counts[minute] = counts.get(minute, 0) + 1
    return counts


def _minutely(
    chance: random.Random, series: Series, mean: float, at: int, outage: Outage | None
) -> Iterator[tuple[int, int]]:
    if not series.flickers:
        mean = _scattered(chance, series.dispersion, mean)
    for minute in range(at * BIN, at * BIN + BIN):
        now = mean / BIN * (outage.times if outage and outage.begin <= minute < outage.end else 1)
        yield minute, poisson(chance, _scattered(chance, series.dispersion, now) if series.flickers else now)


def _drawn(chance: random.Random, series: Series, mean: float) -> int:
    if series.dispersion > 1:
        return poisson(chance, _scattered(chance, series.dispersion, mean))
    return bisect(_table(mean), chance.random())


def _scattered(chance: random.Random, dispersion: float, mean: float) -> float:
    """Return a mean times a gamma factor, by which counts are negative binomial."""
    return chance.gammavariate(mean / (dispersion - 1), dispersion - 1) if dispersion > 1 else mean


def poisson(chance: random.Random, mean: float) -> int:
    """Return a Poisson count, by inversion."""
    if mean > _GREAT:
        return poisson(chance, mean / 2) + poisson(chance, mean / 2)
    left, term, count = chance.random(), math.exp(-mean), 0
    while left > term and count < _GREAT * 3:
        left -= term
        count += 1
        term *= mean / count
    return count


@lru_cache(maxsize=4096)
def _table(mean: float) -> list[float]:
    """Return the chances of at most 0, 1, … reports."""
    terms, count = [math.exp(-mean)], 0
    while count < mean or terms[-1] > 1e-17:  # noqa: PLR2004  # below what random() tells apart
        count += 1
        terms.append(terms[-1] * mean / count)
    return list(accumulate(terms))


def binned(minutes: Mapping[int, int]) -> dict[int, int]:
    """Return reports by bin."""
    counts: dict[int, int] = {}
    for minute, count in minutes.items():
        counts[minute // BIN] = counts.get(minute // BIN, 0) + count
    return counts
