"""Texts in the admin: a box for each language, nothing lost, nothing added."""

import pytest
from django import forms

from troubleshoot.admin.widgets import TextsFormField

FULL = {"ja": "一行\n二行", "en": "two\nlines", "easy": "やさしく"}


class Sheet(forms.Form):
    words = TextsFormField(one_line=False)
    extra = TextsFormField(one_line=True, required=False)


def given(**boxes):
    return Sheet({name: value for name, value in boxes.items() if value is not None})


def test_each_language_comes_back_with_its_own_line_ends():
    sheet = given(words_ja="一行\r\n二行", words_en="two\r\nlines", words_easy="やさしく")

    assert sheet.is_valid()
    assert sheet.cleaned_data == {"words": FULL, "extra": {}}


def test_empty_boxes_are_left_out():
    sheet = given(words_ja="日本語", words_en="", words_easy="  ")

    assert sheet.is_valid()
    assert sheet.cleaned_data["words"] == {"ja": "日本語"}


@pytest.mark.parametrize(
    ("boxes", "field", "error"),
    [
        ({"words_ja": ""}, "words", "このフィールドは必須です。"),
        ({"words_en": "only"}, "words", "日本語の文章は必ず書いてください。"),
        ({"words_ja": "あ", "extra_easy": "やさしく"}, "extra", "日本語の文章は必ず書いてください。"),
    ],
)
def test_japanese_is_required(boxes, field, error):
    assert given(**boxes).errors == {field: [error]}


def test_nothing_is_lost_on_an_error():
    html = str(given(words_en="only & <b>", words_easy="やさしく")["words"])

    assert ">\nonly &amp; &lt;b&gt;</textarea>" in html
    assert ">\nやさしく</textarea>" in html
    assert '<details class="texts-others" open>' in html


def test_other_languages_are_folded_and_named():
    html = str(Sheet(initial={"words": {"ja": "あ", "en": "a"}})["words"])

    assert '<details class="texts-others">' in html
    assert "<summary>ほかの言語(Englishあり)</summary>" in html


def test_each_box_has_a_label_of_its_own():
    html = str(Sheet()["extra"])

    for box, label in (("ja", "日本語"), ("en", "English"), ("easy", "やさしい日本語")):
        assert f'<label class="texts-label" for="id_extra_{box}">{label}</label>' in html
        assert f'name="extra_{box}"' in html
        assert f'id="id_extra_{box}"' in html


@pytest.mark.parametrize(("stored", "changed"), [(FULL, False), ({**FULL, "en": "other"}, True)])
def test_untouched_text_has_not_changed(stored, changed):
    data = {"words_ja": "一行\r\n二行", "words_en": "two\r\nlines", "words_easy": "やさしく"}

    assert Sheet(data, initial={"words": stored}).has_changed() is changed
