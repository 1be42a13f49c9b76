"""What an open page asks every few seconds: the banners that pages about the same are shown with, and no more."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from troubleshoot import snapshot

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page

ON_AU = replace(OUTAGE, slug="au-now", title={"ja": "auの障害"}, scopes=((None, "au"),), impact="critical")
ELSEWHERE = replace(OUTAGE, slug="elsewhere", scopes=(("mail", None),))
PLANNED = replace(
    OUTAGE,
    slug="docomo-works",
    title={"ja": "ドコモの設備の更新"},
    status="scheduled",
    impact="maintenance",
    scopes=((None, "docomo"),),
    scheduled_start="2026-11-28T02:00:00+09:00",
    scheduled_end="2026-11-28T05:00:00+09:00",
    ongoing=False,
)
#: Pages, and where each asks.
ASKING = {
    "/": "/incidents/now/",
    "/nowhere/": "/incidents/now/",
    "/search/?q=SMS": "/incidents/now/",
    "/causes/filter/": "/incidents/now/",
    "/causes/intl-block/ahamo/": "/incidents/now/-/ahamo/",
    "/carriers/docomo/": "/incidents/now/-/docomo/",
    "/guides/x-sms/": "/incidents/now/x-sms/-/",
    "/guides/x-sms/walk/reach/?situation=locked": "/incidents/now/x-sms/-/",
    "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=unsure": "/incidents/now/x-sms/-/",
    "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=ahamo": "/incidents/now/x-sms/ahamo/",
    "/en/guides/x-sms/": "/en/incidents/now/x-sms/-/",
    "/easy/carriers/au/": "/easy/incidents/now/-/au/",
}


def region(html: str) -> str:
    """Return the banners' place in a page, from its beginning to its end."""
    found = re.search(r'<div id="banners".*?</div>', html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("incidents", [(), (OUTAGE, ON_AU, ELSEWHERE, PLANNED, PAST)], ids=["quiet", "busy"])
@pytest.mark.parametrize(("url", "asked"), ASKING.items())
def test_answer_is_what_stands_on_the_page(client: Client, url: str, asked: str, incidents) -> None:
    snapshot.swap(a_snapshot(*incidents))
    shown = region(client.get(url, follow=True).text)  # an outage leads walks to waiting

    answer = client.get(asked)

    assert Page(shown).one(id="banners")["data-now"] == asked
    assert (answer.status_code, answer.text.strip()) == (200, shown)


def test_quiet_answer_says_so_in_a_few_bytes(client: Client) -> None:
    answer = client.get("/incidents/now/x-sms/au/")

    assert answer.text == '<div id="banners" data-now="/incidents/now/x-sms/au/" data-mark="" data-nosnippet></div>\n'


def test_answer_may_be_kept_by_anybody_but_not_listed(client: Client) -> None:
    answer = client.get("/incidents/now/x-sms/-/")

    assert answer["Cache-Control"] == client.get("/")["Cache-Control"]
    assert (answer["X-Robots-Tag"], answer.cookies) == ("noindex", {})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/incidents/now/", ["au-now", "x-2026-11-24", "elsewhere"]),
        ("/incidents/now/x-sms/-/", ["au-now", "x-2026-11-24"]),
        ("/incidents/now/x-sms/au/", ["au-now", "x-2026-11-24"]),
        ("/incidents/now/x-sms/ahamo/", ["x-2026-11-24"]),
        ("/incidents/now/-/au/", ["au-now", "x-2026-11-24", "elsewhere"]),
    ],
)
def test_those_concerned_alone_are_told_most_severe_first(client: Client, asked: str, told: list[str]) -> None:
    snapshot.swap(a_snapshot(OUTAGE, ON_AU, ELSEWHERE, PAST))

    page = Page(client.get(asked).text)

    assert [one["data-incident"] for one in page.all(class_="banner-incident")] == told


@pytest.mark.parametrize(
    ("asked", "told"),
    [("/incidents/now/", 1), ("/incidents/now/x-sms/ahamo/", 1), ("/incidents/now/x-sms/au/", 0)],
)
def test_a_maintenance_to_come_is_a_quieter_line(client: Client, asked: str, told: int) -> None:
    snapshot.swap(a_snapshot(PLANNED))

    page = Page(client.get(asked).text)

    assert page.all(class_="banner") == []
    assert [one.text for one in page.all(class_="planned")] == ["予定: 11月28日 02:00–05:00 ドコモの設備の更新"] * told


def test_a_maintenance_under_way_is_a_banner(client: Client) -> None:
    snapshot.swap(a_snapshot(replace(PLANNED, status="in_progress", ongoing=True)))

    page = Page(client.get("/incidents/now/x-sms/docomo/").text)

    assert page.one("h2").text == "メンテナンス中"
    assert "作業中" in page.one(class_="banner-incident").text
    assert "終わりの予定: 05:00" in page.one(class_="banner-incident").text


@pytest.mark.parametrize(
    ("next_update_at", "said"),
    [
        ("2026-11-24T14:30:00+09:00", "次の続報: 14:30ごろ"),
        ("2026-11-25T09:00:00+09:00", "次の続報: 11月25日 09:00ごろ"),
    ],
)
def test_next_update_is_told_with_its_day_where_that_is_another(client: Client, next_update_at: str, said: str) -> None:
    snapshot.swap(a_snapshot(replace(OUTAGE, next_update_at=next_update_at)))

    next_update = Page(client.get("/").text).one(data_until=next_update_at)

    assert next_update.text == said


@pytest.mark.parametrize(
    ("asked", "waits"),
    [("/incidents/now/", None), ("/incidents/now/x-sms/-/", None), ("/incidents/now/x-sms/au/", "outage")],
)
def test_waiting_is_offered_to_those_whom_a_walk_leads_there(client: Client, asked: str, waits: str | None) -> None:
    snapshot.swap(a_snapshot(ON_AU))

    offered = Page(client.get(asked).text).all("p", class_="banner-wait")

    assert [one["data-waits"] for one in offered] == ([waits] if waits else [])


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"ja": "別の見出し"}},
        {"status": "monitoring"},
        {"next_update_at": "2026-11-24T10:00:00+09:00"},
        {"updates": ()},
    ],
    ids=["title", "status", "next update", "update"],
)
def test_mark_tells_apart_what_is_shown(client: Client, changes) -> None:
    marks = set()
    for incident in (OUTAGE, OUTAGE, replace(OUTAGE, **changes)):
        snapshot.swap(a_snapshot(incident))
        marks.add(Page(client.get("/incidents/now/").text).one(id="banners")["data-mark"])

    assert len(marks) == 2


@pytest.mark.parametrize("asked", ["/incidents/now/nothing/-/", "/incidents/now/x-sms/nobody/"])
def test_what_is_not_there_is_not_found(client: Client, asked: str) -> None:
    assert client.get(asked).status_code == 404


def test_old_names_lead_to_today_s(client: Client) -> None:
    answer = client.get("/incidents/now/twitter-sms/kddi/")

    assert (answer.status_code, answer["Location"]) == (301, "/incidents/now/x-sms/au/")
