"""What readers reported of each guide lately: how often it was solved, and how often not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Sum

from troubleshoot.models import Tally

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How often readers said "solved" and "still nothing"."""

    solved: int = 0
    unsolved: int = 0

    @property
    def total(self) -> int:
        """How many verdicts there are."""
        return self.solved + self.unsolved

    @property
    def percent(self) -> int:
        """How many of a hundred were solved; 0 where there are none."""
        return round(100 * self.solved / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Report:
    """What readers reported of one guide in the last seven days and in the seven before."""

    guide: str
    now: Verdicts
    before: Verdicts


def weekly(at: datetime) -> tuple[Report, ...]:
    """Return the reports of all guides anybody reported about in the fortnight before a time, the most first."""
    now, before = _verdicts(at - WEEK, at), _verdicts(at - 2 * WEEK, at - WEEK)
    reports = [Report(guide, now.get(guide, Verdicts()), before.get(guide, Verdicts())) for guide in {**now, **before}]
    return tuple(sorted(reports, key=lambda one: (-one.now.total, -one.before.total, one.guide)))


def _verdicts(begin: datetime, end: datetime) -> Mapping[str, Verdicts]:
    """Return the verdicts of a time by guide, by one query."""
    counted: dict[str, Counter[str]] = {}
    rows = Tally.objects.filter(bucket__gte=begin, bucket__lt=end).order_by().values_list("guide", "verdict")
    for guide, verdict, count in rows.annotate(total=Sum("count")):
        counted.setdefault(guide, Counter())[verdict] += count
    return {guide: Verdicts(found["solved"], found["unsolved"]) for guide, found in counted.items()}
