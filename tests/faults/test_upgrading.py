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

from tests.faults.conftest import another
from tests.scale import scaled
from tests.server import DATABASE, Site

pytestmark = pytest.mark.usefixtures("filled")  # static files are collected with it

EARLIER = sorted(Path(__file__).parent.glob("databases/*.sql.xz"))


def some(*states):
    """Have a test take each state, in a short run a few of them."""
    few = [file for file in EARLIER if file.name[:4] in states]
    return pytest.mark.parametrize("dump", scaled(EARLIER, few), ids=lambda file: file.name[:4])


STANDS = """
import json
from django.contrib.auth.models import User
from django.core.management import call_command
from troubleshoot.models import Cause, Incident, Release, Tally
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.loading import opened
newest = Release.objects.newest()
print("stands", json.dumps({
    "release": newest.number, "digest": newest.digest, "counted": sum(Tally.objects.values_list("count", flat=True)),
    "owner": list(User.objects.values_list("username", flat=True)), "incidents": Incident.objects.count(),
    "guides": sorted(opened(newest).document["guides"]), "drafts": sorted(compile_document()["guides"]),
}))
Cause.objects.update(signs={"ja": "別の印"})
call_command("publish")
print("then", Release.objects.newest().number)
"""


def unpacked(dump, folder):
    """Make a database of a dump, as it was; return its newest release."""
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        register(database)  # the functions that Django's constraints call
        database.executescript(lzma.decompress(dump.read_bytes()).decode())
        return database.execute("SELECT number, digest FROM troubleshoot_release ORDER BY number DESC").fetchone()


def assert_served(site, was):
    """Fail unless a site serves what its database held before, and goes on from there."""
    number, digest = was
    site.start()
    assert site.get("/guides/x-sms/")[0] == 200
    assert site.get("/incidents/old-one/")[0] == 200
    lines = site.manage("shell", "-v", "0", "-c", STANDS).splitlines()
    said = dict(line.split(" ", 1) for line in lines if line.startswith(("stands ", "then ")))
    found = json.loads(said["stands"])
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
    assert said["then"] == str(number + 1)
    site.until(lambda: json.loads(site.get("/readyz")[1])["release"] == number + 1)


@some("0001", "0009")
def test_on_sqlite_it_is_the_same_site_afterwards(dump, tmp_path, static):
    was = unpacked(dump, tmp_path)

    with Site(tmp_path, static) as site:
        site.manage("migrate", "--verbosity", "0")

        assert_served(site, was)


@some("0007")
def test_a_backup_of_it_is_the_same_site_on_postgresql(dump, database, tmp_path, static):
    was = unpacked(dump, tmp_path)
    Site(tmp_path, static).manage("backup", str(tmp_path / "old.backup"))
    (tmp_path / "new").mkdir()

    with Site(tmp_path / "new", static, DATABASE_URL=another(database)) as site:
        site.manage("restore", str(tmp_path / "old.backup"))

        assert_served(site, was)
