"""Disks that are full, folders nobody can write, files of others, what waits."""

import json
import os
import shutil
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from tests.snapshot.loading import a_release
from troubleshoot.doctor import disk as looks
from troubleshoot.insight.journal import Journal, Verdict
from troubleshoot.snapshot import localfile


@pytest.mark.parametrize(("options", "level"), [("size=2g", "ok"), ("size=500m", "watch"), ("size=50m", "wrong")])
def test_a_small_disk_is_told_before_it_is_full(disk, options, level):
    disk(options)

    assert looks.disk_space().level == level


def test_a_disk_that_takes_no_more_files_is_told(disk):
    disk("size=2g,nr_inodes=100")

    found = looks.disk_space()

    assert found.level == "wrong"
    assert "作れるファイル" in found.text


@pytest.mark.parametrize("name", ["journal", "releases"])
def test_a_folder_that_not_even_root_can_write_is_named(var, name):
    (var / name).symlink_to("/proc/self")

    found = looks.folders()

    assert found.level == "wrong"
    assert str(var / name) in found.text


def test_a_disk_that_was_mounted_to_be_read_is_told(disk, var):
    disk("size=2g,ro")

    assert looks.folders().level == "wrong"
    assert "Read-only" in looks.folders().text


def test_folders_that_will_be_made_are_well(var):
    assert looks.folders().level == "ok"
    assert list(var.iterdir()) == []


def test_files_that_go_meanwhile_are_nobodys(var, monkeypatch):
    monkeypatch.setattr(Path, "rglob", lambda folder, _: iter([folder / "gone-wal"]))

    assert looks.ownership().level == "ok"


def test_a_file_of_somebody_else_s_in_the_journal_is_no_segment(var):
    (var / "journal").mkdir()
    (var / "journal" / "notes.jsonl").touch()

    assert looks.journal().level == "ok"


@pytest.mark.skipif(os.getuid() != 0, reason="Only root can give a file away.")
def test_a_file_that_another_user_made_is_named(var):
    (var / "journal").mkdir()
    (var / "journal" / "one.jsonl").touch()
    assert looks.ownership().level == "ok"

    os.chown(var / "journal" / "one.jsonl", 65534, 65534)

    found = looks.ownership()
    assert (found.level, f"{var}/journal/one.jsonl" in found.text) == ("wrong", True)


def test_secrets_that_others_can_read_are_told(var, settings, monkeypatch):
    key, database = var / "secret_key", var / "site.sqlite3"
    own = settings.DATABASES["default"]
    monkeypatch.setitem(own, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(own, "NAME", str(database))
    for file in (key, database):
        file.touch(mode=0o600)
    assert looks.privacy().level == "ok"

    database.chmod(0o644)
    assert (looks.privacy().level, str(database) in looks.privacy().text) == ("watch", True)

    key.chmod(0o640)
    assert (looks.privacy().level, str(key) in looks.privacy().text) == ("wrong", True)


def test_release_files_are_none_whole_or_damaged(var):
    localfile.write_incidents(var / "releases", 1, ())
    assert looks.release_files().level == "watch"

    for number in (1, 2):
        localfile.write(var / "releases", a_release(number)._asdict())
    assert (looks.release_files().level, "2番" in looks.release_files().text) == ("ok", True)

    newest = var / "releases" / "release-00000002.json"
    newest.write_text(newest.read_text()[:-100])
    found = looks.release_files()
    assert (found.level, str(newest) in found.text) == ("wrong", True)


@pytest.mark.parametrize(
    ("age", "level"), [(timedelta(0), "ok"), (timedelta(hours=2), "watch"), (timedelta(days=2), "wrong")]
)
def test_verdicts_that_wait_long_are_told(var, age, level):
    assert looks.journal().level == "ok"

    Journal(var / "journal").append(Verdict("sms", "", "", "filter", "solved"), timezone.now().astimezone(UTC) - age)

    assert (looks.journal().level, "1のファイル" in looks.journal().text) == (level, True)


@pytest.fixture
def collected(var, static, filled, settings):
    """Return a folder of static files of one's own."""
    settings.STATIC_ROOT = var / "static"
    shutil.copytree(static, settings.STATIC_ROOT, copy_function=os.link)
    return settings.STATIC_ROOT


def test_static_files_that_were_collected_are_well(collected):
    assert looks.static_files().level == "ok"


def test_static_files_that_were_never_collected_are_told(var, settings):
    settings.STATIC_ROOT = var / "static"

    assert (looks.static_files().level, "collectstatic" in looks.static_files().do) == ("wrong", True)


def test_a_static_file_that_is_gone_is_named(collected):
    gone = collected / json.loads((collected / "staticfiles.json").read_text())["paths"]["css/site.css"]
    gone.unlink()

    found = looks.static_files()

    assert (found.level, gone.name in found.text) == ("wrong", True)


def test_a_static_file_that_came_since_is_named(collected, var, settings):
    (var / "more").mkdir()
    (var / "more" / "new.css").touch()
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, var / "more"]
    finders.get_finder.cache_clear()

    found = looks.static_files()

    finders.get_finder.cache_clear()
    assert (found.level, "new.css" in found.text) == ("wrong", True)


def test_static_files_collected_before_the_last_change_are_told(collected):
    manifest = collected / "staticfiles.json"
    text = manifest.read_text()
    manifest.unlink()
    manifest.write_text(text)
    os.utime(manifest, (0, 0))

    assert looks.static_files().level == "watch"
