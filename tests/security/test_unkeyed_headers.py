"""What a page is depends on its address alone: no header of one reader changes what they or the next are sent."""

import asyncio
import re
import threading
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.front.asking import answer, ask, run, scope
from tests.scale import scaled
from tests.views.conftest import served  # noqa: F401  # every page is drawn from it
from tests.views.test_every_page import PAGES
from troubleshoot import snapshot

from .served import URLS

EVIL = "evil.example"
#: Forty headers that a page might wrongly hang on. Accept-Encoding and conditional ones may change the answer's form.
HEADERS = (
    ("X-Forwarded-Host", EVIL),
    ("X-Forwarded-Proto", "http"),
    ("X-Forwarded-Scheme", "nothttps"),
    ("X-Forwarded-Port", "1"),
    ("X-Forwarded-For", "198.51.100.7, 10.0.0.1"),
    ("X-Forwarded-Server", EVIL),
    ("X-Forwarded-Prefix", "/evil"),
    ("Forwarded", f"for=1.2.3.4;host={EVIL};proto=http"),
    ("X-Host", EVIL),
    ("X-Real-IP", "10.0.0.1"),
    ("X-Original-URL", "/admin/"),
    ("X-Original-Host", EVIL),
    ("X-Rewrite-URL", "/admin/"),
    ("X-Original-URI", "/nowhere/"),
    ("X-HTTP-Method-Override", "POST"),
    ("X-Method-Override", "DELETE"),
    ("X-Script-Name", "/evil"),
    ("Script-Name", "/evil"),
    ("X-Accel-Redirect", "/admin/"),
    ("X-Sendfile", "/etc/passwd"),
    ("X-Request-ID", f"<script>{EVIL}</script>"),
    ("HX-Request", "true"),
    ("HX-Target", "main"),
    ("HX-Boosted", "true"),
    ("HX-Current-URL", f"https://{EVIL}/"),
    ("Accept", "application/json"),
    ("Accept-Language", "en;q=1, de"),
    ("Accept-Charset", "utf-7"),
    ("Accept-Encoding", "br;q=0.1, gzip, identity;q=0, *;q=0.5"),
    ("Cookie", "sessionid=session-of-editor; csrftoken=a; django_language=en; messages=evil"),
    ("Authorization", "Basic ZWRpdG9yOng="),
    ("User-Agent", "() { :; }; echo evil"),
    ("Referer", f"https://{EVIL}/"),
    ("Origin", f"https://{EVIL}"),
    ("Sec-Fetch-Dest", "script"),
    ("Save-Data", "on"),
    ("Cache-Control", "no-cache, no-store, max-age=0"),
    ("Pragma", "no-cache, akamai-x-cache-on"),
    ("DNT", "1\tevil"),
    ("Transformation", "x" * 4000),
)
#: These may be refused, or answered by a part or by "you have it"; what the next reader gets is the whole page.
DEVIANT = (
    ("Host", EVIL),
    ("Range", "bytes=0-9"),
    ("Range", "bytes=-5,0-0,3-4"),
    ("If-Range", '"x"'),
    ("If-None-Match", "*"),
    ("If-Modified-Since", "Fri, 01 Jan 2999 00:00:00 GMT"),
    ("If-Match", '"none"'),
    ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Expect", "100-continue"),
    ("Upgrade", "h2c"),
    ("Connection", "close, Host"),
    ("TE", "trailers, deflate"),
    ("Max-Forwards", "0"),
)
ODD_METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE", "PROPFIND", "QUERY", "HEAD", "get")


@pytest.fixture(scope="module")
def plain():
    """Return each address's page as a reader without any header is sent it, by server."""
    return {}


def asked_plainly(server, url, plain):
    key = server.port, url
    if key not in plain:
        got = server.ask(url)
        assert got.status == 200, url
        plain[key] = got.page
    return plain[key]


def test_forty_headers_are_forty():
    assert len({name.lower() for name, _ in HEADERS}) == 40
    assert len(set(URLS)) == 20


def test_no_header_changes_what_its_reader_or_the_next_one_is_sent(server, plain):
    for number, (url, header) in enumerate(product(URLS, HEADERS)):
        page = asked_plainly(server, url, plain)

        got = server.ask(url, [header], reader=number % 40)
        after = server.ask(url, reader=number % 40)

        assert (got.status, got.page == page) == (200, True), (url, header, got.status)
        assert (after.status, after.page == page) == (200, True), (url, header)
        assert EVIL.encode() not in got.page
        assert "set-cookie" not in got.headers
        assert got.headers.get("vary", "Accept-Encoding") == "Accept-Encoding"


def test_what_is_first_asked_for_with_a_header_is_the_page(server, plain):
    listed = re.findall(rb"<loc>https?://[^/]+(/[^<]+)</loc>", server.ask("/sitemap.xml").page)
    fresh = [url.decode() for url in listed if url.decode() not in URLS][-len(HEADERS) :]
    for url, header in zip(fresh, HEADERS, strict=True):
        got = server.ask(url, [header])

        assert (got.status, got.page == asked_plainly(server, url, plain)) == (200, True), (url, header)


