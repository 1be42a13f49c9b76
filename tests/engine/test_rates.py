"""How often advice helped: shares with Wilson's intervals."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides import SMS
from troubleshoot.engine.rates import Rate, of_all, of_carriers, of_causes
from troubleshoot.engine.told import Told, lasts

counts = st.integers(0, 10**6)


def told(*causes, solved=0, unsolved=0, tried=(), answers=None):
    return Told(answers or {}, tuple(tried), causes, solved, unsolved)


@given(solved=counts, unsolved=counts)
def test_an_interval_holds_its_share_and_stays_within_0_and_1(solved, unsolved):
    rate = Rate(solved, solved + unsolved)

    assert 0 <= rate.low <= 1
    assert rate.low <= rate.share + 1e-12 or not rate.of
    assert rate.high >= rate.share - 1e-12
    assert rate.high <= 1


@given(solved=counts, unsolved=counts)
def test_an_interval_is_the_same_seen_from_the_other_side(solved, unsolved):
    rate, other = Rate(solved, solved + unsolved), Rate(unsolved, solved + unsolved)

    assert (rate.low, rate.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-9)


@given(solved=st.integers(0, 1000), unsolved=st.integers(0, 1000), times=st.integers(2, 50))
def test_more_verdicts_are_surer(solved, unsolved, times):
    few, many = Rate(solved, solved + unsolved), Rate(solved * times, (solved + unsolved) * times)

    assert many.high - many.low <= few.high - few.low + 1e-12


def test_intervals_worked_by_hand():
    # Wilson at z = 1.645: of 10, 4: (4 + 1.353) / 12.706 -+ 1.645 sqrt(2.4 + .676) / 12.706.
    assert (Rate(4, 10).low, Rate(4, 10).high) == pytest.approx((0.1942, 0.6483), abs=1e-4)
    assert (Rate(0, 0).low, Rate(0, 0).high) == pytest.approx((0, 1))
    assert Rate(0, 3).high == pytest.approx(0.4742, abs=1e-4)


def test_advice_is_counted_by_all_that_was_tried_together_the_most_told_first():
    rows = [
        told("filter", solved=1, unsolved=1),
        told("limit", "block", solved=2, unsolved=1),
        told("block", "limit", unsolved=1),
        told("blocked", solved=1),
        told("nonsense", unsolved=1),
    ]

    found = of_causes(SMS, rows)

    assert list(found.items()) == [
        (("block", "limit"), Rate(2, 4)),
        (("filter",), Rate(1, 2)),
        (("block",), Rate(1, 1)),
        (("nonsense",), Rate(0, 1)),
    ]


def test_carriers_are_counted_by_walks_and_not_by_verdicts():
    docomo = {"carrier": "docomo"}
    rows = [
        told("filter", unsolved=5, answers=docomo),
        told("block", solved=3, unsolved=1, tried=["filter"], answers=docomo),
        told("filter", solved=1),
    ]

    walks = lasts(SMS, rows)

    # One of five left after the first advice, and one after the second.
    assert of_carriers(walks) == {"docomo": Rate(3, 5), "": Rate(1, 1)}
    assert of_all(walks) == Rate(4, 6)


def test_last_verdicts_know_what_was_advised_beside_what_is_no_candidate():
    row = told("refused", solved=1, tried=["filter", "backup"])

    (last,) = lasts(SMS, [row, replace(row, solved=0)])

    assert (last.tried, last.causes, last.failed) == (("filter", "backup"), ("refused",), {"filter", "backup"})
