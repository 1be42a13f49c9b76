"""Reading bytes as a document: bounds, and formats known and unknown."""

import json
import tracemalloc

import pytest

from tests.publishing.documents import HABITS, PRICES, small
from troubleshoot import engine
from troubleshoot.publishing import formats


def test_canonical_bytes_are_read_back():
    assert formats.read(engine.canonical_bytes(small())) == small()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "JSONとして読めません"),
        (b"{", "JSONとして読めません"),
        (b"\xff", "JSONとして読めません"),
        (b"[" * 100_000, "JSONとして読めません"),
        (b"1" * 10_000, "JSONとして読めません"),
        (b'{"format": NaN}', "NaN は数ではありません。"),
        (b'{"format": 1, "format": 2}', "「format」が同じ場所に二度書かれています。"),
        (b"[]", "公開用の文書ではありません。"),
        (b"{}", "この書式(format: None)は読めません。読める書式: 1、2"),
        (b'{"format": 3}', "この書式(format: 3)は読めません。読める書式: 1、2"),
        (b'{"format": 1}', "書式 1 の文書として読めません: 'guides'"),
        (b'{"format": 1, "guides": [], "causes": 7}', "書式 1 の文書として読めません"),
        (b'{"format": true}', "この書式(format: True)は読めません。"),
        (b'{"format": [1]}', "この書式(format: [1])は読めません。"),
    ],
)
def test_anything_else_is_refused_in_words(content, words):
    with pytest.raises(formats.FormatError) as refusal:
        formats.read(content)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" " * (formats.MOST_BYTES + 1), "大きすぎます(20,000,001バイト)。20,000,000バイトまで読めます。"),
        (b"[" + b"[]," * formats.MOST_VALUES + b"[]]", "項目が多すぎます。1,000,000個まで読めます。"),
    ],
)
def test_bombs_are_refused_before_they_are_unpacked(content, words):
    tracemalloc.start()

    with pytest.raises(formats.FormatError) as refusal:
        formats.read(content)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refusal.value) == words
    assert peak < 1_000_000


def test_earlier_formats_are_made_into_todays(monkeypatch):
    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(
        formats,
        "UPGRADES",
        {1: lambda one: {"format": 2, "parts": one["pieces"]}, 2: lambda two: {"format": 3, "all": two["parts"]}},
    )

    assert formats.read(json.dumps({"format": 1, "pieces": ["a"]}).encode()) == {"format": 3, "all": ["a"]}
    assert formats.read(json.dumps({"format": 3, "all": ["a"]}).encode()) == {"format": 3, "all": ["a"]}


def test_the_first_documents_of_format_2_ask_as_they_were_drawn_and_learn_nothing():
    early = small()
    for guide in early["guides"].values():
        for name in HABITS:
            del guide[name]

    assert formats.upgrade(early) == small()


def test_a_guide_that_says_some_of_its_habits_is_not_completed():
    document = small()
    del document["guides"]["sms"]["asking"]

    assert formats.upgrade(document) is document


def in_format_1():
    """Return the small document as format 1 has it."""
    document = {**small(), "format": 1}
    for guide in document["guides"].values():
        for name in (*PRICES, *HABITS):
            del guide[name]
        guide["candidates"][0] |= {"shows_by": "resending", "minutes_to_know": 3.5}
        guide["candidates"][1] |= {"shows_by": "resending", "minutes_to_know": 0.5}
    for cause in document["causes"].values():
        for step in cause["steps"]:
            del step["shared"]
    return document


def test_format_1_had_no_prices_and_minutes_held_the_resend():
    made = formats.read(json.dumps(in_format_1()).encode())

    wanted = small()
    for one, minutes in zip(wanted["guides"]["sms"]["candidates"], (2.5, 0), strict=False):
        one |= {"shows_by": "resending", "minutes_to_know": minutes}
    assert made == wanted
