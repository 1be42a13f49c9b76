"""The site on a real PostgreSQL that is stopped, started again and hung: readers notice nothing, nothing is lost."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from tests.faults.reading import ready
from tests.servers import until

PAGES = (
    "/",
    "/guides/x-sms/",
    "/guides/sms-any/",
    "/causes/carrier-intl-block/",
    "/incidents/",
    "/search/?q=SMS",
    "/healthz",
)
LOOK = 'SELECT "troubleshoot_counter"'
DUE = 'SELECT "troubleshoot_plannedrelease"'
#: What readers reported lately, each minute; whether anybody looks after outages this minute, and learns this day.
SELDOM = (
    "SELECT clock_timestamp()",
    'SELECT "troubleshoot_reportcount"',
    'SELECT $1 AS "a" FROM "troubleshoot_counter"',
)
#: What happened lately where each of these is advised.
LATELY = {"carrier-intl-block": "spam-setting", "ios-filter": "none"}
NOBODIES = count()
NETWORKS = (f"203.{number // 250}.{number % 250}.1" for number in count())


def statements(database):
    """Return how often each statement was run since the counts were begun anew."""
    rows = database.ask(
        "SELECT calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 200) FROM pg_stat_statements s JOIN pg_database d"
        " ON d.oid = s.dbid WHERE datname = current_database() AND query !~ 'pg_stat_statements' ORDER BY 1 DESC"
    )
    return {query: int(calls) for calls, _, query in (row.partition("|") for row in rows.splitlines())}


def solved(site, cause):
    """Report what the site advises solved, each time from another network; return the status and where it leads."""
    answers = {"situation": "signup", "screen": "sent-match", "reach": "people-only", "carrier": "au"}
    said = {**answers, "recent": LATELY[cause], "cause": cause, "verdict": "solved"}
    form = urllib.parse.urlencode(said).encode()
    request = urllib.request.Request(f"{site.address}/guides/x-sms/report/", form)
    request.add_header("X-Forwarded-For", next(NETWORKS))
    with urllib.request.build_opener(Following()).open(request) as response:
        return response.status, response.headers["Location"]


class Following(urllib.request.HTTPRedirectHandler):
    """Follows nothing, and takes a redirect for an answer."""

    def http_error_303(self, req, fp, code, msg, headers):
        return fp


def tallied(database):
    """Return the count of each cause, and how many rows were counted into."""
    rows = database.ask("SELECT cause, sum(count) FROM troubleshoot_tally GROUP BY cause").splitlines()
    return {cause: int(total) for cause, _, total in (row.partition("|") for row in rows)}


@pytest.fixture
def forgotten(database, content):
    """Begin without tallies."""
    database.ask("DELETE FROM troubleshoot_tally")


def test_reading_asks_the_database_nothing_but_the_look_of_every_second(database, node):
    site = node()
    database.ask(
        "INSERT INTO troubleshoot_counter VALUES ('watched', extract(epoch FROM now()) / 60 + 3),"
        " ('learned', (now() AT TIME ZONE 'Asia/Tokyo')::date - date '0001-01-01' + 1)"  # nothing is due
        " ON CONFLICT (name) DO UPDATE SET number = excluded.number"
    )
    database.ask("SELECT pg_stat_statements_reset()")
    begun = time.monotonic()

    while sum(calls for query, calls in statements(database).items() if query.startswith(LOOK)) < 8:
        assert [site.get(path)[0] for path in PAGES] == [200] * len(PAGES)

    elapsed = time.monotonic() - begun
    found = statements(database)
    looks = sum(calls for query, calls in found.items() if query.startswith(LOOK))
    assert [query for query in found if not query.startswith((LOOK, DUE, *SELDOM))] == []
    assert looks <= 2 * (elapsed + 1)
    assert sum(calls for query, calls in found.items() if query.startswith(DUE)) <= 2 * (elapsed / 5 + 1)


def connections_by_process(port):
    """Return the processes of this machine that hold each connection to a port."""
    to_port = f":{port:04X}"
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    inodes = {words[9] for words in lines if words[2].endswith(to_port) and words[9] != "0"}
    held = {inode: set() for inode in inodes}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        except OSError:
            continue
        if found and found[1] in held:
            held[found[1]].add(int(link.parts[2]))
    return held


def holders(port):
    """Return the processes that hold a connection to a port."""
    return set().union(*connections_by_process(port).values())


def test_no_connection_is_shared_by_processes_though_the_first_one_loads(database, node):
    site = node()
    until(lambda: len(holders(database.port)) == 2, site.log)

    held = connections_by_process(database.port)

    assert {len(processes) for processes in held.values()} == {1}
    assert site.process not in holders(database.port)


def test_while_the_database_is_away_readers_are_served_and_verdicts_counted_once_afterwards(database, node, forgotten):
    site = node()
    assert solved(site, "carrier-intl-block")[0] == 303
    until(lambda: tallied(database) == {"carrier-intl-block": 1})

    database.stop()
    given = Counter()
    failed = []
    while not (given["ios-filter"] >= 30 and all_stale(site)):
        failed += [path for path in PAGES if site.get(path)[0] != 200]
        given["ios-filter"] += solved(site, "ios-filter")[0] == 303
    database.start()

    until(
        lambda: tallied(database) == {"carrier-intl-block": 1, "ios-filter": given["ios-filter"]},
        site.log,
    )
    assert failed == []
    until(lambda: ready(site)["stale"] is None, site.log)
    until(lambda: not list(site.folder.glob("journal/*.jsonl")), site.log)
    solved(site, "carrier-intl-block")
    until(
        lambda: tallied(database) == {"carrier-intl-block": 2, "ios-filter": given["ios-filter"]},
        site.log,
    )


def all_stale(site):
    """Tell whether the process that answers has noticed that the database is away."""
    return ready(site)["stale"] is not None


def test_a_database_that_hangs_is_noticed_and_taken_up_again(database, node, forgotten):
    site = node()
    database.hang()
    try:
        given = 0
        while not all_stale(site):
            assert [site.get(path)[0] for path in PAGES] == [200] * len(PAGES)
            given += solved(site, "ios-filter")[0] == 303
        begun = time.monotonic()
        assert site.get("/admin/login/")[0] == 200
        assert post_to_login(site) == 503
        waited = time.monotonic() - begun
    finally:
        database.resume()

    assert waited < 30
    until(lambda: ready(site)["stale"] is None, site.log)
    until(lambda: post_to_login(site) == 200, site.log)
    until(lambda: tallied(database) == {"ios-filter": given}, site.log)


def post_to_login(site):
    """Try to log in as nobody, each time another, which asks the database; return the status."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = opener.open(f"{site.address}/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(.+?)"', page)[1]
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token, "username": f"nobody{next(NOBODIES)}", "password": "x"}
    ).encode()
    try:
        return opener.open(f"{site.address}/admin/login/", form).status
    except urllib.error.HTTPError as error:
        return error.code


def test_after_a_restart_nobody_is_given_a_dead_connection(database, node):
    site = node()
    for _ in range(3):
        database.stop()
        database.start()

        assert post_to_login(site) == 200


def test_each_request_gives_its_connection_back(database, node):
    site = node(DATABASE_POOL="2", WEB_CONCURRENCY="1")

    assert [post_to_login(site) for _ in range(8)] == [200] * 8

    assert len(connections_by_process(database.port)) <= 2


def test_a_node_starts_from_its_file_while_the_database_is_away_and_takes_it_up(database, node):
    site = node()
    site.stop()
    database.stop()
    try:
        site.start()
        assert [site.get(path)[0] for path in PAGES] == [200] * len(PAGES)
    finally:
        database.start()

    until(lambda: ready(site)["stale"] is None, site.log)
