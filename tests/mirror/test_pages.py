"""Each file of the mirror is the live page, but for what takes a server."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings

from helpcenter.mirror.held import Held
from helpcenter.mirror.names import file_of

from .reading import Reading

WALK = "situation=locked&reach=people-only"
#: A question to tick, and an advice after which another comes.
TICKS = f"/guides/x-sms/walk/recent/?{WALK}&carrier=docomo"
ADVICE = f"/guides/x-sms/advice/intl-block/?{WALK}&recent=none&carrier=docomo"


def here(page):
    return f"/{page.language.prefix}".rstrip("/") + page.address


def files(written):
    return {f"/{file.relative_to(written)}": file.read_text() for file in written.rglob("*.html")}


def reading(written, address):
    return Reading((written / file_of(address).lstrip("/")).read_text())


def drawn(mirror):
    """Return the mirror's pages, without feeds."""
    return [page for page in mirror.pages() if file_of(page.address).endswith(".html")]


def test_there_is_a_file_for_each_page_in_each_language(written, mirror):
    expected = {file_of(here(page)) for page in drawn(mirror)}

    assert files(written).keys() == expected
    assert {
        "/index.html",
        "/en/index.html",
        "/easy/guides/x-sms/index.html",
        "/incidents/au-2025-06-26/index.html",
    } < expected


def test_every_link_leads_to_a_file_and_its_place_in_it(written):
    pages = {name: Reading(html) for name, html in files(written).items()}

    lost = [
        (name, link)
        for name, page in pages.items()
        for _, link in page.every
        if not urlsplit(link).scheme and not _leads_somewhere(written.resolve(), pages, name, link)
    ]
    assert sum(len(page.every) for page in pages.values()) > 5_000
    assert lost == []


def _leads_somewhere(root, pages, name, link):
    target, _, fragment = urljoin(name, link).partition("#")
    is_there = (root / target.lstrip("/")).is_file()
    return is_there and (not fragment or fragment in pages[target].ids)


def test_each_page_draws_what_the_live_one_draws_and_leads_where_that_leads(written, mirror, live):
    held, compared = {here(page) for page in mirror.pages()}, 0
    for address in map(here, drawn(mirror)):
        ours, theirs = reading(written, address), Reading(live(address))
        assert ours.main == theirs.main, address
        for own, there in zip(ours.links, theirs.links, strict=True):
            page, hash_, fragment = there.partition("#")
            if page in held:
                compared += 1
                assert urljoin(file_of(address), own) == file_of(page) + hash_ + fragment
            elif not page.startswith("/"):
                assert own == there
    assert compared > 500


def test_nothing_asks_a_server(written):
    for name, html in files(written).items():
        assert not re.search(r"<form|data-hx-|htmx\.min|data-worker|data-now|data-waits|action=", html), name


def test_a_verdict_leads_on_by_links(written):
    page = reading(written, ADVICE)

    leading = {link for _, link in page.every}
    assert page.apart["verdict"] == ["コードは届きましたか", "届いた", "まだ届かない"]
    assert "../../solved/intl-block/index.html" in leading
    assert f"../filter/{WALK}&recent=none&carrier=docomo&tried=intl-block.html" in leading


def test_whoever_solved_it_is_told_what_of_the_tried_is_to_be_put_back(written):
    advice = f"/guides/x-sms/advice/filter/?{WALK}&recent=none&carrier=docomo&tried=intl-block"

    assert ("href", "../../solved/filter/tried=intl-block.html") in reading(written, advice).every
    assert "拒否を元に戻します。" in str(reading(written, "/guides/x-sms/solved/filter/?tried=intl-block").main)


def test_ticks_are_answers_of_which_one_is_chosen(written):
    page = reading(written, TICKS)

    assert page.apart["ticks"] == ["いちばんよく当てはまるものを、一つ選んでください。", "乗り換えた", "何度も送った"]
    assert [link for _, link in page.every if "recent=mnp" in link or "recent=resent" in link] != []


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "これは2026年11月26日 13:05の写しです。"),
        ("/en", "This is a copy made on 26 Nov 2026, 13:05."),
        ("/easy", "これは 2026<ruby>年<rp>(</rp><rt>ねん</rt><rp>)</rp></ruby>"),
    ],
    ids=["ja", "en", "easy"],
)
def test_a_notice_tells_the_time_and_leads_to_the_live_page(written, prefix, words):
    html = (written / file_of(f"{prefix}{ADVICE}").lstrip("/")).read_text()

    address = f"{settings.SITE_URL}{prefix}{ADVICE}".replace("&", "&amp;")
    assert words in html
    assert f'<a href="{address}">' in html


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        (ADVICE, ADVICE),
        (ADVICE.replace("docomo", "ahamo") + "&tried=outage", "/causes/intl-block/ahamo/"),
        (ADVICE + "&device=ios", "/causes/intl-block/docomo/"),
        (f"/guides/x-sms/walk/reach/?{WALK}&recent=none&carrier=docomo", "/guides/x-sms/walk/reach/?situation=locked"),
        (f"/guides/x-sms/walk/carrier/?{WALK}&carrier=docomo", f"/guides/x-sms/walk/carrier/?{WALK}"),
        ("/guides/x-sms/walk/?situation=locked", "/guides/x-sms/walk/reach/?situation=locked"),
        ("/guides/twitter-sms/", "/guides/x-sms/"),
        ("/causes/international-block/", "/causes/intl-block/"),
        ("/causes/nowhere/", "/"),
    ],
    ids=["held", "advice", "for a device", "change", "carrier", "answers alone", "old guide", "old cause", "nowhere"],
)
def test_what_is_not_held_is_answered_by_what_comes_nearest(mirror, served, address, instead):
    held = Held(served, frozenset(page.address for page in mirror.pages()))

    assert held.nearest(address) == instead


def test_what_search_engines_ask_for_is_as_it_is_live(written, live):
    for name in ("robots.txt", "sitemap.xml", "incidents/feed.atom", "en/incidents/feed.atom"):
        assert (written / name).read_text() == live(f"/{name}")


def test_static_files_are_there_and_lead_to_no_others(written):
    static = {file.relative_to(written / "static").as_posix(): file for file in (written / "static").rglob("*.*")}

    assert static.keys() == {"css/site.css", "js/site.js", "img/mark.svg"}
    assert "url(" not in static["css/site.css"].read_text()
    assert "import(" not in static["js/site.js"].read_text()


def test_a_manifest_says_what_it_is_of(written, served):
    manifest = json.loads((written / "mirror.json").read_text())

    others = [file for file in written.rglob("*") if file.is_file() and file.name != "mirror.json"]
    assert (manifest["release"], manifest["digest"]) == (7, served.digest)
    assert manifest["made"] == "2026-11-26T04:05:00+00:00"
    assert manifest["files"] == len(others)
    assert manifest["bytes"] == sum(file.stat().st_size for file in others)
