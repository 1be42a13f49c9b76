"""From the journal to the tallies: each verdict once, whatever fails in between."""

import threading
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.utils.timezone import localdate

from tests.insight.verdicts import NOON, a_verdict, after, feedback, recorded, took
from troubleshoot.insight import flushing
from troubleshoot.insight.flushing import Flusher, flush
from troubleshoot.insight.journal import Journal
from troubleshoot.models import CountedSegment, Feedback, Tally, Took

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


def test_durations_are_counted_by_day_beside_the_verdicts(journal):
    recorded(journal, [took("5"), a_verdict(), took("5"), took("15"), took("5", cause="limit")])
    recorded(journal, [took("5")], after(days=1))
    flush(journal)
    recorded(journal, [took("5")] * 2)

    assert flush(journal) == 2

    rows = Took.objects.order_by("day", "cause", "-count").values_list("day", "guide", "cause", "minutes", "count")
    assert list(rows) == [
        (date(2026, 11, 25), "sms", "filter", "5", 4),
        (date(2026, 11, 25), "sms", "filter", "15", 1),
        (date(2026, 11, 25), "sms", "limit", "5", 1),
        (date(2026, 11, 26), "sms", "filter", "5", 1),
    ]
    assert counts() == {("filter", "solved"): 1}


def test_a_duration_that_fails_takes_the_verdicts_back_with_it(journal):
    recorded(journal, [a_verdict(), took()])

    with connection.execute_wrapper(Failing('UPDATE "troubleshoot_took"')), pytest.raises(DatabaseError):
        flush(journal)

    assert (counts(), Took.objects.count()) == ({}, 0)
    assert flush(journal) == 2
    assert (counts(), Took.objects.get().count) == ({("filter", "solved"): 1}, 1)


def test_a_verdict_of_several_causes_is_one_and_stands_apart_from_the_first_alone(journal):
    together = a_verdict(cause="filter", others="limit,outage")
    recorded(journal, [together, a_verdict(cause="filter"), together])

    flush(journal)

    rows = Tally.objects.order_by("others").values_list("cause", "others", "count")
    assert list(rows) == [("filter", "", 1), ("filter", "limit,outage", 2)]


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


def written():
    return list(Feedback.objects.order_by("text").values_list("text", flat=True))


def test_feedback_stands_as_it_was_written_under_its_day_here(journal):
    recorded(journal, [a_verdict()])
    recorded(journal, [feedback(text="電源を切ったら届いた")], datetime(2026, 11, 25, 15, 0, tzinfo=UTC))

    assert flush(journal) == 2

    assert list(Feedback.objects.values()) == [
        {
            "id": Feedback.objects.get().pk,
            "day": date(2026, 11, 26),
            "guide": "sms",
            "cause": "filter",
            "verdict": "solved",
            "language": "ja",
            "text": "電源を切ったら届いた",
            "release": 7,
            "handled": False,
        }
    ]
    assert counts() == {("filter", "solved"): 1}


def test_the_same_words_on_a_day_stand_once(journal):
    recorded(journal, [feedback(), feedback(), feedback(cause="limit")])
    flush(journal)
    recorded(journal, [feedback()], after(hours=1))
    recorded(journal, [feedback()], after(days=1))

    flush(journal)

    rows = Feedback.objects.order_by("day", "cause").values_list("day", "cause")
    assert list(rows) == [
        (date(2026, 11, 25), "filter"), (date(2026, 11, 25), "limit"), (date(2026, 11, 26), "filter"),
    ]  # fmt: skip


def test_words_that_come_again_leave_what_an_editor_handled(journal):
    recorded(journal, [feedback()])
    flush(journal)
    Feedback.objects.update(handled=True)
    recorded(journal, [feedback()], after(minutes=1))

    flush(journal)

    assert Feedback.objects.get().handled


def test_feedback_waits_with_the_verdicts_when_the_database_fails(journal):
    recorded(journal, [a_verdict(), feedback()])

    with connection.execute_wrapper(Failing("INSERT", 3)), pytest.raises(DatabaseError):
        flush(journal)

    assert (counts(), written()) == ({}, [])
    assert flush(journal) == 2
    assert (counts(), written()) == ({("filter", "solved"): 1}, ["設定を変えたら届いた"])


def test_feedback_goes_after_ninety_days():
    for days in (0, 90, 91):
        Feedback.objects.create(**asdict(feedback(text=f"{days}日前")), day=NOON.date() - timedelta(days))

    Feedback.objects.outdated(on=NOON.date()).delete()

    assert written() == ["0日前", "90日前"]


def test_the_flusher_forgets_old_feedback_once_a_day(journal, django_assert_num_queries):
    flusher = Flusher(journal)
    for days in (1, 400):
        Feedback.objects.create(**asdict(feedback(text=f"{days}日前")), day=localdate() - timedelta(days))

    flusher.look()

    assert written() == ["1日前"]
    with django_assert_num_queries(0):
        flusher.look()


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
        raise OperationalError("away after all")
        yield

    monkeypatch.setattr(flushing, "LAST_FLUSH", 0.01)
    flusher = Flusher(journal, seconds=0, session=hung)
    flusher.start()
    hanging.wait()

    flusher.stop()

    assert flusher._thread.is_alive()
    woken.set()
    flusher._thread.join()
