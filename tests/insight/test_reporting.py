"""Reports: a network counts once a guide in six hours, over all that receive and count them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.test_flushing import Failing
from tests.insight.verdicts import NOON, a_report, a_verdict, after, entries, recorded
from tests.publishing.processes import act
from troubleshoot.insight import counting, reporting
from troubleshoot.insight.caps import SAME, Once, sender_of
from troubleshoot.insight.flushing import Flusher, flush
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Outcome, Recorder
from troubleshoot.models import Report, ReportCount

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


@pytest.fixture
def recorder(journal):
    return Recorder(journal)


def counts():
    """Return how many reports and told ones each cell has."""
    rows = ReportCount.objects.order_by("guide", "carrier", "bucket")
    return {(row.guide, row.carrier): (row.count, row.told) for row in rows}


def sent_by(address, at=NOON, **changes):
    return a_report(sender_of(address, at), **changes)


def test_a_report_stands_by_itself_and_in_its_ten_minutes(journal):
    recorded(journal, [a_report("a"), a_report("b", was_told=True), a_report("c", carrier="")])

    assert flush(journal) == 3

    assert list(Report.objects.order_by("sender").values_list("at", "guide", "carrier", "sender", "was_told")) == [
        (NOON, "sms", "au", "a", False), (NOON, "sms", "au", "b", True), (NOON, "sms", "", "c", False),
    ]  # fmt: skip
    assert [row.bucket for row in ReportCount.objects.all()] == [NOON.replace(minute=0, second=0)] * 2
    assert counts() == {("sms", "au"): (2, 1), ("sms", ""): (1, 0)}


def test_a_network_counts_once_a_guide_whatever_carrier_it_names(journal):
    recorded(journal, [a_report(carrier=""), a_report(carrier="au"), a_report(carrier="docomo"), a_report(guide="2fa")])

    flush(journal)

    assert sum(count for count, _ in counts().values()) == Report.objects.count() == 2
    assert {(row.guide, row.sender) for row in Report.objects.all()} == {("sms", "a"), ("2fa", "a")}


@pytest.mark.parametrize("later", [False, True], ids=["in one segment", "in a later one"])
def test_after_six_hours_a_network_counts_again(journal, later):
    for hours in (0, 5.99, 6):
        recorded(journal, [a_report()], after(hours=hours))
        if later:
            flush(journal)

    flush(journal)

    assert [row.at for row in Report.objects.order_by("at")] == [NOON, after(hours=6)]


def test_what_comes_late_from_another_node_is_no_second_report(journal):
    recorded(journal, [a_report()], after(hours=2))
    flush(journal)
    recorded(journal, [a_report()], NOON)
    recorded(journal, [a_report("b")], NOON)

    flush(journal)

    assert sorted(Report.objects.values_list("sender", flat=True)) == ["a", "b"]
    assert sum(ReportCount.objects.values_list("count", flat=True)) == 2


@given(st.lists(st.tuples(st.integers(0, 36), st.sampled_from("abc"), st.sampled_from(["", "au", "docomo"]))))
def test_whatever_comes_in_whatever_order_no_network_counts_twice(sent):
    from django.db import transaction

    with transaction.atomic():
        for hours, sender, carrier in sent:
            reporting.add([(after(hours=hours / 2), a_report(sender, carrier=carrier))])
        rows = list(Report.objects.all())
        cells = counted_by_cell()
        transaction.set_rollback(True)

    assert Counter((row.carrier, reporting.bucket_of(row.at)) for row in rows) == cells
    by_sender = [sorted(row.at for row in rows if row.sender == one) for one in "abc"]
    assert all(second - first >= SAME for times in by_sender for first, second in pairwise(times))
    assert {row.sender for row in rows} == {sender for _, sender, _ in sent}


def counted_by_cell():
    return Counter({(row.carrier, row.bucket): row.count for row in ReportCount.objects.all()})


def test_a_segment_that_comes_back_counts_nothing_twice(journal):
    recorded(journal, [a_report()])
    [segment] = journal.segments()
    kept = segment.read_bytes()
    flush(journal)
    Report.objects.all().delete()  # as if it had lain about for days
    segment.write_bytes(kept)

    assert flush(journal) == 0
    assert counts() == {("sms", "au"): (1, 0)}


def test_a_torn_line_is_passed_over(journal):
    recorded(journal, [a_report("a"), a_report("b")])
    journal.let_go()
    [segment] = journal.segments()
    segment.write_bytes(segment.read_bytes()[:-20])

    assert flush(journal) == 1
    assert [row.sender for row in Report.objects.all()] == ["a"]


@pytest.mark.parametrize(("verb", "nth"), [("INSERT", 3), ("INSERT", 4), ("UPDATE", 1), ("UPDATE", 2)])
def test_a_failure_in_the_middle_counts_nothing_and_all_the_next_time(journal, verb, nth):
    recorded(journal, [a_verdict(), a_report()])

    with connection.execute_wrapper(Failing(verb, nth)), pytest.raises(DatabaseError):
        flush(journal)

    assert (Report.objects.count(), counts()) == (0, {})
    assert flush(journal) == 2
    assert (Report.objects.count(), counts()) == (1, {("sms", "au"): (1, 0)})


def test_a_flood_from_one_network_writes_one_line(recorder):
    flood = [sent_by(f"203.0.113.{one % 256}", carrier=f"c{one % 7}") for one in range(5000)]
    outcomes = Counter(recorder.report(one, after(seconds=at)) for at, one in enumerate(flood))

    assert outcomes == {Outcome.COUNTED: 1, Outcome.TOO_MANY: 4999}
    assert len(entries(recorder.journal)) == 1
    flush(recorder.journal)
    assert counts() == {("sms", "c0"): (1, 0)}


def test_two_processes_that_each_took_it_count_it_once(tmp_path):
    for process in ("one", "other"):
        recorder = Recorder(Journal(tmp_path / process))
        assert recorder.report(sent_by("203.0.113.7"), NOON) is Outcome.COUNTED
        flush(recorder.journal)

    assert counts() == {("sms", "au"): (1, 0)}


def test_what_a_process_remembers_has_an_end(monkeypatch):
    monkeypatch.setattr("troubleshoot.insight.caps.KEPT", 100)
    once = Once()

    assert all(once.admit(a_report(f"{one}"), NOON) for one in range(1000))

    assert len(once._times) == 100
    assert once.admit(a_report("0"), NOON)
    assert not once.admit(a_report("999"), NOON)


def test_after_six_hours_a_process_takes_it_again():
    once = Once()
    admitted = [once.admit(a_report(), after(hours=hours)) for hours in (0, 5.99, 6, 7, 12)]

    assert admitted == [True, False, True, False, True]


def test_a_disk_that_refuses_leaves_the_network_free_to_try_again(tmp_path):
    folder = tmp_path / "journal"
    folder.write_text("a file where the folder should be")
    recorder = Recorder(Journal(folder))

    refused = recorder.report(a_report(), NOON)
    folder.unlink()

    assert (refused, recorder.report(a_report(), NOON)) == (Outcome.NOT_KEPT, Outcome.COUNTED)


def test_a_sender_is_a_network_s_of_a_day_and_tells_nothing_of_it(settings):
    morning, evening = datetime(2026, 11, 24, 15, 0, tzinfo=UTC), datetime(2026, 11, 25, 14, 59, tzinfo=UTC)
    midnight = evening + timedelta(minutes=1)

    sender = sender_of("203.0.113.7", morning)

    assert len(sender) == 32
    assert sender == sender_of("203.0.113.250", evening)
    assert sender != sender_of("203.0.113.7", midnight)
    assert sender != sender_of("203.0.114.7", morning)
    settings.SECRET_KEY = "another"
    assert sender != sender_of("203.0.113.7", morning)


def test_at_midnight_every_network_is_a_new_one(recorder):
    before, midnight = datetime(2026, 11, 25, 14, 59, tzinfo=UTC), datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    outcomes = [recorder.report(sent_by("203.0.113.7", at), at) for at in (before, midnight, midnight + HOUR)]

    flush(recorder.journal)

    assert outcomes == [Outcome.COUNTED, Outcome.COUNTED, Outcome.TOO_MANY]
    assert Report.objects.count() == 2


def test_reports_are_forgotten_after_thirty_hours_and_counts_after_four_hundred_days(journal):
    for hours in (31, 29):
        Report.objects.create(at=now() - hours * HOUR, guide="sms", sender=f"{hours}")
    for days in (401, 399):
        ReportCount.objects.create(bucket=now() - timedelta(days=days), guide="sms", count=days)

    Flusher(journal).look()

    assert [row.sender for row in Report.objects.all()] == ["29"]
    assert [row.count for row in ReportCount.objects.all()] == [399]


def test_reports_are_forgotten_within_ten_minutes_of_their_time(journal, django_assert_num_queries):
    flusher = Flusher(journal)
    flusher.look()
    Report.objects.create(at=now() - 31 * HOUR, guide="sms", sender="a")
    with django_assert_num_queries(0):
        flusher.look()
    flusher._forgot -= counting.BUCKET

    flusher.look()

    assert list(Report.objects.all()) == []


def test_nodes_that_count_at_once_count_each_network_once(tmp_path):
    found = act("report_at_once", tmp_path, "tests.insight.acts", processes=4, networks=40)

    assert found["counted"] == {"reports": 40, "senders": 40, "sum": 40}
