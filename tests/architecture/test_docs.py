"""What the documents say of the project is so."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import django
import pytest
from django.core.management import get_commands

from troubleshoot.doctor import data, disk, every

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_django_is_the_version_locked():
    assert django.VERSION[:2] == (6, 1)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_make_commands_named_in_documents_are_targets():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"(?:^|`|=\S+ )make ([a-z]+)\b", path.read_text(), re.MULTILINE)
    }

    assert named - targets == set()


def test_management_commands_named_in_documents_are_there():
    named = {name for path in DOCUMENTS for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())}

    assert named - set(get_commands()) == set()


def test_our_own_files_named_to_operators_are_there():
    named = {
        name
        for path in (ROOT / "docs/operators").glob("*.md")
        for name in re.findall(r"(?:^|[`\s])((?:deploy|scripts|tests)/[\w./@-]*\w)", path.read_text())
    }

    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_modules_named_to_operators_can_be_run():
    named = {
        name
        for path in (ROOT / "docs/operators").glob("*.md")
        for name in re.findall(r"python -m ([a-z_.]+)", path.read_text())
    }

    assert {name for name in named if not find_spec(f"{name}.__main__")} == set()
    assert "troubleshoot.doctor" in named


def test_every_manual_of_the_operators_is_in_their_index():
    index = read("docs/operators/README.md")

    assert [path.name for path in (ROOT / "docs/operators").glob("*.md") if f"({path.name})" not in index] == [
        "README.md"
    ]


def test_what_the_doctor_is_said_to_find_is_what_it_finds():
    told = read("docs/operators/disk.md")

    assert {disk.disk_space, data.owner} <= {*every.ALWAYS, *every.ASKING}
    assert f"below {disk.LITTLE // 10**9} GB" in told
    assert f"below {disk.TOO_LITTLE // 10**6} MB" in told


def test_dependencies_are_listed_with_their_reasons():
    wanted = set()
    for name in ("base", "dev", "wagtail"):
        for line in read(f"requirements/{name}.in").splitlines():
            if line and line[0] not in "#-":
                wanted.add(re.split(r"[\[~=<>; ]", line)[0])

    rows = [row.split("|")[1] for row in read("docs/dependencies.md").splitlines() if row.startswith("| ")]
    listed = {name.strip() for row in rows for name in row.split(",")} - {"package"}
    assert listed == wanted


def test_settings_are_listed_as_they_are_read():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "helpcenter").glob("*.py"))
    names = set(re.findall(r"""(?:env\.\w+|folder)\(\s*["']([A-Z_]+)["']""", code))

    rows = [row.split("|")[1] for row in read("docs/operators/settings.md").splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == names


@pytest.mark.parametrize("name", ["base", "dev", "wagtail"])
def test_locked_requirements_have_hashes_and_name_no_host(name):
    locked = read(f"requirements/{name}.txt")

    pins = re.findall(r"^[a-z0-9-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", locked, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9-]+(?:\[.*\])?==", locked, re.MULTILINE)) > 5
    assert "://" not in locked


def test_tools_from_npm_have_hashes_and_name_no_host():
    locked = json.loads(read("tests/tools/package-lock.json"))["packages"]

    installed = {name: one for name, one in locked.items() if name}
    assert len(installed) > 100
    assert [name for name, one in installed.items() if "integrity" not in one or "resolved" in one] == []


def test_packages_are_drawn_in_the_architecture():
    tree = read("docs/architecture.md")
    packages = [path.parent.name for path in (ROOT / "troubleshoot").glob("*/__init__.py")]

    assert [name for name in packages if f"  {name}/" not in tree and name != "migrations"] == []


@pytest.mark.parametrize(
    ("document", "folder"), [("docs/threat-model.md", "tests/security"), ("docs/reliability.md", "tests/faults")]
)
def test_every_promise_has_its_test_and_every_test_its_promise(document, folder):
    named = set(re.findall(r"`(test_\w+)`", read(document)))

    assert named == {file.stem for file in (ROOT / folder).glob("test_*.py")}
