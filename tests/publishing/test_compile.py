"""Reading the tables into a document."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.publishing.documents import question, small, sms
from troubleshoot import engine
from troubleshoot.models import Answer, Carrier, Cause, Effect, Guide, Question, RemedyStep
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document

pytestmark = pytest.mark.django_db

#: One a table: 13 tables of rows, 5 of links.
QUERIES = 18


def selects():
    """Return how many SELECTs compiling takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        compile_document()
    return sum(query["sql"].startswith("SELECT") for query in captured)


def test_empty_tables_give_an_empty_document():
    assert compile_document() == {"format": 2, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}


def test_compile_takes_as_many_queries_for_five_guides_as_for_one():
    import_document(small(), actor=None)
    with_one = selects()
    many = small()
    many["guides"] = {f"sms-{number}": sms() for number in range(5)}
    import_document(many, actor=None)

    assert (with_one, selects()) == (QUERIES, QUERIES)


def test_compile_follows_the_editors_order_and_breaks_ties_by_slug():
    guide = Guide.objects.create(slug="sms", title={"ja": "届かない"}, summary={"ja": "案内"})
    for position, slug in [(2, "a"), (1, "c"), (1, "b")]:
        Question.objects.create(guide=guide, slug=slug, position=position, text={"ja": slug})

    assert [one["slug"] for one in compile_document()["guides"]["sms"]["questions"]] == ["b", "c", "a"]


def test_compile_writes_numbers_and_days_as_json_does():
    cause = Cause.objects.create(slug="filter", title={"ja": "フィルター"}, summary={"ja": "止めます。"})
    RemedyStep.objects.create(cause=cause, key="a", text={"ja": "開きます。"}, minutes=Decimal("1.0"))
    reviewed = date(2026, 11, 1)
    RemedyStep.objects.create(
        cause=cause, key="b", text={"ja": "開きます。"}, minutes=Decimal("0.3"), reviewed=reviewed
    )

    first, second = compile_document()["causes"]["filter"]["steps"]

    assert (first["minutes"], type(first["minutes"]), first["reviewed"]) == (1, int, "")
    assert (second["minutes"], second["reviewed"]) == (0.3, "2026-11-01")


def test_compile_leaves_out_blank_languages():
    Carrier.objects.create(slug="docomo", name={"ja": "ドコモ", "en": " "}, note={"ja": "", "en": ""})

    docomo = compile_document()["carriers"]["docomo"]

    assert (docomo["name"], docomo["note"]) == ({"ja": "ドコモ"}, {})


def test_compile_holds_a_draft_without_its_first_question():
    Guide.objects.create(slug="sms", title={"ja": "届かない"}, summary={"ja": "案内"})

    assert compile_document()["guides"]["sms"]["entry"] is None


def test_otherwise_without_a_guard_says_nothing():
    document = small()
    document["guides"]["sms"]["questions"].append(question("third"))
    import_document(document, actor=None)
    Question.objects.filter(slug="recent").update(otherwise=Question.objects.get(slug="third"))

    assert compile_document() == document


def test_document_is_canonical_whatever_the_order_rows_were_written_in():
    import_document(small(), actor=None)
    before = engine.canonical_bytes(compile_document())
    Effect.objects.all().delete()
    for answer in Answer.objects.order_by("-pk"):
        says = next(
            one["effects"]
            for asked in small()["guides"]["sms"]["questions"]
            for one in asked["answers"]
            if (asked["slug"], one["slug"]) == (answer.question.slug, answer.slug)
        )
        for cause, word in reversed(says.items()):
            Effect.objects.create(answer=answer, cause=Cause.objects.get(slug=cause), says=word)

    assert engine.canonical_bytes(compile_document()) == before
