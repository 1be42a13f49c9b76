"""export_static at the command line."""

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from helpcenter.mirror.tree import replaced
from tests.server import Site
from tests.servers import until
from tests.snapshot.loading import Database
from tests.views.conftest import OUTAGE, PAST
from troubleshoot import engine, snapshot
from troubleshoot.snapshot import Published, store

from .conftest import narrow


def export(folder, *options):
    """Return the lines that the command prints."""
    out = io.StringIO()
    call_command("export_static", str(folder), "--walks", "3", "--processes", "1", *options, stdout=out)
    return out.getvalue().splitlines()


def test_tells_how_far_it_is_and_what_was_written(tmp_path):
    lines = export(tmp_path / "mirror")

    manifest = json.loads((tmp_path / "mirror/mirror.json").read_text())
    assert lines[0].endswith(" pages")
    assert lines[-1].startswith(f"Release 7 is in {tmp_path}/mirror: {manifest['files']} files, ")
    assert lines[-1].endswith(" s. Every link leads to a file.")


def test_the_same_is_not_written_again_and_whatever_differs_is(tmp_path, served):
    folder = tmp_path / "mirror"
    export(folder)
    first = folder.readlink()

    assert export(folder) == [f"{folder} holds what is published already."]
    assert folder.readlink() == first

    snapshot.swap(narrow(OUTAGE))
    assert export(folder)[-1].startswith("Release 7 is in ")
    assert "Xの認証コードが届きにくくなっています" in (folder / "index.html").read_text()

    snapshot.swap(replace(served, number=8))
    assert export(folder)[-1].startswith("Release 8 is in ")
    assert export(folder, "--walks", "4")[-1].startswith("Release 8 is in ")


def test_where_something_is_missing_the_mirror_stays(tmp_path, served, settings):
    folder = tmp_path / "mirror"
    export(folder)
    snapshot.swap(replace(served, number=8))
    settings.STATICFILES_DIRS = []

    with pytest.raises(CommandError, match=r"Nothing was written\. The static file .* run collectstatic first"):
        export(folder)

    assert json.loads((folder / "mirror.json").read_text())["release"] == 7


def test_while_the_database_is_away_the_mirror_stays_with_its_incident(tmp_path, served, monkeypatch):
    folder = tmp_path / "mirror"
    database = Database(Published(7, engine.digest(served.document), served.published_at, served.document))
    database.incidents, database.incidents_number = (OUTAGE, PAST), 1
    monkeypatch.setattr(store, "_held", store._Held())
    snapshot.install(database.loaders(tmp_path / "releases"))
    export(folder)
    snapshot.swap(None)
    database.away = True

    with pytest.raises(CommandError, match=r"Nothing was written\. The database cannot be read, so an ongoing "):
        export(folder)

    assert OUTAGE.title["ja"] in (folder / "index.html").read_text()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_ended_on_the_way_it_leaves_the_old_mirror_and_no_process(tmp_path, filled, static, ending):
    folder = tmp_path / "mirror"
    with replaced(folder) as tree:
        (tree / "old").touch()
    command = [sys.executable, "manage.py", "export_static", str(folder), "--walks", "200", "--processes", "2"]
    beside = Site(filled, static).beside()
    with subprocess.Popen(command, **beside, stdout=subprocess.PIPE) as exporting:
        assert exporting.stdout.readline().startswith(b"200 of ")
        children = Path(f"/proc/{exporting.pid}/task/{exporting.pid}/children").read_text().split()

        exporting.send_signal(ending)

    assert len(children) == 2
    until(lambda: not any(_runs(child) for child in children))
    assert [path.name for path in folder.iterdir()] == ["old"]
    with replaced(folder) as tree:
        (tree / "new").touch()
    assert len(list(tmp_path.iterdir())) == 3


def _runs(process):
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
