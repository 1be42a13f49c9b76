"""Walks: every link is canonical, every other form redirects to it, nothing is an error."""

import pytest
from django.test import Client

from .reading import Page

LOCKED = "/guides/x-sms/walk/reach/?situation=locked"


@pytest.mark.parametrize(
    ("url", "canonical"),
    {
        "a link with answers": ("/guides/x-sms/walk/?situation=locked", LOCKED),
        "a guide with answers": ("/guides/x-sms/?situation=locked", LOCKED),
        "no answers": ("/guides/x-sms/walk/", "/guides/x-sms/walk/situation/"),
        "another order": (
            "/guides/x-sms/walk/carrier/?reach=people-only&situation=locked",
            "/guides/x-sms/walk/carrier/?situation=locked&reach=people-only",
        ),
        "a question not reached": ("/guides/x-sms/walk/recent/?situation=locked", LOCKED),
        "another advice": ("/guides/x-sms/advice/intl-block/?situation=locked", LOCKED),
        "an advice that is not there": ("/guides/x-sms/advice/nonsense/?situation=locked", LOCKED),
        "solved of nothing": ("/guides/x-sms/solved/nonsense/?situation=locked", LOCKED),
        "an end too early": ("/guides/x-sms/end/?situation=locked", LOCKED),
        "a path that goes on": ("/guides/x-sms/walk/a/b/c/?situation=locked", LOCKED),
        "a line break in the path": ("/guides/x-sms/walk/a%0Ab/?situation=locked", LOCKED),
        "an answer renamed": ("/guides/x-sms/walk/?situation=frozen", LOCKED),
        "an answer in advance": (
            "/guides/x-sms/walk/?carrier=ahamo",
            "/guides/x-sms/walk/situation/?carrier=ahamo",
        ),
        "several, given by a plain form": (
            "/guides/x-sms/walk/?situation=locked&reach=people-only&carrier=au&recent=resent&recent=mnp&asked=recent",
            "/guides/x-sms/advice/intl-block/?situation=locked&reach=people-only&recent=mnp,resent&carrier=au",
        ),
        "a comma written as %2C": (
            "/guides/x-sms/walk/reach/?situation=locked&tried=limit%2Cfilter",
            "/guides/x-sms/walk/reach/?situation=locked&tried=filter,limit",
        ),
    }.values(),
)
def test_other_forms_redirect_to_the_canonical_one(client: Client, url: str, canonical: str) -> None:
    response = client.get(url)

    assert (response.status_code, response["Location"]) == (302, canonical)
    assert client.get(canonical).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "situation=locked&screen=gone",
        "situation=locked&reach=nonsense",
        "situation=locked&tried=nonsense",
        "situation=locked&utm_source=mail",
        "situation=locked&reach=",
        "situation=locked&%FF=%00%FE",
    ],
)
def test_answers_that_could_not_be_kept_are_told_of(client: Client, query: str) -> None:
    response = client.get(f"/guides/x-sms/walk/?{query}")

    assert response["Location"] == f"{LOCKED}#answers-changed"
    assert Page(client.get(LOCKED).text).one(id="answers-changed").text.startswith("内容が新しくなったため")


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"q{number}={number}" for number in range(3000)),
        "situation=" + "x" * 50_000,
        "%E3%81%82=%E3%81%84&=&&&==",
        "a%00b=%F0%9F%98%80",
        "tried=,,,,",
    ],
    ids=["3000 parameters", "a long one", "empty names", "a NUL", "commas"],
)
def test_no_query_is_an_error(client: Client, query: str) -> None:
    response = client.get(f"/guides/x-sms/walk/?{query}")

    assert response.status_code == 302
    assert response["Location"].startswith("/guides/x-sms/walk/situation/")


def test_a_form_sent_without_a_tick_asks_for_one(client: Client) -> None:
    url = "/guides/x-sms/walk/?situation=locked&reach=people-only&carrier=au&asked=recent"

    response = client.get(url)

    assert response["Location"] == "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=au#tick-one"
    assert "tick-one" in {one.attributes.get("id") for one in Page(client.get(response["Location"]).text).elements}


