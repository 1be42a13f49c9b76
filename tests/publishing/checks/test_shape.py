"""What keeps a document from being a release document at all."""

import copy
import json
import tracemalloc

import pytest
from django.db import models
from jsonschema import Draft202012Validator

from tests.publishing.documents import carrier, small, texts
from troubleshoot.engine import guide as engine_guide
from troubleshoot.engine.guide import RATIOS
from troubleshoot.models import HABITS, LEARNED, PRICES, Answer, Candidate, Cause, Effect, Guide, GuideNote, Question
from troubleshoot.models.texts import LANGUAGES
from troubleshoot.publishing.checks import shape

SCHEMA = json.loads(shape.SCHEMA.read_text(encoding="utf-8"))


def put(document, trail, value):
    """Return a copy of a document with one value put at a trail of keys and indexes."""
    changed = copy.deepcopy(document)
    at = changed
    for key in trail[:-1]:
        at = at[key]
    at[trail[-1]] = value
    return changed


QUESTION = ("guides", "sms", "questions", 0)
STEP = ("causes", "filter", "steps", 0)


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_knows_the_words_of_engine_and_tables():
    words = SCHEMA["$defs"]
    effects = words["answer"]["properties"]["effects"]["additionalProperties"]["anyOf"]

    assert effects[0]["enum"] == list(RATIOS) == Effect.Says.values
    assert engine_guide.LEARNED.pattern == LEARNED.pattern
    assert effects[1]["pattern"] == rf"^{LEARNED.pattern}(?![\s\S])"
    assert words["guide"]["properties"]["asking"]["enum"] == Guide.Asking.values
    assert words["cause"]["properties"]["role"]["enum"] == Cause.Role.values
    assert words["note"]["properties"]["kind"]["enum"] == GuideNote.Kind.values
    assert words["question"]["properties"]["kind"]["enum"] == Question.Kind.values
    assert words["candidate"]["properties"]["shows_by"]["enum"] == Candidate.ShowsBy.values
    assert words["candidate"]["properties"]["pin"]["enum"] == ["", *Candidate.Pin.values]
    assert list(words["texts"]["properties"]) == list(LANGUAGES)


def test_schema_asks_for_every_key_and_knows_no_others():
    objects = [one for one in SCHEMA["$defs"].values() if one.get("type") == "object" and "required" in one]

    assert objects
    assert [one for one in objects if set(one["required"]) != set(one["properties"])] == []
    assert [one for one in objects if one["additionalProperties"] is not False] == []


def test_digits_are_those_of_the_tables():
    of_models = {
        (table, name): model._meta.get_field(name).decimal_places
        for table, model in {"candidates": Candidate, "answers": Answer, "questions": Question, "guides": Guide}.items()
        for name in ("weight", "minutes_to_know", "efficacy", "share", "minutes", *PRICES, *HABITS)
        if isinstance(next((one for one in model._meta.fields if one.name == name), None), models.DecimalField)
    }

    assert {key: digits for key, digits in shape.DIGITS.items() if key[0] != "steps"} == of_models


