"""Who sends a thousand forms in ten seconds counts as a few of a day; readers notice nothing, and bots are not kept."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from tests.scale import scaled
from tests.server import DATABASE
from tests.views.conftest import served  # noqa: F401
from tests.views.reading import Page
from tests.views.test_feedback import ADDRESS, QUERY, recorder, written  # noqa: F401  # what is kept is the test's own
from troubleshoot.insight.caps import PER_PATH

from .served import WHOLE, Server

POSTS = 1000
SECONDS = 10
HONEST = 120
SENDERS = 4
WALK = dict(pair.split("=") for pair in WHOLE.split("&"))
#: What the site advises by these answers; the flood says each of several things of it.
ADVISED = {"ios-filter": WALK}
ATTACKER = "203.0.113.{}"


def body(cause, verdict, **more):
    return urlencode({**ADVISED[cause], "cause": cause, "verdict": verdict, **more}).encode()


def post(server, address, form, fields, reader=1):
    headers = [("X-Forwarded-For", address), ("Content-Type", "application/x-www-form-urlencoded")]
    return server.ask(f"/guides/x-sms/{form}/", headers, "POST", fields, reader=reader)


def counted(site, sql):
    with closing(sqlite3.connect(site.folder / DATABASE, timeout=30)) as database:
        return database.execute(sql).fetchall()


def mass(site):
    """Return how many verdicts are counted of each path."""
    sql = "SELECT answers, tried, cause, verdict, sum(count) FROM troubleshoot_tally GROUP BY 1, 2, 3, 4"
    return {tuple(path): count for *path, count in counted(site, sql)}


def reading(server, going, seconds, statuses):
    """Read pages until told to stop."""
    while going.is_set():
        begun = time.perf_counter()
        got = server.ask(f"/guides/x-sms/advice/ios-filter/?{WHOLE}", reader=99)
        seconds.append(time.perf_counter() - begun)
        statuses.add(got and got.status)


def read_for(server, work):
    """Return readers' 99th percentile and their statuses while some work is done."""
    going, seconds, statuses = threading.Event(), [], set()
    going.set()
    thread = threading.Thread(target=reading, args=[server, going, seconds, statuses])
    thread.start()
    work()
    going.clear()
    thread.join(30)
    return sorted(seconds)[int(len(seconds) * 0.99)], statuses


@pytest.fixture
def flooded(own_site, record_property):
    """Have a day of honest verdicts, then the flood; yield the site, all statuses, and readers' p99 and statuses."""
    server = Server(own_site.port, is_tls=False)
    for number in range(HONEST):  # a verdict each of so many networks: a day
        assert post(server, f"198.18.{number}.1", "report", body("ios-filter", "solved")).status == 303
    own_site.until(lambda: sum(mass(own_site).values()) == HONEST)
    statuses = []

    def flood(sender):
        for number in range(sender, POSTS, SENDERS):
            verdict, form = ("solved", "unsolved")[number % 2], ("report", "report", "took", "too")[number // 2 % 4]
            fields = body("ios-filter", verdict, **{"took.minutes": "5"})
            statuses.append(post(server, ATTACKER.format(number % 250), form, fields, 10 + sender).status)

    def all_at_once():
        begun = time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(flood, range(SENDERS)))
        record_property("Seconds that 1,000 posts of one network took", f"{time.monotonic() - begun:.1f}")

    calm, _ = read_for(server, lambda: time.sleep(2))
    p99, read = read_for(server, all_at_once)
    record_property("Readers' p99 in the flood, and calm", f"{p99 * 1000:.0f} ms, {calm * 1000:.0f} ms")
    assert post(server, "198.18.200.1", "report", body("ios-filter", "solved")).status == 303
    own_site.until(lambda: mass(own_site).get((WHOLE, "", "ios-filter", "solved"), 0) > HONEST)
    own_site.until(lambda: not any(file.stat().st_size for file in own_site.folder.glob("journal/*.jsonl")))
    yield own_site, statuses, (calm, p99, read)
    server.end()


def test_a_thousand_posts_of_one_network_count_as_a_few(flooded):
    site, statuses, (calm, p99, read) = flooded

    found = mass(site)
    assert (len(statuses), set(statuses)) == (POSTS, {303})
    assert sum(found.values()) - HONEST - 1 <= 0.05 * sum(found.values())
    assert found[WHOLE, "", "ios-filter", "solved"] - HONEST - 1 <= PER_PATH == 5
    assert found.get((WHOLE, "", "ios-filter", "unsolved"), 0) <= PER_PATH
    assert sum(count for (count,) in counted(site, "SELECT count FROM troubleshoot_reportcount")) <= 1
    assert read == {200}
    assert p99 <= max(*scaled((0.1, 2 * calm), (0.25, 5 * calm))), (p99, calm)


def test_nginx_takes_a_few_of_one_network_a_second(nginx):
    fields = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Reader", "203.0.113.9")]

    statuses = [nginx.ask("/guides/x-sms/too/", fields, "POST", b"").status for _ in range(200)]

    assert set(statuses) <= {303, 429}
    assert statuses.count(429) > 100
    assert nginx.ask("/guides/x-sms/", [("X-Reader", "203.0.113.9")]).status == 200


def test_a_bot_that_fills_every_field_is_not_kept_and_people_meet_no_field(recorder):  # noqa: F811
    client = Client()
    page = Page(client.get(f"/guides/x-sms/solved/intl-block/?{QUERY}").text)
    (trap,) = page.all("input", name="feedback.website")
    filled = written("よく効きました", "solved", **{"feedback.website": "https://spam.example/"})

    refused = client.post(ADDRESS, urlencode(filled), content_type="application/x-www-form-urlencoded")

    assert (refused.status_code, entries(recorder.journal)) == (422, [])
    assert "また「送る」を押してください" in refused.text  # a person whose browser filled it in loses nothing
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    empty = written("よく効きました", "solved")
    assert client.post(ADDRESS, urlencode(empty), content_type="application/x-www-form-urlencoded").status_code == 303
    assert len(entries(recorder.journal)) == 1


@pytest.mark.parametrize("sender", ["2001:db8:0:{:x}::1", "203.0.113.{}"])
def test_addresses_of_one_network_are_one(recorder, sender):  # noqa: F811
    for number in range(1, 100):
        Client(REMOTE_ADDR=sender.format(number)).post(
            "/guides/x-sms/report/",
            urlencode({"situation": "locked", "reach": "people-only", "recent": "none", "carrier": "au",
                       "cause": "intl-block", "verdict": "solved"}),
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip

    assert len(entries(recorder.journal)) <= PER_PATH
