"""What is told while Django cannot start: the whole command, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def doctor(folder, *options, **environment):
    """Return the exit code and the findings by code, without those that are well."""
    beside = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": "sqlite:///:memory:", **environment}
    beside.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, *options, "-m", "troubleshoot.doctor", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=beside, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    findings = {finding["code"]: finding for finding in json.loads(done.stdout)}
    return done.returncode, {code: found for code, found in findings.items() if found["level"] != "ok"}


def test_a_python_without_packages_is_told_what_it_lacks(tmp_path):
    code, found = doctor(tmp_path, "-S")

    assert (code, list(found)) == (1, ["packages"])
    assert "django" in found["packages"]["text"]
    assert "make run" in found["packages"]["do"]


def test_a_package_of_another_version_is_told(tmp_path):
    other = tmp_path / "segno-0.0.1.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: segno\nVersion: 0.0.1\n")

    _, found = doctor(tmp_path / "var", PYTHONPATH=str(tmp_path))

    assert found["packages"]["level"] == "watch"
    assert "segno 0.0.1(1.6.6 のはず)" in found["packages"]["text"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS", "perhaps"),
        ("PAGE_CACHE_MB", "much"),
        ("REDIS_URL", "localhost:6379"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "postgres//nowhere"),
        ("VAR_DIR", "/proc/nowhere"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path, name, value):
    code, found = doctor(tmp_path, **{name: value})

    assert (code, list(found)) == (1, ["settings"])
    assert (value if name == "VAR_DIR" else name) in found["settings"]["text"]
    assert "settings.md" in found["settings"]["do"]


@pytest.mark.skipif(os.getuid() != 0, reason="Only root can give a folder away.")
def test_who_asks_as_another_than_who_serves_is_told_and_leaves_nothing(tmp_path):
    os.chown(tmp_path, 65534, 65534)

    code, found = doctor(tmp_path)

    assert (code, list(found)) == (1, ["user"])
    assert "runuser -u nobody" in found["user"]["do"]
    assert list(tmp_path.iterdir()) == []


def test_the_makefile_s_python_is_the_one_judged():
    made = (ROOT / "scripts" / "find-python").read_text()

    from troubleshoot.doctor import before

    assert f"({before.OLDEST[0]}, {before.OLDEST[1]}) <= sys.version_info[:2] < {before.TOO_NEW}" in made
    assert f"sqlite_version_info >= {before.OLDEST_SQLITE}" in made
