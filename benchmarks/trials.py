"""What ``detector`` tries by chance: each trial steps the product's own detector and returns plain numbers.

A trial is given its chance, so that the same seed gives the same result. Delays are minutes from an outage's first
minute to the end of the minute in which it was noticed, infinite where six hours did not suffice.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import inf
from typing import Final, NamedTuple

from troubleshoot.engine.expecting import BIN, DAY, HISTORY, LEARNED, SLOTS, Expected, expect, steady
from troubleshoot.engine.surge import Watch

from .simulating import Outage, Series, binned, by_bin, by_minute, ordinary

#: Minutes that a proposal stands, in which no other is made; as long as the outages here.
HOLD: Final = 360
WEEK: Final = 7
MONTH: Final = 30.0
#: Outages tried on one history.
DRAWS: Final = 4

type Reports = Mapping[int, int]


def proposals(reports: Reports, expected: Expected, begin: int, end: int) -> Iterator[int]:
    """Yield the minutes in [begin, end) in which a surge is proposed: each once, and none within six hours of another.

    A day is stepped before, as the site does.
    """
    watched, free = Watch(reports, expected), begin - DAY
    for minute in range(begin - DAY, end):
        watched.step(minute)
        if watched.noticed == minute >= free:
            free = minute + HOLD
            if minute >= begin:
                yield minute


def delay(reports: Reports, expected: Expected, outage: Outage) -> float | None:
    """Return the minutes until an outage is noticed; None where something was on before it."""
    watched = Watch(reports, expected)
    for minute in range(outage.begin - DAY, outage.begin + HOLD):
        watched.step(minute)
        if watched.noticed is not None:
            return minute + 1 - outage.begin if minute >= outage.begin else None
    return inf


class Life:
    """A series from some day on, and what is known of it: reports by minute of the days watched, by bin of all."""

    def __init__(self, chance: random.Random, series: Series, *, days: int = HISTORY) -> None:
        self.chance, self.series = chance, series
        self.today = HISTORY + chance.randrange(WEEK)
        self.first = self.today - days
        self.reports: dict[int, int] = {}
        self.counts = by_bin(chance, series, self.first * SLOTS, (self.today - 1) * SLOTS) if days else {}
        if days:
            self.today -= 1
            self.live(1)

    def live(self, days: int) -> None:
        """Let days pass."""
        came = by_minute(self.chance, self.series, self.today * SLOTS, (self.today + days) * SLOTS)
        self.today += days
        self.reports |= came
        self.counts |= binned(came)

    def expected(self) -> Expected:
        """Return what is usual by the history until today."""
        return expect(self.counts, self.first * SLOTS, self.today * SLOTS)

    def watched(self, days: int) -> int:
        """Let days pass; return the proposals in them by what was usual before."""
        expected, begin = self.expected(), self.today * DAY
        self.live(days)
        return sum(1 for _ in proposals(self.reports, expected, begin, self.today * DAY))

    def struck(self, times: float) -> tuple[dict[int, int], Outage]:
        """Return the reports of another today with an outage from a random minute on, and that outage."""
        begin = self.today * DAY + self.chance.randrange(DAY)
        outage = Outage(begin, begin + HOLD, times)
        coming = by_minute(self.chance, self.series, self.today * SLOTS, (outage.end + BIN) // BIN, outage)
        return self.reports | coming, outage


def false_surges(chance: random.Random, series: Series, weeks: int = 4) -> list[tuple[int, float]]:
    """Return the proposals in so many weeks without an outage, and the months."""
    life = Life(chance, series)
    return [(sum(life.watched(WEEK) for _ in range(weeks)), weeks * WEEK / MONTH)]


def delays(chance: random.Random, series: Series, times: float) -> list[float]:
    """Return the delays of some outages, each on a day of its own after the same history."""
    life = Life(chance, series)
    expected = life.expected()
    found = [delay(*_apart(life.struck(times), expected)) for _ in range(DRAWS)]
    return [one for one in found if one is not None]


def _apart(struck: tuple[dict[int, int], Outage], expected: Expected) -> tuple[dict[int, int], Expected, Outage]:
    reports, outage = struck
    return reports, expected, outage


class Start:
    """A new series, from a random time of the week on, through its first 14 days; ``outage``: one in them."""

    def __init__(self, chance: random.Random, series: Series, times: float = 1) -> None:
        self.begin = (WEEK + chance.randrange(WEEK)) * SLOTS + chance.randrange(SLOTS)
        self.end = self.begin + LEARNED * SLOTS
        struck = chance.randrange(self.begin * BIN + HOLD, self.end * BIN - HOLD)
        self.outage = Outage(struck, struck + HOLD, times)
        self.reports = by_minute(chance, series, self.begin, self.end, self.outage if times > 1 else None)
        self.counts = binned(self.reports)

    def alarms(self, begin: int, end: int) -> Iterator[int]:
        """Yield the minutes of [begin, end) in which a surge is on.

        A bin's cold reference looks only at what came before it, so that of a day's end is as good as one taken anew
        each ten minutes.
        """
        watched = Watch(self.reports, steady(1))
        for minute in range(max(begin - DAY, self.begin * BIN), end):
            if minute % DAY == 0 or not watched.expected.cold:
                after = min((minute // DAY + 1) * SLOTS, self.end - 1)
                watched = _renewed(watched, expect(self.counts, self.begin, after))
            watched.step(minute)
            if watched.noticed is not None and minute >= begin:
                yield minute


def _renewed(watched: Watch, expected: Expected) -> Watch:
    """Return a watch that goes on with what is newly usual."""
    after = Watch(watched.reports, expected)
    if watched.expected.cold:
        after.charts, after.noticed, after.onset = watched.charts, watched.noticed, watched.onset
    return after


def cold_errors(chance: random.Random, series: Series) -> list[bool]:
    """Tell whether a new series finds a surge in 14 days that have none."""
    start = Start(chance, series)
    return [next(start.alarms(start.begin * BIN, start.end * BIN), None) is not None]


def cold_delays(chance: random.Random, series: Series, times: float) -> list[float]:
    """Return the delay of an outage in the first 14 days of a series."""
    start = Start(chance, series, times)
    noticed = next(start.alarms(start.outage.begin, start.outage.end), None)
    return [inf if noticed is None else noticed + 1 - start.outage.begin]


def hand_over(chance: random.Random, series: Series) -> list[tuple[int, float]]:
    """Return the proposals in the two weeks after the first 14 days, and the months."""
    life = Life(chance, series, days=LEARNED)
    return [(sum(life.watched(WEEK) for _ in range(2)), 2 * WEEK / MONTH)]


class Masked(NamedTuple):
    """How far the rates of the worst slot and of the mean slot are off those of the same past without an outage."""

    worst: float
    mean: float


def masked(chance: random.Random, series: Series, *, published: bool) -> list[Masked]:
    """Return what an outage of four hours with ten times the reports leaves in the baseline."""
    end, begin = 2 * HISTORY * SLOTS, HISTORY * SLOTS
    struck = chance.randrange(begin, end - 24)
    clean = by_bin(chance, series, begin, end)
    tenfold = by_bin(chance, series._replace(base=series.base * 9), struck, struck + 24)
    counts = {at: count + tenfold.get(at, 0) for at, count in clean.items()}
    got = expect(counts, begin, end, masked=[(struck, struck + 24)] if published else ())
    wanted = expect(clean, begin, end)
    off = [
        abs(rate / true - 1)
        for rates, trues in zip(got.usual, wanted.usual, strict=True)
        for rate, true in zip(rates, trues, strict=True)
    ]
    return [Masked(max(off), sum(off) / len(off))]


def changed(chance: random.Random, series: Series, course: Callable[[int], float]) -> list[list[int]]:
    """Return the proposals of each of the four weeks after the week's course has changed."""
    life = Life(chance, series)
    life.series = series._replace(course=course)
    return [[life.watched(WEEK) for _ in range(4)]]


