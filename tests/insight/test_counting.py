"""Reports as numbers: by minute, by ten minutes, by half-hour."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.insight.verdicts import NOON, after
from troubleshoot.insight import counting
from troubleshoot.models import Report, ReportCount

pytestmark = pytest.mark.django_db

#: 2026-11-25 21:03 in Tokyo.
MINUTE = 20782 * 1440 + 21 * 60 + 3


def report(at, guide="sms", carrier="au", *, was_told=False):
    Report.objects.create(at=at, guide=guide, carrier=carrier, sender="0" * 32, was_told=was_told)


def count(at, count, told=0, guide="sms", carrier="au"):
    ReportCount.objects.create(bucket=at, guide=guide, carrier=carrier, count=count, told=told)


def bucket(**time):
    return NOON.replace(minute=0, second=0) + timedelta(**time)


def test_a_minute_is_the_wall_clock_s():
    assert counting.minute(NOON) == MINUTE
    assert counting.minute(datetime(1969, 12, 31, 15, 0, tzinfo=UTC)) == 0


def test_minutes_count_each_cell_apart_without_those_told(django_assert_num_queries):
    for at in (NOON, after(seconds=39), after(seconds=40), after(hours=3)):
        report(at)
    report(NOON, carrier="")
    report(NOON, guide="2fa")
    report(after(minutes=5), was_told=True)

    with django_assert_num_queries(1):
        fresh = counting.minutes(NOON, after(hours=3))

    assert fresh == {("sms", "au"): {MINUTE: 2, MINUTE + 1: 1}, ("sms", ""): {MINUTE: 1}, ("2fa", "au"): {MINUTE: 1}}


def test_buckets_are_bins_of_ten_minutes(django_assert_num_queries):
    count(bucket(), 5, told=2)
    count(bucket(minutes=10), 1)
    count(bucket(), 3, carrier="")
    count(bucket(minutes=20), 9)

    with django_assert_num_queries(1):
        found = counting.buckets(bucket(), bucket(minutes=20))

    assert found == {
        ("sms", "au"): {MINUTE // 10: (5, 2), MINUTE // 10 + 1: (1, 0)},
        ("sms", ""): {MINUTE // 10: (3, 0)},
    }


def test_a_curve_has_a_guide_s_half_hours_the_running_one_last(django_assert_num_queries):
    count(bucket(), 2)
    count(bucket(), 1, carrier="docomo")
    count(bucket(minutes=-10), 4)
    count(bucket(minutes=-30), 5)
    count(bucket(minutes=-70), 6)
    count(bucket(minutes=-100), 7)
    count(bucket(minutes=10), 8)
    count(bucket(minutes=-30), 1, guide="2fa")

    with django_assert_num_queries(1):
        found = counting.curves(NOON, 4)

    assert found == {"sms": (6, 0, 9, 3), "2fa": (0, 0, 1, 0)}
