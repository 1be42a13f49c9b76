"""The disk is full: publishing and saving are refused in clear words, nothing is half saved, readers are served."""

import os
import subprocess
import urllib.parse
from contextlib import ExitStack, contextmanager, suppress
from shutil import chown, copytree

import pytest

from tests.faults.desk import Desk
from tests.faults.playing import play
from tests.faults.reading import ready
from tests.faults.test_postgresql import PAGES, solved
from tests.server import Site
from tests.servers import PostgreSQL, until

#: Room for a site with its first content, or for its tables alone, and little more.
ROOM = {"sqlite": "8m", "postgresql": "16m"}
FULL = "ディスクがいっぱい"
PUBLISH = "/admin/troubleshoot/release/publish/"
EDIT = """
from troubleshoot.models import Cause
Cause.objects.filter(slug="ios-filter").update(title={"ja": "%s"})
"""


@contextmanager
def small_disk(folder, room):
    """Make a small disk in a new folder of that name."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", folder], check=False).returncode:
        pytest.skip("only root can make a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def cramped(request, filled, static, tmp_path):
    """Serve the first content, all of it on a small disk, or the tables of a PostgreSQL; yield both."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            disk = stack.enter_context(small_disk(tmp_path / "disk", ROOM["sqlite"]))
            copytree(filled, disk, dirs_exist_ok=True)
            site = Site(disk, static, LOG_LEVEL="CRITICAL")
        else:
            database = stack.enter_context(PostgreSQL())
            disk = stack.enter_context(small_disk(database.folder / "disk", ROOM["postgresql"]))
            stack.callback(database.stop)  # before its disk goes
            url = on_disk(database.start(), disk)
            (folder := tmp_path / "var").mkdir()
            site = Site(folder, static, LOG_LEVEL="CRITICAL", DATABASE_URL=url).fill()
        stack.enter_context(site)
        site.manage("shell", "-v", "0", "-c", EDIT % "書きかけの題")
        yield site.start(), disk


def on_disk(database, disk):
    """Make a database whose tables lie on a disk; return its address."""
    chown(disk, database.user)
    database.ask(f"CREATE TABLESPACE small LOCATION '{disk}'")
    database.ask("CREATE DATABASE cramped TABLESPACE small")
    return database.url.replace("/postgres", "/cramped")


def fill(disk):
    """Leave no byte of room; return the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file, suppress(OSError):
        for size in (65536, 4096, 1):
            with suppress(OSError):
                while True:
                    os.posix_fallocate(file.fileno(), file.tell(), size)
                    file.seek(0, os.SEEK_END)
    return ballast


def test_on_a_full_disk_publishing_is_refused_readers_are_served_and_all_is_well_with_room(cramped):
    site, disk = cramped
    desk = Desk(site)
    form = desk.form(PUBLISH, "tell-form", note="満杯の日")
    cause = desk.get("/admin/place/?kind=cause&slug=ios-filter").location
    text = desk.form(cause, "cause_form", title_ja="満杯の日の題")
    site.manage("export_document", str(document := disk.parent / "document.json"))
    ballast = fill(disk)

    by_page, saved = desk.post(PUBLISH, form), desk.post(cause, text)
    by_command, imported = site.manage("publish", code=1), site.manage("import_document", str(document), code=1)

    assert (by_page.status in {422, 507}, FULL in by_page.text) == (True, True)
    assert (saved.status, FULL in saved.text) == (507, True)
    assert [(FULL in said, "Traceback" in said) for said in (by_command, imported)] == [(True, False)] * 2
    assert_readers_are_served(site, told="not-kept" if site.folder == disk else "")

    ballast.unlink()
    assert desk.form(cause, "cause_form")["title_ja"] == ["書きかけの題"]
    assert desk.post(cause, text).status == 302
    assert desk.post(PUBLISH, desk.form(PUBLISH, "tell-form")).status == 303
    until(lambda: ready(site)["release"] == 2, site.log)
    assert "満杯の日の題" in site.get("/causes/ios-filter/")[1]
    assert_readers_are_served(site, told="")
    assert list((site.folder / "releases").glob(".*")) == []


def assert_readers_are_served(site, told):
    """Read, and give a verdict; its answer is told by a fragment of the address."""
    assert [site.get(path)[0] for path in PAGES] == [200] * len(PAGES)
    status, location = solved(site, "ios-filter")
    assert (status, urllib.parse.urlsplit(location).fragment) == (303, told)


@pytest.mark.parametrize(
    ("what", "call"),
    [(what, call) for what in ("release", "incidents") for call in ("write", "fsync", "rename")]
    + [("verdict", "write"), ("verdict", "fsync")],
)
def test_where_the_disk_refuses_a_call_the_file_before_stands_and_nothing_is_left(static, tmp_path, what, call):
    found = play(Site(tmp_path, static), "refused_by_the_disk", what=what, call=call)

    [refused] = found["refused"]
    assert refused.startswith("[Errno 28] No space left on device")
    assert found["before"] == found["after"]
