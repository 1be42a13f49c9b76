"""Pages in three languages: the prefix alone chooses, the step stays, what is not translated says so."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from troubleshoot import addresses, snapshot
from troubleshoot.models.texts import LANGUAGES

from .reading import Page
from .test_every_page import PAGES, WALK

ADVICE = f"/guides/x-sms/advice/intl-block/?{WALK}"


def test_every_part_knows_the_same_languages(settings) -> None:
    served = list(addresses.LANGUAGES)
    assert served == list(snapshot.LANGUAGES) == list(LANGUAGES) == [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("prefix", ["/en", "/easy"])
@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_every_page_is_there_under_a_prefix(client: Client, url: str, prefix: str) -> None:
    response = client.get(prefix + url)

    page = Page(response.text)
    assert (response.status_code, response.cookies) == (200, {})
    assert page.one("html")["lang"] == {"/en": "en", "/easy": "ja"}[prefix]
    inside = {link["href"] for link in page.all("a") if link["href"].startswith("/")}
    own = {link["href"] for link in page.all("a") if "hreflang" in link.attributes}
    assert [link for link in inside - own if not link.startswith(f"{prefix}/")] == []


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_the_switch_stays_on_the_same_step(client: Client, url: str) -> None:
    page = Page(client.get(f"/en{url}").text)

    links = {link["hreflang"]: link["href"] for link in page.all("a") if "hreflang" in link.attributes}
    alternates = {
        link["hreflang"]: link["href"] for link in page.all("link", rel="alternate") if "hreflang" in link.attributes
    }
    assert links == {"ja": url, "en": f"/en{url}", "ja-x-easy": f"/easy{url}"}
    assert alternates == {tag: f"http://testserver{address}" for tag, address in links.items()} | {
        "x-default": f"http://testserver{url}"
    }


def test_a_page_is_found_by_its_one_address_whatever_the_query(client: Client) -> None:
    page = Page(client.get("/causes/intl-block/?utm_source=a", follow=True).text)

    found = {link["hreflang"]: link["href"] for link in page.all("link") if "hreflang" in link.attributes}
    assert found["ja"] == page.one("link", rel="canonical")["href"] == "http://testserver/causes/intl-block/"
    assert found["en"] == "http://testserver/en/causes/intl-block/"


def test_an_answer_to_a_form_has_no_other_language_to_lose_it_in(client: Client) -> None:
    page = Page(client.post("/guides/x-sms/feedback/", {"text": ""}).text)

    assert [link for link in page.all("a") if "hreflang" in link.attributes] == []


def test_a_step_that_moved_redirects_in_the_same_language(client: Client) -> None:
    response = client.get(f"/easy/guides/x-sms/advice/filter/?{WALK}")

    assert (response.status_code, response["Location"]) == (302, f"/easy{ADVICE}")


def test_a_prefix_without_its_slash_leads_to_the_first_page(client: Client) -> None:
    response = client.get("/en")

    assert (response.status_code, response["Location"]) == (301, "/en/")


@pytest.mark.parametrize(
    "url", ["/en/admin/", "/en/robots.txt", "/easy/sitemap.xml", "/en/easy/", "/en/static/css/site.css"]
)
def test_what_has_one_language_has_no_prefix(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 404


def test_a_missing_page_is_missed_in_its_language(client: Client) -> None:
    page = Page(client.get("/en/causes/nothing/").text)

    assert page.one("html")["lang"] == "en"


def test_the_next_request_is_answered_in_its_own_language(client: Client) -> None:
    client.get("/en/")

    assert (reverse("troubleshoot:home"), get_language()) == ("/", "ja")


def test_no_header_changes_the_language(client: Client) -> None:
    answers = {client.get("/", headers={"Accept-Language": language}).content for language in ("ja", "en")}

    assert len(answers) == 1


def test_a_text_nobody_translated_is_marked_as_japanese(client: Client) -> None:
    html = client.get("/en/causes/invalid/").text

    title = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert title
    assert title[1].startswith('<span lang="ja">')
    assert 'class="untranslated"' in title[1]


def test_a_translated_text_stands_alone(client: Client) -> None:
    page = Page(client.get("/en/guides/x-sms/").text)

    assert page.one("h1").text == "The code from X does not arrive"


def test_an_outage_is_told_in_japanese_and_says_so(client: Client, outage) -> None:
    page = Page(client.get("/en/").text)

    assert outage.title["ja"] in [one.text for one in page.all("span", lang="ja")]


def test_readings_stand_over_kanji_and_not_in_titles(client: Client) -> None:
    html = client.get("/easy/guides/x-sms/").text

    assert "<ruby>届<rp>(</rp><rt>とど</rt><rp>)</rp></ruby>" in html
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title
    assert "XのSMSが 届かない" in title[1]
    assert "《" not in html


@pytest.mark.parametrize("url", ["/", "/incidents/feed.atom"])
def test_a_page_with_readings_is_as_long_as_it_says(client: Client, url: str) -> None:
    response = client.get(f"/easy{url}")

    assert int(response["Content-Length"]) == len(response.content)


def test_default_pages_have_no_ruby(client: Client) -> None:
    assert [url for url in PAGES.values() if "<ruby>" in client.get(url).text] == []


def test_the_api_speaks_the_language_of_its_prefix(client: Client) -> None:
    walk = client.get("/en/api/v1/guides/x-sms/walk/").json()

    assert walk["url"].startswith("/en/guides/x-sms/")