def changed_delays(chance: random.Random, series: Series, course: Callable[[int], float], times: float) -> list[float]:
    """Return the delays of outages in the third week of a changed course."""
    life = Life(chance, series)
    life.series = series._replace(course=course)
    life.live(2 * WEEK + chance.randrange(WEEK))
    expected = life.expected()
    found = [delay(*_apart(life.struck(times), expected)) for _ in range(DRAWS)]
    return [one for one in found if one is not None]


def growing(at: int, since: int, days: float) -> float:
    """Return the course of a series that doubles in so many days."""
    return ordinary(at) * 2 ** (max(at - since, 0) / SLOTS / days)


def drift(chance: random.Random, series: Series, days: float) -> list[tuple[int, float]]:
    """Return the proposals in four weeks in which reports double in so many days (negative: halve), and the months.

    What is usual is learned anew each day.
    """
    life = Life(chance, series)
    life.series = series._replace(course=partial(growing, since=life.today * SLOTS, days=days))
    return [(sum(life.watched(1) for _ in range(HISTORY)), HISTORY / MONTH)]


def one_network(chance: random.Random, series: Series, times: float) -> list[tuple[bool, bool]]:
    """Tell whether 5,000 reports of one network change what is proposed; and whether they would if each counted.

    They come within an hour of a day that has an outage of so many ``times`` as well, none with 1.
    """
    life = Life(chance, series)
    expected, begin = life.expected(), life.today * DAY
    reports, outage = life.struck(times)
    flood = sorted(begin + 60 + chance.randrange(60) for _ in range(5000))
    counted = Counter(first_of_network(flood))

    def proposed(extra: Mapping[int, int]) -> list[int]:
        both = {at: reports.get(at, 0) + extra.get(at, 0) for at in {*reports, *extra}}
        return list(proposals(both, expected, begin, outage.end))

    return [(proposed({}) != proposed(counted), proposed({}) != proposed(Counter(flood)))]


