"""Release files that are damaged or of another version, releases that fail to load, and nodes with nothing else."""

import hashlib
import json
import sqlite3
import time
from contextlib import closing
from shutil import copytree

import pytest

from tests.faults.reading import ready
from tests.server import DATABASE, Site
from tests.servers import free_port, until
from troubleshoot import engine
from troubleshoot.snapshot import localfile

AWAY = "postgresql://nobody@127.0.0.1:{}/nothing"
#: A start without the database may take so many times that of one with it, both measured here; and so many seconds.
RATIO = 1.5
WITHIN = 3.0


@pytest.fixture
def copied(filled, static, tmp_path):
    """Return a site that holds the first content and is not started."""
    with Site(copytree(filled, tmp_path / "var"), static) as site:
        yield site


@pytest.fixture
def alone(copied):
    """Return the same without its database: it has a release file and no more."""
    (copied.folder / DATABASE).unlink()
    copied.settings["DATABASE_URL"] = AWAY.format(free_port())
    return copied


def file_of(site, number, change=lambda document: document):
    """Write the release's file again under another number, its document changed; return it."""
    kept = localfile.read_newest(site.folder / "releases")
    document = change(kept["document"])
    told = {"number": number, "digest": engine.digest(document), "published_at": kept["published_at"]}
    return localfile.write(site.folder / "releases", {**told, "document": document})


def test_a_damaged_an_empty_and_a_future_file_give_way_to_one_that_serves(alone):
    for number in (2, 3, 4):
        file_of(alone, number)
    folder = alone.folder / "releases"
    whole = (folder / "release-00000003.json").read_bytes()
    (folder / "release-00000002.json").write_bytes(whole[: len(whole) // 2])
    (folder / "release-00000003.json").write_bytes(b"")
    (folder / "release-00000004.json").write_bytes(whole.replace("届".encode(), "着".encode()))
    file_of(alone, 5, lambda document: {**document, "format": 99, "guides": {"x-sms": {"drawn": "otherwise"}}})

    alone.start()

    assert ready(alone)["release"] == 1
    assert alone.get("/guides/x-sms/")[0] == 200
    assert "Traceback" not in alone.get("/")[1]


def started_in(site):
    """Start a site; return the seconds until it answers, which its log names the pieces of."""
    begun = time.monotonic()
    site.start()
    return time.monotonic() - begun


@pytest.mark.measured
@pytest.mark.thorough
def test_a_node_with_nothing_but_its_release_file_starts_as_fast_as_with_the_database(copied, record_property):
    times = {"with": [], "without": []}
    for _ in range(2):
        copied.settings.pop("DATABASE_URL", None)
        times["with"].append(started_in(copied))
        copied.stop()
        copied.settings["DATABASE_URL"] = AWAY.format(free_port())
        times["without"].append(started_in(copied))
        assert (ready(copied)["release"], copied.get("/guides/x-sms/")[0]) == (1, 200)
        copied.stop()

    with_it, without = min(times["with"]), min(times["without"])
    record_property("Cold start", f"{with_it:.1f} s with the database, {without:.1f} s without")
    assert without <= min(WITHIN, RATIO * with_it + 0.1)


def test_a_node_with_nothing_at_all_says_so_plainly_and_serves_once_it_can(alone, filled):
    for file in (alone.folder / "releases").iterdir():
        file.unlink()
    answered = []

    def answers():
        try:
            answered.append(alone.get("/"))
        except OSError:
            return False
        return True

    alone._answers = answers
    alone.start()

    status, page = answered[-1]
    assert (status, "いまは表示できません" in page, "Traceback" in page) == (503, True, False)
    assert json.loads(alone.get("/readyz")[1])["ready"] is False
    assert alone.get("/healthz") == (200, "ok")
    assert alone.get("/guides/x-sms/")[0] == 503


def publish_past_us(site, document, digest=""):
    """Put a release into the database by SQL, as newest."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    right = digest or hashlib.sha256(text.encode()).hexdigest()
    with closing(sqlite3.connect(site.folder / DATABASE, timeout=30)) as database, database:
        [number] = database.execute("SELECT max(number) + 1 FROM troubleshoot_release").fetchone()
        database.execute(
            "INSERT INTO troubleshoot_release (number, published_at, note, digest, document) VALUES (?, ?, '', ?, ?)",
            (number, "2026-11-27 00:00:00", right, text),
        )
        database.execute("UPDATE troubleshoot_counter SET number = ? WHERE name = 'release'", (number,))
    return number


BAD = {
    "another digest": ({"format": 2}, "0" * 64),
    "no JSON": ("{", ""),
    "a future format": ({"format": 99, "guides": []}, ""),
    "without its tables": ({"format": 2}, ""),
    "a guide of nothing": ({"format": 2, "carriers": {}, "devices": {}, "causes": {}, "guides": {"x-sms": {}}}, ""),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_release_that_fails_to_load_leaves_the_old_one_until_a_good_one_comes(own_site, bad):
    assert ready(own_site)["release"] == 1

    publish_past_us(own_site, *bad)
    until(lambda: ready(own_site)["stale"] is not None, own_site.log)
    told, page = ready(own_site), own_site.get("/guides/x-sms/")
    said = own_site.manage("publish")

    assert (told["release"], page[0]) == (1, 200)
    assert "3番として公開しました。" in said
    until(lambda: ready(own_site)["release"] == 3, own_site.log)
    until(lambda: ready(own_site)["stale"] is None, own_site.log)
    assert own_site.get("/guides/x-sms/")[0] == 200
