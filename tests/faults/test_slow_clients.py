"""500 clients at once who are as slow as they can: readers notice little, and who sends no head is let go."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.faults.measuring import assert_near, told
from tests.scale import scaled
from tests.servers import ROOT

CLIENTS = 500
SECONDS = scaled(14, 14)
CALM = scaled(8, 2)
RATE = scaled(100, 40)


@pytest.mark.measured
@pytest.mark.thorough
def test_500_slow_clients_keep_no_reader_waiting(cluster, load, record_property):
    with load(RATE) as readers:
        time.sleep(1)
        readers.calm(CALM)
        with slow_clients(cluster.tls_port) as became:
            time.sleep(6)  # they come
            with readers.meanwhile("slow clients"):
                time.sleep(SECONDS)
        time.sleep(1)
        readers.calm(CALM)

    told(record_property, f"{CLIENTS} slow clients", f"{became}; {readers}")
    assert became["opened"] >= CLIENTS
    assert became["ended"] >= CLIENTS / 6  # a third sends no whole head: ten seconds, then each is let go
    assert_near(readers.seen("calm"), readers.seen("slow clients"))
    assert readers.all.failed == []


@contextmanager
def slow_clients(port):
    """Have them come; afterwards tell what became of their connections."""
    became = {}
    command = [sys.executable, "-m", "tests.faults.slow", str(port), str(CLIENTS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as clients:
        yield became
        said, _ = clients.communicate(timeout=60)
    became.update(json.loads(said))
