"""The shape of a guide's questions."""

from tests.guides import SMS, a_candidate, a_guide, a_question, an_answer
from troubleshoot.engine import graph
from troubleshoot.engine.guide import Edge, Guard


def a_shape(*questions):
    return a_guide(questions, [a_candidate("cause", 100)])


def test_successors_are_all_ways_out_each_once():
    guard = Guard("first", frozenset({"yes"}), Edge("last"))
    one = a_question("one", an_answer("a", "next"), an_answer("b"), an_answer("c", "next"), guard=guard)
    several = a_question("many", an_answer("none"), kind="several", edge=Edge("next"))

    assert graph.successors(one) == ("last", "next")
    assert graph.successors(several) == ("next",)


def test_reachable_are_the_questions_some_path_meets():
    alone = a_question("alone", an_answer("yes", "second"))
    guide = a_shape(a_question("first", an_answer("yes", "second")), a_question("second", an_answer("yes")), alone)

    assert graph.reachable(guide) == {"first", "second"}


def test_cycle_names_the_questions_that_lead_round():
    def to(slug, following):
        return a_question(slug, an_answer("yes", following))

    guide = a_shape(to("first", "second"), to("second", "third"), to("third", "second"))

    assert graph.cycle(guide) == ("second", "third", "second")
    assert graph.cycle(SMS) == ()


def test_longest_counts_the_questions_still_open():
    assert graph.longest(SMS, "situation") == 5
    assert graph.longest(SMS, "reach") == 3
    assert graph.longest(SMS, "situation", {"reach": ("all",), "recent": ("none",)}) == 3


def test_longest_follows_the_answers_that_are_known():
    assert graph.longest(SMS, "situation", {"situation": ("refused",)}) == 0


def test_longest_counts_each_question_of_a_circle_once():
    guide = a_shape(a_question("first", an_answer("yes", "second")), a_question("second", an_answer("yes", "first")))

    assert graph.longest(guide, "first") == 2
