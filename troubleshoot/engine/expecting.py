"""How many reports are usual at a minute of the week, learned from those of the last four weeks.

Time is ``minute``: minutes of the local wall clock since 1970-01-01 00:00, a Thursday; a ``bin`` is ten of them, a slot
one of a day's 144 bins. A day is a working day or a weekend; a holiday is a weekend.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Final, NamedTuple

from .charts import Charts, Stage, stage, threshold

BIN, DAY = 10, 1440
SLOTS: Final = DAY // BIN
#: Days of history that are learned from; with fewer than ``LEARNED`` the cold reference stands in.
HISTORY, LEARNED = 28, 14

#: Days after which a day counts half: a new weekly pattern outweighs the old one after two weeks.
_HALF: Final = 7.0
#: Slots on either side that are smoothed over, with falling weight: ± 60 minutes.
_REACH: Final = 6
#: Usual reports that the shared day shape weighs as much as.
_PRIOR: Final = 16.0
#: Standard deviations of what a slot's own reports leave in doubt that are added: too little expected is a false alarm.
_DOUBT: Final = 0.6
#: Usual reports that a day without any course weighs as much as, where no shape is given.
_FLAT: Final = 1.0
#: Days whose level is taken for today's, and the reports that no change of level weighs as much as.
_RECENT, _STEADY = 7, 20.0
#: Days whose scatter is taken for today's.
_SCATTER: Final = 14
#: Reports a minute below which nothing is expected: one in 200 minutes.
_LEAST: Final = 0.005
#: A slot that is suspect on more than this part of its days is not an outage but a habit.
_HABIT: Final = 0.3
_ROUNDS: Final = 4

#: The cold reference: its factor, its floor in reports a minute, and the minutes it is silent.
_FACTOR, _FLOOR, _SILENT = 1.5, 0.1, 360
#: Bins before now that the cold reference looks at: three hours ending half an hour ago; the same hour yesterday.
_LATELY, _YESTERDAY = (21, 3), (SLOTS + 3, SLOTS - 3)
#: Bins before the last one that the cold reference is given for.
_BACK: Final = 2 * SLOTS

type Week = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is usual of a series.

    ``usual``: reports a minute by slot, of a working day and of a weekend. ``dispersion``: the variance of ten
    minutes' reports over their mean, 1 where they come independently, never less. ``days``: how many it was learned
    from. ``reference``: while there are too few, what stands in for what is usual, a minute, by bin from ``first``
    on; the first and the last hold beyond. ``silent``: the minute before which there is too little even for that.
    """

    usual: Week
    dispersion: float = 1.0
    days: float = 0.0
    holidays: frozenset[int] = frozenset()
    reference: tuple[float, ...] = ()
    first: int = 0
    silent: int = 0

    @property
    def cold(self) -> bool:
        """Tell whether there was too little to learn from."""
        return bool(self.reference)

    @property
    def mean(self) -> float:
        """Return the reports a minute of a whole week without holidays."""
        working, weekend = self.usual
        return (5 * sum(working) + 2 * sum(weekend)) / 7 / SLOTS

    def rate(self, minute: int) -> float:
        """Return the reports expected in one minute."""
        if self.reference:
            return self.reference[min(max(minute // BIN - self.first, 0), len(self.reference) - 1)]
        return self.usual[rests(minute // DAY, self.holidays)][minute // BIN % SLOTS]


def rests(day: int, holidays: Collection[int] = frozenset()) -> bool:
    """Tell whether a day, counted from 1970-01-01, is a Saturday, a Sunday or a holiday."""
    return (day + 3) % 7 >= 5 or day in holidays  # noqa: PLR2004


def steady(rate: float, dispersion: float = 1.0, days: float = HISTORY) -> Expected:
    """Return what is usual of a series that expects the same at all times: ``rate`` reports a minute."""
    return Expected(((rate,) * SLOTS, (rate,) * SLOTS), dispersion, days)


def expect(  # noqa: PLR0913  # each tells something of what is usual
    counts: Mapping[int, int],
    begin: int,
    end: int,
    *,
    masked: Iterable[tuple[int, int]] = (),
    shape: Expected | None = None,
    holidays: frozenset[int] = frozenset(),
) -> Expected:
    """Return what is usual of a series on the day of ``end``, from its reports by bin in [``begin``, ``end``).

    ``begin`` is where its history begins; no more than 28 days are used. ``masked``: bins, ends exclusive, that tell
    nothing of what is usual: published incidents. ``shape``: the pooled series, whose course of the day counts where
    this one has few reports.

    It is learned from whole days, until the midnight before ``end``: an outage that goes on must not become usual.
    Where these are fewer than 14, the cold reference is returned, to be taken anew every ten minutes.
    """
    midnight = end // SLOTS * SLOTS
    begin = min(max(begin, midnight - HISTORY * SLOTS), end)
    hidden = {at for first, after in masked for at in range(max(first, begin), min(after, end))}
    days = (midnight - begin - sum(at < midnight for at in hidden)) / SLOTS
    if days < LEARNED:
        return _cold(counts, begin, end, hidden)
    past = _past(counts, begin, midnight, hidden, holidays)
    expected, suspect = _fit(past, shape, holidays), frozenset[int]()
    for _ in range(_ROUNDS):
        found = _suspect(past, expected)
        if found == suspect:
            break
        suspect = found
        expected = _fit([one for one in past if one.at not in suspect], shape, holidays)
    return expected


class _Bin(NamedTuple):
    """Ten minutes of the past."""

    at: int
    kind: bool
    slot: int
    weight: float
    reports: int
    age: float


def _past(
    counts: Mapping[int, int], begin: int, end: int, hidden: Collection[int], holidays: Collection[int]
) -> list[_Bin]:
    past = []
    for day in range(begin // SLOTS, (end - 1) // SLOTS + 1):
        age, kind = (end - day * SLOTS) / SLOTS, rests(day, holidays)
        weight = 0.5 ** (age / _HALF)
        bins = range(max(begin, day * SLOTS), min(end, (day + 1) * SLOTS))
        past += [_Bin(at, kind, at % SLOTS, weight, counts.get(at, 0), age) for at in bins if at not in hidden]
    return past


def _fit(past: Sequence[_Bin], shape: Expected | None, holidays: frozenset[int]) -> Expected:
    """Return what is usual where all of the past is.

    Each slot is a Gamma-Poisson estimate: what came round it over what the day's shape promises there.
    """
    reports, bins = _sums(past)
    usual, doubts = [], []
    for own, had, rates in zip(reports, bins, _promised(reports, bins, shape), strict=True):
        came = _smoothed(own)
        due = _smoothed([seen * rate for seen, rate in zip(had, rates, strict=True)])
        usual.append([rate * (x + _PRIOR) / (m + _PRIOR) for rate, x, m in zip(rates, came, due, strict=True)])
        doubts.append([1 + _DOUBT / sqrt(x + _PRIOR) for x in came])
    grown = _growth(past, usual)
    usual = [[max(rate * grown, _LEAST * BIN) for rate in rates] for rates in usual]
    working, weekend = (
        tuple(rate * doubt / BIN for rate, doubt in zip(*pair, strict=True)) for pair in zip(usual, doubts, strict=True)
    )
    return Expected((working, weekend), _dispersion(past, usual), len(past) / SLOTS, holidays)


def _sums(past: Iterable[_Bin]) -> tuple[list[list[float]], list[list[float]]]:
    """Return the weighted reports and bins by kind of day and slot."""
    reports, bins = ([[0.0] * SLOTS, [0.0] * SLOTS] for _ in range(2))
    for one in past:
        reports[one.kind][one.slot] += one.weight * one.reports
        bins[one.kind][one.slot] += one.weight
    return reports, bins


def _promised(reports: list[list[float]], bins: list[list[float]], shape: Expected | None) -> list[list[float]]:
    """Return the reports a bin by the shared course of the day, brought to this series' level of each kind of day."""
    shapes = [list(rates) for rates in shape.usual] if shape and not shape.cold else [_course(reports, bins)] * 2
    promised = []
    for own, had, course in zip(reports, bins, shapes, strict=True):
        due = sum(seen * rate for seen, rate in zip(had, course, strict=True))
        level = sum(own) / due if due else 1.0
        promised.append([level * rate for rate in course])
    return promised


def _course(reports: list[list[float]], bins: list[list[float]]) -> list[float]:
    """Return the course of the day from both kinds of day, in reports of a mean bin of its kind."""
    levels = [sum(own) / sum(had) if sum(had) else 0.0 for own, had in zip(reports, bins, strict=True)]
    came = _smoothed([sum(pair) for pair in zip(*reports, strict=True)])
    due = _smoothed([levels[0] * a + levels[1] * b for a, b in zip(*bins, strict=True)])
    mean = max(levels)
    return [mean * (x + _FLAT) / (m + _FLAT) for x, m in zip(came, due, strict=True)]


def _smoothed(values: Sequence[float]) -> list[float]:
    """Return sums over ± 60 minutes round the clock, with weights that fall to the sides."""
    wide = [*values[-_REACH:], *values, *values[:_REACH]]
    weights = [1 - abs(offset) / (_REACH + 1) for offset in range(-_REACH, _REACH + 1)]
    return [sum(map(mul, weights, wide[at : at + len(weights)])) for at in range(len(values))]


def _growth(past: Iterable[_Bin], usual: Sequence[Sequence[float]]) -> float:
    """Return the last week's level over what the weighted four weeks say of it."""
    late = [one for one in past if one.age <= _RECENT]
    came, due = sum(one.reports for one in late), sum(usual[one.kind][one.slot] for one in late)
    return (came + _STEADY) / (due + _STEADY)


def _dispersion(past: Iterable[_Bin], usual: Sequence[Sequence[float]]) -> float:
    """Return Pearson's dispersion of the last two weeks' bins, at least 1."""
    late = [(one.reports, usual[one.kind][one.slot]) for one in past if one.age <= _SCATTER]
    return max(1.0, sum((x - m) ** 2 / m for x, m in late) / len(late)) if late else 1.0


def _suspect(past: Sequence[_Bin], expected: Expected) -> frozenset[int]:
    """Return the bins that obviously belong to an outage: the same charts, from the onset to the last alarm.

    What is suspect on many of its days is a changed pattern, which has to be learned.
    """
    mean, dispersion = expected.mean * BIN, expected.dispersion
    stages = [
        [stage(rate * BIN, dispersion, threshold(rate * BIN, mean, dispersion)) for rate in rates]
        for rates in expected.usual
    ]
    found = _spells(past, stages)
    suspects = [one for one in past if one.at in found]
    (_, whole), (_, part) = _sums(past), _sums(suspects)
    return frozenset(one.at for one in suspects if part[one.kind][one.slot] <= _HABIT * whole[one.kind][one.slot])


def _spells(past: Iterable[_Bin], stages: Sequence[Sequence[Stage]]) -> set[int]:
    charts, spells, spell = Charts(), set[int](), None
    for one in past:
        now = stages[one.kind][one.slot]
        charts.step(one.at, one.reports, now)
        if charts.top >= 1:
            spell = charts.onset if spell is None else spell
            spells.update(range(spell, one.at + 1))
            spell = one.at
        elif not charts.top:
            spell = None
    return spells


def _cold(counts: Mapping[int, int], begin: int, end: int, hidden: Collection[int]) -> Expected:
    """Return the cold reference of the last two days."""
    came, seen = [0], [0]
    for at in range(begin, end):
        known = at not in hidden
        came.append(came[-1] + (counts.get(at, 0) if known else 0))
        seen.append(seen[-1] + known)

    def mean(first: int, after: int) -> float:
        low, high = (min(max(at - begin, 0), end - begin) for at in (first, after))
        return (came[high] - came[low]) / max(seen[high] - seen[low], 1) / BIN

    first = max(begin, end - _BACK)
    reference = tuple(
        max(_FACTOR * max(mean(begin, at), *(mean(at - back, at - to) for back, to in (_LATELY, _YESTERDAY))), _FLOOR)
        for at in range(first, end + 1)
    )
    level = mean(begin, end)
    return Expected(
        ((level,) * SLOTS, (level,) * SLOTS), days=seen[-1] / SLOTS, reference=reference, first=first,
        silent=begin * BIN + _SILENT,
    )  # fmt: skip
