"""One cluster for all tests of a run, whole again before each of them; and the readers who load it."""

import pytest

from .cluster import NAME, Cluster
from .readers import Readers


@pytest.fixture(scope="session")
def running():
    with Cluster() as cluster:
        yield cluster.start()


@pytest.fixture
def cluster(running):
    """Return the cluster with both nodes serving."""
    running.make_whole()
    return running


@pytest.fixture
def readers(cluster):
    """Have readers walk through the site; they have come to cold pages by the time the test begins."""
    with Readers(NAME, cluster.tls_port) as readers:
        readers.until(500)
        yield readers
