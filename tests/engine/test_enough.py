"""When asking stops, and how many questions are still to come."""

from dataclasses import replace

import pytest

from tests.guides import a_cause, a_question, an_answer, two_causes
from troubleshoot import engine

from .steps import advised, asked


def test_enough_is_known_once_the_leader_reaches_certainty():
    # P(yes | there) = 1/2 and P(yes | here) = 1/2 * 1/3 / (1/2 * 1/3 + 1/2) = 1/4 give a share of 60/2 + 40/4 = 40;
    # so "yes" leaves there 30 of 40.
    first = a_question(
        "first", an_answer("yes", "second", share=40, says={"here": "less"}), an_answer("no", "second", share=60)
    )
    second = a_question("second", an_answer("yes"), an_answer("no"))

    below = engine.replay(two_causes(first, second, certainty=0.76), {"first": "yes"})
    above = engine.replay(two_causes(first, second, certainty=0.74), {"first": "yes"})

    assert below.beliefs["there"] == pytest.approx(0.75)
    assert (asked(below), advised(above)) == ("second", "there")
    assert (below.open, above.open) == ("second", "second")


def test_leader_tried_in_vain_has_the_next_question_asked():
    first = a_question("first", an_answer("yes", "second", says={"here": "rules-out"}), an_answer("no", "second"))
    second = a_question("second", an_answer("yes"), an_answer("no"))
    guide = two_causes(first, second)

    walk = engine.after_trying(engine.replay(guide, {"first": "yes"}), "there")

    assert (asked(walk), walk.tried) == ("second", ("there",))


def ask_the_carrier_last(**changes):
    return two_causes(
        a_question("first", an_answer("yes", "second", says={"here": "rules-out"}), an_answer("no", "second")),
        a_question("second", an_answer("yes", "carrier"), an_answer("no", "carrier")),
        a_question("carrier", an_answer("docomo"), an_answer("au"), an_answer("unsure")),
        causes=[a_cause("there", steps_for=["docomo"])],
        **changes,
    )


def test_carrier_is_still_asked_where_the_leaders_remedy_differs_by_it():
    guide = ask_the_carrier_last()

    walk = engine.replay(guide, {"first": "yes"})

    assert (asked(walk), walk.open, walk.step.number) == ("carrier", "second", 2)
    assert advised(engine.after_answer(walk, "carrier", "docomo")) == "there"
    assert advised(engine.after_answer(walk, "carrier", "unsure")) == "there"


def test_carrier_is_not_asked_where_the_leaders_remedy_is_the_same_for_all():
    guide = ask_the_carrier_last()
    guide = replace(guide, causes={**guide.causes, "there": a_cause("there")})

    assert advised(engine.replay(guide, {"first": "yes"})) == "there"


def test_question_says_how_many_may_come():
    guide = ask_the_carrier_last(certainty=1)

    assert engine.asks_at_most(engine.replay(guide, {})) == 3
    assert engine.asks_at_most(engine.replay(guide, {"carrier": "ahamo"})) == 2
    assert engine.asks_at_most(engine.replay(guide, {"first": "no"})) == 2
    assert engine.asks_at_most(engine.replay(guide, {"first": "no", "second": "no"})) == 1
    assert engine.asks_at_most(engine.replay(guide, {"first": "no", "second": "no", "carrier": "au"}, at="first")) == 1


def test_carrier_asked_out_of_its_turn_counts_the_questions_still_open():
    walk = engine.replay(ask_the_carrier_last(), {"first": "yes"})

    assert (asked(walk), engine.asks_at_most(walk)) == ("carrier", 2)


def test_carrier_that_may_be_asked_off_the_path_is_counted_while_another_question_is_open():
    guide = ask_the_carrier_last(certainty=1)
    questions = {**guide.questions, "second": a_question("second", an_answer("yes"), an_answer("no"))}
    guide = replace(guide, questions=questions)

    assert engine.asks_at_most(engine.replay(guide, {})) == 3
    assert engine.asks_at_most(engine.replay(guide, {"first": "no"})) == 1
