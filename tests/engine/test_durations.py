"""What readers' answers propose for the minutes of a remedy."""

from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides import a_candidate, a_guide, a_question, an_answer
from troubleshoot.engine.durations import INTERVALS, beside, middle, proposed
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.guide import Door, Prices

NAMES = tuple(INTERVALS)
minutes = st.floats(0.1, 200)
besides = st.floats(0, 20)
heard = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 500))


def a_guide_of(*candidates, **more):
    return a_guide([a_question("q", an_answer("yes"), an_answer("no"))], candidates, **more)


@given(now=st.floats(0, 10_000), beside=besides)
def test_without_answers_it_is_the_editor_s_number(now, beside):
    found = middle(now, {}, beside)

    assert (found.now, found.proposed, found.readers) == (now, now, 0)
    assert found.low <= now <= found.high


@pytest.mark.parametrize("name", NAMES)
@given(now=minutes)
def test_many_answers_of_one_interval_lead_into_it(name, now):
    low, high = INTERVALS[name]

    found = middle(now, {name: 5000})

    assert low <= found.proposed <= high
    assert found.low < found.proposed < found.high


def test_the_more_is_known_the_narrower_it_is():
    few, many = middle(5, {"5": 10}), middle(5, {"5": 1000})

    assert few.proposed == pytest.approx(5.1, abs=0.1)
    assert (few.low, few.high) == pytest.approx((3.8, 6.9), abs=0.1)
    assert (many.low, many.high) == pytest.approx((5.0, 5.5), abs=0.1)
    assert 5 < few.readers < 10


def test_ten_answers_weigh_about_as_much_as_the_editor():
    found = middle(2, {"15": 12})

    assert found.proposed == pytest.approx((2 * 15) ** 0.5, rel=0.2)


@given(now=minutes, beside=besides, answers=heard, shorter=st.sampled_from(NAMES), longer=st.sampled_from(NAMES))
def test_a_longer_answer_never_lowers_it(now, beside, answers, shorter, longer):
    shorter, longer = sorted((shorter, longer), key=NAMES.index)
    less = {**answers, shorter: answers.get(shorter, 0) + 1}
    more = {**answers, longer: answers.get(longer, 0) + 1}

    assert middle(now, less, beside).proposed <= middle(now, more, beside).proposed * (1 + 1e-9)


@given(now=minutes, beside=besides, answers=heard, number=st.integers(1, 1000))
def test_more_of_the_longest_raise_it_and_more_of_the_shortest_lower_it(now, beside, answers, number):
    plain = middle(now, answers, beside).proposed
    by_name = [{**answers, name: answers.get(name, 0) + number} for name in (NAMES[-1], NAMES[0])]

    assert middle(now, by_name[0], beside).proposed >= plain * (1 - 1e-9)
    assert middle(now, by_name[1], beside).proposed <= plain * (1 + 1e-9)


@given(
    now=st.floats(0, 1e9) | st.sampled_from([0.0, -1.0, inf, nan]),
    beside=st.floats(0, 1e6),
    answers=st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=2), st.floats() | st.integers(0, 10**15)),
)
def test_nothing_is_an_error(now, beside, answers):
    found = middle(now, answers, beside)

    assert found.readers >= 0


@given(now=minutes, beside=besides, answers=heard)
def test_it_lies_in_its_interval_and_answers_tell_no_more_than_there_are(now, beside, answers):
    found = middle(now, answers, beside)

    assert 0 < found.low < found.proposed < found.high < inf
    assert 0 <= found.readers <= sum(answers.values()) * (1 + 1e-9)


def test_door_and_resend_are_taken_off():
    resending = replace(a_candidate("block", 40), looking=False)
    doors = {"block": {None: Door("page", 1.0), "docomo": Door("my-docomo", 3.0), "au": Door("my-au", 2.0)}}
    guide = a_guide_of(resending, a_candidate("filter", 60), doors=doors, prices=Prices(resend=4.0))

    found = proposed(guide, {"block": {"15": 40}, "filter": {"15": 40}})

    assert [beside(guide, one) for one in guide.candidates.values()] == [6.0, 0.0]
    assert found["block"] == middle(2, {"15": 40}, 6.0)
    assert found["block"].proposed < found["filter"].proposed - 4


def test_every_candidate_has_its_estimate_and_others_have_none():
    guide = a_guide_of(a_candidate("here", 40, 3), a_candidate("there", 60))

    found = proposed(guide, {"elsewhere": {"5": 9}, "there": {"15": 9, "forever": 9}})

    assert list(found) == ["here", "there"]
    assert (found["here"].proposed, found["here"].readers) == (3, 0)
    assert found["there"] == middle(2, {"15": 9})
    assert isinstance(found["there"], Estimate)
