"""What could say who wrote a text, or what must stay secret, is taken out of it; the rest stands as it was."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.insight.blanking import blanked, says_something, tidied

SIGNS = st.text(st.sampled_from("09０٣a@＠.-ー ()+:/あ■\n") | st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("090-1234-5678に届かない", "■■に届かない"),
        ("+81 90 1234 5678", "■■"),
        ("０９０１２３４５６７８です", "■■です"),
        ("03(1234)5678へ電話", "■■へ電話"),
        ("コードは482913でした", "コードは■■でした"),
        ("482 913 と 48-29", "■■ と ■■"),
        ("1234を入れた", "■■を入れた"),
        ("バックアップコードab12cd34ef56で", "バックアップコード■■で"),
        ("taro.x+1@example.comに来た", "■■に来た"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "■■"),
        ("私は@taro_x です", "私は■■ です"),
        ("https://spam.example/x?y=1#z を見て", "■■ を見て"),
        ("HTTP://SPAM.EXAMPLE", "■■"),
        ("spam.example/buyを見て", "■■を見て"),
        ("bit.ly/abc、www.spam.jp", "■■、■■"),
    ],
)
def test_what_must_not_be_kept_is_taken_out(text, kept):
    assert blanked(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "iOS 18.2.1のiPhone16ProMaxで届いた",
        "11/25の10:30、5分待って2回目",
        "SO-51D、5G。(全角)もそのまま",
        "（１）設定！（２）再起動",
        "一行目\n二行目",
        "a.b.c と etc.",
    ],
)
def test_what_helps_an_editor_stays(text):
    assert blanked(text) == text


@given(SIGNS)
def test_a_text_never_grows_and_is_blank_once_and_for_all(text):
    once = blanked(text)

    assert len(once) <= len(text)
    assert not any(len(run) > 3 for run in "".join(s if s.isdecimal() else " " for s in once).split())
    assert "@a" not in once


@given(SIGNS)
def test_a_tidy_text_has_no_control_signs_but_line_breaks(text):
    tidy = tidied(text)

    assert {unicodedata.category(sign) for sign in tidy if sign != "\n"} & {"Cc", "Cf", "Cs"} == set()
    assert tidied(tidy) == tidy


def test_line_breaks_count_once_and_spaces_around_not_at_all():
    assert tidied(" 一\r\n二\r三\u202e\0\u3000四 ") == "一\n二\n三\u3000四"


@pytest.mark.parametrize(("text", "words"), [("■■", False), ("■■ …！\n", False), ("", False), ("■■です", True)])
def test_a_text_of_blanks_says_nothing(text, words):
    assert says_something(text) is words
