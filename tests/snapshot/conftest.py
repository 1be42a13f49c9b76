"""Each test here starts without a snapshot, with loaders of its own, and leaves the process as it was."""

import pytest

from tests.snapshot.loading import Database, a_release
from troubleshoot import snapshot
from troubleshoot.snapshot import store


@pytest.fixture(autouse=True)
def _apart():
    before = store._held
    store._held = store._Held()
    yield
    store._held = before


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "releases"


@pytest.fixture
def database(folder):
    """Have a database with one release, its files kept in ``folder``."""
    found = Database(a_release(1))
    snapshot.install(found.loaders(folder))
    return found
