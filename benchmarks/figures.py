"""Figures of chance with their 95 % intervals, as ``detector`` writes them."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, inf, isfinite, sqrt
from statistics import fmean, stdev
from typing import Any, Final, NamedTuple

from .results import Bar

_Z: Final = 1.96


class Figure(NamedTuple):
    """One figure in the unit that ``what`` names, between ``low`` and ``high`` in 95 of 100 repetitions."""

    name: str
    what: str
    got: float
    low: float
    high: float
    bar: Bar | None = None

    @property
    def holds(self) -> bool | None:
        """Tell whether the figure reaches its bar; None where it has none."""
        return self.bar.holds(self.got) if self.bar else None

    def written(self) -> dict[str, Any]:
        """Return the row of the file; ``spread`` is the interval's upper end over its lower."""
        return {
            "name": self.name,
            "what": self.what,
            "bar": self.bar.limit if self.bar else None,
            "at_most": self.bar.at_most if self.bar else None,
            "got": _short(self.got),
            "low": _short(self.low),
            "high": _short(self.high),
            "spread": round(self.high / self.low, 2) if self.low and isfinite(self.high) else None,
            "holds": self.holds,
        }


def rate(name: str, what: str, counted: Iterable[tuple[int, float]], bar: Bar | None = None) -> Figure:
    """Return events by unit of exposure; exact enough for few of them (Byar's approximation)."""
    pairs = list(counted)
    events, exposure = sum(one for one, _ in pairs), sum(of for _, of in pairs)
    low = events * (1 - 1 / (9 * events) - _Z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    high = more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3
    return Figure(name, f"{what}; {events} in {exposure:,.0f}", events / exposure, low / exposure, high / exposure, bar)


def share(name: str, what: str, happened: Iterable[bool], bar: Bar | None = None) -> Figure:
    """Return the part of cases in which something happened, in per cent, with Wilson's interval."""
    cases = list(happened)
    size, part = len(cases), sum(cases) / len(cases)
    middle, half = part + _Z**2 / (2 * size), _Z * sqrt(part * (1 - part) / size + _Z**2 / (4 * size**2))
    low, high = (100 * (middle + side) / (1 + _Z**2 / size) for side in (-half, half))
    return Figure(name, f"{what}; of {size:,}", 100 * part, max(low, 0.0), high, bar)


def mean(name: str, what: str, values: Sequence[float], bar: Bar | None = None) -> Figure:
    """Return the mean of values, with the interval of its standard error."""
    size, middle = len(values), fmean(values)
    half = _Z * stdev(values) / sqrt(size) if size > 1 else 0.0
    return Figure(name, f"{what}; of {size:,}", middle, middle - half, middle + half, bar)


def ratio(name: str, what: str, above: Sequence[float], below: Sequence[float], bar: Bar | None = None) -> Figure:
    """Return a mean over another of the same cases, with the interval of what the first strays from that part."""
    part = fmean(above) / fmean(below)
    off = [one - part * other for one, other in zip(above, below, strict=True)]
    half = _Z * stdev(off) / sqrt(len(off)) / fmean(below)
    return Figure(name, f"{what}; of {len(off):,}", part, part - half, part + half, bar)


def certain(name: str, what: str, got: float, bar: Bar | None = None) -> Figure:
    """Return what chance has no part in."""
    return Figure(name, what, got, got, got, bar)


def quantile(name: str, what: str, values: Sequence[float], part: float, bar: Bar | None = None) -> Figure:
    """Return the value that ``part`` of the values do not surpass, with the interval of its rank."""
    ordered, size = sorted(values), len(values)
    half = _Z * sqrt(size * part * (1 - part))

    def at(rank: float) -> float:
        return ordered[min(max(ceil(rank) - 1, 0), size - 1)]

    low, high = at(floor(size * part - half)), at(size * part + half)
    return Figure(name, f"{what}; of {size:,}", at(size * part), low, high, bar)


def _short(value: float) -> float | None:
    return None if value == inf else float(f"{value:.4g}")
