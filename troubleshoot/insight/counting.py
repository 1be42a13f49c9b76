"""How many reports came, by guide and carrier: what surges are looked for in, and what readers are shown of them.

Time is counted as ``engine.expecting`` has it: minutes of the local wall clock since 1970-01-01 00:00, and bins of ten
of them. A cell is a guide and a carrier, "" where nobody said which. Each network counts once a guide, in one cell: so
the sum over a guide's cells is the guide's, and each report is another sender's.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Sum
from django.utils.timezone import localtime, make_aware

from troubleshoot.engine.expecting import BIN
from troubleshoot.models import Report, ReportCount

#: What is counted is counted by as much time.
BUCKET: Final = timedelta(minutes=10)

_BEGINNING: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # the wall clock's
_MINUTE: Final = timedelta(minutes=1)
#: Bins of a column of what readers are shown.
_COLUMN: Final = 3

type Cell = tuple[str, str]


class Count(NamedTuple):
    """How many reports ten minutes had, and how many of them were sent where a banner told of an outage."""

    reports: int
    told: int


def bucket_of(at: datetime) -> datetime:
    """Return the beginning of the ten minutes of a moment, in UTC."""
    return at.astimezone(UTC) - (at - datetime.min.replace(tzinfo=UTC)) % BUCKET


def minute(at: datetime) -> int:
    """Return the minute of a moment."""
    return (localtime(at).replace(tzinfo=None) - _BEGINNING) // _MINUTE


def moment(at_minute: int) -> datetime:
    """Return when a minute begins, the opposite of ``minute``."""
    return make_aware(_BEGINNING + at_minute * _MINUTE)


def minutes(begin: datetime, end: datetime) -> dict[Cell, dict[int, int]]:
    """Return the reports from ``begin`` to before ``end`` by cell and minute, without those a banner had told.

    Minutes are kept for ``models.reports.FINE``.
    """
    counted: defaultdict[Cell, dict[int, int]] = defaultdict(dict)
    rows = Report.objects.filter(at__gte=begin, at__lt=end, was_told=False).order_by("at")
    for at, guide, carrier in rows.values_list("at", "guide", "carrier").iterator():
        cell, place = counted[guide, carrier], minute(at)
        cell[place] = cell.get(place, 0) + 1
    return dict(counted)


def buckets(begin: datetime, end: datetime) -> dict[Cell, dict[int, Count]]:
    """Return the reports of the ten minutes from ``begin`` to before ``end``, by cell and bin."""
    counted: defaultdict[Cell, dict[int, Count]] = defaultdict(dict)
    rows = ReportCount.objects.filter(bucket__gte=begin, bucket__lt=end).order_by("bucket")
    for at, guide, carrier, count, told in rows.values_list("bucket", "guide", "carrier", "count", "told").iterator():
        place = minute(at) // BIN
        before = counted[guide, carrier].get(place, Count(0, 0))  # where the wall clock is put back
        counted[guide, carrier][place] = Count(before.reports + count, before.told + told)
    return dict(counted)


def curves(end: datetime, columns: int) -> Mapping[str, tuple[int, ...]]:
    """Return the reports of each guide that has any by half-hours, ``end`` within the last, oldest first."""
    last = minute(end) // BIN // _COLUMN
    reach = timedelta(minutes=BIN * _COLUMN * (columns + 1))
    found: dict[str, list[int]] = {}
    rows = ReportCount.objects.filter(bucket__gt=end - reach, bucket__lte=end).order_by()
    for guide, at, count in rows.values_list("guide", "bucket").annotate(total=Sum("count")):
        place = minute(at) // BIN // _COLUMN - last + columns - 1
        if 0 <= place < columns:
            found.setdefault(guide, [0] * columns)[place] += count
    return {guide: tuple(counts) for guide, counts in found.items()}
