"""Brings what is in the journal into the database, each thing exactly once, whenever the database can be had.

Verdicts are added to the tallies, durations to counts of their own; feedback stands as it was written, and is deleted
when its time is over. Of reports those that repeat one are left out (``reporting``); the rest stand by the minute for a
day, as numbers for a year.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from troubleshoot import models
from troubleshoot.models import CountedSegment, Tally
from troubleshoot.repeating import Repeater

from . import reporting, retention
from .counting import BUCKET, bucket_of
from .journal import Entry, Feedback, Journal, Report, Said, Took, Verdict, opened, read_line

log = logging.getLogger(__name__)

#: How long a counted segment is remembered; its file goes at once, unless the process dies in between.
REMEMBERED: Final = timedelta(days=30)
#: Seconds that a stopping process waits for its last flush; what is left is counted at the next start.
LAST_FLUSH: Final = 5.0


class Flusher(Repeater):
    """Flushes the journal every ``seconds``; what fails leaves its segments as they were.

    ``also`` is done in the session after each flush. ``kept``: how long tallies are kept, None for good.
    """

    name = "journal-flusher"
    complaint = "The journal could not be brought into the database; it waits."

    def __init__(
        self,
        journal: Journal,
        seconds: float = 10.0,
        session: Callable[[], AbstractContextManager[object]] = nullcontext,
        also: Callable[[], object] | None = None,
        kept: timedelta | None = None,
    ) -> None:
        super().__init__(seconds, session)
        self._journal = journal
        self._also = also
        self._kept = kept
        self._tidied = date.min
        self._forgot = datetime.min.replace(tzinfo=UTC)

    def stop(self) -> None:
        """Flush once more and end the thread; a database that hangs is not waited for."""
        self._end(LAST_FLUSH)

    def work(self) -> None:
        """Flush once, forget reports as soon as they are a day old, and tidy up the rest once a day."""
        flush(self._journal)
        self._tidy(now())
        if self._also:
            self._also()

    def _tidy(self, at: datetime) -> None:
        if at - self._forgot >= BUCKET:
            models.Report.objects.outdated(at=at).delete()
            self._forgot = at
        today = localdate(at)
        if self._tidied != today:
            models.Feedback.objects.outdated(on=today).delete()
            models.Miss.objects.outdated(on=today).delete()
            reporting.forget(at)
            if retention.tidy(at, self._kept):
                self._tidied = today

    def _run(self) -> None:
        super()._run()
        self.look()


class RolledUpError(Exception):
    """A count was rolled up or forgotten while something was added to it; nothing was counted."""


def flush(journal: Journal) -> int:
    """Count every complete segment of the node, this process's own among them; return how many things said were new.

    Raises what the database or the disk raises; then the segments not yet counted are still there. While older
    segments fail, this process's own grows on, so that a night without a database leaves few files.
    """
    waiting = _count_complete(journal)
    journal.let_go()
    return waiting + _count_complete(journal)


def _count_complete(journal: Journal) -> int:
    entries = 0
    for path in journal.segments():
        with opened(path) as lines:
            if lines is not None:
                entries += _count(path.stem, lines)
                path.unlink()
    return entries


def _count(segment: str, lines: Iterable[bytes]) -> int:
    """Bring a segment into the database, unless it is there already; all of it stands in one transaction."""
    entries = [read_line(line) for line in lines]
    whole = [entry for entry in entries if entry]
    if len(whole) < len(entries):
        log.warning("Segment %s: %d torn lines are passed over.", segment, len(entries) - len(whole))
    if not whole:
        return 0
    with transaction.atomic(durable=True):
        _, is_new = CountedSegment.objects.get_or_create(segment=segment)
        if not is_new:
            return 0
        _add(Tally, ((("bucket", bucket_of(at)), verdict) for at, verdict in _said(whole, Verdict)))
        _add(models.Took, ((("day", localdate(at)), took) for at, took in _said(whole, Took)))
        _write(_said(whole, Feedback))
        reporting.add(_said(whole, Report))
        _forget_before(whole[0].at - REMEMBERED)
    return len(whole)


def _said[Kind: Said](entries: Iterable[Entry], kind: type[Kind]) -> list[tuple[datetime, Kind]]:
    return [(entry.at, entry.said) for entry in entries if isinstance(entry.said, kind)]


def _add[Kept: (Tally, models.Took)](
    table: type[Kept], said: Iterable[tuple[tuple[str, date], Verdict | Took]]
) -> None:
    """Add what was said to its counts, always in one order, so that two nodes cannot wait for each other.

    ``said``: each with the column that says when, and what that holds. Raises RolledUpError where another node took a
    count away in between; the next flush then makes it anew.
    """
    rows = [({**dict([when]), **asdict(one)}, count) for (when, one), count in sorted(Counter(said).items())]
    table._default_manager.bulk_create([table(**row) for row, _ in rows], ignore_conflicts=True)
    for row, count in rows:
        if not table._default_manager.filter(**row).update(count=F("count") + count):
            raise RolledUpError


def _write(feedback: Iterable[tuple[datetime, Feedback]]) -> None:
    """Write feedback down by its day, in one order as well; the same words on one day stand once."""
    days = sorted({(localdate(at), written) for at, written in feedback})
    rows = [models.Feedback(day=day, **asdict(written)) for day, written in days]
    models.Feedback.objects.bulk_create(rows, ignore_conflicts=True)


def _forget_before(at: datetime) -> None:
    CountedSegment.objects.filter(segment__lt=f"{at:%Y%m%dT%H%M%S}").delete()
