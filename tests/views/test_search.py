"""The search's pages: results, the page for when there are none, suggestions."""

import pytest
from django.test import Client

from troubleshoot import search, snapshot
from troubleshoot.engine.guide import Incident

from .reading import Page


@pytest.fixture
def missed():
    """Collect what is told to have found nothing."""
    queries: list[str] = []
    search.install(queries.append)
    yield queries
    search.install(lambda _: None)


def test_results_come_best_first_with_their_kind_and_an_excerpt(client: Client) -> None:
    page = Page(client.get("/search/?q=海外SMS 拒否").text)

    best = page.one("ol", class_="results").text
    assert best == "原因と直し方 海外SMS の 拒否 海外 からの SMS を 止める設定 です。"
    assert page.one("h2", id="found").text == "1件見つかりました"
    assert page.one("title").text.startswith("「海外SMS 拒否」の検索結果")


def test_what_a_result_shares_with_the_query_is_marked(client: Client) -> None:
    page = Page(client.get("/search/?q=迷惑フォルダ").text)

    assert [mark.text for mark in page.all("mark")] == ["迷惑フォルダ"]


def test_a_query_that_names_a_carrier_leads_to_its_steps_too(client: Client) -> None:
    page = Page(client.get("/search/?q=ドコモ 海外SMS 拒否").text)

    assert page.links()["ドコモの手順 : 海外SMSの拒否"] == "/causes/intl-block/docomo/"
    assert page.all("a", class_="answer")[0]["href"] == "/causes/intl-block/"


def test_a_slip_is_found_and_the_right_writing_offered(client: Client) -> None:
    page = Page(client.get("/search/?q=twiter SMS").text)

    assert page.links()["Twitter SMS"] == "/search/?q=Twitter+SMS"
    assert page.all("a", class_="answer")[0]["href"] == "/guides/x-sms/"


def test_whatever_is_typed_is_text(client: Client) -> None:
    response = client.get('/search/?q=<script>"SMS</script>')

    page = Page(response.text)
    assert page.one("h1").text == '「<script>"SMS</script>」の検索結果'
    assert page.one("input", id="q")["value"] == '<script>"SMS</script>'
    assert "<script>&quot;" not in response.text


def test_nothing_found_offers_guides_causes_carriers_and_words(client: Client, missed: list[str]) -> None:
    page = Page(client.get("/search/?q=カレーの作り方").text)

    assert "見つかりませんでした" in page.one("main").text
    assert {"/guides/x-sms/", "/causes/intl-block/", "/carriers/docomo/"} <= set(page.links().values())
    assert "/search/?q=%E6%A9%9F%E7%A8%AE%E5%A4%89%E6%9B%B4" in page.links().values()
    assert missed == ["カレーの作り方"]


def test_what_is_found_and_no_query_at_all_are_not_missed(client: Client, missed: list[str]) -> None:
    client.get("/search/?q=SMS")
    page = Page(client.get("/search/?q=+").text)
    client.get("/search/suggest/?q=カレーの作り方")

    assert missed == []
    assert page.one("h1").text == "ことばで探す"
    assert "見つかりませんでした" not in page.one("main").text


def test_only_a_page_that_is_read_is_missed(client: Client, missed: list[str]) -> None:
    client.head("/search/?q=カレーの作り方")

    assert missed == []


def test_an_outage_is_told_above_the_results(client: Client, outage: Incident) -> None:
    page = Page(client.get("/search/?q=SMS").text)

    assert page.one("a", href=f"/incidents/{outage.slug}/").place < page.one("h1").place


def test_suggestions_are_a_part_of_a_page_with_at_most_six_links(client: Client) -> None:
    response = client.get("/search/suggest/?q=ドコ")

    part = Page(response.text)
    assert part.all("html") == part.all("form") == []
    assert next(iter(part.links().values())) == "/carriers/docomo/"
    assert len(Page(client.get("/search/suggest/?q=SMS コード ドコモ 海外 迷惑").text).links()) <= 6
    assert response["X-Robots-Tag"] == "noindex"


def test_suggestions_say_how_many_they_are(client: Client) -> None:
    told = Page(client.get("/search/suggest/?q=ahamo").text).one("p")

    assert told["data-hx-swap-oob"] == "innerHTML:#suggested"
    assert told.text == "候補が1件あります"
    assert Page(client.get("/search/suggest/?q=カレー").text).one("p").text == "候補はありません"
    assert Page(client.get("/search/suggest/?q=").text).one("p").text == ""


@pytest.mark.parametrize("query", ["", "カレー"])
def test_suggestions_of_nothing_take_the_old_ones_away(client: Client, query: str) -> None:
    part = Page(client.get("/search/suggest/", {"q": query}).text)

    assert "hidden" in part.one("div", class_="suggestions").attributes
    assert part.links() == {}


def test_the_form_asks_for_suggestions_and_works_without_a_script(client: Client) -> None:
    page = Page(client.get("/en/search/?q=SMS").text)

    field = page.one("input", id="q")
    assert page.one("form", role="search")["action"] == "/en/search/"
    assert (field["name"], field["data-hx-get"], field["data-hx-target"]) == (
        "q", "/en/search/suggest/", "#suggestions",
    )  # fmt: skip
    assert page.one("div", id="suggestions").place > field.place
    assert page.one("p", id="suggested")["role"] == "status"


def test_what_is_not_translated_is_marked_as_japanese(client: Client, served: snapshot.Snapshot) -> None:
    assert set(served.releases) >= {"en"}

    page = Page(client.get("/en/search/?q=送りすぎ").text)
    assert page.one("ol", class_="results").text.count("送りすぎ") == 1
    assert page.all("span", lang="ja")[0].text == "送りすぎ"
