"""An outage that nobody has confirmed is believed in more, and advised no sooner than the belief has it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.guides import SMS
from troubleshoot import engine
from troubleshoot.engine import Suspicion, belief


def replay(*suspicions, **answers):
    return engine.replay(SMS, answers, suspicions=suspicions)


def outages(walk):
    return sum(p for slug, p in walk.beliefs.items() if walk.guide.causes[slug].role == "outage")


def test_suspicion_is_how_likely_an_outage_is_before_any_answer():
    walk = replay(Suspicion("sms", None, 0.6))

    assert outages(walk) == pytest.approx(0.6)
    assert isinstance(walk.step, engine.QuestionStep)


def test_the_likelier_of_two_counts():
    assert outages(replay(Suspicion("sms", None, 0.3), Suspicion(None, None, 0.5))) == pytest.approx(0.5)


def test_suspicion_less_likely_than_the_editor_s_weight_changes_nothing():
    assert replay(Suspicion("sms", None, 0.0001)).beliefs == replay().beliefs


@pytest.mark.parametrize("elsewhere", [Suspicion("mail", None, 0.9), Suspicion("sms", "docomo", 0.9)])
def test_suspicion_of_something_else_changes_nothing(elsewhere):
    assert replay(elsewhere).beliefs == replay().beliefs


def test_suspicion_of_a_carrier_counts_for_its_brands():
    walk = replay(Suspicion("sms", "docomo", 0.9), carrier="ahamo")

    assert outages(walk) > outages(replay(carrier="ahamo"))


def test_a_strong_one_is_advised_like_any_leader():
    step = replay(Suspicion("sms", None, 0.95)).step

    assert (step.cause.slug, step.certain, step.incident) == ("outage", False, None)


def test_what_follows_keeps_it():
    walk = replay(Suspicion("sms", None, 0.6))

    after = engine.after_trying(engine.after_answer(walk, "situation", "locked"), "outage")

    assert after.suspicions == walk.suspicions
    assert engine.again(after) == after


WEIGHTS = st.fixed_dictionaries({slug: st.floats(0, 100) for slug in SMS.candidates})


@given(weights=WEIGHTS, probability=st.floats(0, 0.99))
@example(weights=dict.fromkeys(SMS.candidates, 1.0) | {"outage": 5e-324}, probability=0.5)
def test_others_keep_their_proportions(weights, probability):
    raised = belief.suspecting(SMS, weights, probability)

    others = {slug for slug in weights if slug != "outage"}
    assert [raised[slug] for slug in others] == [weights[slug] for slug in others]
    assert raised["outage"] >= weights["outage"]
    if weights["outage"]:
        assert raised["outage"] >= probability * sum(raised.values()) * (1 - 1e-9)
