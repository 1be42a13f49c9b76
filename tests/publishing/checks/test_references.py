"""References that lead nowhere, each planted; and that the engine sees the same ones."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.checks.test_shape import put
from tests.publishing.documents import note, small
from troubleshoot.engine.document import broken_references
from troubleshoot.publishing.checks import references

REACH = ("guides", "sms", "questions", 0)
GUARD = {"question": "reach", "answers": ["some"], "otherwise": {"next": None, "cause": None}}


@pytest.mark.parametrize(
    ("trail", "value", "place"),
    [
        (("carriers", "docomo", "parent"), "gone", ("carrier", "docomo")),
        (("devices", "ios", "parent"), "gone", ("device", "ios")),
        (("causes", "filter", "carriers"), ["gone"], ("cause", "filter")),
        (("causes", "filter", "steps", 0, "carrier"), "gone", ("step", "filter", "open")),
        (("causes", "filter", "steps", 0, "device"), "gone", ("step", "filter", "open")),
        (("guides", "sms", "entry"), "gone", ("guide", "sms")),
        (("guides", "sms", "last_resorts"), ["gone"], ("guide", "sms")),
        (("guides", "sms", "notes"), [note("n", cause="gone")], ("note", "sms", "n")),
        (("guides", "sms", "candidates", 0, "cause"), "gone", ("candidate", "sms", "gone")),
        (("guides", "sms", "questions", 1, "next"), "gone", ("question", "sms", "recent")),
        ((*REACH, "answers", 0, "next"), "gone", ("answer", "sms", "reach", "none")),
        ((*REACH, "answers", 2, "cause"), "gone", ("answer", "sms", "reach", "refused")),
        ((*REACH, "answers", 3, "effects"), {"gone": "more"}, ("answer", "sms", "reach", "unsure")),
        (("guides", "sms", "questions", 1, "guard"), {**GUARD, "question": "gone"}, ("question", "sms", "recent")),
        (("guides", "sms", "questions", 1, "guard"), {**GUARD, "answers": ["gone"]}, ("question", "sms", "recent")),
        (
            ("guides", "sms", "questions", 1, "guard"),
            {**GUARD, "otherwise": {"next": None, "cause": "gone"}},
            ("question", "sms", "recent"),
        ),
        (
            ("guides", "sms", "questions", 1, "guard"),
            {**GUARD, "otherwise": {"next": "gone", "cause": None}},
            ("question", "sms", "recent"),
        ),
        (("guides", "sms", "scenarios", 0, "first"), ["gone"], ("scenario", "sms", "cabin")),
        (("guides", "sms", "scenarios", 0, "among_three"), ["gone"], ("scenario", "sms", "cabin")),
        (("guides", "sms", "scenarios", 0, "never"), ["gone"], ("scenario", "sms", "cabin")),
    ],
)
def test_reference_that_leads_nowhere_is_unknown_to_us_and_to_the_engine(trail, value, place):
    document = put(small(), trail, value)

    assert ("error", place) in said(document, "unknown-reference")
    assert any("gone" in line for line in broken_references(document))


def test_sound_references_are_not_mentioned():
    document = put(small(), ("guides", "sms", "questions", 1, "guard"), GUARD)

    assert list(references.broken(document)) == list(broken_references(document)) == []


def test_unknown_reference_says_what_is_missing_and_what_to_do():
    document = put(small(), ("causes", "filter", "steps", 0, "carrier"), "gone")

    (finding,) = findings(document, "unknown-reference")

    assert finding.message == "「回線」にある回線 gone が見つかりません。いっしょに公開するか、外してください。"


def test_guide_without_a_first_question_is_named():
    document = put(small(), ("guides", "sms", "entry"), None)

    assert said(document, "no-entry") == [("error", ("guide", "sms"))]


def test_parents_in_a_circle_are_named():
    document = small()
    document["carriers"]["docomo"]["parent"] = "ahamo"
    document["devices"]["ios"]["parent"] = "ios"

    assert said(document, "parent-circle") == [
        ("error", ("carrier", "ahamo")),
        ("error", ("carrier", "docomo")),
        ("error", ("device", "ios")),
    ]


def test_chain_of_parents_is_no_circle():
    document = small()
    document["devices"]["android"]["parent"] = "ios"

    assert said(document, "parent-circle") == []


def test_ongoing_incident_must_keep_its_cause():
    document = small()
    document["causes"]["airplane"]["role"] = "outage"
    outages = [("kept", "airplane"), ("no-outage", "filter"), ("gone", "gone")]

    found = said(document, "incident-without-cause", outages=outages)

    assert found == [("error", ("incident", "gone")), ("error", ("incident", "no-outage"))]


def test_document_without_guides_is_named():
    assert said({**small(), "guides": {}}, "no-guides") == [("error", ("document",))]
