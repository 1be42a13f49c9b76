"""Brings reports into the database, where a network counts once a guide in six hours, over all processes and nodes.

What was counted stands as a report for a day, which surges are looked for in and later reports are compared with, and
in the ten minutes' count of its guide and carrier. What lay in a journal for longer than that day is compared only
with what lay beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from django.db.models import F

from troubleshoot import models
from troubleshoot.models import ReportCount

from .caps import SAME
from .counting import bucket_of
from .journal import Report

#: How long counts are kept: the same season of the year before can be compared.
KEPT: Final = timedelta(days=400)
#: Whoever adds reports has this counter's row, so that no two find the same network not counted yet.
_LINE: Final = "reports"
#: Rows that one statement asks for or writes at most.
_ROWS: Final = 500

type Sent = tuple[datetime, Report]
#: When a network, by guide and sender, was counted.
type Times = Mapping[tuple[str, str], list[datetime]]


def add(reports: Iterable[Sent]) -> None:
    """Count those reports whose network was not counted for their guide within six hours, earlier or later.

    Belongs in the transaction that counts all else of the segment they came from.
    """
    in_order = sorted(reports)
    if not in_order:
        return
    models.Counter.objects.locked(_LINE)
    new = list(_new(in_order, _counted_near(in_order)))
    models.Report.objects.bulk_create([models.Report(at=at, **asdict(one)) for at, one in new], batch_size=_ROWS)
    _count(new)


def forget(at: datetime) -> None:
    """Delete the counts that are too old; ``at``: now."""
    ReportCount.objects.filter(bucket__lt=at - KEPT).delete()


def _counted_near(in_order: Sequence[Sent]) -> Times:
    """Return when the networks of some reports were counted near them."""
    guides, senders = ({getattr(one, name) for _, one in in_order} for name in ("guide", "sender"))
    near = models.Report.objects.filter(
        guide__in=sorted(guides), at__gt=in_order[0][0] - SAME, at__lt=in_order[-1][0] + SAME
    )
    times: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for some in batched(sorted(senders), _ROWS):
        for guide, sender, at in near.filter(sender__in=some).order_by().values_list("guide", "sender", "at"):
            times[guide, sender].append(at)
    return times


def _new(in_order: Iterable[Sent], times: Times) -> Iterator[Sent]:
    for at, report in in_order:
        before = times[report.guide, report.sender]
        if all(abs(at - time) >= SAME for time in before):
            before.append(at)
            yield at, report


def _count(new: Iterable[Sent]) -> None:
    """Add reports to their counts, always in one order."""
    cells = [((bucket_of(at), one.guide, one.carrier), one.was_told) for at, one in new]
    counts, told = Counter(cell for cell, _ in cells), Counter(cell for cell, was_told in cells if was_told)
    rows = [(ReportCount(bucket=cell[0], guide=cell[1], carrier=cell[2]), cell) for cell in sorted(counts)]
    ReportCount.objects.bulk_create([row for row, _ in rows], ignore_conflicts=True)
    for row, cell in rows:
        same = ReportCount.objects.filter(bucket=row.bucket, guide=row.guide, carrier=row.carrier)
        same.update(count=F("count") + counts[cell], told=F("told") + told[cell])
