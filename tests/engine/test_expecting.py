"""What is usual, learned from the last four weeks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troubleshoot.engine.expecting import BIN, DAY, HISTORY, LEARNED, SLOTS, expect, rests, steady

FOUR_WEEKS = HISTORY * SLOTS
#: 1970-01-05, the first Monday.
MONDAY = 4
END = (MONDAY + HISTORY) * SLOTS
BEGIN = END - FOUR_WEEKS


def busy_by_day(at):
    """Return eight reports a bin by day, two by night, half of that on weekends."""
    by_day = 8 if 8 <= at % SLOTS // 6 < 20 else 2
    return by_day // 2 if rests(at // SLOTS) else by_day


def history(course=busy_by_day, begin=BEGIN, end=END):
    return {at: course(at) for at in range(begin, end)}


def by_chance(seed, mean=5, begin=BEGIN, end=END):
    chance = random.Random(seed)
    return {at: sum(chance.random() < mean / 20 for _ in range(20)) for at in range(begin, end)}


def at(day, hour):
    return (MONDAY + day) * DAY + hour * 60


def test_day_types_are_those_of_the_calendar():
    # 1970-01-01 was a Thursday
    assert [rests(day) for day in range(7)] == [False, False, True, True, False, False, False]


def test_course_of_day_and_week_is_learned():
    expected = expect(history(), BEGIN, END)

    rates = [expected.rate(at(HISTORY + day, hour)) * BIN for day in (0, 5) for hour in (13, 2)]
    # a little more is expected where few reports leave doubt
    assert rates == [pytest.approx(rate, rel=0.1) for rate in (8, 2, 4, 1)]
    assert (expected.days, expected.cold) == (28, False)


def test_holiday_is_a_weekend():
    day = MONDAY + HISTORY
    expected = expect(history(), BEGIN, END, holidays=frozenset({day}))

    assert expected.rate(at(HISTORY, 13)) == expected.rate(at(HISTORY + 5, 13)) < expected.rate(at(HISTORY + 1, 13))


def test_what_is_older_than_four_weeks_does_not_count():
    older = history(lambda _: 500, BEGIN - FOUR_WEEKS, BEGIN)

    assert expect(older | history(), BEGIN - FOUR_WEEKS, END) == expect(history(), BEGIN, END)


@settings(max_examples=8, deadline=None)
@given(since_midnight=st.integers(1, SLOTS - 1), count=st.integers(0, 10_000))
def test_what_goes_on_today_is_not_learned(since_midnight, count):
    today = dict.fromkeys(range(END, END + since_midnight), count)

    assert expect(history() | today, BEGIN, END + since_midnight) == expect(history(), BEGIN, END)


@settings(max_examples=8, deadline=None)
@given(first=st.integers(BEGIN, END - 1), length=st.integers(1, 60), count=st.integers(0, 10_000))
def test_masked_bins_do_not_count(first, length, count):
    masked = [(first, first + length)]
    changed = history() | dict.fromkeys(range(first, min(first + length, END)), count)

    assert expect(changed, BEGIN, END, masked=masked) == expect(history(), BEGIN, END, masked=masked)


def test_outage_nobody_published_is_hardly_learned():
    clean = by_chance(1)
    outage = range(END - 3 * SLOTS + 60, END - 3 * SLOTS + 84)

    after, wanted = (expect(counts, BEGIN, END) for counts in (clean | dict.fromkeys(outage, 50), clean))

    rates = zip(after.usual[0], wanted.usual[0], strict=True)
    assert max(abs(rate / true - 1) for rate, true in rates) < 0.1
    assert after.dispersion == pytest.approx(wanted.dispersion, abs=0.1)


def test_changed_week_is_learned_in_two_weeks():
    def moved(at):
        return busy_by_day(at if at < END - 14 * SLOTS else at - 36)

    expected = expect(history(moved), BEGIN, END)

    assert expected.rate(at(HISTORY, 23)) * BIN == pytest.approx(8, rel=0.25)


def test_growth_of_the_last_week_is_followed():
    def grown(at):
        return 20 if at >= END - 7 * SLOTS else 10

    assert expect(history(grown), BEGIN, END).rate(at(HISTORY, 12)) * BIN == pytest.approx(20, rel=0.15)


def test_dispersion_is_that_of_ten_minutes():
    chance = random.Random(1)
    clumped = {one: 2 * count for one, count in by_chance(1, 2.5).items()}

    assert expect(clumped, BEGIN, END).dispersion == pytest.approx(2 * 0.875, rel=0.1)
    assert expect(history(lambda _: 5), BEGIN, END).dispersion == 1
    assert expect({one: chance.choice([0, 10]) for one in range(BEGIN, END)}, BEGIN, END).dispersion > 4


def test_shape_of_all_counts_where_a_series_has_few_reports():
    shape = expect(history(lambda at: 40 * busy_by_day(at)), BEGIN, END)
    rare = dict.fromkeys(range(BEGIN, END, 6), 1)

    expected = expect(rare, BEGIN, END, shape=shape)

    assert expected.rate(at(HISTORY, 13)) > 2 * expected.rate(at(HISTORY, 2)) > 0


@pytest.mark.parametrize("counts", [{}, {BEGIN + 1: 1}])
def test_silent_series_still_expects_something(counts):
    expected = expect(counts, BEGIN, END)

    assert all(0 < expected.rate(minute) < 0.1 for minute in range(END * BIN, END * BIN + 7 * DAY, 60))


def test_cold_reference_stands_in_until_two_weeks_are_known():
    almost, known = (expect(history(), END - days * SLOTS, END) for days in (LEARNED - 1, LEARNED))
    same_day = expect(history(), END - LEARNED * SLOTS - 1, END - 1)

    assert (almost.cold, same_day.cold, known.cold) == (True, True, False)
    assert almost.silent == (END - (LEARNED - 1) * SLOTS) * BIN + 360


def test_cold_reference_is_half_above_the_greatest_of_three():
    begin, end = END - 2 * SLOTS, END
    flat = dict.fromkeys(range(begin, end), 4)
    lately = flat | dict.fromkeys(range(end - 21, end - 3), 8)
    yesterday = flat | dict.fromkeys(range(end - SLOTS - 3, end - SLOTS + 3), 10)
    latest = flat | dict.fromkeys(range(end - 3, end), 400)

    references = [expect(one, begin, end).rate(end * BIN) * BIN for one in (flat, lately, yesterday)]
    assert references == [pytest.approx(reference) for reference in (6, 12, 15)]
    assert expect(latest, begin, end).rate(end * BIN) * BIN < 15
    assert expect({}, begin, end).rate(end * BIN) * BIN == 1


def test_cold_reference_of_a_bin_looks_only_at_what_came_before():
    begin, now = END - 5 * SLOTS, END - 100
    counts = by_chance(2, begin=begin, end=END)

    assert expect(counts, begin, END).rate(now * BIN) == expect(counts, begin, now).rate(now * BIN)


@settings(max_examples=12, deadline=None)
@given(
    begin=st.integers(-5000, 5000),
    length=st.integers(-10, 3000),
    masked=st.lists(st.tuples(st.integers(-5000, 8000), st.integers(-5000, 8000)), max_size=3),
    counts=st.dictionaries(st.integers(-5000, 8000), st.integers(0, 1000), max_size=20),
)
def test_expect_is_total(begin, length, masked, counts):
    expected = expect(counts, begin, begin + length, masked=masked)

    assert all(expected.rate(minute) > 0 for minute in range(-2 * DAY, 2 * DAY, 397))
    assert expected.dispersion >= 1


def test_steady_series_expects_the_same_at_all_times():
    assert {steady(0.3).rate(minute) for minute in range(0, 7 * DAY, 13)} == {0.3}
