"""Where the marks of insight's pictures stand; templates draw them as SVG."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final, NamedTuple

from troubleshoot.engine.calibration import Tenth
from troubleshoot.engine.rates import Rate


class Mark(NamedTuple):
    """A word on an axis, and where it stands."""

    place: float
    text: str


class Bar(NamedTuple):
    """An interval on a scale of 0 to ``width``, and where the share itself is."""

    left: float
    length: float
    middle: float
    width: int = 200


def bar(rate: Rate) -> Bar:
    """Return the interval of a rate as a bar."""
    width = Bar._field_defaults["width"]
    return Bar(round(rate.low * width, 1), round((rate.high - rate.low) * width, 1), round(rate.share * width, 1))


class Dot(NamedTuple):
    """A point of a chart: where it is, how large, from where to where it may be, its words, and what it is."""

    x: float
    y: float
    size: float
    top: float
    bottom: float
    words: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot between its edges, with its marks and its points; ``line`` goes through them."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    line: str = ""


_SIDE: Final = 320
_TICKS: Final = 4


def calibration_chart(tenths: Sequence[Tenth]) -> Chart:
    """Return what was said across and what came up, both from 0 to 100."""
    left, right, top, bottom = 40, _SIDE - 12, 12, _SIDE - 40
    most = max((tenth.rate.of for tenth in tenths), default=1.0)

    def x(share: float) -> float:
        return round(left + (right - left) * share, 1)

    def y(share: float) -> float:
        return round(bottom - (bottom - top) * share, 1)

    dots = tuple(
        Dot(
            x(tenth.said),
            y(tenth.rate.share),
            round(3 + 6 * sqrt(tenth.rate.of / most), 1),
            y(tenth.rate.high),
            y(tenth.rate.low),
        )
        for tenth in tenths
    )
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    return Chart(_SIDE, _SIDE, left, right, top, bottom, _marks(shares, x), _marks(shares, y), dots)


def _marks(shares: Iterable[float], place: Callable[[float], float]) -> tuple[Mark, ...]:
    return tuple(Mark(place(share), f"{100 * share:g}") for share in shares)


_WIDE, _HIGH = 640, 240


class Point(NamedTuple):
    """A number of a line, what it is called on the axis, and what it is."""

    name: str
    number: float
    title: str


def line_chart(points: Sequence[Point]) -> Chart:
    """Return numbers one after another, the axis from just below the least to just above the most."""
    left, right, top, bottom = 44, _WIDE - 20, 24, _HIGH - 32
    low, high = _around([point.number for point in points])
    each = (right - left) / max(len(points), 1)

    def y(number: float) -> float:
        return round(bottom - (bottom - top) * (number - low) / (high - low), 1)

    dots = tuple(
        Dot(round(left + each * (place + 0.5), 1), y(one.number), 4, 0, 0, f"{one.number:.1f}", one.title)
        for place, one in enumerate(points)
    )
    across = tuple(Mark(dot.x, one.name) for dot, one in zip(dots, points, strict=True))
    ticks = [low + (high - low) * tick / _TICKS for tick in range(_TICKS + 1)]
    up = tuple(Mark(y(tick), f"{tick:g}") for tick in ticks)
    return Chart(_WIDE, _HIGH, left, right, top, bottom, across, up, dots, " ".join(f"{dot.x},{dot.y}" for dot in dots))


def _around(numbers: Sequence[float]) -> tuple[int, int]:
    """Return whole numbers below and above all, so far apart that the ticks between are whole too."""
    low, high = floor(min(numbers) - 0.5), ceil(max(numbers) + 0.5)
    return low, low + ceil((high - low) / _TICKS) * _TICKS
