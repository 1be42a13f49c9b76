"""From the journal to the tallies: each verdict once, whatever fails in between."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, OperationalError, connection, connections

from tests.insight.verdicts import a_verdict, after, recorded
from troubleshoot.insight import flushing
from troubleshoot.insight.flushing import Flusher, flush
from troubleshoot.insight.journal import Journal
from troubleshoot.models import CountedSegment, Tally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


class Failing:
    """Have the database refuse a kind of statement from its ``nth`` on."""

    def __init__(self, verb="", nth=1):
        self._verb, self._left = verb, nth

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(self._verb):
            self._left -= 1
            if self._left <= 0:
                raise OperationalError("away")
        return execute(sql, params, many, context)


def counts():
    return {(tally.cause, tally.verdict): tally.count for tally in Tally.objects.all()}


def test_what_was_said_is_counted_exactly(journal):
    recorded(journal, [a_verdict()] * 3 + [a_verdict(verdict="unsolved"), a_verdict(cause="limit")])

    assert flush(journal) == 5

    assert counts() == {("filter", "solved"): 3, ("filter", "unsolved"): 1, ("limit", "solved"): 1}
    assert journal.segments() == []


def test_a_tally_is_a_walk_s_in_ten_minutes(journal):
    verdict = a_verdict(answers="situation=locked&carrier=au", tried="limit,outage")
    recorded(journal, [verdict], datetime(2026, 11, 25, 12, 9, 59, 999999, UTC))
    recorded(journal, [verdict], datetime(2026, 11, 25, 12, 10, 0, 0, UTC))

    flush(journal)

    rows = Tally.objects.order_by("bucket").values_list("bucket", "guide", "answers", "tried", "cause", "count")
    said = ("sms", "situation=locked&carrier=au", "limit,outage", "filter", 1)
    assert list(rows) == [
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), *said),
        (datetime(2026, 11, 25, 12, 10, tzinfo=UTC), *said),
    ]


def test_later_verdicts_are_added_to_the_tally_there_is(journal):
    recorded(journal, [a_verdict()] * 2)
    flush(journal)
    recorded(journal, [a_verdict()], after(seconds=30))

    flush(journal)

    assert counts() == {("filter", "solved"): 3}


def test_flushing_again_counts_nothing_again(journal):
    recorded(journal, [a_verdict()])
    flush(journal)

    assert flush(journal) == 0

    assert counts() == {("filter", "solved"): 1}


def test_a_segment_that_comes_back_is_not_counted_twice(journal):
    recorded(journal, [a_verdict()])
    [segment] = journal.segments()
    kept = segment.read_bytes()
    flush(journal)
    segment.write_bytes(kept)

    assert flush(journal) == 0

    assert counts() == {("filter", "solved"): 1}
    assert journal.segments() == []


def test_nothing_said_asks_the_database_nothing(journal, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert flush(journal) == 0


@pytest.mark.parametrize(("verb", "nth"), [("INSERT", 1), ("INSERT", 2), ("UPDATE", 1), ("UPDATE", 2), ("DELETE", 1)])
def test_a_failure_in_the_middle_changes_nothing_and_works_the_next_time(journal, verb, nth):
    recorded(journal, [a_verdict(), a_verdict(cause="limit")])

    with connection.execute_wrapper(Failing(verb, nth)), pytest.raises(DatabaseError):
        flush(journal)

    assert (counts(), CountedSegment.objects.count(), len(journal.segments())) == ({}, 0, 1)
    assert flush(journal) == 2
    assert counts() == {("filter", "solved"): 1, ("limit", "solved"): 1}


def test_torn_and_foreign_lines_are_passed_over(journal, caplog):
    recorded(journal, [a_verdict(cause="whole")])
    journal.let_go()
    [segment] = journal.segments()
    segment.write_bytes(segment.read_bytes() + b"\xff\n" + segment.read_bytes()[:50])

    assert flush(journal) == 1

    assert counts() == {("whole", "solved"): 1}
    assert "2 torn lines" in caplog.text


def test_a_segment_without_a_whole_line_goes_without_a_count(journal):
    recorded(journal, [a_verdict()])
    journal.let_go()
    [segment] = journal.segments()
    segment.write_bytes(segment.read_bytes()[:20])

    assert flush(journal) == 0

    assert (counts(), journal.segments(), CountedSegment.objects.count()) == ({}, [], 0)


def test_while_the_database_is_away_one_segment_grows(journal):
    for cause in ("a", "b", "c"):
        recorded(journal, [a_verdict(cause=cause)])
        with connection.execute_wrapper(Failing()), pytest.raises(DatabaseError):
            flush(journal)

    assert len(journal.segments()) == 2
    assert flush(journal) == 3


def test_segments_counted_long_ago_are_forgotten(journal):
    recorded(journal, [a_verdict()])
    flush(journal)
    recorded(journal, [a_verdict()], after(days=29))
    flush(journal)
    assert CountedSegment.objects.count() == 2

    recorded(journal, [a_verdict()], after(days=31))
    flush(journal)

    assert [row.segment[:8] for row in CountedSegment.objects.order_by("segment")] == ["20261224", "20261226"]


def test_the_flusher_says_once_that_the_database_is_away_and_goes_on(journal, caplog):
    flusher = Flusher(journal)
    recorded(journal, [a_verdict()])

    with connection.execute_wrapper(Failing()):
        flusher.look()
        flusher.look()
    flusher.look()

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert counts() == {("filter", "solved"): 1}


def test_the_flusher_says_so_again_when_it_happens_again(journal, caplog):
    flusher = Flusher(journal)
    for _ in range(2):
        recorded(journal, [a_verdict()])
        with connection.execute_wrapper(Failing()):
            flusher.look()
        flusher.look()

    assert len(caplog.records) == 2


def test_a_stopping_flusher_flushes_once_more(tmp_path, session):
    journal = Journal(tmp_path / "journal")
    flusher = Flusher(journal, seconds=3600, session=session)
    flusher.start()
    recorded(journal, [a_verdict()])

    flusher.stop()

    assert counts() == {("filter", "solved"): 1}


@pytest.fixture
def session():
    """Lend the test's connection to another thread: a database in memory has but one."""
    mine = connections["default"]
    mine.inc_thread_sharing()

    @contextmanager
    def lent():
        connections[mine.alias] = mine
        yield

    yield lent
    mine.dec_thread_sharing()


def test_a_stopping_flusher_does_not_wait_for_a_database_that_hangs(journal, monkeypatch):
    hanging, woken = threading.Event(), threading.Event()

    @contextmanager
    def hung():
        hanging.set()
        woken.wait()
        yield

    monkeypatch.setattr(flushing, "LAST_FLUSH", 0.01)
    flusher = Flusher(journal, seconds=0, session=hung)
    flusher.start()
    hanging.wait()

    flusher.stop()

    assert flusher._thread.is_alive()
    woken.set()
    flusher._thread.join()
