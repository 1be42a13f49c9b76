"""What was said of advice, beside what came of it."""

import pytest
from hypothesis import given

from tests.guides import SMS, a_question, an_answer, two_causes
from troubleshoot.engine import Advice
from troubleshoot.engine.calibration import calibration, said
from troubleshoot.engine.rates import Rate
from troubleshoot.engine.told import Told

from .strategies import guides, readers, thoroughly
from .test_learning import rows

#: Of "here" 40 %, of "there" 60 %; both help 9 of 10.
GUIDE = two_causes(a_question("q", an_answer("yes"), an_answer("no")))


def told(*causes, solved=0, unsolved=0, tried=(), answers=None):
    return Told(answers or {}, tuple(tried), causes, solved, unsolved)


def thanked(helps):
    """Return how many say "solved" where so many were helped: of the others 7 in 100 do."""
    return pytest.approx(helps + (1 - helps) * 0.07)


def test_what_was_said_is_the_belief_times_the_efficacy_and_false_thanks():
    assert said(GUIDE, told("here")) == thanked(0.36)
    assert said(GUIDE, told("here", "there")) == thanked(0.9)
    # After "there" failed .06 of its .6 are left: .4 of .46.
    assert said(GUIDE, told("here", tried=["there"])) == thanked(0.9 * 0.4 / 0.46)


def test_advice_that_an_answer_makes_certain_says_so():
    guide = two_causes(a_question("q", an_answer("yes", cause="here"), an_answer("no")))

    assert said(guide, told("here", answers={"q": "yes"})) == thanked(0.9)


def test_what_is_no_candidate_says_nothing():
    assert said(SMS, told("refused", answers={"situation": "refused"})) is None
    assert calibration(SMS, [told("refused", solved=4), told("nonsense", unsolved=4)]) == ()


def test_tenths_hold_what_came_beside_what_was_said():
    rows = [told("here", solved=3, unsolved=7), told("here", "there", solved=9, unsolved=1)]

    low, high = calibration(GUIDE, rows)

    assert (low.low, low.high, low.said, low.rate) == (0.4, 0.5, thanked(0.36), Rate(3, 10))
    assert (high.low, high.said, high.rate) == (0.9, thanked(0.9), Rate(9, 10))


@thoroughly
@given(guide=guides(), rows=rows)
def test_each_tenth_holds_its_own_average(guide, rows):
    sound = [row for row in rows if 0 <= row.solved < 1e6 and 0 <= row.unsolved < 1e6]

    tenths = calibration(guide, sound)

    assert all(one.low - 1e-9 <= one.said <= one.high + 1e-9 for one in tenths)
    assert sum(one.rate.of for one in tenths) <= sum(row.solved + row.unsolved for row in sound) * (1 + 1e-9)


@thoroughly
@given(reader=readers())
def test_what_was_said_is_what_a_walk_believes(reader):
    walk = reader.walk(at=None, incidents=[])
    if not isinstance(walk.step, Advice) or walk.step.certain or walk.step.cause.slug not in reader.guide.candidates:
        return

    says = sum(walk.beliefs[slug] * reader.guide.candidates[slug].efficacy for slug in walk.step.slugs)
    assert said(reader.guide, told(*walk.step.slugs, tried=walk.tried, answers=walk.answers)) == thanked(says)
