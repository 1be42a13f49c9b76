"""Least privilege: a node for readers alone serves and counts by a role that writes no content, reads no account."""

import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.faults.reading import ready
from tests.server import Site
from tests.servers import PostgreSQL, until

ROOT = Path(__file__).parents[2]
ROLE = "helpcenter_readers"
REFUSED = "permission denied|must be (owner|superuser)|row-level security"
COUNTED = {
    f"troubleshoot_{name}" for name in ("tally", "took", "feedback", "miss", "report", "reportcount", "countedsegment")
}
#: How far tallies are rolled up; a number raised for nothing does no harm.
COUNTER = "troubleshoot_counter"
READ = COUNTED | {COUNTER} | {
    f"troubleshoot_{name}"
    for name in (
        "release", "proposal", "incident", "incidentscope", "incidentupdate", "guide", "carrier", "cause",
    )
}  # fmt: skip


class Database(PostgreSQL):
    """A server whose commands may be asked as a role."""

    def may(self, sql):
        """Tell whether the readers' role may run a statement; nothing of it stays."""
        done = self._run(ROLE, "-AtX", "-c", sql)
        assert done.returncode == 0 or re.search(REFUSED, done.stderr), done.stderr
        return done.returncode == 0

    def rows(self, sql):
        """Return what a statement of the readers' role comes to, which it may run."""
        done = self._run(ROLE, "-AtqX", "-c", sql)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def give(self):
        script = ROOT / "deploy/postgresql/readers.sql"
        done = self._run("tests", "-qX", "--set", f"readers={ROLE}", "-f", script)
        assert done.returncode == 0, done.stderr

    def _run(self, who, *how):
        command = [self._programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", who, *how, "postgres"]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def database():
    with Database().start() as server:
        yield server


@pytest.fixture(scope="module")
def owner(database, static, tmp_path_factory):
    """Fill the database as its owner, and let the readers' role in."""
    settings = {"DATABASE_URL": database.url, "SECRET_KEY": "one for all nodes"}
    with Site(tmp_path_factory.mktemp("owner"), static, **settings).fill() as site:
        database.ask(f"CREATE ROLE {ROLE} LOGIN")
        database.give()
        yield site


@pytest.fixture(scope="module")
def node(owner, database, static, tmp_path_factory):
    url = database.url.replace("tests@", f"{ROLE}@")
    with Site(
        tmp_path_factory.mktemp("node"), static, **{**owner.settings, "DATABASE_URL": url, "EDITORS": "false"}
    ) as site:
        yield site.start()


def send(site, path, **said):
    """Send a form; return how it was answered."""
    request = urllib.request.Request(site.address + path, urllib.parse.urlencode(said).encode())
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def test_readers_are_served_and_counted(node, database):
    assert node.get("/guides/x-sms/")[0] == 200
    assert "SMS" in node.get("/search/?q=SMS")[1]

    said = {"situation": "signup", "screen": "sent-match", "reach": "people-only", "carrier": "au", "recent": "none"}
    assert send(node, "/guides/x-sms/report/", **said, cause="ios-filter", verdict="solved") == 200
    assert send(node, "/guides/x-sms/too/", **said) == 200

    until(lambda: database.ask("SELECT sum(count) FROM troubleshoot_tally") == "1", node.log)
    until(lambda: database.ask("SELECT sum(count) FROM troubleshoot_reportcount") not in {"", "0"}, node.log)
    assert "permission denied" not in node.log()


def test_what_editors_do_on_their_own_node_is_served_here(node, owner):
    owner.manage(
        "shell", "-c", "from troubleshoot.models import Cause; Cause.objects.update(signs={'ja': '別の印です。'})"
    )
    before = ready(node)["release"]

    owner.manage("publish")

    until(lambda: ready(node)["release"] == before + 1, node.log)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/preview/x/guides/x-sms/"])
def test_there_is_no_door_for_editors(node, path):
    status, page = node.get(path)

    assert status == 404
    assert "csrfmiddlewaretoken" not in page


def test_the_role_writes_no_content_and_reads_no_account(node, database):
    tables = database.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
    columns = {
        table: database.ask(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' LIMIT 1")
        for table in tables
    }

    read = {table for table in tables if database.may(f'SELECT 1 FROM "{table}" LIMIT 1')}
    changed = {table for table in tables if database.may(f'UPDATE "{table}" SET "{columns[table]}" = NULL WHERE false')}
    deleted = {table for table in tables if database.may(f'DELETE FROM "{table}" WHERE false')}
    added = {table for table in tables if database.may(f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE false')}

    assert len(tables) > 40
    assert read == READ
    assert changed == added == COUNTED | {COUNTER}
    assert deleted == COUNTED


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE mine (x int)",
        "DROP TABLE troubleshoot_tally",
        "TRUNCATE troubleshoot_tally",
        "ALTER TABLE troubleshoot_release ADD x int",
        f"GRANT SELECT ON auth_user TO {ROLE}",
        f"ALTER ROLE {ROLE} SUPERUSER",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY troubleshoot_tally TO PROGRAM 'true'",
    ],
)
def test_nor_does_it_come_by_more(node, database, sql):
    assert not database.may(f"BEGIN; {sql}; ROLLBACK")


@pytest.mark.parametrize("name", ["release", "incidents", "drafts", "watched", "learned", "another"])
def test_the_numbers_that_nodes_look_at_are_not_its_to_raise(node, database, name):
    before = database.ask("SELECT name, number FROM troubleshoot_counter ORDER BY name")
    insert = f"INSERT INTO troubleshoot_counter VALUES ('{name}', 9) ON CONFLICT (name) DO UPDATE SET number = 9"

    assert not database.may(insert)
    for change in (
        f"UPDATE troubleshoot_counter SET number = 9 WHERE name = '{name}' RETURNING name",
        f"UPDATE troubleshoot_counter SET name = 'reports' WHERE name = '{name}' RETURNING name",
        f"SELECT name FROM troubleshoot_counter WHERE name = '{name}' FOR UPDATE",
    ):
        assert database.rows(change) == []

    assert database.ask("SELECT name, number FROM troubleshoot_counter ORDER BY name") == before


@pytest.mark.parametrize("path", ["/", "/privacy/", "/robots.txt", "/guides/x-sms/", "/admin/", "/nowhere/"])
def test_a_cookie_of_the_other_nodes_changes_nothing(node, path):
    request = urllib.request.Request(node.address + path, headers={"Cookie": "sessionid=x; __Host-sessionid=x"})
    try:
        status = urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        status = error.code

    assert status == node.get(path)[0] < 500


def test_the_manual_names_the_script():
    assert "deploy/postgresql/readers.sql" in (ROOT / "docs/operators/several-nodes.md").read_text()
