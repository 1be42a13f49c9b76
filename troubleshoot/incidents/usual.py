"""What is usual of each series, learned from the last four weeks without published incidents.

Learning costs far more than a look, so it is kept for a while.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from troubleshoot.engine.expecting import BIN, HISTORY, Expected, expect
from troubleshoot.insight import counting
from troubleshoot.models import Incident, ReportCount
from troubleshoot.models.incidents import Status

from . import series
from .series import Counts, Series, Slug

#: What was learned is learned anew after as long, or so long while there is little history.
LEARNED_FOR: Final = timedelta(hours=1)
COLD_FOR: Final = timedelta(minutes=10)


class _Past(NamedTuple):
    """The reports of four weeks before a time, in bins, and the bins that incidents hide, with what each touched."""

    at: datetime
    begin: int
    end: int
    counts: Mapping[Series, Counts]
    masked: tuple[tuple[Series, tuple[int, int]], ...]

    def usual(self, name: Series, shape: Expected | None = None) -> Expected:
        """Return what is usual of a series; ``shape``: of all reports."""
        hidden = [span for scope, span in self.masked if series.covers(scope, name)]
        return expect(self.counts.get(name, {}), self.begin, self.end, masked=hidden, shape=shape)


@dataclass(slots=True)
class Learned:
    """What one process has learned."""

    past: _Past | None = None
    shape: Expected | None = None
    known: dict[Series, Expected] = field(default_factory=dict)

    def of(self, wanted: Iterable[Series], at: datetime, networks: Mapping[Slug, Slug]) -> dict[Series, Expected]:
        """Return what is usual of series at a time."""
        if self.past is None or self.shape is None or not self._is_fresh(self.past, self.shape, at):
            self.past, self.known = _past(at, networks), {}
            self.shape = self.past.usual((None, None))
        for name in wanted:
            if name not in self.known:
                self.known[name] = self.past.usual(name, self.shape)
        return {name: self.known[name] for name in wanted}

    def _is_fresh(self, past: _Past, shape: Expected, at: datetime) -> bool:
        return timedelta() <= at - past.at < (COLD_FOR if shape.cold else LEARNED_FOR)


def _past(at: datetime, networks: Mapping[Slug, Slug]) -> _Past:
    first = ReportCount.objects.order_by("bucket").values_list("bucket", flat=True).first() or at
    since = max(first, at - timedelta(days=HISTORY + 1))  # whole days are learned from
    cells = counting.buckets(since, at).items()
    untold = {cell: {when: count - told for when, (count, told) in bins.items()} for cell, bins in cells}
    begin, end = counting.minute(since) // BIN, counting.minute(at) // BIN
    return _Past(at, begin, end, series.counted(untold, networks), tuple(_masked(since, at)))


def _masked(since: datetime, at: datetime) -> Iterator[tuple[Series, tuple[int, int]]]:
    """Yield the bins of incidents between two times, with what each touched; one without impact hides nothing."""
    rows = Incident.objects.exclude(resolved_at__lt=since).exclude(status=Status.SCHEDULED)
    rows = rows.exclude(impact=Incident.Impact.NONE)
    for row in rows.prefetch_related("scopes__guide", "scopes__carrier"):
        first, last = (counting.minute(time) // BIN for time in (row.started_at, row.resolved_at or at))
        for scope in row.scopes.all():
            yield series.of(scope), (first, last + 1)
