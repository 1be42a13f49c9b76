"""The supply chain: hashes for all, nothing with a known hole goes unnoticed, the same files are built each time."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.server import Site

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def advisory(name, *events, ecosystem="PyPI", versions=(), **more):
    package = {"ecosystem": ecosystem, "name": name}
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    affected = [{"package": package, "ranges": ranges, "versions": list(versions)}]
    return {"id": "TEST-1", "summary": "a hole", "affected": affected, **more}


def judged(*files):
    command = [sys.executable, ROOT / "scripts/advisories", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def version_of(name):
    return re.search(rf"^{name}==(\S+)", (ROOT / "requirements/base.txt").read_text(), re.MULTILINE)[1]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_dependency_has_its_hashes_and_no_host(lock):
    text = lock.read_text()
    pins = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())

    assert len(pins) > 10
    assert [
        pin for pin in pins if not re.match(r"[A-Za-z0-9._-]+(\[.*?\])?==", pin) or "--hash=sha256:" not in pin
    ] == []
    assert "://" not in text


def test_every_tool_has_its_hash():
    packages = json.loads((ROOT / "tests/tools/package-lock.json").read_text())["packages"]

    assert [path for path, one in packages.items() if path and not one.get("integrity", "").startswith("sha512-")] == []
    assert "://" not in "".join(one.get("resolved", "") for one in packages.values())


@pytest.mark.parametrize(
    ("events", "is_told"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "6.1"}], False),
        ([{"introduced": "6.1"}, {"fixed": "99"}], True),
        ([{"introduced": "99"}], False),
        ([{"introduced": "0"}, {"last_affected": "99"}], True),
        ([{"introduced": "0"}, {"last_affected": "6.1"}], False),
        ([{"introduced": "0"}, {"fixed": "1"}, {"introduced": "6"}, {"fixed": "7"}], True),
    ],
)
def test_a_locked_version_with_a_hole_is_told(tmp_path, events, is_told):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(advisory("Django", *events)))

    code, said = judged(file)

    assert code == int(is_told)
    assert (f"Django {version_of('django')} (base.txt): TEST-1 a hole" in said) is is_told


def test_advisories_are_read_from_zips_folders_and_lists(tmp_path):
    listed = advisory("jsonschema_rs", versions=[version_of("jsonschema-rs")])
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps([advisory("axe-core", {"introduced": "0"}, ecosystem="npm")]))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("b.json", json.dumps(listed))

    code, said = judged(folder, tmp_path / "all.zip")

    assert code == 1
    assert {line.split()[0] for line in said.splitlines()[1:]} == {"axe-core", "jsonschema_rs"}


def test_what_was_withdrawn_or_is_of_others_is_not_told(tmp_path):
    withdrawn = advisory("django", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z")
    (tmp_path / "a.json").write_text(json.dumps([withdrawn, advisory("django", {"introduced": "0"}, ecosystem="npm")]))

    assert judged(tmp_path / "a.json")[0] == 0


def test_no_advisories_are_no_good_news(tmp_path):
    code, said = judged(tmp_path)

    assert code == 2
    assert "No advisory could be read" in said


def test_the_bill_of_materials_is_of_what_is_locked():
    written = subprocess.run([sys.executable, ROOT / "scripts/sbom"], capture_output=True, text=True, check=True).stdout

    assert (ROOT / "deploy/sbom.cdx.json").read_text() == written, "make sbom"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    parts = json.loads(written)["components"]
    pinned = re.findall(r"(?m)^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / "requirements/base.txt").read_text())
    assert [(one["name"], one["version"]) for one in parts if one["purl"].startswith("pkg:pypi/")] == pinned
    assert all(one["licenses"] for one in parts)


def test_static_files_are_built_the_same_each_time(tmp_path):
    def built(name):
        folder = tmp_path / name
        Site(tmp_path, folder, PYTHONHASHSEED=str(len(name))).manage("collectstatic", "--noinput", "--verbosity", "0")
        return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    first = built("first")

    assert len(first) > 50
    assert built("a second") == first