@pytest.mark.point(7)
def test_a_question_is_a_list_of_links(client: Client) -> None:
    page = Page(client.get(LOCKED).text)

    assert page.one(id="step")["data-step"] == "question"
    assert page.one(id="step-title").text == "ほかのSMSは届きますか"
    assert page.one("p", class_="caption").text == "質問2(あと最大2問)"
    answers = {link["data-answer"]: link["href"] for link in page.elements if "data-answer" in link.attributes}
    assert list(answers) == ["people-only", "all", "unsure"]
    assert answers["people-only"] == "/guides/x-sms/walk/carrier/?situation=locked&reach=people-only"


def test_answers_are_fetched_from_the_very_address_they_link_to(client: Client) -> None:
    page = Page(client.get(LOCKED).text)

    fetching = [one for one in page.elements if "data-hx-get" in one.attributes]
    assert len(fetching) > 4
    assert [one["href"] for one in fetching] == [one["data-hx-get"] for one in fetching]


def test_several_are_ticked_in_a_form_that_keeps_the_other_answers(client: Client) -> None:
    url = "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=au"

    page = Page(client.get(url).text)

    form = page.one("form", class_="ticks")
    assert (form["action"], form["method"]) == ("/guides/x-sms/walk/", "get")
    hidden = {one["name"]: one["value"] for one in page.all("input", type="hidden")}
    assert hidden == {"situation": "locked", "reach": "people-only", "carrier": "au", "asked": "recent"}
    assert [box["value"] for box in page.all("input", type="checkbox")] == ["mnp", "resent"]
    assert [link["data-answer"] for link in page.all("a", class_="answer")] == ["none", "unsure"]


@pytest.mark.point(8)
def test_an_earlier_answer_is_changed_on_its_own_page(client: Client) -> None:
    url = "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=ahamo"
    links = Page(client.get(url).text).links()

    change = links["変更 : 何をしているときですか"]
    page = Page(client.get(change).text)

    assert change == "/guides/x-sms/walk/situation/?situation=locked&reach=people-only&carrier=ahamo"
    assert page.one("a", aria_current="true")["data-answer"] == "locked"
    assert page.links()["新しく作る"] == "/guides/x-sms/walk/recent/?situation=signup&reach=people-only&carrier=ahamo"
    assert page.links()["戻る"] == url


def test_back_leads_to_the_question_before(client: Client) -> None:
    first = Page(client.get("/guides/x-sms/walk/situation/").text)
    second = Page(client.get(LOCKED).text)

    assert first.links()["戻る"] == "/guides/x-sms/"
    assert second.links()["戻る"] == "/guides/x-sms/walk/situation/?situation=locked"
    assert second.links()["最初からやり直す"] == "/guides/x-sms/"


def test_the_end_lists_other_ways_and_what_was_tried(client: Client) -> None:
    url = "/guides/x-sms/end/?situation=locked&reach=unsure&recent=none&carrier=au&tried=intl-block,filter,limit,outage"

    page = Page(client.get(url).text)

    assert page.one(id="step")["data-step"] == "end"
    assert page.links()["バックアップコードで入る 約1分"] == "/causes/backup-code/"
    assert page.links()["送りすぎ"] == "/causes/limit/"


def test_solved_leads_back_to_the_start_and_shares_the_guide(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/solved/intl-block/?situation=locked").text)

    assert page.links()["最初からやり直す"] == "/guides/x-sms/"
    assert page.one(id="address")["value"] == "http://testserver/guides/x-sms/"


def test_solved_says_what_to_put_back(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/solved/intl-block/?situation=locked").text)

    assert page.one("h1").text == "届いてよかったです"
    assert "拒否を元に戻します。" in page.one("main").text
    assert "認証アプリを足しておく" in page.one("main").text


def test_solved_says_what_to_put_back_of_all_that_was_tried(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/solved/filter/?situation=locked&tried=intl-block").text)

    assert "拒否を元に戻します。" in page.one("section", aria_labelledby="afterwards-title").text


def test_earlier_answers_stand_in_the_order_asked(client: Client) -> None:
    page = Page(
        client.get(
            "/guides/x-sms/end/?situation=locked&reach=unsure&recent=none&carrier=au"
            "&tried=intl-block,filter,limit,outage"
        ).text
    )

    assert [asked.text for asked in page.all("dt")][:4] == [
        "何をしているときですか", "ほかのSMSは届きますか", "どこの回線ですか", "最近のことで当てはまるものは",
    ]  # fmt: skip
