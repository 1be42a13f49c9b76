"""Surges in what readers report."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troubleshoot.engine.expecting import DAY, SLOTS, expect, steady
from troubleshoot.engine.surge import Watch, band, watch

USUAL = steady(0.5)
#: Some hours' reports by minute, most of them usual.
REPORTS = st.dictionaries(st.integers(0, 299), st.integers(0, 4), max_size=120)
END = 300
briskly = settings(max_examples=60, deadline=None)


def by_chance(seed, rate, begin, end):
    chance = random.Random(seed)
    return {minute: sum(chance.random() < rate / 10 for _ in range(10)) for minute in range(begin, end)}


def test_no_reports_are_no_surge():
    assert watch({}, USUAL, 0, DAY) is None


def test_usual_reports_are_no_surge():
    assert watch(by_chance(1, 0.5, 0, DAY), USUAL, 0, DAY) is None


def test_surge_tells_since_when_and_by_how_much():
    calm = dict.fromkeys(range(0, 600, 2), 1)

    surge = watch(calm | dict.fromkeys(range(600, 660), 2), USUAL, 0, 660)

    assert 600 <= surge.onset <= 601
    assert surge.onset < surge.noticed < 615
    assert surge.observed == 2 * (660 - surge.onset)
    assert surge.expected == pytest.approx(0.5 * (660 - surge.onset))
    assert surge.share == pytest.approx(0.75)
    assert surge.statistic > surge.threshold


def test_surge_ends_when_reports_are_usual_again():
    reports = by_chance(1, 0.5, 0, 600) | dict.fromkeys(range(600, 660), 3) | by_chance(2, 0.5, 660, 1000)

    assert watch(reports, USUAL, 0, 700) is not None
    assert watch(reports, USUAL, 0, 1000) is None


def test_greater_surge_is_noticed_sooner():
    noticed = [watch(dict.fromkeys(range(600, 900), times), USUAL, 0, 900).noticed for times in (1, 2, 4, 8)]

    assert noticed == sorted(noticed, reverse=True)
    assert len(set(noticed)) == 4


def test_fewer_than_three_senders_are_no_surge():
    reports = dict.fromkeys(range(600, 660), 5)

    assert watch(reports, USUAL, 0, 660, senders={600: 1, 610: 1}) is None
    assert watch(reports, USUAL, 0, 660, senders={600: 1, 610: 1, 620: 1}).noticed == 620


def test_two_reports_are_no_surge_however_rare_reports_are():
    assert watch({600: 2}, steady(1e-6), 0, 601) is None


def test_scattered_reports_need_more():
    reports = dict.fromkeys(range(600, 900), 1)

    assert watch(reports, steady(0.5, 2), 0, 900).noticed > watch(reports, steady(0.5), 0, 900).noticed


def test_late_reports_count_the_next_time():
    reports = dict.fromkeys(range(600, 700), 2)
    late = dict.fromkeys(range(600, 630), 4)

    assert watch(reports | late, USUAL, 0, 660).noticed < watch(reports, USUAL, 0, 700).noticed


@briskly
@given(reports=REPORTS, more=REPORTS)
def test_more_reports_never_lose_a_surge_nor_notice_it_later(reports, more):
    both = {minute: reports.get(minute, 0) + more.get(minute, 0) for minute in {*reports, *more}}

    before, after = watch(reports, USUAL, 0, END), watch(both, USUAL, 0, END)

    assert before is None or after.noticed <= before.noticed


@briskly
@given(reports=REPORTS, rate=st.floats(0.001, 5), dispersion=st.floats(1, 5), end=st.integers(-10, 400))
def test_watch_is_total(reports, rate, dispersion, end):
    surge = watch(reports, steady(rate, dispersion), 0, end)

    if surge:
        assert 0 <= surge.onset <= surge.noticed < end
        assert 0 <= surge.share <= 1
        assert surge.observed >= 3


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), begin=st.integers(0, 4 * DAY))
def test_a_day_is_enough_where_the_charts_were_at_0(seed, begin):
    reports = by_chance(seed, 0.5, 0, 5 * DAY)
    whole = Watch(reports, USUAL)
    for minute in range(begin):
        whole.step(minute)
    while whole.charts.top:
        whole.step(begin)
        begin += 1
    for minute in range(begin, begin + DAY):
        whole.step(minute)

    assert whole.surge(begin + DAY) == watch(reports, USUAL, begin, begin + DAY)


@briskly
@given(reports=REPORTS, days=st.integers(-3, 3))
def test_weeks_are_alike(reports, days):
    moved = {minute + 7 * DAY * days: count for minute, count in reports.items()}
    here, there = watch(reports, USUAL, 0, END), watch(moved, USUAL, 7 * DAY * days, 7 * DAY * days + END)

    assert (here and (here.noticed, here.observed)) == (there and (there.noticed - 7 * DAY * days, there.observed))


def test_new_series_is_silent_for_six_hours_and_then_finds_a_flood():
    flood = dict.fromkeys(range(355, 400), 3)
    expected = expect({minute // 10: 30 for minute in range(360, 400)}, 0, 36)

    assert watch(flood, expected, 0, 360) is None
    assert 360 < watch(flood, expected, 0, 400).noticed < 372


@pytest.mark.parametrize(("rate", "dispersion"), [(0.05, 1), (0.5, 1), (5, 1), (5, 3)])
def test_band_holds_most_of_what_is_usual(rate, dispersion):
    low, high = band(steady(rate, dispersion), 0)

    assert 0 <= low < rate * 10 < high
    assert high - low == pytest.approx(4 * (rate * 10 * dispersion) ** 0.5, rel=0.5)


def test_band_is_that_of_the_time_of_day():
    counts = {at: 8 if at % SLOTS < 72 else 2 for at in range(28 * SLOTS)}
    expected = expect(counts, 0, 28 * SLOTS)

    assert band(expected, 28 * DAY + 300)[0] > band(expected, 28 * DAY + 1100)[0]
