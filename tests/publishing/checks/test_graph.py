"""Checks of a guide's graph: each defect planted, and what must not be taken for one."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.documents import answer, cause, question, small, sms


def guided(*questions, **changes):
    """Return a sound document but for its questions."""
    document = small()
    document["guides"]["sms"] = sms(questions=list(questions), entry=questions[0]["slug"], scenarios=[], **changes)
    return document


def chain(length):
    """Return questions q1, q2, … of which each leads to the next."""
    names = [f"q{number}" for number in range(1, length + 1)]
    return [
        question(name, answer("yes", following, effects={"filter": "more"}), answer("unsure", following))
        for name, following in zip(names, [*names[1:], None], strict=True)
    ]


def test_question_that_no_path_asks_is_unreachable():
    document = guided(*chain(2), question("island", answer("yes"), answer("unsure")))

    assert said(document, "unreachable-question") == [("error", ("question", "sms", "island"))]


def test_question_whose_guard_no_path_meets_is_unreachable():
    first = question("first", answer("yes", "second"), answer("unsure", "third"))
    second = question("second", answer("yes"), answer("unsure"))
    guarded = {"question": "second", "answers": ["yes"], "otherwise": {"next": None, "cause": None}}
    third = question("third", answer("yes"), answer("unsure"), guard=guarded)
    document = guided(first, {**second, "answers": [answer("yes"), answer("unsure", "third")]}, third)

    assert said(document, "unreachable-question") == [("error", ("question", "sms", "third"))]


def test_device_question_needs_no_path():
    device = question("device", answer("ios"), answer("unsure"), kind="device")

    assert said(guided(*chain(2), device), "unreachable-question") == []


def test_device_question_on_a_path_is_reached():
    device = question("device", answer("ios"), answer("unsure"), kind="device")
    first = question("first", answer("yes", "device"), answer("unsure"))

    assert said(guided(first, device), "device-reached") == [("error", ("question", "sms", "first"))]


@pytest.mark.point(11)
def test_answer_that_leads_back_makes_a_cycle_and_asks_twice():
    first = question("first", answer("yes", "second"), answer("unsure"))
    second = question("second", answer("back", "first"), answer("unsure"))
    document = guided(first, second)

    assert said(document, "cycle") == [("error", ("guide", "sms"))]
    assert said(document, "question-twice") == [("error", ("question", "sms", "first"))]
    assert (
        "「firstはどうですか?」 → 「secondはどうですか?」 → 「firstはどうですか?」"
        in findings(document, "cycle")[0].message
    )


def test_cycle_that_no_path_comes_to_asks_nothing_twice():
    first = question("first", answer("yes", effects={"filter": "more"}), answer("unsure"))
    left = question("left", answer("on", "right"), answer("unsure"))
    right = question("right", answer("on", "left"), answer("unsure"))
    document = guided(first, left, right)

    assert said(document, "cycle") == [("error", ("guide", "sms"))]
    assert said(document, "question-twice") == []


def test_paths_that_join_again_are_no_cycle():
    first = question("first", answer("yes", "second"), answer("unsure", "third"))
    second = question("second", answer("yes", "third"), answer("unsure", "third"))
    third = question("third", answer("yes", effects={"filter": "more"}), answer("unsure"))

    assert said(guided(first, second, third), "cycle") == []
    assert said(guided(first, second, third), "question-twice") == []


def test_five_questions_in_a_row_are_fine_six_deep_seven_too_deep():
    assert said(guided(*chain(5)), "deep-path") == said(guided(*chain(5)), "too-deep-path") == []
    assert said(guided(*chain(6)), "deep-path") == [("warning", ("guide", "sms"))]
    assert said(guided(*chain(6)), "too-deep-path") == []
    assert said(guided(*chain(7)), "too-deep-path") == [("error", ("guide", "sms"))]


def test_depth_counts_no_question_that_a_guard_passes_over():
    only_after_yes = {"question": "q1", "answers": ["yes"], "otherwise": {"next": "q3", "cause": None}}
    only_otherwise = {"question": "q1", "answers": ["unsure"], "otherwise": {"next": "q4", "cause": None}}
    questions = chain(6)
    questions[1]["guard"], questions[2]["guard"] = only_after_yes, only_otherwise

    assert said(guided(*questions), "deep-path") == []


def test_question_without_answers_is_a_dead_end():
    first = question("first", answer("yes", "second"), answer("unsure"))

    assert said(guided(first, question("second")), "dead-end") == [("error", ("question", "sms", "second"))]


def test_path_that_rules_everything_out_is_a_dead_end():
    first = question("first", answer("yes", "second", effects={"filter": "rules-out"}), answer("unsure"))
    second = question("second", answer("yes", effects={"airplane": "rules-out"}), answer("unsure"))

    assert said(guided(first, second), "dead-end") == [("error", ("question", "sms", "second"))]


def test_ticks_that_rule_everything_out_together_are_a_dead_end():
    ticks = [answer("a", effects={"filter": "rules-out"}), answer("b", effects={"airplane": "rules-out"})]
    first = question("first", *ticks, answer("none"), kind="several")

    assert said(guided(first), "dead-end") == [("error", ("question", "sms", "first"))]


def test_carrier_on_which_no_candidate_exists_is_a_dead_end():
    asked = question("carrier", answer("ahamo"), answer("unsure"), kind="carrier")
    document = guided(asked)
    document["carriers"]["other"] = {**document["carriers"]["docomo"]}
    for slug in ("filter", "airplane"):
        document["causes"][slug]["carriers"] = ["other"]

    assert said(document, "dead-end") == [("error", ("question", "sms", "carrier"))]


def test_ruling_out_on_different_paths_is_no_dead_end():
    first = question("first", answer("yes", "second", effects={"filter": "rules-out"}), answer("unsure", "third"))
    second = question("second", answer("yes"), answer("unsure"))
    third = question("third", answer("yes", effects={"airplane": "rules-out"}), answer("unsure"))

    assert said(guided(first, second, third), "dead-end") == []


def test_certain_cause_is_no_dead_end_though_all_is_ruled_out():
    out = {"filter": "rules-out", "airplane": "rules-out"}
    document = guided(question("first", answer("yes", cause="refused", effects=out), answer("unsure")))

    assert said(document, "dead-end") == []


@pytest.mark.point(10)
def test_choice_and_carrier_need_unsure():
    first = question("first", answer("yes", "carrier"), answer("no", "carrier"))
    carrier = question("carrier", answer("docomo"), kind="carrier")

    assert said(guided(first, carrier), "no-unsure") == [
        ("error", ("question", "sms", "carrier")),
        ("error", ("question", "sms", "first")),
    ]


def test_several_needs_none_and_no_unsure():
    asked = question("first", answer("a"), answer("b"), kind="several")

    assert said(guided(asked), "no-none") == [("error", ("question", "sms", "first"))]
    assert said(guided(asked), "no-unsure") == []


def test_guard_on_a_question_that_comes_later_is_too_late():
    later = {"question": "q2", "answers": ["yes"], "otherwise": {"next": "q2", "cause": None}}
    questions = chain(2)
    questions[0]["guard"] = later

    assert said(guided(*questions), "guard-too-late") == [("error", ("question", "sms", "q1"))]


def test_guard_without_answers_is_named():
    questions = chain(2)
    questions[1]["guard"] = {"question": "q1", "answers": [], "otherwise": {"next": None, "cause": None}}

    assert said(guided(*questions), "guard-without-answers") == [("error", ("question", "sms", "q2"))]


def test_guard_that_skips_all_that_follows_is_asked_about():
    questions = chain(3)
    questions[1]["guard"] = {"question": "q1", "answers": ["yes"], "otherwise": {"next": None, "cause": None}}

    assert said(guided(*questions), "guard-without-otherwise") == [("warning", ("question", "sms", "q2"))]


def test_sound_guards_are_not_mentioned():
    questions = chain(3)
    questions[1]["guard"] = {"question": "q1", "answers": ["yes"], "otherwise": {"next": "q3", "cause": None}}
    questions[2]["guard"] = {"question": "q1", "answers": ["yes"], "otherwise": {"next": None, "cause": None}}

    codes = ("guard-too-late", "guard-without-answers", "guard-without-otherwise", "unreachable-question")
    assert [said(guided(*questions), code) for code in codes] == [[], [], [], []]


def test_guide_with_too_many_paths_is_said_to_be_unjudged():
    causes = [f"c{number}" for number in range(15)]
    ticks = [
        question(
            f"q{index}", answer("out", f"q{index + 1}", effects={slug: "rules-out"}), answer("unsure", f"q{index + 1}")
        )
        for index, slug in enumerate(causes)
    ]
    document = guided(*ticks, question("q15", answer("unsure")))
    document["causes"].update({slug: cause(slug) for slug in causes})
    document["guides"]["sms"]["candidates"] = [
        {**document["guides"]["sms"]["candidates"][0], "cause": slug} for slug in causes
    ]

    assert said(document, "too-many-paths") == [("warning", ("guide", "sms"))]
