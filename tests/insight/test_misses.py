"""Queries that found nothing are counted, and nothing of who searched."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils.timezone import localdate

from troubleshoot.insight import misses
from troubleshoot.insight.flushing import Flusher
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.misses import Misses, countable
from troubleshoot.models import Miss
from troubleshoot.models.misses import KEPT

TODAY = date(2026, 11, 25)


def kept() -> dict[str, tuple[int, date]]:
    return {row.query: (row.count, row.last_seen) for row in Miss.objects.all()}


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("カレーの作り方", "カレーの作り方"),
        ("  ＰＵＫ　コード\t", "puk コード"),
        ("esim 再発行 090-1234-5678", "esim 再発行"),
        ("０９０ １２３４ ５６７８ の番号", "の番号"),
        ("コード 482913 入らない", "コード 入らない"),
        ("taro@example.jp 届かない", "届かない"),
        ("@yamada_taro 乗っ取り", "乗っ取り"),
        ("https://example.com/a?b=c とは", "とは"),
        ("a1b2c3d4e5 バックアップ", "バックアップ"),
        ("<script>alert</script>", "script alert script"),
        ("3G 終わり", "3g 終わり"),
    ],
)
def test_a_query_is_counted_as_words_alone(query: str, counted: str) -> None:
    assert countable(query) == counted


@pytest.mark.parametrize("query", ["", "あ", "12345", "!!!", "😀😀", "090-1234-5678", "a@b.jp", "長い話" * 14])
def test_what_is_no_words_or_a_story_is_not_counted(query: str) -> None:
    assert countable(query) == ""


@pytest.mark.django_db
def test_counts_are_added_with_their_last_day() -> None:
    counted = Misses()
    for query in ("puk", "PUK", "見守り"):
        counted.add(query, TODAY)
    counted.flush(TODAY)

    counted.add("puk", TODAY + timedelta(days=1))
    counted.flush(TODAY + timedelta(days=1))
    counted.flush(TODAY + timedelta(days=2))

    assert kept() == {"puk": (3, TODAY + timedelta(days=1)), "見守り": (1, TODAY)}


def test_a_flood_of_different_queries_ends_while_known_ones_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "DIFFERENT", 3)
    counted = Misses()

    for query in ("いい", "ろろ", "はは", "にに", "いい"):
        counted.add(query, TODAY)
    counted.add("にに", TODAY + timedelta(days=1))

    assert counted.take() == {"いい": 2, "ろろ": 1, "はは": 1, "にに": 1}


@pytest.mark.django_db(transaction=True)
def test_what_came_long_ago_is_forgotten_though_nothing_new_is_missed(tmp_path) -> None:
    Miss.objects.create(query="古い", count=1, last_seen=localdate() - KEPT - timedelta(days=1))
    Miss.objects.create(query="新しい", count=1, last_seen=localdate())

    Flusher(Journal(tmp_path), also=Misses().flush).look()

    assert list(kept()) == ["新しい"]


@pytest.mark.django_db(transaction=True)
def test_counts_wait_while_the_database_fails() -> None:
    counted = Misses()
    counted.add("puk", TODAY)

    with connection.execute_wrapper(_failing), pytest.raises(DatabaseError):
        counted.flush(TODAY)
    counted.add("puk", TODAY)
    counted.flush(TODAY)

    assert kept() == {"puk": (2, TODAY)}


@pytest.mark.django_db(transaction=True)
def test_the_flusher_flushes_them_with_the_journal(tmp_path) -> None:
    counted = Misses()
    counted.add("puk")

    Flusher(Journal(tmp_path), also=counted.flush).look()

    assert [query for query, (count, _) in kept().items() if count == 1] == ["puk"]


def _failing(execute, sql, params, many, context):
    raise DatabaseError("away")
