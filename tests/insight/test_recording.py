"""Taking a verdict in: acknowledged means on the disk."""

import pytest

from tests.insight.verdicts import NOON, a_verdict, causes, feedback, took
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Outcome, Recorder, never, one_in


@pytest.fixture
def recorder(tmp_path):
    return Recorder(Journal(tmp_path / "journal"))


def test_a_verdict_is_on_the_disk_when_it_is_acknowledged(recorder):
    outcome = recorder.record(a_verdict(), "203.0.113.7", NOON)

    [segment] = recorder.journal.segments()
    assert outcome is Outcome.COUNTED
    assert b'"cause":"filter"' in segment.read_bytes()


def test_the_sender_is_nowhere_on_the_disk(recorder):
    recorder.record(a_verdict(), "203.0.113.7", NOON)

    [segment] = recorder.journal.segments()
    assert b"203.0" not in segment.read_bytes()


def test_what_is_too_much_is_not_written(recorder):
    outcomes = [recorder.record(a_verdict(), "203.0.113.7", NOON) for _ in range(7)]

    assert outcomes == [Outcome.COUNTED] + [Outcome.TOO_MANY] * 6
    assert len(causes(recorder.journal)) == 1


def test_feedback_is_capped_by_itself_and_verdicts_are_free_beside_it(recorder):
    outcomes = [recorder.record(feedback(cause=f"c{one}"), "203.0.113.7", NOON) for one in range(21)]

    assert outcomes == [Outcome.COUNTED] * 20 + [Outcome.TOO_MANY]
    assert recorder.record(a_verdict(), "203.0.113.7", NOON) is Outcome.COUNTED


def test_durations_are_capped_by_themselves(recorder):
    outcomes = [recorder.record(took(cause=f"c{one}"), "203.0.113.7", NOON) for one in range(2)]

    assert outcomes == [Outcome.COUNTED, Outcome.TOO_MANY]
    assert recorder.record(a_verdict(), "203.0.113.7", NOON) is Outcome.COUNTED
    assert recorder.record(feedback(), "203.0.113.7", NOON) is Outcome.COUNTED


def test_one_in_so_many_is_asked_by_chance():
    fifth = one_in(5)

    asked = sum(fifth() for _ in range(4000))

    assert 600 < asked < 1000
    assert all(one_in(1)() for _ in range(20))
    assert not any(one_in(0)() for _ in range(20))
    assert not never()


def test_a_journal_that_cannot_be_written_is_said_and_logged(tmp_path, caplog):
    (tmp_path / "journal").write_text("a file where the folder should be")
    recorder = Recorder(Journal(tmp_path / "journal"))

    outcome = recorder.record(a_verdict(), "203.0.113.7", NOON)

    assert outcome is Outcome.NOT_KEPT
    assert [record.levelname for record in caplog.records] == ["ERROR"]
