"""What holds on every reader's page. The database is closed here, so each answer proves itself free of queries."""

import re

import pytest
from django.test import Client

from .reading import Page

WALK = "situation=locked&reach=people-only&recent=none&carrier=ahamo"
PAGES = {
    "home": "/",
    "guide": "/guides/x-sms/",
    "first question": "/guides/x-sms/walk/situation/",
    "question": "/guides/x-sms/walk/reach/?situation=locked",
    "question to tick": "/guides/x-sms/walk/recent/?situation=locked&reach=people-only&carrier=ahamo",
    "question again": "/guides/x-sms/walk/situation/?situation=locked&reach=people-only",
    "advice": f"/guides/x-sms/advice/intl-block/?{WALK}",
    "second advice": f"/guides/x-sms/advice/filter/?{WALK}&tried=intl-block",
    "look-alike": "/guides/x-sms/advice/invalid/?situation=invalid",
    "end": f"/guides/x-sms/end/?{WALK}&tried=intl-block,filter,limit,outage",
    "solved": f"/guides/x-sms/solved/intl-block/?{WALK}",
    "carry on": f"/guides/x-sms/carry-on/?{WALK}",
    "cause": "/causes/intl-block/",
    "cause on carrier": "/causes/intl-block/ahamo/",
    "cause by device": "/causes/filter/",
    "last resort": "/causes/backup-code/",
    "carrier": "/carriers/docomo/",
    "carrier without steps": "/carriers/au/",
    "incidents": "/incidents/",
    "incident": "/incidents/au-2025-06-26/",
    "month": "/incidents/past/2026-11/",
    "status": "/guides/x-sms/status/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "search": "/search/?q=SMS",
    "search without words": "/search/",
}
FILES = {"feed": "/incidents/feed.atom", "sitemap": "/sitemap.xml"}
every_page = pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())


@pytest.mark.parametrize("url", [*PAGES.values(), *FILES.values()], ids=[*PAGES, *FILES])
def test_is_answered_without_query_or_cookie(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@every_page
def test_may_be_kept_by_anybody(client: Client, url: str) -> None:
    response = client.get(url)

    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"


@pytest.mark.point(19)
@every_page
def test_has_the_bones_of_a_page(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    assert page.one("html")["lang"] == "ja"
    assert len(page.one("h1").text) > 2
    assert page.one("meta", name="description")["content"]
    assert page.one("meta", name="format-detection")["content"] == "telephone=no"
    assert page.one("a", class_="skip-link")["href"] == "#main"


@every_page
def test_has_no_inline_script_or_style(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    assert page.all("style") == []
    assert [one.tag for one in page.elements if "style" in one.attributes] == []
    assert [
        one.tag for one in page.elements if any(re.match(r"on|hx-on|data-hx-on", name) for name in one.attributes)
    ] == []
    scripts = [one for one in page.all("script") if one.attributes.get("type") != "application/ld+json"]
    assert [script for script in scripts if "src" not in script.attributes or script.texts] == []


@every_page
def test_loads_nothing_from_elsewhere(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    loaded = [one["src"] for one in page.elements if "src" in one.attributes]
    loaded += [link["href"] for link in page.all("link") if link["rel"] not in {"alternate", "canonical"}]
    assert [address for address in loaded if not address.startswith("/")] == []


@every_page
def test_ids_are_there_once(client: Client, url: str) -> None:
    ids = [one["id"] for one in Page(client.get(url).text).elements if "id" in one.attributes]

    assert sorted(ids) == sorted(set(ids))


@every_page
def test_labels_name_what_is_there(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    ids = {one.attributes.get("id") for one in page.elements}
    assert [one for one in page.elements if one.attributes.get("aria-labelledby", "main") not in ids] == []


@every_page
def test_links_inside_lead_to_pages_at_once(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    inside = {link.split("#")[0] for link in page.links().values() if link.startswith("/")}
    assert {address: client.get(address).status_code for address in inside} == dict.fromkeys(inside, 200)


def test_titles_are_all_different(client: Client) -> None:
    titles = {name: Page(client.get(url).text).one("title").text for name, url in PAGES.items()}

    assert len(set(titles.values())) == len(titles)


def test_walks_are_left_out_by_search_engines(client: Client) -> None:
    unlisted = {name for name, url in PAGES.items() if client.get(url).get("X-Robots-Tag") == "noindex"}

    walks = {name for name, url in PAGES.items() if re.search(r"/(walk|advice|end|solved|carry-on)/", url)}
    assert unlisted == {*walks, "search", "search without words"}


def test_sitemap_lists_pages_and_no_walk(client: Client) -> None:
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)

    assert "/causes/intl-block/docomo/" in listed
    assert [path for path in listed if client.get(path).status_code != 200 or "/walk/" in path] == []


def test_feed_tells_of_incidents(client: Client) -> None:
    feed = client.get("/incidents/feed.atom")

    assert feed["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "[解消] auの障害" in feed.text


def test_posting_to_a_page_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/guides/x-sms/").status_code == 405