@pytest.mark.parametrize(
    ("trail", "value", "place", "message"),
    [
        (("format",), 1, ("document",), "「書式の番号」: 2 にしてください。"),
        (
            ("guides", "sms", "pause_minutes"),
            1.25,
            ("guide", "sms"),
            "「止められたときの損(分)」: 小数点の下は1桁までで書いてください。",
        ),
        (("guides", "sms", "safe_resends"), 10, ("guide", "sms"), "「続けて送り直せる回数」: 9 以下にしてください。"),
        (
            ("guides", "sms", "last_resort_minutes"),
            0,
            ("guide", "sms"),
            "「ほかの入り方にかかる分」: 1 以上にしてください。",
        ),
        (("guides", "sms", "certainty"), 0.4, ("guide", "sms"), "「確信の目安」: 0.5 以上にしてください。"),
        (("guides", "sms", "certainty"), True, ("guide", "sms"), "「確信の目安」: 数で書いてください。"),
        (("guides", "sms", "position"), 1.5, ("guide", "sms"), "「並び順」: 整数で書いてください。"),
        (("guides", "sms", "title"), "題", ("guide", "sms"), "「題名」: 項目の集まり({ })で書いてください。"),
        (("guides", "sms", "questions"), {}, ("guide", "sms"), "「questions」: 並び([ ])で書いてください。"),
        (
            (*QUESTION, "kind"),
            "many",
            ("question", "sms", "reach"),
            "「種類」: 次のどれかにしてください: choice、several、carrier、device",
        ),
        (
            (*QUESTION, "answers", 1, "share"),
            101,
            ("answer", "sms", "reach", "some"),
            "「割合」: 割合は0から100の間で書いてください。",
        ),
        ((*QUESTION, "answers", 0, "effects", "filter"), "maybe", ("answer", "sms", "reach", "none"), None),
        (
            (*QUESTION, "answers", 0, "cause"),
            "filter",
            ("answer", "sms", "reach", "none"),
            "行き先は、次の質問か原因か、どちらか一つだけにしてください。",
        ),
        ((*QUESTION, "next"), "recent", ("question", "sms", "reach"), None),
        ((*QUESTION, "slug"), "tried", ("question", "sms", "tried"), None),
        ((*QUESTION, "slug"), "carrier", ("question", "sms", "carrier"), None),
        (
            (*QUESTION, "kind"),
            "device",
            ("question", "sms", "reach"),
            "「スラッグ」: 端末の質問のスラッグは device にしてください。",
        ),
        (
            (*STEP, "url"),
            "javascript:alert(1)",
            ("step", "filter", "open"),
            "「リンク」: リンクは https:// か、このサイトの / で始めて、300字までで書いてください。",
        ),
        ((*STEP, "url"), "//evil.example/", ("step", "filter", "open"), None),
        ((*STEP, "url"), "/\\evil.example/", ("step", "filter", "open"), None),
        ((*STEP, "url"), "https://a.example/\nx", ("step", "filter", "open"), None),
        ((*STEP, "tel"), "tel:110", ("step", "filter", "open"), None),
        (
            (*STEP, "reviewed"),
            "2026-1-1",
            ("step", "filter", "open"),
            "「確認した日」: 確認した日は 2026-01-31 のように書いてください。",
        ),
        (
            (*STEP, "reviewed"),
            "2026-02-30",
            ("step", "filter", "open"),
            "「確認した日」: 2026-02-30 という日はありません。",
        ),
        ((*STEP, "minutes"), 0.25, ("step", "filter", "open"), "「かかる分」: 小数点の下は1桁までで書いてください。"),
        ((*STEP, "minutes"), float("inf"), ("step", "filter", "open"), None),
        (
            (*STEP, "source"),
            "出典\x00",
            ("step", "filter", "open"),
            "「出典」: 保存できない文字(NULなど)が入っています。消してください。",
        ),
        ((*STEP, "source"), "\ud800", ("step", "filter", "open"), None),
        ((*STEP, "text"), {"en": "Open it."}, ("step", "filter", "open"), None),
        (
            (*STEP, "text"),
            {"ja": " "},
            ("step", "filter", "open"),
            "「文 › 日本語」: 空の文は書かず、その言語ごと省いてください。",
        ),
        ((*STEP, "text"), {**texts("a"), "fr": "b"}, ("step", "filter", "open"), "「文」: 知らない項目があります: fr"),
        (("carriers", "docomo", "url"), "http://www.docomo.ne.jp/", ("carrier", "docomo"), None),
        (("carriers", "docomo\n"), carrier("改行"), ("document",), None),
        (("carriers", "a" * 41), carrier("長い"), ("document",), None),
        (
            ("causes", "filter", "carriers"),
            ["docomo", "docomo"],
            ("cause", "filter"),
            "「この回線だけにある」: 同じものが二度書かれています。",
        ),
    ],
)
def test_value_that_does_not_fit_is_named_with_its_place(trail, value, place, message):
    found = shape.check(put(small(), trail, value))

    assert (found[0].code, found[0].level, found[0].place) == ("not-in-format", "error", place)
    assert message is None or message in found[0].message


def test_missing_keys_are_named():
    document = small()
    del document["guides"]["sms"]["questions"][0]["answers"][0]["hint"]

    (finding,) = shape.check(document)

    assert finding.place == ("answer", "sms", "reach", "none")
    assert finding.message == "次の項目がありません: hint"


@pytest.mark.parametrize("name", ["questions", "candidates", "notes", "scenarios"])
def test_what_stands_twice_in_a_guide_is_a_duplicate(name):
    document = small()
    document["guides"]["sms"][name].append(document["guides"]["sms"][name][0])

    assert [(one.code, one.place) for one in shape.check(document)] == [("duplicate-slug", ("guide", "sms"))]


def test_answers_and_steps_that_stand_twice_are_duplicates():
    document = small()
    document["guides"]["sms"]["questions"][0]["answers"] *= 2
    document["causes"]["filter"]["steps"] *= 2

    assert {one.place for one in shape.check(document)} == {("question", "sms", "reach"), ("cause", "filter")}


@pytest.mark.parametrize("document", [None, [], "x", 1, {}, {"format": 1, "guides": []}])
def test_anything_else_is_refused_in_words(document):
    assert {one.code for one in shape.check(document)} == {"not-in-format"}


def test_findings_and_their_memory_are_bounded():
    document = small()
    document["causes"]["filter"]["steps"] = [{} for _ in range(10_000)]
    tracemalloc.start()

    found = shape.check(document)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == shape.MOST
    assert peak < 5_000_000
