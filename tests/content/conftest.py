"""The first content: the fixtures as a release in memory, the tests' own database closed."""

import json
from types import MappingProxyType

import pytest

from tests.server import Site
from troubleshoot import engine, snapshot


@pytest.fixture(scope="session")
def document(tmp_path_factory, static, filled):
    """Return what the fixtures are published as, by the commands that fill an empty site."""
    exported = tmp_path_factory.mktemp("content") / "release.json"
    Site(filled, static).manage("export_document", str(exported))
    return json.loads(exported.read_bytes())


@pytest.fixture(scope="session")
def release(document):
    return engine.load(document)


@pytest.fixture
def served(document, release):
    """Serve the first content."""
    snapshot.swap(
        snapshot.Snapshot(
            number=1,
            digest=engine.digest(document),
            published_at="2026-11-25T00:00:00+09:00",
            releases=MappingProxyType({one: engine.load(document, one) for one in snapshot.LANGUAGES}),
            document=document,
        )
    )
    yield
    snapshot.swap(None)
