"""Does each minute, on one of all processes, what nobody asks for: plans, feeds, surges, mails."""

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Final

from django.db import transaction

from troubleshoot.models import Counter
from troubleshoot.models.clock import database_time
from troubleshoot.repeating import Repeater

from . import alerting, lifecycle, noticing, proposing, sources, unasked
from .usual import Learned

log = logging.getLogger(__name__)

#: How often a process looks whether a minute has begun that nobody has taken.
SECONDS: Final = 10.0
#: Minutes that a clock may have been ahead when one was taken; one taken beyond is forgotten.
MINUTES_AHEAD: Final = int(proposing.AHEAD.total_seconds()) // 60


class Watchman(Repeater):
    """Looks after outages each minute. ``feeds`` are watched; of ``publishes_for``, surges are published by itself."""

    name = "watchman"
    complaint = "Outages could not be looked after; it is tried again."

    def __init__(
        self,
        feeds: Collection[sources.Feed] = (),
        publishes_for: Collection[str] = (),
        seconds: float = SECONDS,
        session: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        super().__init__(seconds, session)
        self._feeds = feeds
        self._publishes_for = publishes_for
        self._learned = Learned()

    def work(self) -> None:
        """Do what is due, unless another process does so for this minute."""
        at = database_time()
        if claimed(at):
            self.watch(at)

    def watch(self, at: datetime) -> None:
        """Do all that is due at a time. One part that fails keeps none of the others away."""
        parts: tuple[Callable[[], object], ...] = (
            lambda: lifecycle.run_plans(at),
            lambda: proposing.expire(at),
            lambda: noticing.notice(at, self._learned),
            alerting.alert,
            lambda: unasked.publish_all(self._publishes_for, at),
            lambda: sources.look(self._feeds, at),
            alerting.alert,
        )
        failures = [failure for part in parts if (failure := _failure(part))]
        if failures:
            raise ExceptionGroup("Part of what is due each minute failed.", failures)


def claimed(at: datetime) -> bool:
    """Take the minute of a time for this process; tell whether it was free."""
    minute = int(at.timestamp()) // 60
    taken = range(minute, minute + MINUTES_AHEAD)
    if Counter.objects.filter(name=Counter.WATCHED, number__in=taken).exists():
        return False  # nearly always: asked without putting anybody in line
    with transaction.atomic(durable=True):
        counter = Counter.objects.locked(Counter.WATCHED)
        if counter.number in taken:
            return False
        counter.number = minute
        counter.save(update_fields=["number"])
    return True


def _failure(part: Callable[[], object]) -> Exception | None:
    try:
        part()
    except Exception as failure:  # noqa: BLE001  # told together, once all are done
        return failure
    return None
