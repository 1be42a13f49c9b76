"""Checks of readers' texts: each defect planted, and silence where all is well."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.checks.test_shape import put
from tests.publishing.documents import small, texts

STEP = ("causes", "filter", "steps", 0, "text")
SIGNS = ("causes", "filter", "signs")


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


@pytest.mark.point(16)
def test_sentence_over_fifty_characters_is_long():
    text = "短い文です。" + "あ" * 49 + "ます。"

    (finding,) = findings(put(small(), SIGNS, {"ja": text}), "long-sentence")

    assert (finding.level, finding.place) == ("warning", ("cause", "filter"))
    assert finding.message.startswith("「こんなときに当てはまる」に52字の文があります。")


def test_many_short_sentences_are_not_long():
    text = "あ" * 47 + "ます。" + "い" * 47 + "ます!\n" + "う" * 50

    assert said(put(small(), SIGNS, {"ja": text}), "long-sentence") == []


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", "Wait. " + "a" * 110 + ".", "Englishの「こんなときに当てはまる」に111字の文があります。110字以内に"),
        ("easy", "あ" * 48 + "ます。", "やさしい日本語の「こんなときに当てはまる」に51字の文があります。50字以内に"),
    ],
)
def test_translated_sentences_are_long_at_lengths_of_their_own(language, text, message):
    (finding,) = findings(put(small(), SIGNS, {"ja": "短い文です。", language: text}), "long-sentence")

    assert (finding.level, finding.place) == ("warning", ("cause", "filter"))
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Open “Settings”. " + "a" * 109 + ". " + "b" * 109 + "?\n" + "c" * 110),
        ("easy", "設定《せってい》を 開《ひら》いて " + "あ" * 41 + "ます。\n" + "い" * 50),
    ],
)
def test_readings_and_spaces_do_not_make_a_sentence_long(language, text):
    assert said(put(small(), SIGNS, {"ja": "短い文です。", language: text}), "long-sentence") == []


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("回線《かいせん》を 選《えら》ぶ 画面が 出《で》ます。", "画面"),
        ("回線を 選《えら》びます。", "回線"),
        ("回線《カイセン》を 選《えら》びます。", "回線"),
        ("えらび《えらび》ます。", "《えらび》"),
        ("回線《かいせん を 選《えら》びます。", "回線"),
        ("人々《ひとびと》が 〆切《しめきり》まで 待つ。", "待"),
    ],
)
def test_kanji_without_a_reading_is_named(text, unread):
    (finding,) = findings(put(small(), STEP, {"ja": "選びます。", "easy": text}), "missing-reading")

    assert (finding.level, finding.place) == ("warning", ("step", "filter", "open"))
    assert finding.message.startswith(f"やさしい日本語の「文」の「{unread}」を、")


@pytest.mark.parametrize("text", ["えらびます。", "電話番号《でんわばんごう》を 見《み》ます。", "人々《ひとびと》。"])
def test_kanji_with_their_readings_are_not_mentioned(text):
    assert said(put(small(), STEP, {"ja": "選びます。", "easy": text}), "missing-reading") == []


def test_readings_that_nobody_is_served_are_not_missed():
    document = put(small(), STEP, {"ja": "選びます。", "easy": "選びます。"})

    assert said(document, "missing-reading", languages=("ja", "en")) == []


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
