"""How pages are found: one address each, a title and description for lists of hits, data for machines."""

import json
import re
import struct
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.test import Client

from tests.schema_org import faults
from troubleshoot import engine, snapshot
from troubleshoot.views.reader import found, tags

from .conftest import OUTAGE, PAST, a_snapshot
from .document import DOCUMENT
from .reading import Page
from .test_every_page import PAGES

INDEXED = {
    name: url for name, url in PAGES.items() if not re.search(r"/(walk|advice|end|solved|carry-on|search)/", url)
}
HOST = "http://testserver"
OG = Path(__file__).parents[2] / "static/img/og.png"


def data(page: Page) -> Any:
    """Return the structured data of a page."""
    return json.loads(page.one("script", type="application/ld+json").text)


def things(client: Client, url: str) -> dict[str, Any]:
    """Return what a page is, by type."""
    return {one["@type"]: one for one in data(Page(client.get(url).text))["@graph"]}


@pytest.mark.parametrize("prefix", ["", "/en", "/easy"])
@pytest.mark.parametrize("url", INDEXED.values(), ids=INDEXED.keys())
def test_a_page_names_its_one_address(client: Client, url: str, prefix: str) -> None:
    page = Page(client.get(f"{prefix}{url}?utm_source=x", follow=True).text)

    assert page.one("link", rel="canonical")["href"] == HOST + prefix + url
    assert page.one("meta", property="og:url")["content"] == HOST + prefix + url


@pytest.mark.parametrize("url", [url for name, url in PAGES.items() if name not in INDEXED])
def test_a_walk_has_no_address_to_be_found_by(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    assert page.all("link", rel="canonical") == []
    assert page.all("script", type="application/ld+json") == []
    assert page.one("meta", name="robots")["content"] == "noindex"


def test_a_carrier_without_steps_of_its_own_is_found_as_everyone(client: Client) -> None:
    page = Page(client.get("/causes/intl-block/au/").text)

    assert page.one("link", rel="canonical")["href"] == f"{HOST}/causes/intl-block/"


def test_the_host_of_the_request_is_in_the_addresses(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["help.example"]

    page = Page(client.get("/causes/intl-block/", headers={"host": "help.example"}, secure=True).text)

    assert page.one("link", rel="canonical")["href"] == "https://help.example/causes/intl-block/"
    assert page.one("meta", property="og:image")["content"] == "https://help.example/static/img/og.png"


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_a_shared_link_shows_the_picture(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    assert page.one("meta", property="og:image")["content"] == f"{HOST}/static/img/og.png"
    assert page.one("meta", property="og:locale")["content"] == "ja_JP"
    assert page.one("meta", name="twitter:card")["content"] == "summary_large_image"


def test_a_shared_page_shows_what_a_list_of_hits_shows(client: Client) -> None:
    page = Page(client.get("/en/carriers/docomo/").text)

    assert page.one("title").text.startswith(page.one("meta", property="og:title")["content"])
    assert page.one("meta", property="og:description")["content"] == page.one("meta", name="description")["content"]
    assert page.one("meta", property="og:locale")["content"] == "en_US"


def test_the_picture_is_of_the_size_that_is_said(client: Client) -> None:
    page = Page(client.get("/").text)

    size = struct.unpack(">II", OG.read_bytes()[16:24])
    said = tuple(int(page.one("meta", property=f"og:image:{side}")["content"]) for side in ("width", "height"))
    assert size == said == (1200, 630)
    assert OG.stat().st_size <= 60_000


@pytest.mark.parametrize(
    ("url", "title", "description"),
    [
        ("/guides/x-sms/", "XのSMSが届かない: 原因を質問で探す", "最大4つの質問です。"),
        ("/causes/intl-block/", "海外SMSの拒否: 原因と直し方", "海外からのSMSを止める設定です。 マイページを開く"),
        ("/causes/outage/", "Xの障害: 見分け方と待ち方", "待つ"),
        ("/causes/backup-code/", "バックアップコードで入る: SMSを使わずに進む方法", "コードを入れる"),
        (
            "/causes/intl-block/ahamo/",
            "海外SMSの拒否: ahamoの手順",
            "「海外SMSの拒否」をahamoで確かめて直す手順です。 1. My docomoを開く 2. 5分待つ",
        ),
        (
            "/carriers/docomo/",
            "ドコモ: SMSが届かないときの設定",
            "ドコモで認証コードのSMSが届かないときに見る設定を、まとめて説明します。 My docomoで変えます。",
        ),
        (
            "/incidents/au-2025-06-26/",
            "auの障害(解消)",
            "2026年11月24日 09:00 に始まった障害の経過です。 調べています。",
        ),
    ],
)
def test_title_and_description_say_what_the_page_is_for(client: Client, url: str, title: str, description: str) -> None:
    page = Page(client.get(url).text)

    assert page.one("title").text == f"{title} | 困ったときの手引き"
    assert page.one("meta", name="description")["content"] == description


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["一行目\n二行目", "", "三"], "一行目 二行目 三"),
        (["あ" * 60, "い" * 59, "う"], "あ" * 60 + " " + "い" * 59),
        (["あ" * 60, "い" * 60, "う"], "あ" * 60),
        (["あ" * 121], "あ" * 119 + "…"),
        (["認証《にんしょう》コード"], "認証コード"),
        ([], ""),
    ],
    ids=["short", "just fits", "too long a line", "too long a first line", "readings", "nothing"],
)
def test_a_snippet_is_whole_lines_as_one(texts: list[str], said: str) -> None:
    assert found.snippet(texts) == said


