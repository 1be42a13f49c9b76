"""One cluster for all tests of a run's process, whole again before each of them; and the readers who load it.

tests/conftest.py hands them to tests/cluster and tests/faults, and has one process do whatever takes them.
"""

import pytest

from .cluster import NAME, Cluster
from .readers import Readers


@pytest.fixture(scope="session")
def only_cluster():
    with Cluster() as cluster:
        yield cluster.start()


@pytest.fixture
def cluster(only_cluster):
    """Return the cluster with both nodes serving."""
    only_cluster.make_whole()
    return only_cluster


@pytest.fixture
def readers(cluster):
    """Have readers walk through the site; they have come to cold pages by the time the test begins."""
    with Readers(NAME, cluster.tls_port) as readers:
        readers.until(500)
        yield readers
