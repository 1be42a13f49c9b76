"""An upgrade whose nodes do not start: the version before is what serves, and what a node starts with."""

import os
import shutil
import subprocess

import pytest

from tests.servers import ROOT

#: What stands in for programs: an environment that does nothing; a second node that does not start in a bad version.
PROGRAMS = {
    "venv/bin/python": "exit 0",
    "bin/curl": 'case "$*" in *8002*) [ ! -e "$HELPCENTER_ROOT/down" ] ;; esac',
    "bin/systemctl": """echo "$2 $(readlink "$HELPCENTER_ROOT/opt/helpcenter/current")" >> "$HELPCENTER_ROOT/restarts"
case "$2" in *8001) exit 0 ;; esac
rm -f "$HELPCENTER_ROOT/down"
[ ! -e "$HELPCENTER_ROOT/opt/helpcenter/current/bad" ] || { touch "$HELPCENTER_ROOT/down"; exit 1; }""",
}


@pytest.fixture
def site(tmp_path):
    """Return the root of a machine, and what upgrades it to a revision of a repository of its own."""
    for name, does in PROGRAMS.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{does}\n")
        file.chmod(0o755)
    code = tmp_path / "opt/helpcenter/code"
    shutil.copytree(ROOT / "deploy", code / "deploy")
    settings = tmp_path / "etc/helpcenter/site.env"
    settings.parent.mkdir(parents=True)
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    settings.write_text(f'RUN_AS={me}\nOWN_NODES="8001 8002"\n')
    beside = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HELPCENTER_ROOT": str(tmp_path)}
    own = {**os.environ, **beside, "VENV": str(tmp_path / "venv")}

    def commit():
        git = ["git", "-C", code, "-c", "user.name=x", "-c", "user.email=x@example.com"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run([*git, *command], check=True)

    def upgrade():
        return subprocess.run([code / "deploy/upgrade", "HEAD"], env=own, capture_output=True, text=True, check=False)

    return tmp_path, code, commit, upgrade


def test_where_no_node_starts_the_version_before_serves_on(site):
    root, code, commit, upgrade = site
    commit()
    done = upgrade()
    assert done.returncode == 0, done.stderr
    before = str((root / "opt/helpcenter/current").readlink())
    (code / "bad").touch()
    commit()

    done = upgrade()

    assert done.returncode == 1
    assert f"back to {before}" in done.stdout
    assert str((root / "opt/helpcenter/current").readlink()) == before
    tried = [line.split() for line in (root / "restarts").read_text().splitlines()][2:]
    assert [(node[-4:], version == before) for node, version in tried] == [
        ("8001", False),
        ("8002", False),
        ("8002", True),  # first, for the other one serves
        ("8001", True),
    ]


def test_a_first_version_that_does_not_start_is_told(site):
    root, code, commit, upgrade = site
    (code / "bad").touch()
    commit()

    assert upgrade().returncode == 1
    assert len((root / "restarts").read_text().splitlines()) == 2
