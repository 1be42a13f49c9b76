"""Writing a document into the tables: the round trip, and refusals that write nothing."""

import copy
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publishing.checks.test_shape import put
from tests.publishing.documents import answer, cause, small, sms, step
from tests.publishing.strategies import documents
from troubleshoot.models import (
    Answer,
    Carrier,
    Cause,
    Guide,
    Incident,
    IncidentScope,
    Question,
    RemedyStep,
)
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import ImportRefused, import_document, problems

pytestmark = pytest.mark.django_db


def outage(slug, cause_slug, **scope):
    """Start an incident that names a cause."""
    incident = Incident.objects.create(slug=slug, title={"ja": "障害"}, cause=Cause.objects.get(slug=cause_slug))
    IncidentScope.objects.create(incident=incident, **scope)
    return incident


def test_document_comes_back_as_it_was():
    import_document(small(), actor=None)

    assert compile_document() == small()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=documents())
def test_any_sound_document_comes_back_as_it_was_whatever_was_there_before(document):
    import_document(document, actor=None)

    assert compile_document() == document


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=documents(), data=st.data())
def test_few_changes_of_a_document_are_all_written(document, data):
    """Other orders, other texts, fewer scenarios and old slugs that go over, beside much that stays."""
    import_document(document, actor=None)
    after = copy.deepcopy(document)
    for guide in after["guides"].values():
        guide["questions"] = data.draw(st.permutations(guide["questions"]))
        for question in guide["questions"][:1]:
            question["text"]["ja"] += "!"
        guide["scenarios"] = data.draw(st.permutations(guide["scenarios"]))[1:]
    for one, other in pairwise(after["causes"].values()):
        one["formerly"], other["formerly"] = other["formerly"], one["formerly"]

    import_document(after, actor=None)

    assert compile_document() == after


def test_one_cause_s_title_is_written_to_the_tables_of_causes_alone():
    import_document(small(), actor=None)
    changed = small()
    changed["causes"]["filter"]["title"]["ja"] = "別の題"

    with CaptureQueriesContext(connection) as asked:
        import_document(changed, actor=None)

    found = (re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "troubleshoot_(\w+)"', one["sql"]) for one in asked)
    assert {one[1] for one in found if one} == {
        "cause",
        "cause_carriers",
        "counter",
        "redirect",
        "remedystep",
        "revision",
    }


def test_import_removes_what_the_document_does_not_have():
    import_document(small(), actor=None)
    less = small()
    less["guides"]["sms"]["questions"] = [{**sms()["questions"][0], "answers": [answer("unsure"), answer("some")]}]
    less["guides"]["sms"].update(scenarios=[], notes=[])
    del less["causes"]["refused"], less["carriers"]["ahamo"]

    import_document(less, actor=None)

    assert compile_document() == less


def test_import_of_nothing_leaves_nothing():
    import_document(small(), actor=None)
    nothing = {"format": 2, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}

    import_document(nothing, actor=None)

    assert compile_document() == nothing


def test_rows_keep_their_ids_where_their_slugs_stay():
    import_document(small(), actor=None)
    models = (Carrier, Cause, RemedyStep, Guide, Question, Answer)
    before = [set(model.objects.values_list("pk", flat=True)) for model in models]
    changed = small()
    changed["causes"]["filter"]["title"]["ja"] = "別の題"

    import_document(changed, actor=None)

    assert [set(model.objects.values_list("pk", flat=True)) for model in models] == before
    assert Cause.objects.get(slug="filter").title["ja"] == "別の題"


def test_import_turns_questions_round():
    """Each question now leads where it was led from: no order of single updates would pass the constraints."""
    import_document(small(), actor=None)
    turned = small()
    guide = turned["guides"]["sms"]
    reach, recent = guide["questions"]
    reach.update(kind="several", answers=[answer("none")])
    recent.update(kind="choice", next=None, answers=[answer("plane", "reach"), answer("unsure", "reach")])
    guide.update(entry="recent", scenarios=[])

    import_document(turned, actor=None)

    assert compile_document() == turned


def test_import_tells_all_that_is_wrong_and_writes_nothing():
    import_document(small(), actor=None)
    wrong = small()
    wrong["causes"]["new"] = cause("新しい", step("a", carrier="gone"))
    wrong["guides"]["sms"]["entry"] = "gone"

    with pytest.raises(ImportRefused) as refusal:
        import_document(wrong, actor=None)

    assert [(one.code, one.place) for one in refusal.value.findings] == [
        ("unknown-reference", ("step", "new", "a")),
        ("unknown-reference", ("guide", "sms")),
    ]
    assert compile_document() == small()


def test_import_refuses_to_remove_what_an_incident_names():
    import_document(small(), actor=None)
    outage("x-2026", "filter", guide=Guide.objects.get(), carrier=Carrier.objects.get(slug="ahamo"))
    nothing = {"format": 2, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}

    with pytest.raises(ImportRefused) as refusal:
        import_document(nothing, actor=None)

    assert [(one.code, one.place) for one in refusal.value.findings] == [
        ("in-use", ("carrier", "ahamo")),
        ("in-use", ("cause", "filter")),
        ("in-use", ("guide", "sms")),
    ]
    assert "障害 x-2026 が使っているので消せません。" in refusal.value.findings[0].message
    assert compile_document() == small()


def test_incident_stays_with_what_the_document_keeps():
    import_document(small(), actor=None)
    outage("x-2026", "filter", guide=Guide.objects.get())

    import_document(small(), actor=None)

    assert IncidentScope.objects.get().guide.slug == "sms"


def test_unfinished_guide_without_entry_can_be_imported():
    unfinished = put(small(), ("guides", "sms", "entry"), None)

    import_document(unfinished, actor=None)

    assert compile_document() == unfinished


@pytest.mark.parametrize(("field", "value"), [("kind", "odd"), ("slug", "recent")])
def test_one_odd_question_among_those_known_to_be_sound_is_named(field, value):
    document = put(small(), ("guides", "sms", "questions", 0, field), value)

    assert [one.code for one in problems(document, small())] == [one.code for one in problems(document)] != []


def test_problems_name_what_no_table_would_take():
    document = small()
    document["causes"]["airplane"]["formerly"] = ["filtre"]

    assert [(one.code, one.place) for one in problems(document)] == [("duplicate-slug", ("cause", "filter"))]
