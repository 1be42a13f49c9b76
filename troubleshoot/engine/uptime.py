"""How the last days went: by day what was out of order and for how long, and how long incidents last.

A day is one of the local wall clock of ``at``, which is now. An incident holds from its start until it was resolved, or
until now; a maintenance that has not begun, and an incident without impact, are no trouble.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from statistics import median
from typing import Final

from .guide import Incident

#: Days that bars are drawn for.
DAYS: Final = 90
#: The impacts that are trouble, the worst first.
IMPACTS: Final = ("critical", "major", "minor", "maintenance")
MAINTENANCE, NOTHING = "maintenance", "none"
#: With fewer incidents nothing is said of how long they last.
ENOUGH: Final = 3
_YEAR: Final = timedelta(days=365)

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Day:
    """How one day went: the worst ``impact``, "none" for nothing, and how long something was out of order.

    Maintenance counts only on a day that has nothing worse.
    """

    day: date
    impact: str = NOTHING
    lasted: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long incidents lasted, in minutes."""

    count: int
    median: int
    longest: int


def days(incidents: Iterable[Incident], at: datetime, count: int = DAYS) -> tuple[Day, ...]:
    """Return how the last days went, today the last, as far as these incidents tell."""
    spans = [(one.impact, span) for one in incidents if one.impact in IMPACTS and (span := _span(one, at))]
    return tuple(_day(spans, at + timedelta(days=offset)) for offset in range(1 - count, 1))


def minutes(incident: Incident, at: datetime) -> int | None:
    """Return how long an incident has lasted, rounded up; None where it has not begun or nobody knows when."""
    span = _span(incident, at)
    return in_minutes(_covered([span])) if span else None


def in_minutes(lasted: timedelta) -> int:
    """Return how many minutes something lasted, rounded up."""
    return ceil(lasted / timedelta(minutes=1))


def lasting(incidents: Iterable[Incident], at: datetime) -> Lasting | None:
    """Return how long the outages that began within a year, and are over, lasted; None where they are too few."""
    over = [one for one in incidents if one.resolved_at and one.impact in IMPACTS and one.impact != MAINTENANCE]
    spans = [span for one in over if (span := _span(one, at)) and span[0] > at - _YEAR]
    if len(spans) < ENOUGH:
        return None
    lengths = [in_minutes(_covered([span])) for span in spans]
    return Lasting(len(lengths), ceil(median(lengths)), max(lengths))


def _span(incident: Incident, at: datetime) -> Span | None:
    """Return from when to when an incident held; None where it has not begun."""
    if not incident.started_at or not (incident.ongoing or incident.resolved_at):
        return None
    begin = datetime.fromisoformat(incident.started_at)
    end = datetime.fromisoformat(incident.resolved_at) if incident.resolved_at else at
    return (begin, min(end, at)) if begin < min(end, at) else None


def _midnight(at: datetime) -> datetime:
    """Return when the day of a moment begins. In UTC, for a day of the wall clock may have 23 hours."""
    return datetime.combine(at.date(), time(), at.tzinfo).astimezone(UTC)


def _day(spans: Sequence[tuple[str, Span]], at: datetime) -> Day:
    begin, end = _midnight(at), _midnight(at + timedelta(days=1))
    within = [
        (impact, (max(first, begin), min(last, end))) for impact, (first, last) in spans if first < end and last > begin
    ]
    if not within:
        return Day(at.date())
    worst = min((impact for impact, _ in within), key=IMPACTS.index)
    counted = [span for impact, span in within if worst == MAINTENANCE or impact != MAINTENANCE]
    return Day(at.date(), worst, _covered(counted))


def _covered(spans: Iterable[Span]) -> timedelta:
    """Return how long some spans are together, what they share counted once."""
    covered, reached = timedelta(), None
    for begin, end in sorted(spans):
        start = begin if reached is None else max(begin, reached)
        covered += max(end - start, timedelta())
        reached = end if reached is None else max(reached, end)
    return covered
