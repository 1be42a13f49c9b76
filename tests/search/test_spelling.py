"""Words one slip away, and words not typed to their end."""

import pytest

from troubleshoot.search.spelling import Vocabulary

WORDS = Vocabulary(["Twitter ローミング ローミンタ ローミング とどきません"], ["きしゅへんこう", "Twitter"])


@pytest.mark.parametrize("slip", ["Twiter", "Twittter", "Twutter", "Twtiter", "twitte"])
def test_one_slip_is_mended(slip):
    assert WORDS.near(slip) == "Twitter"


@pytest.mark.parametrize("word", ["Twutte", "Titer", "T", "", "ロミ"])
def test_two_slips_and_short_words_are_not(word):
    assert WORDS.near(word) is None


def test_the_writing_used_most_is_given():
    assert WORDS.near("ローミンヌ") == "ローミング"


def test_hiragana_is_known_from_the_table_alone():
    assert "きしゅへんこう" in WORDS
    assert "とどきません" not in WORDS


def test_a_beginning_gives_the_words_that_go_on():
    assert WORDS.beginning("Tw") == ("Twitter",)
    assert WORDS.beginning("きしゅ") == ("きしゅへんこう",)
    assert WORDS.beginning("qu") == ()


def test_a_beginning_has_two_letters_or_three_in_hiragana():
    assert WORDS.beginning("T") == WORDS.beginning("きし") == ()
    assert WORDS.beginning("キシ") == ("きしゅへんこう",)
