"""PostgreSQL is away, hangs, starts anew, is slow, has no connection left, or may not be written to.

Whatever it is, readers are served without waiting, verdicts wait and are counted once, an editor is told in plain words
that nothing was saved or it is saved, what they wrote can be sent again, and all is well afterwards.
"""

import time
from contextlib import contextmanager, suppress

import psycopg
import pytest

from tests.faults.editing import Editor
from tests.faults.measuring import told
from tests.faults.proxy import Line
from tests.faults.reading import ready
from tests.faults.test_postgresql import PAGES, solved, tallied
from tests.scale import scaled
from tests.servers import until

#: Seconds that a slow line holds each piece back.
DELAY = scaled(0.5, 0.1)
#: Rounds of all pages while something is wrong.
ROUNDS = 15
#: Seconds within which every page comes: nobody waits for an answer of the database, nor for a connection.
NO_WAIT = 1.0


@contextmanager
def stopped(database, line):
    database.stop()
    try:
        yield
    finally:
        database.start()


@contextmanager
def hung(database, line):
    database.hang()
    try:
        yield
    finally:
        database.resume()


@contextmanager
def restarted(database, line):
    database.stop()
    database.start()
    yield


@contextmanager
def slow(database, line):
    line.delay = DELAY
    try:
        yield
    finally:
        line.delay = 0


@contextmanager
def out_of_connections(database, line):
    """Take every connection there is, the node's own too."""
    first = psycopg.connect(database.url, autocommit=True)
    taken = [first]
    for _ in range(5):
        with suppress(psycopg.OperationalError):
            while True:
                taken.append(psycopg.connect(database.url))
        mine = [one.info.backend_pid for one in taken]
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        first.execute(f"{others} AND NOT pid = ANY(%s)", [mine])
    try:
        yield
    finally:
        for one in taken:
            one.close()


@contextmanager
def read_only(database, line):
    database.ask("ALTER SYSTEM SET default_transaction_read_only = on")
    database.ask("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        database.ask("ALTER SYSTEM RESET default_transaction_read_only")
        database.ask("SELECT pg_reload_conf()")


#: In each state, whether an editor's save is taken.
TAKEN = {stopped: False, hung: False, restarted: True, slow: True, out_of_connections: False, read_only: False}


@pytest.mark.parametrize("state", scaled([*TAKEN], [out_of_connections, read_only]), ids=lambda state: state.__name__)
def test_readers_do_not_notice_and_editors_are_told(database, node, record_property, state):
    database.ask("DELETE FROM troubleshoot_tally")
    with Line(database.port) as line:
        site = node(DATABASE_URL=database.url.replace(f":{database.port}", f":{line.port}"))
        editor = Editor(site)
        name = f"電話{state.__name__}"
        with state(database, line):
            seconds, failed, given = [], [], 0
            for _ in range(ROUNDS):
                for path in PAGES:
                    begun = time.monotonic()
                    failed += [path] * (site.get(path)[0] != 200)
                    seconds.append(time.monotonic() - begun)
                given += solved(site, "ios-filter")[0] == 303
            answer = editor.saves(name)

        longest, p99 = max(seconds), sorted(seconds)[int(len(seconds) * 0.99)]
        shown = f"{len(seconds)} GETs, p99 {p99 * 1000:.0f} ms, longest {longest * 1000:.0f} ms"
        told(record_property, f"PostgreSQL {state.__name__}", f"{shown}; a save came to {answer.status}")
        assert failed == []
        assert longest < NO_WAIT
        assert answer.is_saved if TAKEN[state] else answer.is_plain, answer
        until(lambda: ready(site)["stale"] is None, site.log)
        if not TAKEN[state]:
            assert not editor.has(name)
            assert editor.saves(name).is_saved
        assert editor.has(name)
        until(lambda: tallied(database) == {"ios-filter": given}, site.log)
        assert given == ROUNDS
