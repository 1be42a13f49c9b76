"""Find and replace on its page: seen with a tick each, written in one go, kept in the history."""

from urllib.parse import urlencode

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot.models import Cause, Revision
from troubleshoot.publishing.compile import compile_document

PAGE = "/admin/replace/"


def address(find, to, *, tables=("causes",), **more):
    asked = [("find", find), ("to", to), *(("table", one) for one in tables), ("language", "ja"), *more.items()]
    return f"{PAGE}?{urlencode(asked)}"


def test_page_is_empty_until_something_is_looked_for(desk):
    page = Page(desk.get(PAGE).text)

    assert page.one("input", name="find")["id"] == "id_find"
    assert not page.all("form", id="replace-form")


def test_hits_stand_in_their_context_and_only_ticked_ones_are_replaced(desk, editor):
    url = address("設定", "せってい")
    found = desk.get(url)
    ticks = filled(found, "replace-form")["hit"]

    done = desk.post(url, filled(found, "replace-form", hit=ticks[:1]), follow=True)

    page = Page(found.text)
    assert [one.text for one in page.all("legend")][3:5] == [
        "原因「機内モードになっている」 › 手順 off",
        "原因「機内モードになっている」 › 手順 on",
    ]
    assert page.all("span", class_="replace-text")[0].text == "設定 せってい を開きます。"
    assert len(ticks) == 5
    expected = small()
    expected["causes"]["airplane"]["steps"][0]["text"]["ja"] = "せっていを開きます。"
    assert compile_document() == expected
    assert done.redirect_chain == [(url.replace("+", "%20"), 303)] or done.redirect_chain[0][1] == 303
    message = Page(done.text).one("ul", class_="messagelist").text
    assert message == "1か所の「設定」を「せってい」に置きかえました。まだ公開していません。"
    kept = Revision.objects.get(note="「設定」を「せってい」に置きかえた")
    assert (kept.actor, kept.kind, kept.slugs) == (editor, "cause", "airplane")


def test_what_a_colleague_saves_meanwhile_is_shown_and_the_ticks_stay(desk):
    url = address("設定", "せってい")
    sent = filled(desk.get(url), "replace-form")
    step = Cause.objects.get(slug="airplane").steps.get(key="on")
    step.text = {"ja": "設定アプリを開きます。"}
    step.save()
    del sent["hit"][0]

    refused = desk.post(url, sent)

    boxes = Page(refused.text).all("input", name="hit")
    assert refused.status_code == 422
    assert "この画面を開いたあとで、だれかが保存しました。" in refused.text
    assert ["checked" in box.attributes for box in boxes] == [False, False, True, True, True]
    assert Cause.objects.get(slug="filter").steps.first().text["ja"] == "設定を開きます。"


def test_number_that_would_be_none_is_refused_in_words(desk):
    Cause.objects.get(slug="airplane").steps.filter(key="on").update(tel="151")
    url = address("151", "でんわ", plain="on")

    refused = desk.post(url, filled(desk.get(url), "replace-form"))

    assert refused.status_code == 422
    assert "電話番号は数字と - + * # だけ、20字までで書いてください。" in refused.text
    assert Cause.objects.get(slug="airplane").steps.get(key="on").tel == "151"


@pytest.mark.parametrize(
    ("query", "words"), [("find=", "このフィールドは必須です。"), ("find=a", "このフィールドは必須です。")]
)
def test_question_that_lacks_something_is_asked_again(desk, query, words):
    answer = desk.get(f"{PAGE}?{query}")

    assert answer.status_code == 422
    assert words in answer.text


def test_nothing_found_and_nothing_ticked_say_so(desk):
    url = address("設定", "せってい")

    assert "見つかりませんでした。" in desk.get(address("どこにもない", "")).text
    assert "置きかえるものに印を付けてください。" in desk.post(url, {}).text


def test_editor_of_causes_alone_is_offered_causes_alone(client, content):
    client.force_login(staff("causes", "change_cause", "change_remedystep"))

    page = Page(client.get(PAGE).text)

    assert [box["value"] for box in page.all("input", name="table")] == ["causes"]
    assert client.get(address("設定", "x", tables=("causes", "guides"))).status_code == 422


def test_who_may_not_change_causes_may_not_look(client, content):
    client.force_login(staff("reader", "view_cause"))

    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("more", [0, 20])
def test_page_takes_as_many_queries_for_many_hits_as_for_few(desk, django_assert_num_queries, more):
    cause = Cause.objects.get(slug="filter")
    cause.signs = {"ja": "設定" * more}
    cause.save()

    with django_assert_num_queries(24):
        desk.get(address("設定", "x"))
