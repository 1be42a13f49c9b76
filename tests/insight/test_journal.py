"""The journal: acknowledged is on the disk, whole, and in nobody else's hands while it is written."""

import resource

import pytest

from tests.insight.verdicts import NOON, a_report, a_verdict, after, causes, entries, feedback, recorded, took
from troubleshoot.insight import journal as journals
from troubleshoot.insight.journal import Entry, Journal, Verdict, opened, read_line, write_line
from troubleshoot.models import Tally


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


def test_a_line_says_what_was_said_and_when():
    verdict = a_verdict(answers="situation=locked&recent=mnp,resent", tried="limit,filter", others="a,b")

    line = write_line(verdict, NOON)

    assert line.endswith(b"\n")
    assert read_line(line) == Entry(NOON, verdict)


def test_a_line_from_before_causes_were_tried_together_says_one():
    old = b'{"id":"0f","at":"2026-11-25T12:03:20+00:00","guide":"sms","answers":"carrier=au","tried":"",'
    line = old + b'"cause":"filter","verdict":"solved"}\n'

    assert read_line(line) == Entry(NOON, a_verdict(others=""))


def test_a_line_of_feedback_says_what_was_written_and_when():
    written = feedback(verdict="unsolved", language="easy", text='一行目\n"二行目" 🙂')

    line = write_line(written, NOON)

    assert line.count(b"\n") == 1
    assert read_line(line) == Entry(NOON, written)


@pytest.mark.parametrize(
    "change",
    [{"verdict": "perhaps"}, {"text": "あ" * 301}, {"text": "a\0"}, {"text": None}, {"release": "7"}, {"release": -1}],
)
def test_what_the_table_cannot_hold_is_no_feedback(change):
    with pytest.raises(ValueError):  # noqa: PT011  # an enum's own words for one of them
        feedback(**change)


@pytest.mark.parametrize("minutes", ["2", "longer"])
def test_a_line_of_a_duration_says_it_and_when(minutes):
    assert read_line(write_line(took(minutes), NOON)) == Entry(NOON, took(minutes))


@pytest.mark.parametrize("change", [{"minutes": "7"}, {"minutes": ""}, {"cause": "c" * 41}, {"guide": None}])
def test_what_the_table_cannot_hold_is_no_duration(change):
    with pytest.raises(ValueError):  # noqa: PT011  # an enum's own words for one of them
        took(**change)


def test_a_line_of_a_report_says_it_and_when():
    report = a_report(sender="0f" * 16, carrier="", was_told=True)

    assert read_line(write_line(report, NOON)) == Entry(NOON, report)


@pytest.mark.parametrize("change", [{"was_told": 1}, {"carrier": "c" * 41}, {"sender": "s" * 33}, {"guide": None}])
def test_what_the_table_cannot_hold_is_no_report(change):
    with pytest.raises((ValueError, TypeError)):
        a_report(**change)


def test_a_report_s_line_cut_anywhere_says_nothing():
    line = write_line(a_report(), NOON).rstrip(b"\n")

    assert [read_line(line[:end]) for end in range(len(line))] == [None] * len(line)


def test_each_line_has_an_id_of_its_own():
    assert write_line(a_verdict(), NOON) != write_line(a_verdict(), NOON)


def test_a_line_cut_anywhere_says_nothing():
    line = write_line(a_verdict(), NOON).rstrip(b"\n")

    assert [read_line(line[:end]) for end in range(len(line))] == [None] * len(line)


@pytest.mark.parametrize(
    "line",
    [b"", b"\xff", b"7", b"null", b"[]", b'{"at": 7, "id": ""}', b'{"at": "2026-11-25T12:00:00+00:00", "id": ""}'],
)
def test_a_line_of_something_else_says_nothing(line):
    assert read_line(line) is None


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "perhaps"}, {"cause": "c" * 41}, {"answers": "a" * 1001}, {"tried": "a\0b"}, {"guide": None},
        {"others": "o" * 401},
    ],
)  # fmt: skip
def test_what_the_tallies_cannot_hold_is_no_verdict(change):
    with pytest.raises(ValueError):  # noqa: PT011  # an enum's own words for one of them
        a_verdict(**change)


def test_what_the_tallies_can_just_hold_is_a_verdict():
    verdict = Verdict("g" * 40, "a" * 1000, "t" * 1000, "c" * 40, "unsolved", "o" * 400)

    Tally(bucket=NOON, **{name: getattr(verdict, name) for name in Verdict.__slots__}).clean_fields()


def test_nothing_said_makes_no_file(journal):
    journal.let_go()

    assert journal.segments() == []


def test_verdicts_stand_in_one_segment_until_it_is_let_go(journal):
    recorded(journal, [a_verdict(), a_verdict()])
    journal.let_go()
    recorded(journal, [a_verdict()], after(seconds=1))

    first, second = journal.segments()
    assert first.name.startswith("20261125T120320-")
    assert second.name.startswith("20261125T120321-")
    assert [len(segment.read_bytes().splitlines()) for segment in (first, second)] == [2, 1]
    assert journal.sizes() == [segment.stat().st_size for segment in (first, second)]


def test_a_segment_being_written_is_nobody_elses(journal):
    recorded(journal, [a_verdict()])
    [segment] = journal.segments()

    with opened(segment) as lines:
        assert lines is None
    journal.let_go()
    with opened(segment) as lines:
        assert len(lines.readlines()) == 1


def test_a_segment_being_counted_is_nobody_elses(journal):
    recorded(journal, [a_verdict()])
    journal.let_go()
    [segment] = journal.segments()

    with opened(segment) as mine, opened(segment) as theirs:
        assert (mine is None, theirs) == (False, None)


def test_a_segment_counted_and_removed_by_somebody_else_is_passed_over(journal):
    recorded(journal, [a_verdict()])
    journal.let_go()
    [segment] = journal.segments()

    with opened(segment):
        segment.unlink()

    with opened(segment) as lines:
        assert lines is None


def test_a_segment_removed_between_opening_and_locking_is_passed_over(journal):
    recorded(journal, [a_verdict()])
    journal.let_go()
    [segment] = journal.segments()

    with segment.open("rb") as file:
        segment.unlink()

        assert not journals._lock(file.fileno())


def test_a_segment_does_not_grow_for_ever(journal, monkeypatch):
    monkeypatch.setattr(journals, "SEGMENT_BYTES", 2 * len(write_line(a_verdict(), NOON)))

    recorded(journal, [a_verdict()] * 5)

    assert len(journal.segments()) == 3
    assert len(causes(journal)) == 5


def test_a_full_disk_refuses_and_the_next_verdict_is_whole_again(journal):
    recorded(journal, [a_verdict(cause="before")])
    [segment] = journal.segments()
    size = segment.stat().st_size

    with files_at_most(size + 10), pytest.raises(OSError, match="No space left"):
        journal.append(a_verdict(cause="refused"), NOON)
    recorded(journal, [a_verdict(cause="afterwards")])

    assert causes(journal) == ["before", "afterwards"]
    assert None not in entries(journal)


class files_at_most:  # noqa: N801  # reads as a statement
    """Have the system refuse to let a file grow beyond some bytes."""

    def __init__(self, size):
        self._size = size

    def __enter__(self):
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._before[1]))

    def __exit__(self, *_):
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)
