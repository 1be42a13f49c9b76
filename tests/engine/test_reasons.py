"""Why an advice is given."""

import pytest

from tests.guides import SMS, a_question, an_answer, two_causes
from troubleshoot import engine


def why(cause, tried=(), **answers):
    walk = engine.replay(SMS, answers, tried)
    return [(one.question.slug, one.answer.slug, one.effect) for one in engine.reasons(walk, cause)]


def test_reasons_are_the_answers_that_raised_a_cause_strongest_first():
    answers = {"situation": "locked", "reach": "all", "carrier": "docomo", "recent": "moved,resent"}

    assert why("limit", **answers) == [("reach", "all", "strongly"), ("recent", "resent", "much-more")]


def test_equally_strong_reasons_stand_in_the_order_asked():
    answers = {"situation": "login", "channel": "app", "reach": "unsure", "carrier": "au", "recent": "moved"}

    assert why("channel", **answers) == [
        ("channel", "app", "nearly-certain"),
        ("situation", "login", "more"),
        ("recent", "moved", "a-little-more"),
    ]


@pytest.mark.parametrize("cause", ["block", "inbox", "nonsense"])
def test_answers_that_lower_a_cause_or_say_nothing_are_no_reason(cause):
    assert why(cause, situation="locked", reach="all", carrier="au") == []


def test_brand_is_a_reason_as_its_network_is():
    assert why("block", carrier="ahamo") == [("carrier", "docomo", "a-little-more")]


def test_waiting_answer_is_no_reason():
    assert why("limit", reach="all") == []


@pytest.mark.parametrize(("ratio", "is_told"), [("1.04", False), ("1.21", False), ("1.24", True), ("7.5", True)])
def test_a_learned_ratio_is_a_reason_where_a_word_would_say_as_much(ratio, is_told):
    question = a_question("q", an_answer("yes", says={"one": ratio}), an_answer("no"))
    guide = two_causes(question)
    walk = engine.replay(guide, {"q": "yes"})

    told = [(one.answer.slug, one.effect) for one in engine.reasons(walk, "one")]

    assert told == ([("yes", ratio)] if is_told else [])
