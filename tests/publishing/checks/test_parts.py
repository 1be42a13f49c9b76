"""Checks of one part of the drafts: the same as of the whole as far as it is about that part, for much less."""

from datetime import date

import pytest

from tests.publishing.checks.planting import TODAY
from tests.publishing.documents import answer, question, small, sms, step
from tests.publishing.large import large
from troubleshoot.models import Question, RemedyStep
from troubleshoot.publishing.checks import check, check_part
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.places import within

pytestmark = pytest.mark.django_db

LONG = "この文はとても長くて、困っている人が一目では読みきれないほど続いているので、二つに分けたほうがよい文です。"


def faulty():
    """Return a document with a defect of each sort that drafts can have."""
    document = small()
    document["causes"]["filter"]["summary"]["ja"] = LONG
    document["causes"]["filter"]["steps"] = [step("own", "設定の画面", carrier="docomo", url="/causes/nowhere/")]
    document["causes"]["airplane"]["steps"] = []
    document["carriers"]["ahamo"]["note"] = {"ja": LONG}
    document["devices"]["ios"]["parent"], document["devices"]["android"]["parent"] = "android", "ios"
    island = question("island", answer("yes", effects={"contact": "more", "refused": "less"}))
    guide = sms()
    guide["questions"] = [*guide["questions"], island]
    guide["scenarios"][0]["first"] = ["filter"]
    guide["notes"][0]["text"] = {"ja": LONG}
    document["guides"]["sms"] = guide
    return document


PLACES = [
    ("guide", "sms"),
    ("question", "sms", "reach"),
    ("question", "sms", "island"),
    ("answer", "sms", "island", "yes"),
    ("note", "sms", "secret"),
    ("scenario", "sms", "cabin"),
    ("cause", "filter"),
    ("cause", "airplane"),
    ("step", "filter", "own"),
    ("carrier", "ahamo"),
    ("device", "ios"),
]


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_part_is_judged_as_in_the_whole(place):
    import_document(faulty(), actor=None)

    found = check_part(place, at=date(2026, 11, 20))

    whole = check(faulty(), at=date(2026, 11, 20))
    assert found == tuple(one for one in whole if within(one.place, place))
    assert found or place == ("question", "sms", "reach")


@pytest.mark.parametrize(
    ("place", "code", "field"),
    [
        (("cause", "filter"), "long-sentence", "summary"),
        (("cause", "filter"), "no-steps-for-carrier", "steps"),
        (("step", "filter", "own"), "not-imperative", "text"),
        (("step", "filter", "own"), "broken-link", "url"),
        (("device", "ios"), "parent-circle", "parent"),
        (("question", "sms", "island"), "no-unsure", "answers"),
        (("answer", "sms", "island", "yes"), "effect-without-candidate", "effects"),
        (("note", "sms", "secret"), "long-sentence", "text"),
    ],
)
def test_finding_names_the_field_it_is_about(place, code, field):
    import_document(faulty(), actor=None)

    assert {one.field for one in check_part(place, at=TODAY) if one.code == code and one.place == place} == {field}


def test_stale_steps_are_named_one_by_one_to_who_works_at_them():
    import_document(small(), actor=None)
    RemedyStep.objects.filter(cause__slug="filter").update(reviewed=date(2020, 1, 1))

    found = check_part(("cause", "filter"), at=TODAY)

    assert [(one.code, one.place, one.field) for one in found] == [
        ("stale-review", ("step", "filter", "open"), "reviewed"),
        ("stale-review", ("step", "filter", "own"), "reviewed"),
    ]


def test_a_cause_s_long_step_is_remarked_at_once():
    import_document(small(), actor=None)
    RemedyStep.objects.filter(key="off").update(text={"ja": f"{LONG[:-3]}設定します。"})

    found = check_part(("cause", "airplane"), at=TODAY)

    assert [(one.code, one.place) for one in found if one.field == "text"] == [
        ("long-sentence", ("step", "airplane", "off"))
    ]


def test_guide_whose_references_are_broken_says_so():
    document = small()
    document["guides"]["sms"]["entry"] = None
    import_document(document, actor=None)

    found = check_part(("guide", "sms"), at=TODAY)

    assert [(one.code, one.field) for one in found] == [("no-entry", "entry")]


def test_what_is_not_there_has_no_findings():
    import_document(small(), actor=None)

    assert check_part(("guide", "gone")) == check_part(("step", "gone", "open")) == ()


def test_one_question_of_a_large_guide_costs_what_one_of_a_small_guide_does(django_assert_max_num_queries):
    import_document(small(), actor=None)
    with django_assert_max_num_queries(40) as few:
        check_part(("question", "sms", "reach"), at=TODAY)
    import_document(large(60, 40), actor=None)
    Question.objects.filter(slug="q-7").update(text={"ja": LONG})

    with django_assert_max_num_queries(40) as many:
        found = check_part(("question", "large", "q-7"), at=TODAY)

    assert [one.code for one in found] == ["long-sentence"]
    assert len(many) == len(few) <= 24
