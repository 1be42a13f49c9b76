"""How the last days went, as far as incidents tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.engine.guide import Incident
from troubleshoot.engine.outage import touched
from troubleshoot.engine.uptime import DAYS, IMPACTS, Day, Lasting, days, lasting, minutes

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=TOKYO)
MINUTE = timedelta(minutes=1)
IMPACT = st.sampled_from([*IMPACTS, "none"])
#: Minutes before now.
AGO = st.integers(0, 12 * 1440)


def incident(begin, end=None, impact="major", scopes=((None, None),), status="resolved"):
    """Return an incident by the hours before now at which it began and ended, None while it goes on."""
    return Incident(
        slug="i",
        title={"ja": "障害"},
        status="investigating" if end is None else status,
        impact=impact,
        cause="outage",
        scopes=scopes,
        started_at=(NOW - timedelta(hours=begin)).isoformat(),
        resolved_at="" if end is None else (NOW - timedelta(hours=end)).isoformat(),
        ongoing=end is None,
    )


@st.composite
def incidents(draw):
    """Draw an incident of the last days; some go on."""
    begin, end = sorted((draw(AGO), draw(AGO)), reverse=True)
    return incident(begin / 60, draw(st.sampled_from([end / 60, None])), draw(IMPACT))


def test_a_day_without_an_incident_had_nothing():
    found = days((), NOW)

    assert len(found) == DAYS
    assert (found[0], found[-1]) == (Day(date(2026, 8, 29)), Day(date(2026, 11, 26)))


def test_an_outage_over_midnight_counts_on_both_days():
    assert days([incident(13, 11)], NOW, 2) == (
        Day(date(2026, 11, 25), "major", 60 * MINUTE),
        Day(date(2026, 11, 26), "major", 60 * MINUTE),
    )


def test_what_goes_on_counts_until_now():
    assert days([incident(2)], NOW, 1) == (Day(date(2026, 11, 26), "major", 120 * MINUTE),)


def test_two_at_once_count_once_and_the_worse_gives_the_word():
    assert days([incident(5, 3, "minor"), incident(4, 2, "critical")], NOW, 1)[0] == Day(
        date(2026, 11, 26), "critical", 180 * MINUTE
    )


def test_maintenance_counts_only_where_there_is_nothing_worse():
    work = incident(10, 8, "maintenance", status="completed")

    assert days([work], NOW, 1)[0] == Day(date(2026, 11, 26), "maintenance", 120 * MINUTE)
    assert days([work, incident(3, 2, "minor")], NOW, 1)[0] == Day(date(2026, 11, 26), "minor", 60 * MINUTE)


@pytest.mark.parametrize(
    "one",
    [
        replace(incident(-3), status="scheduled", impact="maintenance", ongoing=False),
        replace(incident(3), status="scheduled", impact="maintenance", ongoing=False),
        incident(3, impact="none"),
        replace(incident(3), started_at=""),
        incident(2, 3),
    ],
    ids=["planned", "planned and late", "without impact", "nobody knows when", "ends before it starts"],
)
def test_what_was_no_trouble_does_not_count(one):
    assert days([one], NOW, 1) == (Day(date(2026, 11, 26)),)


def test_a_day_of_twenty_five_hours_has_as_many_minutes():
    berlin = datetime(2026, 10, 25, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    whole = replace(incident(0), started_at="2026-10-24T00:00:00+00:00")

    assert days([whole], berlin, 2)[1].lasted == (25 * 60 - 1) * MINUTE


@given(st.lists(incidents(), max_size=8))
def test_minutes_are_within_the_day_and_none_goes_with_no_word(many):
    for day in days(many, NOW, 14):
        assert timedelta() <= day.lasted <= timedelta(days=1)
        assert (day.impact == "none") == (not day.lasted)


@given(st.lists(incidents(), max_size=6), incidents())
def test_one_more_incident_never_betters_a_day(many, one):
    for before, after in zip(days(many, NOW, 14), days([*many, one], NOW, 14), strict=True):
        assert rank(after.impact) <= rank(before.impact)
        assert after.lasted >= before.lasted or "maintenance" == before.impact != after.impact


@given(st.lists(incidents(), max_size=6))
def test_order_and_repetition_change_nothing(many):
    assert days([*reversed(many), *many], NOW, 14) == days(many, NOW, 14)


@given(st.lists(incidents().filter(lambda one: one.impact in IMPACTS[:3]), max_size=6))
def test_the_days_minutes_are_all_minutes_in_which_something_was_wrong(many):
    wrong = set()
    for one in many:
        begin = datetime.fromisoformat(one.started_at)
        end = datetime.fromisoformat(one.resolved_at) if one.resolved_at else NOW
        wrong |= {begin + timedelta(minutes=at) for at in range(int((end - begin) / timedelta(minutes=1)))}

    assert sum((day.lasted for day in days(many, NOW, 14)), timedelta()) == len(wrong) * MINUTE


@given(st.lists(incidents(), max_size=6))
def test_the_zone_in_which_times_are_written_changes_nothing(many):
    moved = [replace(one, started_at=in_utc(one.started_at), resolved_at=in_utc(one.resolved_at)) for one in many]

    assert days(moved, NOW, 14) == days(many, NOW, 14)


def rank(impact):
    return (*IMPACTS, "none").index(impact)


def in_utc(iso):
    return datetime.fromisoformat(iso).astimezone(UTC).isoformat() if iso else ""


@pytest.mark.parametrize(
    ("scope", "guide", "carriers", "is_touched"),
    [
        ((None, None), "x", None, True),
        ((None, None), "x", ("au",), True),
        (("x", None), "x", ("au",), True),
        (("x", None), "y", None, False),
        ((None, "docomo"), "x", None, True),
        ((None, "docomo"), "x", ("ahamo", "docomo"), True),
        ((None, "docomo"), "x", ("au",), False),
        (("y", "docomo"), "x", ("docomo",), False),
    ],
)
def test_whom_an_incident_touched(scope, guide, carriers, is_touched):
    assert touched(incident(1, scopes=(("z", "z"), scope)), guide, carriers) is is_touched


def test_how_long_an_incident_lasted():
    assert minutes(incident(2, 0.99), NOW) == 61
    assert minutes(incident(2), NOW) == 120
    assert minutes(incident(-1), NOW) is None


def test_how_long_outages_last_is_told_of_three():
    two = [incident(4, 3), incident(9, 7)]

    assert lasting(two, NOW) is None
    assert lasting([*two, incident(30, 20), incident(1), incident(50, 40, "maintenance")], NOW) == Lasting(3, 120, 600)
    assert lasting([*two, incident(366 * 24, 365.5 * 24)], NOW) is None


@given(st.lists(incidents(), min_size=3, max_size=9))
def test_the_median_is_no_longer_than_the_longest(many):
    found = lasting(many, NOW)

    assert found is None or 0 < found.median <= found.longest
