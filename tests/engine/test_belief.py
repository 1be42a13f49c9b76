"""From an editor's words to probabilities, and from answers to beliefs."""

import pytest
from hypothesis import given

from tests.guides import a_candidate, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine import belief
from troubleshoot.engine.guide import LEARNED, RATIOS, ratio_of, written

from .strategies import guides, thoroughly

A_AND_B = [a_candidate("a", 60), a_candidate("b", 40)]


def probabilities(question, candidates=A_AND_B):
    """Return P(answer | cause) by answer and cause."""
    fitted = belief.likelihoods(question, candidates)
    return {slug: {one.cause: fitted.probability(slug, one.cause) for one in candidates} for slug in question.answers}


def close(table):
    return {name: pytest.approx(row, abs=1e-6) for name, row in table.items()}


@thoroughly
@given(guide=guides())
def test_likelihoods_sum_to_one_for_each_cause(guide):
    for question in guide.questions.values():
        if question.kind != "several":
            table = probabilities(question, guide.candidates.values())
            assert {cause: sum(row[cause] for row in table.values()) for cause in guide.candidates} == pytest.approx(
                dict.fromkeys(guide.candidates, 1.0)
            )


@thoroughly
@given(guide=guides())
def test_likelihoods_are_probabilities(guide):
    for question in guide.questions.values():
        table = probabilities(question, guide.candidates.values())
        assert all(-1e-9 <= p <= 1 + 1e-9 for row in table.values() for p in row.values())


@thoroughly
@given(guide=guides())
def test_likelihoods_keep_the_ratios_of_the_editors_words(guide):
    for question in guide.questions.values():
        table = probabilities(question, guide.candidates.values())
        silent = next((slug for slug, answer in question.answers.items() if not answer.says), None)
        for slug in question.answers if silent and question.kind != "several" else ():
            words = {cause: RATIOS.get(question.answers[slug].says.get(cause, ""), 1) for cause in guide.candidates}
            # x_a m_ai / x_b = P(a | i) / P(b | i), where b says nothing of any cause
            ratios = {cause: p / table[silent][cause] for cause, p in table[slug].items() if table[silent][cause]}
            plain = [ratio for cause, ratio in ratios.items() if words[cause] == 1][:1]
            assert not plain or ratios == pytest.approx({cause: plain[0] * words[cause] for cause in ratios})


def test_weights_give_the_shares():
    # x = 1: P(yes | a) = 3 / (3 + 1) = 3/4, P(yes | b) = 1 / (1 + 1) = 1/2, a share of 0.6 * 3/4 + 0.4 * 1/2 = 65 %
    question = a_question("q", an_answer("yes", share=65, says={"a": "more"}), an_answer("no", share=35))

    assert probabilities(question) == close({"yes": {"a": 0.75, "b": 0.5}, "no": {"a": 0.25, "b": 0.5}})


def test_each_tick_of_several_is_yes_or_no_by_itself():
    # as above, and a tick that everybody gives as often; what is not said is not ticked
    ticks = [an_answer("yes", share=65, says={"a": "more"}), an_answer("same", share=10), an_answer("none")]
    question = a_question("q", *ticks, kind="several")

    assert probabilities(question) == close(
        {"yes": {"a": 0.75, "b": 0.5}, "same": {"a": 0.1, "b": 0.1}, "none": {"a": 0, "b": 0}}
    )


def test_answer_that_nobody_gives_still_says_what_it_says():
    guide = a_guide([a_question("q", an_answer("yes", share=0, says={"a": "more"}), an_answer("no"))], A_AND_B)

    walk = engine.replay(guide, {"q": "yes"})

    assert probabilities(guide.questions["q"])["yes"] == {"a": 0, "b": 0}
    assert walk.beliefs == pytest.approx({"a": 180 / 220, "b": 40 / 220})


