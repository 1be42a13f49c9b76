"""Workers are killed under load, 20 in a minute: no reader is answered a 5xx, and each node is back within 2 s."""

import os
import signal
import time
import urllib.request

from tests.faults.measuring import told
from tests.scale import scaled
from tests.servers import until

KILLS = scaled(20, 4)
BETWEEN = 3.0
#: Pages a second.
RATE = scaled(100, 40)
WITHIN = 2.0


def test_no_reader_notices_that_workers_are_killed_and_they_are_back_within_2_s(cluster, load, record_property):
    back = []
    with cluster.verdicts() as sent, load(RATE) as readers, readers.meanwhile("killing"):
        for number in range(KILLS):
            next_kill = time.monotonic() + BETWEEN
            node, port = cluster.nodes[number // 2 % 2], cluster.ports[number // 2 % 2]
            whole = cluster.workers(node)
            # By turns one of them, and all: then nobody else answers for the node.
            for worker in whole if number % 2 else whole[:1]:
                os.kill(worker, signal.SIGKILL)
            back.append(until(lambda node=node, whole=whole: _is_replaced(cluster, node, whole), cluster.logs))
            if number % 2:
                back[-1] += until(lambda port=port: _answers(port), cluster.logs)
            until(lambda at=next_kill: time.monotonic() > at)

    told(record_property, "Workers killed", f"{KILLS} kills, back within {max(back):.2f} s at most; {readers}")
    assert readers.all.failed == []
    assert len(readers.all.gets) > RATE * KILLS
    assert max(back) <= WITHIN * scaled(1, 3)  # a short run is one of many things that the machine does
    assert set(sent) <= {"counted", "told", "before"}, sent
    cluster.assert_counted(sent)


def _is_replaced(cluster, node, whole):
    """Tell whether a node has as many workers as before, and a new one among them."""
    workers = cluster.workers(node)
    return len(workers) == len(whole) and set(workers) != set(whole)


def _answers(port):
    """Tell whether a node answers; what it does not take yet waits until it does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False
