"""The first content: the fixtures as a release in memory, the tests' own database closed."""

import json
from shutil import copytree
from types import MappingProxyType

import pytest

from tests.server import Site
from troubleshoot import engine, snapshot


@pytest.fixture(scope="session")
def loaded(tmp_path_factory, static, filled):
    """Return a site that its first start filled with the fixtures, for commands that only read."""
    return Site(copytree(filled, tmp_path_factory.mktemp("loaded") / "var"), static)


@pytest.fixture(scope="session")
def document(tmp_path_factory, loaded):
    """Return what the fixtures are published as, by the commands that fill an empty site."""
    exported = tmp_path_factory.mktemp("content") / "release.json"
    loaded.manage("export_document", str(exported))
    return json.loads(exported.read_bytes())


@pytest.fixture(scope="session")
def first(document):
    """Return the first content as it is held to be served; loading it takes its time, and nothing changes it."""
    return snapshot.Snapshot(
        number=1,
        digest=engine.digest(document),
        published_at="2026-11-25T00:00:00+09:00",
        releases=MappingProxyType(engine.load_all(document, snapshot.LANGUAGES)),
        document=document,
    )


@pytest.fixture(scope="session")
def release(first):
    return first.releases["ja"]


@pytest.fixture
def served(first):
    """Serve the first content."""
    snapshot.swap(first)
    yield
    snapshot.swap(None)
