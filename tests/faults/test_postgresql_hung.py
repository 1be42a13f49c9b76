"""PostgreSQL hangs, its port open and nobody there (SIGSTOP): readers never wait for it."""

import time

import pytest

from tests.faults.measuring import told
from tests.scale import FULL, scaled

SECONDS = scaled(8, 6)
RATE = scaled(100, 40)
P99 = 0.1


@pytest.mark.measured
@pytest.mark.thorough
def test_readers_never_wait_for_a_postgresql_that_hangs(cluster, load, record_property):
    with cluster.verdicts() as sent, load(RATE) as readers:
        readers.calm(3)
        with readers.meanwhile("hung"):
            cluster.database.hang()
            try:
                time.sleep(SECONDS)
            finally:
                cluster.database.resume()

    told(record_property, f"PostgreSQL hung for {SECONDS} s", f"{readers}; verdicts {dict(sent)}")
    assert readers.all.failed == []
    assert set(sent) == {"counted", "before"}, sent
    cluster.assert_counted(sent)
    assert not FULL or readers.seen("hung").p99 <= P99
