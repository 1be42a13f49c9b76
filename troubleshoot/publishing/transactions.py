"""Many queries over one state of the tables, while editors go on saving."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from troubleshoot.models import Counter

#: PostgreSQL: serialization failure, deadlock, lock not available.
_RETRY_STATES: Final = {"40001", "40P01", "55P03"}
#: SQLite: busy, locked.
_RETRY_CODES: Final = {5, 6}
#: PostgreSQL: disk full. SQLite: the same, at the database itself, and at the files beside it.
_FULL_STATE: Final = "53100"
_FULL_NAMES: Final = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}


@contextmanager
def one_state() -> Iterator[None]:
    """Open a transaction in which each query sees the same state of the tables.

    PostgreSQL: REPEATABLE READ. SQLite: its transactions are always so. Inside a transaction that is open already
    nothing can be changed any more, so there the guarantee is the outer one's: publish outside of transactions.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        yield


@contextmanager
def reading_one_state() -> Iterator[None]:
    """Open such a transaction for work that writes nothing: on SQLite it leaves the one lock to those who write."""
    if connection.vendor != "sqlite":
        with one_state():
            yield
        return
    connection.ensure_connection()  # which sets the mode that the settings ask for
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]  # SQLite's
    try:
        with one_state():
            yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def next_to_write() -> None:
    """Wait until nobody else writes drafts; others then wait for the end of this transaction.

    Over one state of the tables it is a conflict when others wrote since that state. So what is kept of a change is
    what really was there before and after it.
    """
    Counter.objects.advance(Counter.DRAFTS)


def is_conflict(failure: DatabaseError) -> bool:
    """Tell whether a transaction failed only because another one was at the same rows: try it again."""
    cause = failure.__cause__
    sqlite_code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return getattr(cause, "sqlstate", None) in _RETRY_STATES or sqlite_code in _RETRY_CODES


class ConflictError(Exception):
    """Others kept changing the same rows; nothing was done. Try again in a moment."""


class DiskFullError(ConflictError):
    """The database's disk has no room; nothing was done. ``str`` says so in an editor's words."""

    def __init__(self) -> None:
        super().__init__(
            _("ディスクがいっぱいです。何も書き込んでいません。空きができてから、もう一度試してください。")
        )


def is_full(failure: DatabaseError) -> bool:
    """Tell whether a transaction failed because the database's disk has no room."""
    cause = failure.__cause__
    return getattr(cause, "sqlstate", None) == _FULL_STATE or getattr(cause, "sqlite_errorname", None) in _FULL_NAMES


#: How long PostgreSQL waits for somebody else's lock; SQLite's wait is its connection's timeout.
LOCK_WAIT: Final = "4s"
#: Seconds before each try, and seconds after which there is no further one: somebody is waiting for the answer.
_PAUSES: Final = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)
PATIENCE: Final = 8.0


def in_one_state[T](work: Callable[[], T]) -> T:
    """Return what some work over one state of the tables returns; where others came between, try it again.

    Raises ConflictError when that goes on, DiskFullError at once; then nothing is written. Inside an open transaction
    there is one try, and its failure is the outer one's.
    """
    if connection.in_atomic_block:
        with one_state():
            return work()
    conflict: DatabaseError | None = None
    end = time.monotonic() + PATIENCE
    for pause in _PAUSES:
        if time.monotonic() + pause > end:
            break
        time.sleep(pause)
        try:
            with one_state():
                return work()
        except DatabaseError as failure:
            if is_full(failure):
                raise DiskFullError from failure
            if not is_conflict(failure):
                raise
            conflict = failure
    raise ConflictError from conflict
