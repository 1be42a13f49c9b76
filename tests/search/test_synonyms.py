"""The table of words that mean the same."""

from collections import Counter

from troubleshoot.search import terms
from troubleshoot.search.folding import fold
from troubleshoot.search.synonyms import KINDS_OF, OWN_NAMES, TABLE


def test_no_writing_stands_twice():
    writings = [fold(one) for rows in TABLE.values() for row in rows.values() for one in row]

    assert [writing for writing, times in Counter(writings).items() if times > 1] == []
    assert len(writings) > 400


def test_rows_that_go_on_in_the_next_line_are_one():
    assert {"サービス", "LINE", "マイナポータル"} <= set(TABLE["kinds"]["=service"])


def test_names_kinds_and_words_are_told_apart():
    assert {"=x", "=docomo", "=mvno"} <= OWN_NAMES
    assert {"=service"} == KINDS_OF


def test_words_that_mean_the_same_are_one_term():
    assert terms.of_query("ツイッターのワンタイムパスワードが受け取れません") == {"=x": 1, "=code": 1, "=missing": 1}
    assert terms.of_query("X 認証コード 来ない") == {"=x": 1, "=code": 1, "=missing": 1}


def test_the_longer_writing_counts():
    assert "=backup-code" in terms.of_query("バックアップコード")
    assert "=code" not in terms.of_query("バックアップコード")


def test_letters_are_whole_words_and_words_within_others_are_not_taken_out():
    assert "=x" not in terms.of_query("xperia")
    assert "=service" not in terms.of_query("オンライン")
    assert "=missing" not in terms.of_query("ログインできません")


def test_words_that_say_nothing_are_left_out():
    assert terms.of_query("どうすればいいですか") == {}


def test_two_words_that_touch_are_a_term_too():
    assert terms.of_query("迷惑SMS") == {"=spam": 1, "=sms": 1, "=spam=sms": terms.TOUCHING}
    assert "=spam=sms" not in terms.of_query("迷惑 SMS")
