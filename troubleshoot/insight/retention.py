"""Keeps the tallies few: after ninety days those of one hour become one, and after a time that operators set they go.

Durations, which are few, go with them. Sums over whole hours stay what they were. Each step is a transaction of its
own, and a counter's row puts nodes in line: so several may do this at once, and any may die in the middle.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from troubleshoot.models import Counter, Tally, Took

#: How old tallies are when their ten minutes become hours.
FINE: Final = timedelta(days=90)
HOUR: Final = timedelta(hours=1)
#: Steps of one call: it may take some seconds, in which this process counts no verdict.
STEPS: Final = 200
#: Rows that one statement changes at most.
_ROWS: Final = 500
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def tidy(at: datetime, kept: timedelta | None = None) -> bool:
    """Roll up what is old enough and forget what is too old; tell whether all of it is done. If not, call it again.

    ``at``: now. ``kept``: how long tallies are kept, None for good.
    """
    if kept is not None and not _done(lambda: _forget(at - kept)):
        return False
    return _done(lambda: _roll_up(_hour(at - FINE)))


def _done(step: Callable[[], bool]) -> bool:
    """Take a step as long as it finds something to do; tell whether it came to the end of it."""
    return not all(step() for _ in range(STEPS))


def _forget(before: datetime) -> bool:
    """Delete some of the tallies before a time; tell whether there were any."""
    with transaction.atomic(durable=True):
        Counter.objects.locked(Counter.ROLLED_UP)
        Took.objects.filter(day__lt=localdate(before)).delete()
        oldest = Tally.objects.filter(bucket__lt=before).order_by("bucket").values_list("pk", flat=True)[:_ROWS]
        return Tally.objects.filter(pk__in=list(oldest)).delete()[0] > 0


def _roll_up(until: datetime) -> bool:
    """Make one hour of tallies coarse, the first before a time that still is fine; tell whether there was one.

    The counter says how many hours since the beginning of 1970 are done. A verdict that is counted later than that,
    from a journal that lay about, stays in its ten minutes.
    """
    with transaction.atomic(durable=True):
        counter = Counter.objects.locked(Counter.ROLLED_UP)
        fine = Tally.objects.filter(bucket__gte=_BEGINNING + counter.number * HOUR, bucket__lt=until)
        first = fine.order_by("bucket").values_list("bucket", flat=True).first()
        if first is not None:
            _merge(_hour(first))
        done = until if first is None else _hour(first) + HOUR
        counter.number = max(counter.number, (done - _BEGINNING) // HOUR)
        counter.save(update_fields=["number"])
    return first is not None


def _merge(hour: datetime) -> None:
    """Leave one tally of each thing that was counted within an hour, under the hour's beginning."""
    alike: defaultdict[tuple[str, ...], list[Tally]] = defaultdict(list)
    rows = Tally.objects.select_for_update().filter(bucket__gte=hour, bucket__lt=hour + HOUR).order_by("bucket", "pk")
    for row in rows:
        alike[row.guide, row.answers, row.tried, row.cause, row.others, row.verdict].append(row)
    fine = [group for group in alike.values() if group[-1].bucket > hour]
    for first, *others in fine:
        first.bucket = hour
        first.count += sum(other.count for other in others)
    _delete(other.pk for _, *others in fine for other in others)
    Tally.objects.bulk_update([group[0] for group in fine], ["bucket", "count"], batch_size=_ROWS)


def _delete(numbers: Iterable[int]) -> None:
    for some in batched(numbers, _ROWS):
        Tally.objects.filter(pk__in=some).delete()


def _hour(at: datetime) -> datetime:
    """Return the beginning of an hour."""
    return at - (at - _BEGINNING) % HOUR
