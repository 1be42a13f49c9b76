"""What is found, whatever is typed."""

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.search import LONGEST, find

from .releases import INDEX, pages


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("Twiter SMS", "Twitter SMS"),
        ("ツイタッー", "ツイッター"),
        ("ﾂｲﾀｯｰ ﾛｯｸ", "ツイッター ロック"),
    ],
)
def test_a_slip_is_found_and_its_mending_offered(typed, corrected):
    finding = find(INDEX, typed)

    assert finding.corrected == corrected
    assert finding.found[0] == find(INDEX, corrected).found[0]._replace(score=finding.found[0].score)


@pytest.mark.parametrize("query", ["Twitter SMS", "パスキ", "zzzzzz", "海外 拒否"])
def test_nothing_is_offered_that_finds_no_better(query):
    assert find(INDEX, query).corrected == ""


def test_two_characters_and_words_not_typed_to_their_end_are_enough():
    assert pages(find(INDEX, "迷惑"))[0] == "cause:filter"
    assert pages(find(INDEX, "パス"))[0] == "cause:passkey"
    assert pages(find(INDEX, "pov"))[0] == "carrier:povo"


@pytest.mark.parametrize("query", ["", "   ", "カレーの作り方", "😀", "ホノルル", "!!!", "の", "どうすればいいですか"])
def test_what_no_page_tells_of_finds_nothing(query):
    assert find(INDEX, query).found == ()


def test_spaces_are_tidied_and_long_queries_cut():
    finding = find(INDEX, f"  povo \n\t SMS {'x' * 300} パスキー")

    assert finding.query == f"povo SMS {'x' * 300}"[: len(finding.query)]
    assert len(finding.query) <= LONGEST
    assert "cause:passkey" not in pages(finding)


def test_a_query_that_grows_when_normalised_is_cut_again():
    finding = find(INDEX, f"{'ﷺ' * (LONGEST - 5)} パスキー")

    assert finding.query.endswith(" パスキー")
    assert finding.found == ()


def test_no_more_are_given_than_asked_for():
    assert len(find(INDEX, "海外", 1).found) == 1
    assert len(find(INDEX, "海外").found) == 2


def test_scores_fall():
    scores = [one.score for one in find(INDEX, "海外 SMS 届かない").found]

    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 2


def test_ten_thousand_random_strings_give_no_error():
    chance = random.Random(20261125)
    signs = [chr(point) for point in range(sys.maxunicode + 1)]
    japanese = "SMSXsmsx ーっゃ《》届かない来認証コード番号ドコモﾄﾞﾞ゙+!'"

    found = 0
    for _ in range(10_000):
        pool = japanese if chance.random() < 0.5 else signs
        found += bool(find(INDEX, "".join(chance.choices(pool, k=chance.randrange(1, 60)))).found)

    assert 1_000 < found < 9_000


@given(st.text(max_size=300))
def test_what_is_found_is_drawn_whole(query):
    for one in find(INDEX, query).found:
        assert "".join(piece.text for piece in one.title_pieces) == one.title
        assert "".join(piece.text for piece in one.excerpt_pieces) == one.excerpt
        assert one.score > 0
