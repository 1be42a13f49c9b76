"""Parts judged one by one, each once as long as nothing it depends on changes."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.publishing.checks.planting import TODAY
from tests.publishing.checks.test_shape import put
from tests.publishing.documents import scenario, small, texts
from troubleshoot import engine
from troubleshoot.publishing.checks import broken, check, loadable
from troubleshoot.publishing.checks.base import Subject
from troubleshoot.publishing.checks.judging import in_order, judged
from troubleshoot.publishing.checks.remembering import Remembered

QUESTION = ("guides", "sms", "questions", 0)
FAILING = scenario("cabin", {"reach": "none", "recent": "plane"}, first=["filter"])


def of_the_whole(document):
    """Return what the checks say of a document when nothing is remembered and all of it is judged at once."""
    unloadable = tuple(broken(document))
    release = engine.load(loadable(document, unloadable))
    return in_order([*unloadable, *judged(Subject(document, release, TODAY))])


def messages(document, code, at=TODAY):
    return [finding.message for finding in check(document, at=at) if finding.code == code]


@pytest.mark.parametrize(
    ("trail", "value"),
    [
        (("format",), 2),
        (("guides", "sms", "scenarios"), [FAILING]),
        (("guides", "sms", "candidates"), []),
        (("guides", "sms", "last_resorts"), ["gone"]),
        (("causes", "filter", "carriers"), ["gone"]),
        (("causes", "filter", "steps", 0, "url"), "/causes/gone/"),
        (("causes", "airplane", "formerly"), ["filter"]),
        (("causes", "airplane", "summary"), {}),
        (("carriers", "docomo", "name"), {"ja": "ドコモ"}),
        ((*QUESTION, "answers", 0, "next"), None),
        ((*QUESTION, "answers", 0, "effects"), {"contact": "more", "refused": "more"}),
        ((*QUESTION, "answers", 0, "formerly"), ["some"]),
    ],
)
def test_parts_one_by_one_come_to_what_the_whole_does(trail, value):
    document = put(small(), trail, value)
    check(small(), at=TODAY)

    assert check(document, at=TODAY) == of_the_whole(document)
    assert check(document, at=TODAY) == of_the_whole(document)


def test_guide_is_judged_again_when_a_cause_it_refers_to_changes():
    document = put(small(), ("guides", "sms", "scenarios"), [FAILING])
    (before,) = messages(document, "scenario-fails")

    (after,) = messages(put(document, ("causes", "filter", "title"), texts("別の名前")), "scenario-fails")

    assert ("「フィルターが止める」" in before, "「別の名前」" in after) == (True, True)


def test_guides_and_causes_are_judged_again_when_a_carrier_changes():
    own = {**small()["causes"]["filter"]["steps"][1], "carrier": "ahamo"}
    document = put(small(), ("causes", "filter", "steps"), [own])
    (before,) = messages(document, "no-steps-for-carrier")

    (after,) = messages(put(document, ("carriers", "docomo", "name"), texts("別の会社")), "no-steps-for-carrier")

    assert ("ドコモ" in before, "別の会社" in after) == (True, True)


def test_review_becomes_stale_though_nothing_was_changed():
    assert messages(small(), "stale-review", date(2026, 11, 26)) == []
    assert len(messages(small(), "stale-review", date(2028, 1, 1))) == len(small()["causes"]) - 1


def test_findings_are_remembered_in_their_language():
    document = put(small(), ("causes", "airplane", "summary"), {})
    japanese = messages(document, "no-text")

    with override("en"):
        english = messages(document, "no-text")

    assert (japanese != english, messages(document, "no-text")) == (True, japanese)


def test_memory_is_bounded_and_keeps_what_was_asked_for_last():
    remembered = Remembered(2)
    for key in "ab":
        remembered.keep(key, key.upper())

    remembered.get("a")
    remembered.keep("c", "C")

    assert [remembered.get(key) for key in "abc"] == ["A", None, "C"]
