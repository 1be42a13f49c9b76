"""Which page comes first, by the rules of the index."""

import pytest

from troubleshoot.search import Index, find

from .releases import INDEX, a_release, pages


@pytest.mark.parametrize("query", ["SMSが届かない", "認証コード こない", "LINE 確認コード 来ない"])
def test_the_symptom_alone_is_the_guide_for_any_service(query):
    assert pages(find(INDEX, query))[0] == "guide:any"


def test_the_symptom_with_a_name_is_the_guide_of_that_name():
    assert pages(find(INDEX, "ツイッター 認証コード 届かない"))[0] == "guide:x"


def test_a_carriers_name_with_the_symptom_is_the_carrier():
    assert pages(find(INDEX, "ポヴォ 認証コード 届かない"))[0] == "carrier:povo"


def test_a_carriers_name_with_a_causes_words_is_the_cause_on_that_carrier():
    best = find(INDEX, "ドコモ 海外SMS 拒否 解除").found[0]

    assert (best.kind, best.slug, best.carrier) == ("cause", "block", "docomo")


def test_the_longest_name_says_which_carrier():
    assert find(INDEX, "格安SIM ドコモ 海外SMS 拒否").found[0].carrier == "mvno-docomo"
    assert find(INDEX, "海外SMS 拒否").found[0].carrier is None
    assert find(INDEX, "ドコモ povo 海外SMS 拒否").found[0].carrier is None


def test_a_cause_without_steps_for_the_carrier_is_the_same_for_it():
    best = find(INDEX, "povo 海外SMS 拒否").found[0]

    assert (best.slug, best.carrier) == ("block", None)


def test_an_outage_is_found_by_what_it_is():
    assert pages(find(INDEX, "ツイッター 障害"))[0] == "cause:x-outage"


def test_a_last_resort_comes_after_the_page_that_mends():
    index = Index(a_release(aaa=("last-resort", "セキュリティキー", "", ()), zzz=("fault", "セキュリティキー", "", ())))

    assert pages(find(index, "セキュリティキー")) == ["cause:zzz", "cause:aaa"]


def test_a_page_that_holds_all_of_the_query_comes_first():
    part, whole = ("fault", "転送", "転送です。", ()), ("fault", "別のこと", "転送と留守番と伝言です。", ())
    index = Index(a_release(part=part, whole=whole))

    assert pages(find(index, "転送 留守番 伝言")) == ["cause:whole", "cause:part"]


def test_a_release_is_found_by_the_words_of_the_original_too():
    index = Index(a_release(block=("fault", "Blocks messages from elsewhere", "", ())), a_release())

    best = find(index, "海外 拒否").found[0]
    assert (best.slug, best.title) == ("block", "Blocks messages from elsewhere")
    assert pages(find(index, "elsewhere")) == ["cause:block"]


def test_an_empty_release_finds_nothing():
    empty = a_release()
    index = Index(type(empty)({}, {}, {}, {}))

    assert find(index, "SMS 届かない").found == ()