def test_parts_conditions_and_other_names_leave_the_page_whole_for_the_next(server, plain):
    for number, (url, header) in enumerate(product(URLS, DEVIANT)):
        page = asked_plainly(server, url, plain)

        got = server.ask(url, [header], reader=number % 40)
        after = server.ask(url, reader=number % 40)

        assert (after.status, after.page == page) == (200, True), (url, header)
        assert got is None or is_honest(got, page), (url, header, got)


def is_honest(got, page):
    """Tell whether an answer is the page, a part that says which, "you have it", or a refusal without the page."""
    if got.status == 206 and "content-range" in got.headers:
        span, _, whole = got.headers["content-range"].removeprefix("bytes ").partition("/")
        first, last = map(int, span.split("-"))
        return int(whole) == len(page) and got.body == page[first : last + 1]
    if got.status == 206:
        return got.headers["content-type"].startswith("multipart/byteranges")
    if got.status == 304:
        return got.body == b""
    return got.page == page if got.status == 200 else 400 <= got.status < 500 and EVIL.encode() not in got.body


def test_odd_methods_neither_poison_nor_split(server, plain):
    for number, (url, method) in enumerate(product(URLS, ODD_METHODS)):
        page = asked_plainly(server, url, plain)

        got = server.ask(url, method=method, body=b"q=evil" if method == "POST" else None, reader=number % 40)
        after = server.ask(url, reader=number % 40)

        assert (after.status, after.page == page) == (200, True), (url, method)
        assert got is None or got.status < 500 or got.status == 501, (url, method, got.status)
        assert got is None or method == "HEAD" or got.status != 200, (url, method)


def test_readers_at_once_each_get_their_own_page(server, plain):
    pages, wrong = {url: asked_plainly(server, url, plain) for url in URLS}, []

    def read(reader):
        for step in range(scaled(100, 20)):
            url, header = URLS[(reader * 7 + step) % 20], HEADERS[(reader + step * 3) % 40]
            got = server.ask(url, [header], reader=100 + reader)
            if got is None or got.page != pages[url]:
                wrong.append((url, header))

    reading = [threading.Thread(target=read, args=[reader]) for reader in range(16)]
    for thread in reading:
        thread.start()
    for thread in reading:
        thread.join(120)

    assert wrong == []


TOKENS = st.from_regex(r"[a-z][a-z-]{0,20}[a-z]", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
NAMED = st.sampled_from([(name.lower(), value) for name, value in (*HEADERS, *DEVIANT) if name != "Host"])
CONDITIONS = {"if-none-match", "host", "x-forwarded-proto", "accept-encoding"}
SETS = st.lists(NAMED | st.tuples(TOKENS, VALUES), max_size=12).map(
    lambda pairs: [(name.encode(), value.encode("latin-1")) for name, value in pairs if name not in CONDITIONS]
)
METHODS = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PURGE"])
ASKED = st.lists(st.tuples(st.sampled_from(list(PAGES.values())), METHODS, SETS), min_size=2, max_size=6)
PLAIN = {}


@settings(max_examples=scaled(500, 40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_readers_with_any_headers_at_one_moment_get_the_plain_page(front, asked):
    snapshot.swap(snapshot.held().read_in("en").read_in("ja"))  # nothing is ready: these readers have it made

    async def all_at_once():
        wanted = [answer(front, with_headers(*one)) for one in asked]
        return await asyncio.gather(*wanted, *(answer(front, scope(path)) for path, _, _ in asked))

    got = run(all_at_once())

    for (path, method, _), own, plain in zip(asked, got, got[len(asked) :], strict=False):
        assert plain.body == PLAIN.setdefault(path, plain.body)
        assert own.body == {"GET": PLAIN[path], "HEAD": b""}.get(method, own.body)
        assert own.status < 500


def with_headers(path, method, headers):
    asked = scope(path, method)
    return {**asked, "headers": [*asked["headers"], *headers]}


@pytest.mark.parametrize(
    "path", ["/preview/nonsense/guides/x-sms/", "/admin/login/", "/admin/", "/guides/nowhere/", "/guides/x-sms/report/"]
)
def test_what_is_for_one_alone_enters_neither_cache(front, server, path):
    sent = [ask(front, path) for _ in range(2)]
    got = server.ask(path)

    assert {name for one in sent for name in (one.headers.get("cache-control", ""),) if "public" in name} == set()
    assert not [address for address in front._edition.pages.kept if address[0] == path.encode()]
    assert "public" not in got.headers.get("cache-control", "")
    assert {"no-store", "no-cache", "private"} & set(got.headers.get("cache-control", "private").split(", "))
