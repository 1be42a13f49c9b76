"""An upgrade from each earlier database: nothing is lost, the site serves what it served, on SQLite and PostgreSQL.

``databases/`` holds what a site of its time held, at each state that the tables were in: the first content, an account,
a verdict counted seven times, an outage that was over. Each is the dump of an SQLite database, packed by xz.
"""

import json
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.backends.sqlite3._functions import register

from tests.scale import scaled
from tests.server import DATABASE, Site
from tests.servers import PostgreSQL

EARLIER = sorted(Path(__file__).parent.glob("databases/*.sql.xz"))


def some(*states):
    """Have a test take each state, in a short run a few of them."""
    few = [file for file in EARLIER if file.name[:4] in states]
    return pytest.mark.parametrize("dump", scaled(EARLIER, few), ids=lambda file: file.name[:4])


STANDS = """
import json
from django.contrib.auth.models import User
from troubleshoot.models import Incident, Release, Tally
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.loading import opened
newest = Release.objects.newest()
print("stands", json.dumps({
    "release": newest.number, "digest": newest.digest, "counted": sum(Tally.objects.values_list("count", flat=True)),
    "owner": list(User.objects.values_list("username", flat=True)), "incidents": Incident.objects.count(),
    "guides": sorted(opened(newest).document["guides"]), "drafts": sorted(compile_document()["guides"]),
}))
"""


def unpacked(dump, folder):
    """Make a database of a dump, as it was; return its newest release."""
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        register(database)  # the functions that Django's constraints call
        database.executescript(lzma.decompress(dump.read_bytes()).decode())
        return database.execute("SELECT number, digest FROM troubleshoot_release ORDER BY number DESC").fetchone()


def stands(site):
    (line,) = [line for line in site.manage("shell", "-c", STANDS).splitlines() if line.startswith("stands ")]
    return json.loads(line.removeprefix("stands "))


def assert_served(site, was):
    """Fail unless a site serves what its database held before, and goes on from there."""
    number, digest = was
    found = stands(site)
    assert found == {
        "release": number,
        "digest": digest,
        "counted": 7,
        "owner": ["owner"],
        "incidents": 1,
        "guides": found["drafts"],
        "drafts": found["drafts"],
    }
    assert "x-sms" in found["guides"]
    site.start()
    assert site.get("/guides/x-sms/")[0] == 200
    assert site.get("/incidents/old-one/")[0] == 200
    site.manage("shell", "-c", "from troubleshoot.models import Cause; Cause.objects.update(signs={'ja': '別の印'})")
    site.manage("publish")
    assert stands(site)["release"] == number + 1


@some("0001")
def test_on_sqlite_it_is_the_same_site_afterwards(dump, tmp_path, static):
    was = unpacked(dump, tmp_path)

    with Site(tmp_path, static) as site:
        site.manage("migrate", "--verbosity", "0")

        assert_served(site, was)


@some("0007")
def test_a_backup_of_it_is_the_same_site_on_postgresql(dump, tmp_path, static):
    was = unpacked(dump, tmp_path)
    Site(tmp_path, static).manage("backup", str(tmp_path / "old.backup"))

    with PostgreSQL().start() as database:
        (tmp_path / "new").mkdir()
        with Site(tmp_path / "new", static, DATABASE_URL=database.url) as site:
            site.manage("restore", str(tmp_path / "old.backup"))

            assert_served(site, was)
