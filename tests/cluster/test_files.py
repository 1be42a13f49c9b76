"""The files of deploy/ that no trial can carry out whole: what systemd and the operators' manuals say of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

from .manual import blocks

DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder in which deploy/install wrote nginx's and systemd's files for the example's site."""
    root = tmp_path_factory.mktemp("root")
    settings = root / "etc/helpcenter/site.env"
    settings.parent.mkdir(parents=True)
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    example = (DEPLOY / "site.env").read_text()
    settings.write_text(re.sub(r"^(RUN_AS|NGINX_USER)=.*", rf"\1={me}", example, flags=re.MULTILINE))
    install(root)
    return root


def install(root):
    beside = {**os.environ, "HELPCENTER_ROOT": str(root)}
    return subprocess.run([sys.executable, DEPLOY / "install"], env=beside, capture_output=True, text=True, check=False)


def test_nothing_is_left_to_put_in(written):
    files = [path for path in (written / "etc").rglob("*") if path.is_file() and path.name != "site.env"]

    assert len(files) > 12
    assert [path.name for path in files if re.search(r"@[A-Z_]+@", path.read_text())] == []


def test_half_a_file_of_settings_writes_nothing(written, tmp_path):
    settings = tmp_path / "etc/helpcenter/site.env"
    settings.parent.mkdir(parents=True)
    settings.write_text((written / "etc/helpcenter/site.env").read_text().replace("SITE_NAME=help.example\n", ""))

    done = install(tmp_path)

    assert (done.returncode, done.stderr) == (1, "site.env has no SITE_NAME.\n")
    assert not (tmp_path / "etc/nginx/nginx.conf").exists()


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_systemd_understands_each_unit(written, unit):
    python = written / "opt/helpcenter/current/.venv/bin"
    python.mkdir(parents=True, exist_ok=True)
    for program in ("gunicorn", "python"):
        (python / program).write_text("")
        (python / program).chmod(0o755)
    file = written / "etc/systemd/system" / unit.replace("@", "@8001")
    if "@" in unit and not file.exists():
        file.symlink_to(unit)

    done = subprocess.run(["systemd-analyze", "verify", "--man=no", file], capture_output=True, text=True, check=False)

    ours = [line for line in done.stderr.splitlines() if str(written) in line or unit.partition(".")[0] in line]
    assert (ours, done.returncode) == ([], 0)


@pytest.mark.parametrize(("unit", "most"), [("helpcenter@.service", 2.0), ("helpcenter-backup.service", 4.0)])
def test_systemd_keeps_each_service_from_what_it_does_not_need(written, unit, most):
    folder = written / "etc/systemd/system"
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={most * 10:.0f}", folder / unit]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_programs_that_the_manual_names_come_with_the_packages_it_installs():
    first = blocks("several-nodes.md")[0][0].split()[3:]
    packages = {"git": "git", "make": "make", "curl": "curl", "openssl": "openssl", "nginx": "nginx-light"}
    packages |= {"createuser": "postgresql", "createdb": "postgresql"}
    named = {word for block in blocks("several-nodes.md") for line in block for word in line.split()}

    assert {packages[word] for word in named & packages.keys()} <= set(first)


def test_the_container_does_what_an_upgrade_does():
    upgrade = (DEPLOY / "upgrade").read_text()
    unit = (DEPLOY / "systemd/helpcenter@.service").read_text()
    container = (DEPLOY / "Containerfile").read_text()
    runs = re.findall(r"^RUN (.+)$", container, re.MULTILINE)

    assert "make -s" in upgrade
    assert runs[0] == "make -s .venv/base"
    assert runs[1] in upgrade
    assert (
        re.findall(r'"(.+?)"', container.partition("CMD")[2])
        == re.findall(r"current/(\.venv.*)", unit.partition("ExecStart=")[2])[0].split()
    )


def test_each_command_of_deploy_is_in_a_manual():
    manuals = "".join(path.read_text() for path in (ROOT / "docs/operators").glob("*.md"))
    commands = [path.name for path in DEPLOY.iterdir() if path.is_file() and os.access(path, os.X_OK)]

    assert len(commands) > 3
    assert [name for name in commands if f"deploy/{name}" not in manuals] == []


def test_settings_of_the_example_are_settings():
    listed = (ROOT / "docs/operators/settings.md").read_text()
    used = "".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file() and path.name != "site.env")
    names = re.findall(r"^([A-Z_]+)=", Path(DEPLOY / "site.env").read_text(), re.MULTILINE)

    assert [name for name in names if f"`{name}`" not in listed and name not in used] == []
