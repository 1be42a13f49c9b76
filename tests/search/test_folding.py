"""Writings of one word are equal, and each folded character knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.search.folding import aligned, as_read, fold, without_readings


@pytest.mark.parametrize(
    "writings",
    [
        ("Twitter", "ＴＷＩＴＴＥＲ", "twitter"),
        ("ドコモ", "ﾄﾞｺﾓ", "どこも"),
        ("コード", "コド", "こーど", "ｺｰﾄﾞ"),
        ("キャリア", "キヤリア"),
        ("番号を 変えた", "番号を変えた"),
    ],
)
def test_writings_of_one_word_fold_alike(writings):
    assert len({fold(writing) for writing in writings}) == 1


def test_other_words_stay_others():
    assert len({fold(word) for word in ("ハハ", "ババ", "パパ", "not come", "notcome")}) == 5


def test_a_folded_character_knows_its_place():
    folded = aligned("Ｘのﾄﾞコード")

    assert folded.text == "xのどこど"
    assert folded.source == (0, 1, 2, 4, 6, 7)


def test_readings_and_the_spaces_between_phrases_are_no_part_of_a_text():
    folded = aligned("番号《ばんごう》を 変《か》えた sim 2")

    assert folded.text == "番号を変えた sim 2"
    assert without_readings("番号《ばんごう》を") == "番号を"
    assert as_read("番号《ばんごう》を 変《か》えた") == "ばんごうを かえた"


@given(st.text())
def test_places_are_in_order_and_within_the_text(text):
    folded = aligned(text)

    assert len(folded.source) == len(folded.text) + 1
    assert sorted(folded.source) == list(folded.source)
    assert all(0 <= at <= len(text) for at in folded.source)