def test_shares_that_the_effects_make_impossible_still_give_probabilities():
    # a can only answer no, b only yes; so 60 % say no, whatever the shares say
    yes, no = an_answer("yes", share=90, says={"a": "rules-out"}), an_answer("no", share=10, says={"b": "rules-out"})

    assert probabilities(a_question("q", yes, no)) == close({"yes": {"a": 0, "b": 1}, "no": {"a": 1, "b": 0}})


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ([None, None, None, None], [0.25, 0.25, 0.25, 0.25]),
        ([50, None, None], [0.5, 0.25, 0.25]),
        ([30, 90], [0.25, 0.75]),
        ([120, None], [1, 0]),
        ([0, 0], [0.5, 0.5]),
    ],
)
def test_shares_left_open_divide_what_the_others_leave(given, shares):
    answers = [an_answer(f"answer-{number}", share=share) for number, share in enumerate(given)]

    assert belief.shares(answers) == pytest.approx(tuple(shares))


def two_questions(**more):
    """Return the guide of the cases worked by hand here and in test_cost."""
    first = a_question(
        "first", an_answer("yes", "second", share=65, says={"a": "more"}), an_answer("no", "second", share=35)
    )
    second = a_question("second", an_answer("yes", share=35, says={"b": "more"}), an_answer("no", share=65))
    candidates = [a_candidate("a", 60, 2), a_candidate("b", 40, 1)]
    return a_guide([first, second], candidates, **{"certainty": 1, **more})


def test_belief_after_two_answers_worked_by_hand():
    # first:  P(yes | a) = 3/4, P(yes | b) = 1/2 (above)
    # second: x = 1/3: P(yes | b) = 3x / (3x + 1) = 1/2, P(yes | a) = x / (x + 1) = 1/4; 0.6/4 + 0.4/2 = 35 %
    # a: 0.6 * 3/4 * 1/4 = 0.1125, b: 0.4 * 1/2 * 1/2 = 0.1; so a: 0.1125 / 0.2125 = 9/17
    walk = engine.replay(two_questions(), {"first": "yes", "second": "yes"})

    assert walk.beliefs == pytest.approx({"a": 9 / 17, "b": 8 / 17})


def test_belief_after_trying_in_vain_worked_by_hand():
    # a: 0.1125 * (1 - 0.9) = 0.01125, b: 0.1
    walk = engine.replay(two_questions(), {"first": "yes", "second": "yes"}, ["a"])

    assert walk.beliefs == pytest.approx({"a": 0.01125 / 0.11125, "b": 0.1 / 0.11125})


def test_what_is_not_ticked_says_nothing():
    ticks = [an_answer("strong", share=50, says={"a": "strongly"}), an_answer("other", share=10), an_answer("none")]
    guide = a_guide([a_question("q", *ticks, kind="several")], A_AND_B)

    for answer in ("other", "none"):
        assert engine.replay(guide, {"q": answer}).beliefs == pytest.approx({"a": 0.6, "b": 0.4})


def test_two_ticks_say_what_each_says():
    ticks = [an_answer("one", share=1, says={"a": "more"}), an_answer("two", share=1, says={"b": "more"})]
    guide = a_guide([a_question("q", *ticks, kind="several")], A_AND_B)
    table = probabilities(guide.questions["q"])

    beliefs = engine.replay(guide, {"q": "one,two"}).beliefs

    a, b = (weight * table["one"][cause] * table["two"][cause] for cause, weight in (("a", 60), ("b", 40)))
    assert beliefs == pytest.approx({"a": a / (a + b), "b": b / (a + b)})


@pytest.mark.parametrize("ratio", [0.0004, 0.3333, 1, 2.35, 60, 1e9])
def test_a_learned_ratio_says_what_it_says_within_what_a_release_can_hold(ratio):
    assert LEARNED.fullmatch(written(ratio))
    assert ratio_of(written(ratio)) == pytest.approx(min(max(ratio, 0.001), 999), rel=0.002, abs=0.0005)


def test_a_number_in_place_of_a_word_weighs_as_much():
    def asked(says):
        question = a_question("q", an_answer("yes", says={"one": says}), an_answer("no"))
        return belief.likelihoods(question, [a_candidate("one", 60), a_candidate("two", 40)])

    assert asked("3") == asked("more")
    assert asked("3.5").ratio["yes"]["one"] > asked("more").ratio["yes"]["one"]
