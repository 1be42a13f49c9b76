"""What one process commits, the others are told at once; and whatever becomes of Redis, nobody waits for it."""

import socket
import threading
import time

import pytest
from django.db import transaction

from tests.servers import Redis, free_port, until
from troubleshoot import announcing, snapshot
from troubleshoot.announcing import Listener, announce
from troubleshoot.models import Counter

#: No publisher waits longer; a machine whose cores are shared gets a second beside.
LONGEST = 1.1


@pytest.fixture
def redis():
    with Redis().start() as server:
        announcing.install(server.url)
        yield server


@pytest.fixture(autouse=True)
def _told():
    """Have no Redis again afterwards, as the tests' settings say."""
    yield
    announcing.install("")


class Heard:
    """Counts how often it was told to look."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1

    def more_than(self, times):
        return lambda: self.times > times


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def listening(heard):
    """Start a listener to a Redis, wait until it hears, and end it."""
    running = []

    def start(url, *, wait=True):
        running.append(Listener(url, heard, seconds=0.05))
        running[-1].start()
        if wait:
            until(heard.more_than(0))
        return running[-1]

    yield start
    for listener in running:
        listener.stop()
    assert "announcement-listener" not in [thread.name for thread in threading.enumerate()]


def told(heard):
    """Announce until it is heard; return how many tries it took."""
    tries = 0

    def again():
        nonlocal tries
        tries += 1
        before = heard.times
        announce()
        end = time.monotonic() + 0.5
        while heard.times == before and time.monotonic() < end:
            time.sleep(0.005)
        return heard.times > before

    until(again)
    return tries


def test_who_listens_is_told_at_once_and_looks_once_when_it_begins(redis, heard, listening):
    listening(redis.url)
    assert heard.times == 1

    announce()

    until(heard.more_than(1))


def test_without_a_redis_announcing_does_nothing():
    announcing.install("")

    announce()

    assert "announcement" not in [thread.name for thread in threading.enumerate()]


def test_a_redis_that_is_away_is_said_and_not_waited_for(caplog):
    announcing.install(f"redis://127.0.0.1:{free_port()}")

    begun = time.monotonic()
    announce()

    assert time.monotonic() - begun < LONGEST
    until(lambda: "could not be told" in caplog.text)


def test_a_redis_that_hangs_is_not_waited_for_and_comes_back_by_itself(redis, heard, listening, monkeypatch, caplog):
    monkeypatch.setattr(announcing, "SILENCE", 0.5)
    monkeypatch.setattr(announcing, "TIMEOUT", 0.5)
    listening(redis.url)
    redis.hang()

    begun = time.monotonic()
    for _ in range(5):
        announce()
    assert time.monotonic() - begun < 5 * announcing.PATIENCE + 1
    until(lambda: Listener.complaint in caplog.text)
    before = heard.times
    redis.resume()

    until(heard.more_than(before))
    assert told(heard)


def test_a_redis_started_again_is_heard_again_and_the_outage_said_once(redis, heard, listening, caplog):
    listener = listening(redis.url)
    for outage in (1, 2):
        redis.stop()
        before = heard.times
        until(lambda times=outage: said(caplog) == ["ERROR"] * times)
        until(lambda: not listener.hears)
        redis.start()
        until(heard.more_than(before))

        assert listener.hears
        assert told(heard)
    assert said(caplog) == ["ERROR"] * 2


def said(caplog):
    """Return how loudly the listener complained, each time."""
    return [record.levelname for record in caplog.records if record.message == Listener.complaint]


def test_a_redis_that_is_emptied_goes_on_telling(redis, heard, listening):
    listening(redis.url)

    redis.ask("FLUSHALL")

    assert told(heard) == 1


def test_a_listener_outlives_a_redis_that_is_not_there_yet(heard, listening):
    server = Redis()
    announcing.install(server.url)
    listening(server.url, wait=False)

    with server.start():
        until(heard.more_than(0))
        assert told(heard)


def test_a_listener_leaves_alone_whoever_answers_in_another_tongue(heard, listening, caplog):
    with socket.create_server(("127.0.0.1", 0)) as other:
        listener = listening(f"redis://127.0.0.1:{other.getsockname()[1]}", wait=False)
        line, _ = other.accept()
        with line:
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            until(lambda: Listener.complaint in caplog.text)
        listener.stop()

    assert heard.times == 0


@pytest.mark.django_db(transaction=True)
def test_a_number_is_told_once_it_is_committed_and_not_before(monkeypatch):
    heard = []
    monkeypatch.setattr(Counter, "heard_by", (lambda: heard.append(numbers()),))

    with transaction.atomic():
        assert Counter.objects.raised(Counter.INCIDENTS) == 1
        assert Counter.objects.raised(Counter.RELEASE, above=6) == 7
        assert heard == []

    assert heard == [{"incidents": 1, "release": 7}] * 2


@pytest.mark.django_db(transaction=True)
def test_a_number_taken_back_is_not_told(monkeypatch):
    heard = []
    monkeypatch.setattr(Counter, "heard_by", (lambda: heard.append(1),))

    with transaction.atomic():
        Counter.objects.raised(Counter.RELEASE)
        transaction.set_rollback(True)

    assert (heard, numbers()) == ([], {})


def test_the_other_processes_are_told_before_this_one_loads():
    assert Counter.heard_by == (announcing.announce, snapshot.reload)


def numbers():
    return dict(Counter.objects.values_list("name", "number"))