def test_the_first_page_can_be_searched_from_elsewhere(client: Client) -> None:
    action = things(client, "/en/")["WebSite"]["potentialAction"]

    template = action["target"]["urlTemplate"]
    assert template == f"{HOST}/en/search/?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"
    assert client.get(template.format(search_term_string="SMS").removeprefix(HOST)).status_code == 200


def test_a_cause_on_a_carrier_lies_behind_its_guide_and_cause(client: Client) -> None:
    trail = things(client, "/causes/intl-block/ahamo/")["BreadcrumbList"]["itemListElement"]

    assert [(one["position"], one["name"], one["item"].removeprefix(HOST)) for one in trail] == [
        (1, "トップ", "/"),
        (2, "XのSMSが届かない", "/guides/x-sms/"),
        (3, "海外SMSの拒否", "/causes/intl-block/"),
        (4, "ahamo", "/causes/intl-block/ahamo/"),
    ]


def test_a_remedy_is_told_as_steps_with_its_time_and_day(client: Client) -> None:
    how_to = things(client, "/causes/intl-block/docomo/")["HowTo"]

    assert how_to["step"] == [
        {"@type": "HowToStep", "text": "My docomoを開く"},
        {"@type": "HowToStep", "text": "5分待つ"},
    ]
    assert (how_to["totalTime"], how_to["dateModified"], how_to["inLanguage"]) == ("PT7M", "2026-11-01", "ja")


def test_steps_of_devices_are_told_apart(client: Client) -> None:
    sections = things(client, "/causes/filter/")["HowTo"]["step"]

    assert [(one["@type"], one["name"], len(one["itemListElement"])) for one in sections] == [
        ("HowToSection", "iPhone", 1),
        ("HowToSection", "Android", 2),
        ("HowToSection", "どの端末でも", 1),
    ]


def test_an_incident_has_days_of_its_own(client: Client) -> None:
    page = things(client, "/incidents/au-2025-06-26/")["WebPage"]

    assert (page["datePublished"], page["dateModified"]) == ("2026-11-24T09:00:00+09:00", "2026-11-24T09:20:00+09:00")


@pytest.mark.parametrize("prefix", ["", "/en", "/easy"])
@pytest.mark.parametrize("url", INDEXED.values(), ids=INDEXED.keys())
def test_data_keep_to_the_vocabulary(client: Client, url: str, prefix: str) -> None:
    document = data(Page(client.get(prefix + url).text))

    assert faults(document) == []
    assert "《" not in json.dumps(document, ensure_ascii=False)


@pytest.mark.parametrize(
    "change",
    [
        {"@type": "HowToo"},
        {"colour": "blue"},
        {"url": "/"},
        {"dateModified": "yesterday"},
        {"name": ""},
        {"isPartOf": {"@type": "HowTo", "name": "x", "step": []}},
    ],
    ids=["type", "property", "address", "day", "empty", "kind"],
)
def test_the_judge_of_data_sees_what_is_wrong(client: Client, change: dict[str, Any]) -> None:
    whole = things(client, "/causes/intl-block/")["WebPage"]

    assert faults({"@context": "https://schema.org", "@graph": [whole]}) == []
    assert faults({"@context": "https://schema.org", "@graph": [{**whole, **change}]}) != []


def test_data_cannot_end_their_block() -> None:
    nasty = "</script><!--<script>&amp;\u2028"

    block = tags.json_ld([{"@type": "WebPage", "name": nasty}])

    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["@graph"][0]["name"] == nasty


def test_a_text_with_markup_stays_text(client: Client) -> None:
    document = json.loads(json.dumps(dict(DOCUMENT)))
    document["causes"]["filter"]["title"] = {"ja": "</script><b>太字"}
    releases = MappingProxyType({one: engine.load(document, one) for one in snapshot.LANGUAGES})
    snapshot.swap(replace(a_snapshot(PAST), releases=releases, document=document))

    page = Page(client.get("/causes/filter/").text)

    assert [one.text for one in page.all("b")] == []
    assert data(page)["@graph"][1]["itemListElement"][-1]["name"] == "</script><b>太字"


def test_the_sitemap_has_every_page_in_every_language_with_its_day(client: Client) -> None:
    snapshot.swap(a_snapshot(OUTAGE, PAST))
    listed = client.get("/sitemap.xml").text

    urls = re.findall(r"<url><loc>([^<]+)</loc>(?:<lastmod>([^<]+)</lastmod>)?(.*?)</url>", listed)
    days = {address.removeprefix(HOST): day for address, day, _ in urls}
    assert days["/causes/intl-block/"] == days["/en/causes/intl-block/docomo/"] == "2026-11-01"
    assert days["/easy/guides/x-sms/"] == "2026-11-24T00:00:00+09:00"
    assert days["/incidents/"] == days["/incidents/x-2026-11-24/"] == "2026-11-24T09:20:00+09:00"
    assert {address for address, *_ in urls} >= {f"{HOST}/", f"{HOST}/en/", f"{HOST}/easy/"}
    for address, _, links in urls:
        alternates = dict(re.findall(r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/>', links))
        assert set(alternates) == {"ja", "en", "ja-x-easy", "x-default"}
        assert address in alternates.values()
        assert alternates["x-default"] == alternates["ja"]


def test_a_listed_page_says_what_the_sitemap_says(client: Client) -> None:
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)

    pages = {url: Page(client.get(url).text) for url in listed}
    assert {url: page.one("link", rel="canonical")["href"] for url, page in pages.items()} == {
        url: HOST + url for url in listed
    }
    for page in pages.values():
        alternates = {one["href"] for one in page.all("link", rel="alternate") if "hreflang" in one.attributes}
        assert {one.removeprefix(HOST) for one in alternates} <= set(listed)
