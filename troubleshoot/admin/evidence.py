"""What a proposal rests on, drawn: the last day's reports beside the usual, by ten minutes and by carrier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime

from troubleshoot.models import Carrier, Proposal
from troubleshoot.models.texts import japanese

#: The picture's size, in its own units; the plot lies within.
WIDTH: Final = 360
HEIGHT: Final = 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 28, 354, 8, 128
#: Hours between two marks of the time axis.
_HOURS: Final = 6


@dataclass(frozen=True, slots=True)
class Bin:
    """Ten minutes: how many reports came, and how many usually do."""

    at: datetime
    count: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on an axis, and where it stands."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The reports of a day as a picture: points of its lines in units of the picture, and the same as a table."""

    counts: str
    expected: str
    band: str
    since: float | None
    hours: tuple[Mark, ...]
    heights: tuple[Mark, ...]
    bins: tuple[Bin, ...]
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    bottom: int = _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class OfCarrier:
    """What comes from one carrier; ``name`` is "" where readers did not say."""

    name: str
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a proposal's page shows of why. A feed's words stand in ``told``."""

    observed: int
    expected: float
    senders: int
    curve: Curve | None
    carriers: tuple[OfCarrier, ...]
    most: int
    told: Mapping[str, Any]


def evidence(proposal: Proposal) -> Evidence:
    """Read what a proposal rests on; whatever it lacks is left out."""
    held: Mapping[str, Any] = proposal.evidence
    carriers = tuple(_carriers(held.get("carriers", ())))
    return Evidence(
        observed=int(held.get("observed", 0)),
        expected=float(held.get("expected", 0)),
        senders=int(held.get("senders", 0)),
        curve=curve([_bin(one) for one in held.get("curve", ())], proposal.began_at),
        carriers=carriers,
        most=max((one.observed for one in carriers), default=0),
        told=held if proposal.source == Proposal.Source.FEED else {},
    )


def curve(bins: list[Bin], since: datetime | None) -> Curve | None:
    """Return the picture of some ten minutes after each other; None for fewer than two."""
    if len(bins) < 2:  # noqa: PLR2004  # a line has two ends
        return None
    top = _round_up(max(max(one.count, one.high) for one in bins))
    begin, end = bins[0].at, bins[-1].at

    def x(at: datetime) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * ((at - begin) / (end - begin)), 1)

    def y(count: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * count / top, 1)

    def line(points: Iterable[tuple[datetime, float]]) -> str:
        return " ".join(f"{x(at)},{y(count)}" for at, count in points)

    there = [(one.at, one.high) for one in bins]
    back = [(one.at, one.low) for one in reversed(bins)]
    return Curve(
        counts=line((one.at, one.count) for one in bins),
        expected=line((one.at, one.expected) for one in bins),
        band=line([*there, *back]),
        since=x(since) if since and begin <= since <= end else None,
        hours=tuple(Mark(x(one.at), f"{one.at:%H:%M}") for one in bins if one.at.hour % _HOURS == 0 == one.at.minute),
        heights=tuple(Mark(y(count), f"{count:g}") for count in (0, top / 2, top)),
        bins=tuple(bins),
    )


def _round_up(count: float) -> int:
    """Return an even number of two digits or less that is no smaller, for the axis."""
    step = 2
    while step * 10 < count:
        step *= 10 if str(step)[0] == "1" else 5
    return int(-(-max(count, 2) // step) * step)


def _bin(held: Mapping[str, Any]) -> Bin:
    numbers = [float(held.get(name, 0)) for name in ("expected", "low", "high")]
    return Bin(localtime(datetime.fromisoformat(held["at"])), int(held["count"]), *numbers)


def _carriers(held: Iterable[Mapping[str, Any]]) -> Iterable[OfCarrier]:
    names = {row.slug: japanese(row.name) for row in Carrier.objects.all()}
    for one in sorted(held, key=lambda one: -one.get("observed", 0)):
        slug = str(one.get("carrier", ""))
        yield OfCarrier(names.get(slug, slug), int(one.get("observed", 0)), float(one.get("expected", 0)))
