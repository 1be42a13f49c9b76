"""What tests of several kinds share."""

import pytest

from .server import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the first content by a real server, for tests that only read."""
    with Site(tmp_path_factory.mktemp("site")).fill().start() as served:
        yield served


@pytest.fixture
def own_site(tmp_path):
    """Serve the first content by a real server to one test, which may change anything."""
    with Site(tmp_path).fill().start() as served:
        yield served
