"""Checks of weights, shares, effects and idle questions: each defect planted, and silence where all is well."""

from tests.publishing.checks.planting import findings, said
from tests.publishing.documents import answer, candidate, question, small, sms


def guided(*questions, **changes):
    """Return a sound document but for its questions."""
    document = small()
    document["guides"]["sms"] = sms(
        **{"questions": list(questions), "entry": questions[0]["slug"], "scenarios": [], **changes}
    )
    return document


def telling(slug, following=None):
    """Return a question whose answer speaks for one cause."""
    return question(slug, answer("yes", following, effects={"filter": "nearly-certain"}), answer("unsure", following))


def test_guide_without_candidates_is_named():
    assert said(guided(telling("first"), candidates=[]), "no-candidates") == [("error", ("guide", "sms"))]


def test_weights_far_from_a_hundred_are_named():
    too_few = [candidate("filter", 50), candidate("airplane", 40)]
    about_right = [candidate("filter", 57), candidate("airplane", 40)]

    assert said(guided(telling("first"), candidates=too_few), "weights-sum") == [("warning", ("guide", "sms"))]
    assert said(guided(telling("first"), candidates=about_right), "weights-sum") == []


def test_shares_far_from_a_hundred_are_named():
    first = question("first", answer("yes", share=50, effects={"filter": "more"}), answer("unsure", share=30))

    assert said(guided(first), "shares-sum") == [("warning", ("question", "sms", "first"))]


def test_shares_left_open_fill_up_to_a_hundred():
    first = question("first", answer("yes", share=50, effects={"filter": "more"}), answer("unsure"))

    assert said(guided(first), "shares-sum") == []


def test_shares_of_ticks_stand_for_themselves():
    ticks = [answer("a", share=10, effects={"filter": "more"}), answer("b", share=20), answer("none", share=80)]

    assert said(guided(question("first", *ticks, kind="several")), "shares-sum") == []


def test_share_that_the_effects_do_not_allow_is_named():
    only_filter = {"airplane": "rules-out"}
    first = question("first", answer("yes", share=90, effects=only_filter), answer("unsure", share=10))

    (finding,) = findings(guided(first), "shares-cannot-be-met")

    assert (finding.level, finding.place) == ("warning", ("question", "sms", "first"))
    assert "「yes」は90のはずが60" in finding.message


def test_share_that_the_effects_allow_is_not_mentioned():
    only_filter = {"airplane": "rules-out"}
    first = question("first", answer("yes", share=50, effects=only_filter), answer("unsure", share=50))

    assert said(guided(first), "shares-cannot-be-met") == []


def test_effect_on_a_cause_that_is_never_advised_is_named():
    first = question("first", answer("yes", effects={"filter": "more", "refused": "more"}), answer("unsure"))

    assert said(guided(first), "effect-without-candidate") == [("warning", ("answer", "sms", "first", "yes"))]


def test_effect_that_hides_a_last_resort_is_not_mentioned():
    first = question("first", answer("yes", effects={"filter": "more", "contact": "rules-out"}), answer("unsure"))

    assert said(guided(first), "effect-without-candidate") == []


def test_question_that_never_changes_the_first_advice_is_idle():
    weak = question("second", answer("yes", effects={"airplane": "a-little-less"}), answer("unsure"))

    assert said(guided(telling("first", "second"), weak), "idle-question") == [
        ("warning", ("question", "sms", "second"))
    ]


def test_idle_question_is_named_where_nobody_comes_to_it_because_it_does_not_pay():
    weak = question("second", answer("yes", effects={"airplane": "a-little-less"}), answer("unsure"))

    assert said(guided(telling("first", "second"), weak, asking="what-pays"), "idle-question") == [
        ("warning", ("question", "sms", "second"))
    ]


def test_question_that_matters_only_after_some_answers_is_not_idle():
    for_airplane = {"airplane": "more"}
    first = question("first", answer("yes", "second", effects=for_airplane), answer("unsure", "second"))
    second = question(
        "second", answer("yes", effects={"filter": "a-little-more", "airplane": "less"}), answer("unsure")
    )
    unequal = [candidate("filter", 60), candidate("airplane", 40)]

    assert said(guided(first, second, candidates=unequal), "idle-question") == []


def test_question_that_leads_apart_is_not_idle():
    first = question("first", answer("yes", "second"), answer("unsure"))

    assert said(guided(first, telling("second")), "idle-question") == []


def test_question_that_a_guard_asks_about_is_not_idle():
    first = question("first", answer("yes", "second"), answer("unsure", "second"))
    second = telling("second")
    second["guard"] = {"question": "first", "answers": ["yes"], "otherwise": {"next": None, "cause": None}}

    assert said(guided(first, second), "idle-question") == []


def test_carrier_question_is_idle_only_where_no_remedy_differs():
    carrier = question("carrier", answer("docomo"), answer("unsure"), kind="carrier")
    alike = guided(carrier)
    alike["causes"]["filter"]["steps"].pop()

    assert said(guided(carrier), "idle-question") == []
    assert said(alike, "idle-question") == [("warning", ("question", "sms", "carrier"))]


def test_device_question_is_context_and_never_idle():
    device = question("device", answer("ios"), answer("unsure"), kind="device")

    assert said(guided(telling("first"), device), "idle-question") == []
