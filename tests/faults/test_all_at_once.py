"""Everything at once: a worker is killed each 3 s, PostgreSQL is stopped for a minute and Redis with it, readers come
at half of what the site can do. No GET fails, p99 is at most twice that of a calm time, a form that fails says so, and
verdicts are counted once.
"""

import os
import random
import signal
import time

import pytest

from tests.faults.measuring import assert_near, told
from tests.scale import scaled
from tests.servers import until

SECONDS = scaled(60, 9)
CALM = scaled(8, 3)
BETWEEN_KILLS = 3.0
#: Seconds in which the addresses are gone through before the capacity is measured, and those in which it is.
WARMING, MEASURING = scaled((5, 4), (3, 2))


@pytest.mark.measured
def test_everything_at_once_fails_no_reader(cluster, load, record_property):
    with load(0):
        time.sleep(WARMING)
    with load(0) as most:
        time.sleep(MEASURING)
    kills = 0
    with cluster.verdicts() as sent, load(most.rate / 2) as readers:
        time.sleep(CALM / 3)
        readers.calm(CALM)
        with readers.meanwhile("everything"):
            kills = _everything(cluster)
        time.sleep(CALM / 3)
        readers.calm(CALM)

    what = f"{kills} kills; capacity {most}\n  {readers}; verdicts {dict(sent)}"
    told(record_property, "Everything at once", what)
    assert readers.all.failed == []
    assert set(sent) <= {"counted", "told", "before"}, sent
    cluster.assert_counted(sent)
    assert_near(readers.seen("calm"), readers.seen("everything"))


def _everything(cluster):
    """Take database and Redis away and kill a worker again and again; put all back. Return how many were killed."""
    chance, end, kills = random.Random(1), time.monotonic() + SECONDS, 0
    cluster.database.stop()
    cluster.redis.stop()
    try:
        while time.monotonic() < end:
            next_kill = time.monotonic() + BETWEEN_KILLS
            node = cluster.nodes[kills % 2]
            os.kill(chance.choice(cluster.workers(node)), signal.SIGKILL)
            kills += 1
            until(lambda at=next_kill: time.monotonic() > at)
    finally:
        cluster.redis.start()
        cluster.database.start()
    return kills
