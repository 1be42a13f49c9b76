"""The first content is found by the words people really type, in each language."""

import csv
from pathlib import Path

import pytest

from troubleshoot import engine
from troubleshoot.search import Index, find

QUERIES = Path(__file__).parents[1] / "search" / "queries.tsv"


@pytest.fixture(scope="module")
def index(release):
    return Index(release)


def places(index):
    """Return for each query the place of its expected page among those found, 99 for none."""
    with QUERIES.open(encoding="utf-8", newline="") as rows:
        return {row["query"]: place(index, **row) for row in csv.DictReader(rows, delimiter="\t")}


def place(index, query, expected):
    pages = [f"{one.kind}:{one.slug}" for one in find(index, query).found]
    return pages.index(expected) + 1 if expected in pages else 99


def test_nine_in_ten_queries_find_their_page_first_and_nearly_all_among_three(index):
    found = places(index)

    assert len(found) == 217
    assert sum(place == 1 for place in found.values()) / len(found) >= 0.9
    assert [query for query, place in found.items() if place > 3] == [
        "メッセージアプリで不明な差出人に入ってた", "コード入れてもエラー", "圏外 なおらない",
    ]  # fmt: skip


def test_the_queries_that_were_given_have_their_page_among_the_first_three(index):
    given = list(places(index).values())[:25]

    assert sum(place == 1 for place in given) / len(given) >= 0.9
    assert max(given) <= 3


@pytest.mark.parametrize("query", ["カレーの作り方", "今日の天気", "パスタ レシピ", "asdfghjkl", "ああああ"])
def test_what_the_content_does_not_tell_of_finds_nothing(index, query):
    assert find(index, query).found == ()


@pytest.mark.parametrize(
    ("language", "query", "expected"),
    [
        ("en", "code not arriving", "guide:sms-any"),
        ("en", "verification code docomo", "carrier:docomo"),
        ("en", "international SMS block", "cause:carrier-intl-block"),
        ("en", "x account suspended", "cause:suspended"),
        ("en", "airplane mode", "cause:mobile-off"),
        ("en", "機種変更", "cause:sim-switch"),
        ("easy", "にんしょうコード こない", "guide:sms-any"),
        ("easy", "きしゅへんこう", "cause:sim-switch"),
        ("easy", "番号を変えた", "cause:old-number"),
        ("easy", "ドコモ コード こない", "carrier:docomo"),
    ],
)
def test_each_language_is_found_by_its_own_words_and_by_japanese(document, release, language, query, expected):
    index = Index(engine.load(document, language), release)

    assert place(index, query, expected) == 1
