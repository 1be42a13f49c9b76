"""Incidents come before everything, for those they touch."""

import pytest

from tests.guides import SMS, an_incident
from troubleshoot import engine

EVERYBODY = an_incident("everybody")
DOCOMO = an_incident("docomo", (None, "docomo"))
ELSEWHERE = an_incident("elsewhere", ("mail", None))
OVER = an_incident("over", ongoing=False)


def replay(*incidents, tried=(), **answers):
    return engine.replay(SMS, answers, tried, incidents=incidents)


def test_incident_is_advised_at_once():
    step = replay(EVERYBODY).step

    assert (step.cause.slug, step.incident, step.certain, step.probability) == ("outage", EVERYBODY, True, 1.0)


def test_incident_comes_before_a_certain_cause():
    assert replay(EVERYBODY, situation="refused").step.incident == EVERYBODY


def test_incident_whose_cause_the_release_lacks_gives_way_to_the_next():
    unknown = an_incident("unknown", cause="nobody-knows", impact="critical")

    assert isinstance(replay(unknown).step, engine.QuestionStep)
    assert replay(unknown, EVERYBODY).step.incident == EVERYBODY


def test_going_on_is_the_ordinary_still_nothing():
    walk = engine.after_trying(replay(EVERYBODY), "outage")

    assert walk.step.question.slug == "situation"
    assert engine.address(walk) == "/guides/sms/walk/situation/?tried=outage"


def test_incident_that_ended_leaves_the_ordinary_step():
    assert engine.address(replay(OVER)) == engine.address(replay()) == "/guides/sms/walk/situation/"


@pytest.mark.parametrize(
    ("carrier", "touched"), [(None, False), ("docomo", True), ("ahamo", True), ("au", False), ("unsure", False)]
)
def test_incident_limited_to_a_carrier_touches_those_known_to_be_on_it(carrier, touched):
    walk = replay(DOCOMO, **({"carrier": carrier} if carrier else {}))

    assert isinstance(walk.step, engine.Advice) == touched


def test_incident_of_a_brand_does_not_touch_its_network():
    brand = an_incident("brand", (None, "ahamo"))

    assert isinstance(replay(brand, carrier="docomo").step, engine.QuestionStep)
    assert isinstance(replay(brand, carrier="ahamo").step, engine.Advice)


def test_incident_touches_the_guides_it_names():
    assert isinstance(replay(ELSEWHERE).step, engine.QuestionStep)
    assert isinstance(replay(an_incident("here", ("mail", None), ("sms", None))).step, engine.Advice)


def test_incident_of_a_pair_touches_both_together_alone():
    pair = an_incident("pair", ("sms", "au"), ("mail", "docomo"))

    assert isinstance(replay(pair, carrier="povo").step, engine.Advice)
    assert isinstance(replay(pair, carrier="docomo").step, engine.QuestionStep)


def test_question_shown_again_is_shown_during_an_incident():
    walk = replay(EVERYBODY, situation="locked")

    assert engine.going_back_to(walk, "situation").step.question.slug == "situation"


def test_touching_gives_the_most_severe_first():
    small, large = an_incident("small", impact="minor"), an_incident("large", impact="critical")
    work = an_incident("work", impact="maintenance")

    found = engine.touching([work, small, OVER, EVERYBODY, large], "sms", ())

    assert [one.slug for one in found] == ["large", "everybody", "small", "work"]


def test_touching_any_guide_leaves_the_carrier_to_matter():
    assert engine.touching([ELSEWHERE, DOCOMO], None, ()) == (ELSEWHERE,)
    assert engine.touching([ELSEWHERE, DOCOMO], None, ("ahamo", "docomo")) == (ELSEWHERE, DOCOMO)
