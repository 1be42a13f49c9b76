"""Old tallies grow few, and say what they said: each verdict once, in its hour."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.insight.test_flushing import Failing
from tests.insight.verdicts import a_verdict, recorded
from troubleshoot import models
from troubleshoot.insight import reports, retention
from troubleshoot.insight.flushing import Flusher, RolledUpError, flush
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.retention import FINE, tidy
from troubleshoot.models import Tally, Took

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, 34, 56, tzinfo=UTC)
#: The first hour that still is fine: half an hour of it is older than ninety days.
FIRST_FINE = datetime(2026, 8, 27, 12, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def tally(bucket, count=1, **changes):
    Tally.objects.create(**asdict(a_verdict(**changes)), bucket=bucket, count=count)


def tallies(*columns):
    return list(Tally.objects.order_by("bucket", "cause").values_list("bucket", *columns, "count"))


def test_ten_minutes_become_hours_after_ninety_days():
    for minutes in (-70, -60, -50, -10, 0, 10):
        tally(FIRST_FINE + minutes * MINUTES, 5)

    assert tidy(NOW)

    hour = timedelta(hours=1)
    fine = [(FIRST_FINE, 5), (FIRST_FINE + 10 * MINUTES, 5)]
    assert tallies() == [(FIRST_FINE - 2 * hour, 5), (FIRST_FINE - hour, 15), *fine]


def test_what_was_said_by_different_walks_stays_apart():
    different = [
        {},
        {"guide": "other"},
        {"answers": ""},
        {"tried": "limit"},
        {"cause": "limit"},
        {"others": "limit,spam"},
        {"verdict": "unsolved"},
    ]
    for changes in different:
        tally(FIRST_FINE - 20 * MINUTES, 1, **changes)
        tally(FIRST_FINE - 10 * MINUTES, 2, **changes)

    tidy(NOW)

    said = Tally.objects.values_list("guide", "answers", "tried", "cause", "verdict", "others", "count")
    assert sorted(said) == sorted((*asdict(a_verdict(**changes)).values(), 3) for changes in different)


#: Verdicts and tidyings in any order; each verdict some ten minutes from the first fine hour.
STORIES = st.lists(st.none() | st.tuples(st.integers(-15, 8), st.sampled_from("ab")), max_size=25)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES, steps=st.integers(1, 4))
def test_each_verdict_is_counted_once_in_its_hour(story, steps, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(retention, "STEPS", steps)
    for table in (Tally, models.CountedSegment, models.Counter):
        table.objects.all().delete()
    journal, said = Journal(tmp_path_factory.mktemp("journal")), Counter()
    for one in story:
        if one is None:
            tidy(NOW)
            continue
        tenths, cause = one
        at = FIRST_FINE + tenths * 10 * MINUTES
        recorded(journal, [a_verdict(cause=cause)], at)
        flush(journal)
        said[at.replace(minute=0), cause] += 1

    while not tidy(NOW):
        pass

    found = Counter()
    for bucket, cause, count in tallies("cause"):
        found[bucket.replace(minute=0), cause] += count
    assert found == said
    assert {row for row in tallies("cause") if row[0] >= FIRST_FINE} == _fine(story)
    if None not in story:
        assert all(bucket.minute == 0 for bucket, _ in tallies() if bucket < FIRST_FINE)


def _fine(story):
    """Return the tallies of the verdicts that are not old yet."""
    counts = Counter(one for one in story if one and one[0] >= 0)
    return {(FIRST_FINE + tenths * 10 * MINUTES, cause, count) for (tenths, cause), count in counts.items()}


def test_a_later_day_rolls_up_where_the_one_before_ended():
    tally(FIRST_FINE - 10 * MINUTES)
    tidy(NOW)
    tally(FIRST_FINE + 40 * MINUTES, 2)
    tally(FIRST_FINE + 50 * MINUTES, 3)

    tidy(NOW + timedelta(hours=1))

    assert tallies() == [(FIRST_FINE - timedelta(hours=1), 1), (FIRST_FINE, 5)]


@pytest.mark.parametrize(("verb", "nth"), [("UPDATE", 1), ("UPDATE", 2), ("DELETE", 1)])
def test_a_failure_in_the_middle_changes_nothing_and_works_the_next_time(verb, nth):
    for minutes in (10, 20):
        tally(FIRST_FINE - minutes * MINUTES)

    with connection.execute_wrapper(Failing(verb, nth)), pytest.raises(DatabaseError):
        tidy(NOW)

    assert len(tallies()) == 2
    tidy(NOW)
    assert tallies() == [(FIRST_FINE - timedelta(hours=1), 2)]


def test_reports_and_what_impact_reads_are_the_same_afterwards():
    for days in range(0, 100, 3):
        for minutes in (0, 10, 40):
            tally(NOW.replace(minute=0, second=0) - timedelta(days=days) + minutes * MINUTES, days + 1)
    month = Tally.objects.filter(bucket__gte=NOW - timedelta(days=30))
    before = reports.weekly(NOW), list(month.values_list())

    tidy(NOW)

    assert (reports.weekly(NOW), list(month.values_list())) == before
    assert reports.weekly(NOW)[0].now.total > 0


def test_tallies_are_kept_for_good_unless_a_setting_says_how_long():
    tally(NOW - timedelta(days=4000))
    tally(NOW - timedelta(days=399))
    tidy(NOW)
    assert Tally.objects.count() == 2

    tidy(NOW, timedelta(days=400))

    assert [bucket for bucket, _ in tallies()] == [NOW.replace(minute=0, second=0) - timedelta(days=399)]


def test_durations_go_with_the_tallies():
    for days in (0, 300, 400, 401, 4000):
        Took.objects.create(day=NOW.date() - timedelta(days=days), guide="sms", cause="filter", minutes="5", count=1)
    tidy(NOW)
    assert Took.objects.count() == 5

    tidy(NOW, timedelta(days=400))

    assert [(NOW.date() - one.day).days for one in Took.objects.all()] == [0, 300, 400]


def test_a_call_does_so_much_and_the_next_one_goes_on(monkeypatch):
    monkeypatch.setattr(retention, "STEPS", 2)
    for hours in (1, 2, 3):
        tally(FIRST_FINE - timedelta(hours=hours) + 10 * MINUTES)

    assert [tidy(NOW), tidy(NOW)] == [False, True]

    assert [bucket.minute for bucket, _ in tallies()] == [0, 0, 0]


def test_the_flusher_goes_on_until_all_of_a_day_is_tidied(tmp_path, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(retention, "STEPS", 1)
    old = now().replace(minute=10, second=0, microsecond=0) - FINE - timedelta(days=3)
    tally(old)
    tally(old - timedelta(days=400))
    flusher = Flusher(Journal(tmp_path / "journal"), kept=timedelta(days=365))

    for _ in range(4):
        flusher.look()

    assert tallies() == [(old.replace(minute=0), 1)]
    with django_assert_num_queries(0):
        flusher.look()


class TakingAway:
    """Delete the tallies just before verdicts are added to one, as another node may."""

    def __init__(self):
        self._done = False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith('UPDATE "troubleshoot_tally"') and not self._done:
            self._done = True
            Tally.objects.all().delete()
        return execute(sql, params, many, context)


def test_verdicts_whose_tally_goes_meanwhile_are_counted_by_the_next_flush(tmp_path):
    journal = Journal(tmp_path / "journal")
    recorded(journal, [a_verdict()] * 3, FIRST_FINE - 10 * MINUTES)

    with connection.execute_wrapper(TakingAway()), pytest.raises(RolledUpError):
        flush(journal)

    assert flush(journal) == 3
    assert tallies() == [(FIRST_FINE - 10 * MINUTES, 3)]
