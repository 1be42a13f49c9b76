"""Whoever asks under ever other addresses fills no cache: a page's own address alone is kept, within a bound."""

import asyncio
import gc
import random
import string
import tracemalloc
from urllib.parse import quote

import pytest
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from helpcenter.front import Front
from tests.front.asking import answer, ask, run, scope
from tests.scale import scaled
from tests.servers import until
from tests.views.conftest import served  # noqa: F401  # every page is drawn from it
from tests.views.test_every_page import PAGES

from .served import URLS

pytestmark = pytest.mark.usefixtures("quiet")

QUERIES = 10_000
KEPT = [url for name, url in PAGES.items() if not name.startswith("search")]
LETTERS = string.ascii_letters + string.digits + "-_.~!*'();:@&=+$,/?%[]"


def a_query(chance):
    """Return a query that nobody asked for before."""
    names = ["utm_source", "q", "situation", "tried", "carrier", "page", "", "_", "asked", "device", "lang", "x.y"]
    pairs = [
        f"{chance.choice(names)}={''.join(chance.choices(LETTERS, k=chance.randrange(1, 40)))}"
        for _ in range(chance.randrange(1, 5))
    ]
    return "&".join(pairs)


def flood(front, addresses):
    """Ask the front for addresses, a hundred at a time; return the statuses."""

    async def asked():
        statuses = set()
        for at in range(0, len(addresses), 100):
            got = await asyncio.gather(*(answer(front, scope(one)) for one in addresses[at : at + 100]))
            statuses |= {one.status for one in got}
        return statuses

    return run(asked())


def test_ten_thousand_random_queries_leave_the_front_s_cache_as_it_was(front):
    chance = random.Random(1)
    for page in KEPT:
        ask(front, page)
    held = front._edition
    before = set(held.pages.kept), held.pages.bytes
    number = scaled(QUERIES, 1000)
    addresses = [f"{chance.choice(URLS + tuple(KEPT)).partition('?')[0]}?{a_query(chance)}" for _ in range(number)]

    statuses = flood(front, addresses)

    assert statuses <= {200, 301, 302, 404}
    assert len(set(addresses)) > 0.99 * number
    found = {address for address in held.pages.kept if address not in before[0]}
    # A walk that the noise happens to describe is a page of ours; there are few.
    assert {path.partition(b"/walk/")[1] for path, _ in found} <= {b"/walk/"}
    assert len(found) < 5
    assert held.pages.bytes <= before[1] * 1.1
    assert before[0] <= set(held.pages.kept)
    assert held.making == {}
    assert held.passing <= before[0]


def test_a_flood_of_real_walks_stays_within_the_bound_and_spares_what_is_read(settings):
    settings.PAGE_CACHE_BYTES = 1_500_000
    front = Front(readers=get_wsgi_application(), editors=get_asgi_application())
    read = ["/", "/guides/x-sms/", "/en/guides/x-sms/", "/causes/intl-block/", "/carriers/docomo/"]
    for page in read * 3:
        ask(front, page)
    walks = [
        f"{language}/guides/x-sms/{page}/?situation={situation}&reach=people-only&recent={recent}&carrier={carrier}"
        for language in ("", "/en", "/easy")
        for page in ("advice/intl-block", "carry-on", "solved/intl-block", "solved/filter", "solved/limit")
        for situation in ("locked", "signup", "invalid")
        for recent in ("none", "new-phone", "abroad")
        for carrier in ("docomo", "ahamo", "au", "povo")
    ]

    for at in range(0, len(walks), 60):
        flood(front, walks[at : at + 60])
        for page in read:
            ask(front, page)

    pages = front._edition.pages
    assert pages.bytes <= settings.PAGE_CACHE_BYTES
    assert pages.bytes > settings.PAGE_CACHE_BYTES * 0.15  # the flood did fill its part
    assert {page.encode() for page in read} <= {path for path, _ in pages.kept}


def test_memory_does_not_grow_with_what_was_asked():
    front, chance = Front(readers=get_wsgi_application(), editors=get_asgi_application()), random.Random(2)

    def some():
        return [f"/guides/{quote(a_query(chance))}/?{a_query(chance)}" for _ in range(scaled(3000, 500))]

    flood(front, some())
    front._counts.waits.clear()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    flood(front, some())
    front._counts.waits.clear()  # as the meter does each second where one runs
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert grown < 250_000


def files(proxy):
    """Return how many answers nginx holds, and their bytes."""
    held = [file for file in proxy.cache.rglob("*") if file.is_file()]
    return len(held), sum(file.stat().st_size for file in held)


def odd(chance, url):
    """Return an address that leads to a page, or shows it, and is not its own."""
    path, _, query = url.partition("?")
    at = chance.randrange(len(path))
    quoted = f"{path[:at]}%{ord(path[at]):02x}{path[at + 1 :]}" if path[at] != "/" else path
    return chance.choice(
        [
            f"{path}?{a_query(chance)}",
            f"{quoted}?{query}" if query else quoted,
            f"{path}?{query}&{a_query(chance)}",
            f"/api/v1/guides/x-sms/walk/?{a_query(chance)}",
            f"/en/api/v1/release/?{a_query(chance)}",
            f"/{a_query(chance).replace('?', '')}/",
        ]
    )


def test_ten_thousand_random_queries_leave_nginx_s_cache_as_it_was(proxy, nginx):
    chance = random.Random(3)
    own = [url for url in URLS if not url.startswith(("/search/", "/api/v1/"))]
    own += ["/sw.js", "/offline.json.gz", "/guides/x-sms/offline.json.gz", "/incidents/feed.atom", "/incidents/now/"]
    for url in own * 2:
        until(lambda asked=url: nginx.ask(asked).status != 202)  # a pack takes its seconds
    before = files(proxy)
    number = scaled(QUERIES, 600)

    statuses = {nginx.ask(odd(chance, chance.choice(own)), reader=one % 200).status for one in range(number)}

    count, size = files(proxy)
    assert before[0] >= len(own) - 1  # the worker is fetched anew each time
    assert statuses <= {200, 301, 302, 304, 400, 404, 414}
    assert (count, size) <= (before[0] + 5, before[1] * 1.1)
    assert {nginx.ask(url).status for url in own} == {200}


def test_nginx_s_cache_has_a_bound_of_keys_and_bytes(proxy):
    written = "".join(file.read_text() for file in (proxy.root / "etc/nginx/helpcenter").glob("*.conf"))

    (line,) = [line for line in written.splitlines() if line.startswith("proxy_cache_path")]
    assert {"keys_zone=pages:20m", "max_size=1g", "inactive=24h"} <= set(line.rstrip(";").split())


@pytest.mark.parametrize("url", ["/", "/guides/x-sms/", "/api/v2/summary.json"])
def test_a_page_under_its_own_address_is_kept_by_nginx(proxy, nginx, url):
    nginx.ask(url)

    held = [file.read_bytes() for file in proxy.cache.rglob("*") if file.is_file()]
    assert any(b"KEY: localhost" + url.encode() + b"#" in one for one in held)
