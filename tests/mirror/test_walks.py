"""The walks that the mirror holds: whole up to the first advice, the likeliest beyond."""

from dataclasses import replace
from itertools import pairwise

import pytest

from helpcenter.mirror import walks as choosing
from helpcenter.mirror.pages import solved
from helpcenter.mirror.walks import walks
from tests.views import batches
from tests.views.conftest import OUTAGE
from troubleshoot import engine

from .conftest import narrow


@pytest.fixture
def guide(served):
    return served.release().guides["x-sms"]


def addresses(found):
    return {engine.address(walk) for walk in found}


@pytest.mark.parametrize("asking", ["as-drawn", "what-pays"])
def test_every_answer_of_a_question_leads_to_a_walk_that_is_there(guide, asking):
    recent = replace(guide.questions["recent"], minutes=50)
    found = list(walks(replace(guide, questions={**guide.questions, "recent": recent}, asking=asking), ()))

    held = addresses(found)
    questions = [walk for walk in found if isinstance(walk.step, engine.QuestionStep)]
    onward = {
        engine.address(engine.after_answer(walk, walk.step.question.slug, answer))
        for walk in questions
        for answer in walk.step.question.answers
    }
    assert len(questions) > 3
    assert onward - held == set()
    assert any(walk.passed for walk in found) == (asking == "what-pays")


def test_beyond_the_first_advice_as_many_are_there_as_are_asked_for(guide, monkeypatch):
    monkeypatch.setattr(choosing, "FURTHER", 25)

    found = list(walks(guide, ()))

    assert sum(bool(walk.tried) for walk in found) == 25
    assert sum(isinstance(walk.step, engine.Advice) and not walk.tried for walk in found) > 10


def test_whoever_tried_something_in_vain_is_led_on_to_the_end(guide):
    found = list(walks(guide, ()))

    held = addresses(found)
    advised = [walk for walk in found if isinstance(walk.step, engine.Advice)]
    assert {engine.address(engine.after_trying(walk, walk.step.cause.slug)) for walk in advised} <= held
    assert any(isinstance(walk.step, engine.End) for walk in found)


def test_causes_tried_together_are_in_vain_together_and_put_back_together():
    several = batches.a_snapshot().releases["ja"].guides["several"]

    found = {engine.address(walk): walk for walk in walks(several, ())}

    advised = found["/guides/several/advice/intl-block/?situation=locked"]
    assert "/guides/several/end/?situation=locked&tried=blocklist,intl-block,spam&resent=1" in found
    assert {walk.tried for walk in found.values()} == {(), ("blocklist", "intl-block", "spam")}
    assert solved(advised, advised.step) == "/guides/several/solved/intl-block/?tried=spam"


def test_the_likeliest_come_first(guide):
    some, more, all_ = (list(walks(guide, (), bound)) for bound in (10, 40, 10_000))

    assert [len(some), len(more)] == [10, 40]
    assert addresses(some) < addresses(more) < addresses(all_)
    assert addresses(all_) == addresses(walks(guide, ()))
    assert engine.address(some[0]) == "/guides/x-sms/walk/situation/"


def test_with_several_ticks_each_is_there_alone(guide):
    ticked = {walk.answers["recent"] for walk in walks(guide, ()) if "recent" in walk.answers}

    assert ticked == {"mnp", "resent", "none", "unsure"}


@pytest.mark.parametrize("scope", [(None, None), (None, "docomo")], ids=["everybody", "a carrier"])
def test_an_outage_does_not_hide_the_questions_behind_it(guide, scope):
    outage = replace(OUTAGE, scopes=(scope,))
    served = narrow(outage)

    found = list(walks(served.release().guides["x-sms"], served.ongoing))

    held = addresses(found)
    waiting = [walk for walk in found if isinstance(walk.step, engine.Advice) and walk.step.incident]
    assert waiting
    assert {engine.address(engine.after_trying(walk, "outage")) for walk in waiting} <= held
    asked = {walk.step.question.slug for walk in found if isinstance(walk.step, engine.QuestionStep)}
    assert asked == set(guide.questions)


def test_an_outage_is_what_each_answer_of_the_guides_page_leads_to(guide):
    entry = engine.replay(guide, {}, incidents=(OUTAGE,))

    held = addresses(walks(guide, (OUTAGE,)))

    answers = guide.questions["situation"].answers
    assert {engine.address(engine.after_answer(entry, "situation", answer)) for answer in answers} <= held


def test_no_walk_is_given_twice(guide):
    found = sorted(map(engine.address, walks(guide, ())))

    assert all(one != other for one, other in pairwise(found))
