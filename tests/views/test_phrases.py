"""Titles break between phrases: where the server puts breaks, and where it must not."""

import pytest
from django.utils import translation

from troubleshoot.engine import Untranslated
from troubleshoot.views.reader.phrases import phrased


def test_a_title_breaks_between_its_phrases():
    assert phrased("送り先が自分の番号と合っている") == (
        '<span class="phrased">送り先が<wbr>自分の<wbr>番号と<wbr>合っている</span>'
    )


def test_a_single_phrase_needs_no_break():
    assert phrased("わからない") == "わからない"
    assert phrased("") == ""


def test_no_line_begins_with_a_closing_bracket():
    assert phrased("SMS認証コードが届かない(どのサービスでも)").endswith("サービスでも)</span>")


def test_what_editors_write_is_no_html():
    assert phrased("<b>が届かない") == '<span class="phrased">&lt;b&gt;が<wbr>届かない</span>'


@pytest.mark.parametrize(
    ("language", "text"), [("en", "The code does not come"), ("easy", "認証《にんしょう》コードが 来《こ》ない")]
)
def test_languages_with_spaces_stay_as_they_are(language, text):
    with translation.override(language):
        assert phrased(text) == text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_title_for_want_of_a_translation_says_so(language):
    phrased("コードが届かない")

    with translation.override(language):
        assert phrased(Untranslated("コードが届かない")).startswith('<span lang="ja">コードが届かない</span>')
