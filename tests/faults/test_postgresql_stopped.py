"""PostgreSQL is stopped for a minute: readers are all served, about as soon as ever; each verdict is counted once."""

import time

import pytest

from tests.faults.measuring import assert_near, told
from tests.scale import scaled

SECONDS = scaled(60, 6)
CALM = scaled(6, 2)
#: Pages a second.
RATE = scaled(100, 40)


@pytest.mark.measured
@pytest.mark.thorough
def test_readers_are_served_and_verdicts_kept_while_postgresql_is_stopped(cluster, load, record_property):
    with cluster.verdicts() as sent, load(RATE) as readers:
        time.sleep(CALM)
        readers.calm(CALM)
        with readers.meanwhile("stopped"):
            cluster.database.stop()
            try:
                time.sleep(SECONDS)
            finally:
                cluster.database.start()
        readers.calm(CALM)

    told(record_property, f"PostgreSQL stopped for {SECONDS} s", f"{readers}; verdicts {dict(sent)}")
    assert readers.all.failed == []
    assert set(sent) == {"counted", "before"}, sent
    cluster.assert_counted(sent)
    assert_near(readers.seen("calm"), readers.seen("stopped"))