def first_of_network(minutes: Iterable[int]) -> Iterator[int]:
    """Yield those of one network's reports, in their order, that count: the first in six hours."""
    last = -HOLD
    for minute in minutes:
        if minute >= last + HOLD:
            last = minute
            yield minute


class Bannered(NamedTuple):
    """Whether a surge lasts as long as its outage, and by how many minutes it outlasts it (at most 720)."""

    lasted: bool
    outlasted: float


def bannered(chance: random.Random, series: Series, times: float, part: float) -> list[Bannered]:
    """Return what becomes of a surge when ten minutes after it is noticed a banner makes reports ``part`` as many.

    The banner stays for six hours beyond the outage, that of six hours as well.
    """
    life = Life(chance, series)
    expected = life.expected()
    reports, outage = life.struck(times)
    found = delay(reports, expected, outage)
    if found is None or found > HOLD / 2:
        return []
    shown, end = outage.begin + int(found) + 10, outage.end + 2 * HOLD
    bins = outage.begin // BIN, end // BIN + 1
    during = by_minute(chance, series, *bins, Outage(shown, outage.end, times * part))
    after = by_minute(chance, series, *bins, Outage(outage.end, end, part))
    reports = {at: n for at, n in reports.items() if at < shown}
    reports |= {at: n for at, n in during.items() if shown <= at < outage.end}
    reports |= {at: n for at, n in after.items() if at >= outage.end}
    return [_outlasted(Watch(reports, expected), outage, end)]


def _outlasted(watched: Watch, outage: Outage, end: int) -> Bannered:
    lost = False
    for minute in range(outage.begin - DAY, end):
        before = watched.noticed
        watched.step(minute)
        lost = lost or (before is not None and watched.noticed is None and minute >= outage.begin)
        if lost or (minute >= outage.end and watched.noticed is None):
            return Bannered(minute >= outage.end, max(minute - outage.end, 0))
    return Bannered(lasted=True, outlasted=end - outage.end)
