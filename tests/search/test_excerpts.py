"""The line that the query meant, marked."""

from troubleshoot.search import Index, find, terms
from troubleshoot.search.excerpts import Piece, pieces

from .releases import a_release


def marked(text, query):
    return [piece.text for piece in pieces(text, terms.of_query(query)) if piece.marked]


def test_pieces_are_the_whole_text_with_what_is_shared_marked():
    cut = pieces("XのSMSを待つ", terms.of_query("ツイッター SMS"))

    assert cut == (Piece("X", True), Piece("の", False), Piece("SMS", True), Piece("を待つ", False))


def test_what_touches_is_one_mark():
    assert marked("迷惑SMSの設定", "迷惑SMS 設定") == ["迷惑SMS", "設定"]


def test_endings_are_not_marked():
    assert marked("設定していた", "ついていた") == []


def test_kanji_keep_their_reading():
    assert marked("その 電話番号《でんわばんごう》を 使《つか》う", "番号") == ["電話番号《でんわばんごう》"]


def test_the_line_that_holds_most_is_the_excerpt():
    index = Index(a_release(mail=("fault", "転送", "自動で送ります。\n留守番の伝言も送ります。", ())))

    assert find(index, "転送 伝言").found[0].excerpt == "留守番の伝言も送ります。"


def test_a_long_line_is_cut_around_its_first_mark():
    index = Index(a_release(mail=("fault", "転送", f"{'あ' * 200}伝言{'い' * 200}", ())))

    excerpt = find(index, "転送 伝言").found[0].excerpt
    assert excerpt == f"…{'あ' * 20}伝言{'い' * 78}…"
