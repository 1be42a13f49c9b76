"""Checks of readers' texts: each defect planted, and silence where all is well."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.checks.test_shape import put
from tests.publishing.documents import small, texts

STEP = ("causes", "filter", "steps", 0, "text")


@pytest.mark.parametrize(
    ("trail", "place"),
    [
        (("carriers", "docomo", "name"), ("carrier", "docomo")),
        (("devices", "ios", "name"), ("device", "ios")),
        (("causes", "filter", "title"), ("cause", "filter")),
        (("causes", "filter", "summary"), ("cause", "filter")),
        (STEP, ("step", "filter", "open")),
        (("guides", "sms", "title"), ("guide", "sms")),
        (("guides", "sms", "notes", 0, "text"), ("note", "sms", "secret")),
        (("guides", "sms", "questions", 0, "text"), ("question", "sms", "reach")),
        (("guides", "sms", "questions", 0, "answers", 0, "text"), ("answer", "sms", "reach", "none")),
    ],
)
def test_text_that_readers_need_is_missed(trail, place):
    assert said(put(small(), trail, {}), "no-text") == [("error", place)]


@pytest.mark.parametrize("name", ["signs", "confirm", "warning", "afterwards"])
def test_other_texts_may_be_empty(name):
    assert said(put(small(), ("causes", "filter", name), {}), "no-text") == []


def test_sentence_over_fifty_characters_is_long():
    text = "短い文です。" + "あ" * 49 + "ます。"

    (finding,) = findings(put(small(), ("causes", "filter", "signs"), texts(text)), "long-sentence")

    assert (finding.level, finding.place) == ("warning", ("cause", "filter"))
    assert finding.message.startswith("「こんなときに当てはまる」に52字の文があります。")


def test_many_short_sentences_are_not_long():
    text = "あ" * 47 + "ます。" + "い" * 47 + "ます!\n" + "う" * 50

    assert said(put(small(), ("causes", "filter", "signs"), texts(text)), "long-sentence") == []


@pytest.mark.parametrize("text", ["設定", "設定を開く。", "設定を開いて"])
def test_step_that_does_not_tell_what_to_do_is_named(text):
    assert said(put(small(), STEP, texts(text)), "not-imperative") == [("warning", ("step", "filter", "open"))]


@pytest.mark.parametrize(
    "text",
    [
        "設定を開きます",
        "開いてください。",
        "「設定」を開きましょう。",
        "押しません。",
        "開きます(iPhoneのとき)。",
        "開きます。(下の図)",
    ],
)
def test_step_that_tells_what_to_do_is_not_mentioned(text):
    assert said(put(small(), STEP, texts(text)), "not-imperative") == []


def test_missing_translations_are_counted_by_language():
    document = small()
    for step in document["causes"]["filter"]["steps"]:
        step["text"] = {"ja": "開きます。", "easy": "ひらきます。"}
    document["guides"]["sms"]["questions"][0]["answers"][0]["text"] = {"ja": "届かない"}

    found = findings(document, "missing-translation", languages=("ja", "en", "easy"))

    assert [(finding.level, finding.place, finding.message.split("あります")[0]) for finding in found] == [
        ("warning", ("cause", "filter"), "Englishの文がまだない所が2個"),
        ("warning", ("guide", "sms"), "やさしい日本語の文がまだない所が1個"),
        ("warning", ("guide", "sms"), "Englishの文がまだない所が1個"),
    ]


def test_translations_that_nobody_is_served_are_not_missed():
    assert said(put(small(), STEP, {"ja": "開きます。"}), "missing-translation", languages=("ja",)) == []
