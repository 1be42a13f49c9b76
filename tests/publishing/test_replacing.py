"""Find and replace: what is found, where, and that nothing else is touched."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.documents import small
from troubleshoot.publishing.replacing import Wanted, hits, replaced, spans
from troubleshoot.publishing.shown import ChangedMeanwhile

SIGNS = st.text(st.sampled_from("abAＢアｱカｶﾞか\u3099i\u0307İßss1①"), max_size=8)


@given(text=SIGNS, find=SIGNS, loosely=st.booleans())
def test_occurrences_follow_one_another_and_share_no_sign(text, find, loosely):
    found = list(spans(text, find, loosely=loosely))

    places = [place for span in found for place in span]
    assert places == sorted(places)
    assert all(start < end for start, end in found)
    assert loosely or all(text[start:end] == find for start, end in found)


@pytest.mark.parametrize(
    ("text", "find", "found"),
    [
        ("ＳＭＳ と sms", "SMS", ["ＳＭＳ", "sms"]),
        ("ｶﾞｲﾄﾞとガイド", "ガイド", ["ｶﾞｲﾄﾞ", "ガイド"]),
        ("か\u3099か", "か", ["か"]),
        ("㍿と株式会社", "株式会社", ["㍿", "株式会社"]),
        ("㍿", "株式", []),
        ("aaa", "aa", ["aa"]),
        ("a", "", []),
    ],
)
def test_width_and_case_say_nothing_where_an_editor_says_so(text, find, found):
    assert [text[start:end] for start, end in spans(text, find, loosely=True)] == found


def test_exact_search_finds_no_other_width():
    assert list(spans("ＳＭＳ と SMS", "SMS")) == [(6, 9)]


def test_hits_lie_in_the_tables_and_languages_asked_for():
    document = small()
    document["guides"]["sms"]["notes"][0]["text"] = {"ja": "設定", "en": "設定 too"}

    causes = {hit.place for hit in hits(document, Wanted("設定", "x", languages=("ja",)))}
    guides = [hit[:3] for hit in hits(document, Wanted("設定", "x", tables=("guides",)))]

    assert causes == {
        ("step", "airplane", "off"), ("step", "airplane", "on"), ("step", "contact", "open"),
        ("step", "filter", "open"), ("step", "filter", "own"),
    }  # fmt: skip
    assert guides == [(("note", "sms", "secret"), "text", "ja"), (("note", "sms", "secret"), "text", "en")]


def test_slugs_keys_and_choices_are_never_touched():
    document = small()
    everything = Wanted("filter", "x", tables=("causes", "guides", "carriers"), plain=True)

    found = [(hit.place, hit.field) for hit in hits(document, everything)]

    assert found == [(("step", "airplane", "on"), "url")]


def test_links_and_numbers_are_looked_through_only_when_asked():
    document = small()
    document["causes"]["filter"]["steps"][0]["tel"] = "151"

    assert not list(hits(document, Wanted("151", "0120-151", tables=("causes",))))
    (hit,) = hits(document, Wanted("151", "0120-151", tables=("causes",), plain=True))
    assert (
        replaced(document, Wanted("151", "0120-151", plain=True), [hit.mark])["causes"]["filter"]["steps"][0]["tel"]
        == "0120-151"
    )


def test_only_the_ticked_occurrence_of_a_text_is_replaced():
    document = small()
    document["causes"]["filter"]["signs"] = {"ja": "SMSとSMSとSMS"}
    wanted = Wanted("SMS", "メッセージ")
    found = [hit for hit in hits(document, wanted) if hit.field == "signs"]

    after = replaced(copy.deepcopy(document), wanted, [found[0].mark, found[2].mark])

    expected = copy.deepcopy(document)
    expected["causes"]["filter"]["signs"] = {"ja": "メッセージとSMSとメッセージ"}
    assert after == expected


def test_language_whose_text_becomes_empty_is_left_out():
    document = small()
    document["causes"]["filter"]["signs"] = {"ja": "しるし", "en": "NEW"}
    wanted = Wanted("NEW", "")

    (hit,) = hits(document, wanted)

    assert replaced(document, wanted, [hit.mark])["causes"]["filter"]["signs"] == {"ja": "しるし"}


@pytest.mark.parametrize(
    "change",
    [
        lambda filter_: filter_["title"].update(ja="フィルターが止めました"),
        lambda filter_: filter_["title"].update(ja="何かが止める"),
    ],
    ids=["around it", "it itself"],
)
def test_text_saved_after_it_was_shown_is_not_written_over(change):
    shown, wanted = small(), Wanted("フィルター", "ふるい")
    marks = [hit.mark for hit in hits(shown, wanted) if hit.field == "title"]
    change(shown["causes"]["filter"])

    with pytest.raises(ChangedMeanwhile):
        replaced(shown, wanted, marks)


def test_other_words_than_those_shown_are_refused():
    marks = [hit.mark for hit in hits(small(), Wanted("フィルター", "ふるい"))]

    with pytest.raises(ChangedMeanwhile):
        replaced(small(), Wanted("フィルター", "網"), marks)


@given(to=st.text("フィルターx", max_size=8))
def test_replacing_finds_nothing_a_second_time_in_what_it_wrote(to):
    document, wanted = small(), Wanted("フィルター", to)
    marks = [hit.mark for hit in hits(document, wanted)]

    after = replaced(document, wanted, marks)

    assert after["causes"]["filter"]["title"].get("ja", "") == f"{to}が止める"
