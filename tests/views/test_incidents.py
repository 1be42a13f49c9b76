"""An outage is seen at once, in the first HTML, and is gone with the incident."""

from dataclasses import replace

import pytest
from django.test import Client

from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page

ADVISED = "/guides/x-sms/advice/outage/?situation=locked"


@pytest.mark.point(23)
@pytest.mark.parametrize(
    "url", ["/", "/guides/x-sms/", "/causes/intl-block/", "/causes/intl-block/au/", "/carriers/au/", ADVISED]
)
def test_the_banner_stands_above_the_title(client: Client, outage: Incident, url: str) -> None:
    page = Page(client.get(url).text)

    banner = page.one("section", class_="banner")
    assert banner.place < page.one("h1").place
    told = f"障害のお知らせ {outage.title['ja']} 調査中・ 11月24日 09:20 更新"
    assert banner.text.removesuffix(" 待つ案内を見る") == told


@pytest.mark.point(23)
def test_the_banner_goes_with_the_incident(client: Client, outage: Incident) -> None:
    before = Page(client.get("/guides/x-sms/").text).all("section", class_="banner")
    snapshot.swap(a_snapshot(PAST))

    after = Page(client.get("/guides/x-sms/").text).all("section", class_="banner")

    assert outage.title["ja"] in before[0].text
    assert after == []


def test_every_answer_leads_to_waiting(client: Client, outage: Incident) -> None:
    page = Page(client.get("/guides/x-sms/").text)

    answers = {link["data-answer"]: link["href"] for link in page.all("a", class_="answer")}
    assert answers["locked"] == ADVISED
    assert client.get(ADVISED).status_code == 200
    assert outage.cause == "outage"


def test_going_on_is_the_ordinary_still_nothing(client: Client, outage: Incident) -> None:
    page = Page(client.get(ADVISED).text)

    assert page.one("p", class_="caption").text == "いま起きている障害"
    assert page.all("button", name="verdict")[1].text == "待たずに次を試す"
    assert client.get(f"/guides/x-sms/walk/reach/?situation=locked&tried={outage.cause}").status_code == 200


def test_waiting_names_the_official_notice(client: Client) -> None:
    snapshot.swap(a_snapshot(replace(OUTAGE, notice_url="https://status.example.jp/sms")))

    page = Page(client.get(ADVISED).text)

    assert page.links()["公式のお知らせ(status.example.jp)"] == "https://status.example.jp/sms"


@pytest.mark.usefixtures("outage")
def test_the_advice_redirects_to_the_ordinary_step_when_it_is_over(client: Client) -> None:
    snapshot.swap(a_snapshot(PAST))

    response = client.get(ADVISED)

    assert (response.status_code, response["Location"]) == (302, "/guides/x-sms/walk/reach/?situation=locked")


@pytest.mark.usefixtures("outage")
def test_incidents_are_listed_now_and_past(client: Client) -> None:
    page = Page(client.get("/incidents/").text)

    titles = [page.one(id="ongoing-title").place, page.one(id="past-title").place]
    links = [link.place for link in page.all("a", class_="answer")]
    assert [titles[0] < links[0] < titles[1] < links[1]] == [True]


@pytest.mark.usefixtures("outage")
def test_an_incident_s_page_tells_all_that_was_said(client: Client) -> None:
    page = Page(client.get("/incidents/x-2026-11-24/").text)

    assert "調べています。" in page.one("section", aria_labelledby="updates-title").text
    assert page.links()["Xの障害"] == "/causes/outage/"


def test_an_incident_names_whom_it_touched(client: Client) -> None:
    page = Page(client.get("/incidents/au-2025-06-26/").text)

    assert (
        page.one("dl", class_="facts").text
        == "影響 大きい障害 始まり 2026年11月24日 09:00 解消 2025年6月26日 13:48 対象 au"
    )
