"""A whole node is killed, perhaps while it sends a body: no reader takes half a page for one (see ``measuring.FINE``).

That nginx hands on nothing of a body that broke off as if it were whole, and keeps none: tests/cluster/test_nginx.py.
"""

import time

import pytest

from tests.faults.measuring import told
from tests.scale import scaled

KILLS = scaled(4, 2)
RATE = scaled(60, 30)


@pytest.mark.thorough
def test_no_reader_notices_that_nodes_are_killed(cluster, load, record_property):
    with cluster.verdicts() as sent, load(RATE) as readers:
        for number in range(KILLS):
            time.sleep(2)
            cluster.nodes[number % 2].kill()
            cluster.make_whole()

    told(record_property, "Nodes killed", f"{KILLS} kills; {readers}; verdicts {dict(sent)}")
    assert readers.all.failed == []
    assert set(sent) <= {"counted", "told", "before"}, sent
    cluster.assert_counted(sent)
