"""The charts that a surge is told by."""

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.engine.charts import TIMES, Charts, stage, threshold

COUNTS = st.lists(st.integers(0, 9), max_size=60)


def stepped(counts, now):
    charts = Charts()
    for at, count in enumerate(counts):
        charts.step(at, count, now)
    return charts


@given(rate=st.floats(1e-3, 50), mean=st.floats(1e-3, 500), dispersion=st.floats(1, 5))
def test_less_is_asked_where_fewer_reports_come(rate, mean, dispersion):
    assert threshold(rate / 2, mean, dispersion) < threshold(rate, mean, dispersion) < inf


def test_chart_adds_the_logarithm_of_the_likelihood_ratio():
    charts = stepped([3], stage(0.5, 1, 10))

    assert charts.levels == pytest.approx([3 * log(k) - 0.5 * (k - 1) for k in TIMES])


def test_dispersion_divides_what_a_report_says():
    plain, scattered = (stepped([3], stage(0.5, dispersion, 10)).levels for dispersion in (1, 2))

    assert scattered == pytest.approx([level / 2 for level in plain])


def test_charts_rise_from_the_first_report_since_they_were_at_0():
    charts = stepped([0, 1, 0, 0, 0, 0, 0, 0, 2, 1], stage(0.5, 1, 10))

    assert (charts.onset, charts.first) == (8, 8)


def test_two_reports_never_suffice():
    assert stepped([2], stage(1e-9, 1, -100)).top < 1 <= stepped([4], stage(1e-9, 1, -100)).top


@given(counts=COUNTS, more=COUNTS, rate=st.floats(0.01, 3))
def test_greater_counts_make_nothing_lower_and_no_rise_later(counts, more, rate):
    now = stage(rate, 1, 8)
    greater = [count + extra for count, extra in zip(counts, more + [0] * len(counts), strict=False)]

    before, after = stepped(counts, now), stepped(greater, now)

    assert after.top >= before.top
    assert all(high >= low for low, high in zip(before.levels, after.levels, strict=True))
    rises = zip(before.rises, after.rises, before.levels, strict=True)
    assert all(later <= earlier for earlier, later, level in rises if level)


@given(counts=COUNTS)
def test_charts_never_rise_far_above_what_they_need(counts):
    assert stepped(counts, stage(0.1, 1, 8)).top <= 1.2 + 1e-9
