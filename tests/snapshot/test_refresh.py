"""The thread that looks for newer releases: it outlives every failure and says so once."""

import threading
from contextlib import contextmanager

import pytest

from tests.servers import until
from tests.snapshot.loading import a_release
from troubleshoot import snapshot
from troubleshoot.snapshot import Refresher


def test_a_look_finds_what_is_newer(database):
    snapshot.current()
    database.published = a_release(2)

    Refresher().look()

    assert snapshot.current().number == 2


def test_a_failure_is_noted_and_the_next_look_recovers(database):
    served = snapshot.current()
    refresher = Refresher()
    database.away = True

    refresher.look()
    assert (snapshot.current(), snapshot.staleness().failures) == (served, 1)

    database.away, database.published = False, a_release(2)
    refresher.look()
    assert (snapshot.current().number, snapshot.staleness().failures) == (2, 0)


def test_a_failure_is_logged_once_until_it_ends(database, caplog):
    snapshot.current()
    refresher = Refresher()

    for away in (True, True, True, False, True):
        database.away = away
        refresher.look()

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_the_first_release_comes_by_a_look_where_none_could_be_loaded(database):
    database.away = True
    with pytest.raises(snapshot.NoSnapshotError):
        snapshot.current()
    database.away = False

    Refresher().look()

    assert snapshot.current().number == 1


def test_every_look_has_a_session_of_its_own_that_ends_in_failure_too(database):
    told = []

    @contextmanager
    def session():
        told.append("open")
        try:
            yield
        finally:
            told.append("closed")

    refresher = Refresher(session=session)
    refresher.look()
    database.away = True
    refresher.look()

    assert told == ["open", "closed"] * 2


def test_the_thread_looks_by_itself_until_it_is_stopped(database):
    looked = threading.Semaphore(0)
    snapshot.current()
    database.published = a_release(2)

    @contextmanager
    def session():
        yield
        looked.release()

    refresher = Refresher(seconds=0.001, session=session)
    refresher.start()
    assert looked.acquire(timeout=30)
    assert looked.acquire(timeout=30)

    refresher.stop()

    assert snapshot.current().number == 2
    assert "snapshot-refresher" not in [thread.name for thread in threading.enumerate()]


def test_a_woken_thread_looks_without_waiting_for_its_time(database):
    snapshot.current()
    refresher = Refresher(seconds=3600)
    refresher.start()

    for number in (2, 3):
        database.published = a_release(number)
        refresher.wake()
        until(lambda newest=number: snapshot.current().number == newest)

    refresher.stop()


def test_readers_meanwhile_see_one_release_whole(database):
    snapshot.current()
    torn = []

    def read(stop):
        while not stop.is_set():
            served = snapshot.current()
            if served.release().guides["sms"].title != f"第{served.number}版":
                torn.append(served.number)

    stop = threading.Event()
    readers = [threading.Thread(target=read, args=[stop]) for _ in range(2)]
    for reader in readers:
        reader.start()
    refresher = Refresher()
    for number in range(2, 10):
        database.published = a_release(number)
        refresher.look()
    stop.set()
    for reader in readers:
        reader.join()

    assert (torn, snapshot.current().number) == ([], 9)
