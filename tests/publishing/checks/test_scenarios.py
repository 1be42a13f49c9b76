"""Scenarios that no longer come to what their editor wants."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.documents import scenario, small

ABOARD = {"reach": "none", "recent": "plane"}
PLACE = ("scenario", "sms", "one")


def wanting(answers, **expectations):
    """Return a sound document but for its one scenario."""
    document = small()
    document["guides"]["sms"]["scenarios"] = [scenario("one", answers, **expectations)]
    return document


@pytest.mark.parametrize(
    ("expectations", "words"),
    [
        ({"first": ["filter"]}, "最初に「フィルターが止める」が来るはずですが、「機内モードになっている」の順でした。"),
        (
            {"among_three": ["contact", "filter"]},
            "3番目までに「問い合わせる」か「フィルターが止める」が来るはずですが、「機内モードになっている」の",
        ),
        (
            {"never": ["airplane"]},
            "3番目までに「機内モードになっている」が来てはいけませんが、",
        ),
    ],
)
def test_scenario_that_comes_out_otherwise_fails(expectations, words):
    document = wanting(ABOARD, **expectations)
    document["guides"]["sms"]["questions"][0]["answers"][0]["effects"] = {"filter": "rules-out"}

    (finding,) = findings(document, "scenario-fails")

    assert (finding.level, finding.place) == ("error", PLACE)
    assert finding.message.startswith(words)


def test_scenario_that_holds_is_not_mentioned():
    document = wanting(ABOARD, first=["airplane", "contact"], among_three=["airplane"], never=["contact"])

    assert said(document, "scenario-fails") == []


def test_scenario_with_an_open_question_is_judged_by_what_is_believed_so_far():
    assert said(wanting({}, first=["filter"]), "scenario-fails") == []
    assert said(wanting({}, first=["airplane"]), "scenario-fails") == [("error", PLACE)]


def test_scenario_that_an_answer_decides_has_that_cause_first():
    assert said(wanting({"reach": "refused"}, first=["refused"]), "scenario-fails") == []


def test_scenario_with_answers_nobody_can_give_is_named():
    document = wanting({"reach": "often", "weather": "fine"})

    assert said(document, "scenario-unknown-answer") == [("error", PLACE), ("error", PLACE)]
