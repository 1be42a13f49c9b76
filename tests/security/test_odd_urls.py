"""Addresses that no page of ours has are answered quickly and in words; each that we write, with its page."""

import random
import re
import time
from urllib.parse import quote

import pytest

from helpcenter.front import LONGEST_PATH, LONGEST_QUERY
from tests.content.conftest import document, first, loaded  # noqa: F401  # the first content
from tests.front.asking import answer, ask, run, scope
from tests.scale import scaled
from tests.search.releases import CARRIERS
from tests.views.conftest import served  # noqa: F401
from troubleshoot import addresses, engine, snapshot
from troubleshoot.search import LONGEST

pytestmark = pytest.mark.usefixtures("quiet")

SEGMENTS = ("guides", "x-sms", "walk", "advice", "causes", "intl-block", "en", "easy", "api", "v1", "search", "now",
            "incidents", "past", "carriers", "docomo", "solved", "end", "status", "feed.atom", "preview", "admin",
            "..", ".", "", "%2e%2e", "%2f", "%5c", ";x=1", "%00", "\\", "~", "index.html", ".git", "%ff%fe", "%c0%af",
            "%25%32%65", "%u002e", "*", "|", "%0d%0a", "a b", "%E3%81%82", "é", "{}", "<script>", "'", '"', "$(id)",
            "%F0%9F%98%80", "%ed%a0%80", "-1", "0", "99999999999999999999", "9999-99", "2026-13")  # fmt: skip
VALUES = ("locked", "people-only", "none", "docomo", "%ff", "%00", "%", "%zz", ",", ",,,,", "a" * 300, "%E3%81%82",
          "=", "&", "+", "[]", "../..", "%ed%a0%80", "1e999", "-0", "null", "ｌｏｃｋｅｄ", "'--", "%0a")  # fmt: skip
NAMES = ("situation", "reach", "recent", "carrier", "tried", "q", "asked", "cause", "device", "", "x[]", "%00", "a.b")


def a_path(chance):
    """Return a path of odd segments, sometimes a very long one."""
    segments = [chance.choice(SEGMENTS) for _ in range(chance.randrange(1, 8))]
    if chance.random() < 0.1:
        segments[chance.randrange(len(segments))] = chance.choice("a%/あ.") * chance.choice([500, 10_000])
    return "/" + "/".join(segments) + chance.choice(["", "/", "//", "/.", "?", ";"])


def a_query(chance):
    """Return a query of odd pairs, names twice and thousands of times too."""
    pairs = [f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randrange(6))]
    if chance.random() < 0.05:
        pairs *= chance.choice([10, 100, 1000])
    return chance.choice("&&&;").join(pairs)


def an_address(chance):
    query = a_query(chance)
    return f"{a_path(chance)}?{query}" if query else a_path(chance)


def timed(front, paths):
    """Return the answer to each path and its seconds, asked one after the other."""

    async def asked():
        got = []
        for path in paths:
            begun = time.perf_counter()
            sent = await answer(front, scope(path))
            got.append((sent, time.perf_counter() - begun))
        return got

    return run(asked())


def test_two_thousand_odd_addresses_are_answered_without_a_fault_and_as_fast_as_pages(front):
    chance = random.Random(4)
    odd = [an_address(chance) for _ in range(2000)]
    timed(front, ["/guides/x-sms/", *odd[:50]])

    got = timed(front, odd)
    pages = timed(front, [f"/guides/x-sms/carry-on/?situation=locked&carrier={one}" for one in CARRIERS] * 20)

    assert {sent.status for sent, _ in got} <= {200, 301, 302, 400, 403, 404, 405, 414}
    p99 = sorted(seconds for _, seconds in got)[int(len(got) * 0.99)]
    usual = sorted(seconds for _, seconds in pages)[int(len(pages) * 0.99)]
    assert p99 <= scaled(0.020, max(0.020, 4 * usual)), (p99, usual)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/" + "a" * 10_000 + "/", 414),
        ("/guides/" + "a" * 10_000 + "/", 414),
        ("/guides/x-sms/walk/" + "a" * 10_000 + "/?situation=locked", 414),
        ("/en/causes/" + "%E3%81%82" * 60 + "/", 414),
        ("/" + "a" * (LONGEST_PATH - 1), 404),
        ("/" + "a" * LONGEST_PATH, 414),
        ("/?" + "a" * (LONGEST_QUERY + 1), 414),
        ("/?" + "a" * LONGEST_QUERY, 302),
        ("/search/?q=" + "a" * LONGEST_QUERY, 414),
        ("/guides/x-sms/?" + "a" * 8000, 302),
        ("/guides/x-sms/walk/?situation=locked&tried=" + ",".join(["nothing"] * 1000), 302),
        ("/api/v1/search/?q=" + "a" * 5000, 414),
    ],
)
def test_what_is_longer_than_anything_of_ours_is_refused_in_words_or_led_to_what_is_understood(front, path, status):
    sent = ask(front, path)

    assert sent.status == status
    if status == 414:
        assert "アドレスが長すぎます" in sent.body.decode()
        assert "No address of this site is as long." in sent.body.decode()
        assert sent.headers["cache-control"] == "no-store"
        assert (ask(front, path, "HEAD").status, ask(front, path, "HEAD").body) == (414, b"")
    if status == 302:
        assert len(sent.headers["location"]) < LONGEST_PATH


def test_no_address_of_the_first_content_is_refused(front, first):  # noqa: F811
    snapshot.swap(first)
    longest_path = longest_query = 0
    for guide in first.releases["ja"].guides.values():
        walk = everything_tried(guide)
        for address in (
            addresses.of(walk),
            addresses.of_solved(walk, guide.triable[0]),
            addresses.of_carrying_on(walk),
        ):
            for language in ("", "/en", "/easy"):
                sent = ask(front, language + address)

                assert sent.status == 200, address
                path, _, query = (language + address).partition("?")
                longest_path, longest_query = max(longest_path, len(path)), max(longest_query, len(query))
    listed = re.findall(rb"<loc>https?://[^/]+(/[^<]+)</loc>", ask(front, "/sitemap.xml").body)
    longest_path = max(longest_path, *map(len, listed))
    assert longest_path <= LONGEST_PATH / 2
    assert longest_query <= LONGEST_QUERY


def everything_tried(guide):
    """Return the walk with most in its address: each question answered, each cause tried."""
    answers = {question.slug: max(question.answers, key=len)
               for question in guide.questions.values()}  # fmt: skip
    return engine.replay(guide, answers, tuple(guide.triable))


def test_the_longest_query_that_the_search_s_form_takes_is_answered(front):
    assert ask(front, "/search/?q=" + quote("届" * LONGEST)).status == 200
    assert ask(front, "/search/?q=" + quote("😀" * (LONGEST // 2))).status == 200  # browsers count two each


def test_a_walk_of_a_guide_with_a_hundred_causes_of_long_names_is_read(front):
    walk = "/guides/x-sms/walk/?situation=locked&tried=" + ",".join(f"{number:040}" for number in range(190))
    assert LONGEST_QUERY < len(walk) < 8000

    sent = ask(front, walk)

    assert (sent.status, "#answers-changed" in sent.headers["location"]) == (302, True)


def test_real_servers_answer_odd_addresses_without_a_fault(server):
    chance = random.Random(5)
    for number in range(300):
        path = re.sub(r"[\x00-\x20\x7f-\U0010ffff]", lambda sign: quote(sign[0], errors="replace"), an_address(chance))
        got = server.ask(path, reader=number % 60)

        assert got is None or got.status < 500, path
