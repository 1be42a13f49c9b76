"""How the site talks to PostgreSQL, so that nobody waits long for one that is away, hangs or has vanished."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

#: Seconds that a serving process waits: for the answer to a query, for a sign of life, for a connection.
PATIENCE: Final = 10.0
SIGN_OF_LIFE: Final = 2.0
CONNECTION: Final = 5.0
#: Seconds between two attempts' lines in the log while there is no connection to be had.
SELDOM: Final = 60.0

#: For every process. Both sides notice when the other's machine is gone, and a node that hangs within a transaction
#: does not keep the others from publishing for ever. The time zone is Django's own, which it need not set then.
OPTIONS: Final[dict[str, Any]] = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
    " -c idle_in_transaction_session_timeout=300000 -c TimeZone=UTC",
}


class ImpatientConnection(Connection[TupleRow]):
    """A connection that ends itself when the server does not answer: no time-out of the system's notices a hung one."""

    patience = PATIENCE

    def wait[T](self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Return what a query gives. Raises OperationalError when there is no answer in time."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except _WaitTimeout as silence:
            self.pgconn.finish()
            raise OperationalError(f"The database did not answer within {self.patience:g} seconds.") from silence

    @contextmanager
    def hurried(self, patience: float) -> Iterator[None]:
        """Wait no longer than so many seconds for each answer."""
        self.patience = patience
        try:
            yield
        finally:
            del self.patience


def pool(size: int) -> dict[str, Any]:
    """Return the options of a serving process's pool of at most ``size`` connections.

    One that cannot connect tries again within seconds, however long it was in vain: somebody asks every second. Its
    log says so seldom.
    """
    log = logging.getLogger("psycopg.pool")
    log.setLevel(logging.WARNING)
    log.addFilter(Seldom())
    return {
        "connection_class": ImpatientConnection,
        "check": check,
        "min_size": 1,
        "max_size": size,
        "max_idle": 60.0,
        "timeout": CONNECTION,
        "reconnect_timeout": CONNECTION,
    }


def check(connection: ImpatientConnection) -> None:
    """Ask a pooled connection for a sign of life before it is lent; the server may have been started anew."""
    with connection.hurried(SIGN_OF_LIFE):
        ConnectionPool.check_connection(connection)


class Seldom(logging.Filter):
    """Lets one line through a minute: who tries to connect says each time that it is in vain."""

    def __init__(self) -> None:
        super().__init__()
        self._said_at = -SELDOM

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is written."""
        del record
        now = time.monotonic()
        if now - self._said_at < SELDOM:
            return False
        self._said_at = now
        return True
