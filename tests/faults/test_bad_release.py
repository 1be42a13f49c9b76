"""A bad release is rolled back everywhere within 5 s: in each process of each node, and through nginx's cache."""

import time

import pytest

from tests.faults.measuring import told
from tests.faults.publishing import publish
from tests.scale import scaled
from tests.servers import until

RATE = scaled(60, 30)
#: Seconds from the command, its start among them; a short run is one of many things that the machine does.
WITHIN = scaled(5.0, 20.0)
PAGE = "/guides/x-sms/"
BAD = "壊れた版の題"


@pytest.mark.measured
def test_a_bad_release_is_rolled_back_everywhere_within_5_s(cluster, load, record_property):
    with load(RATE) as readers:
        good, _ = publish(cluster, BAD)
        until(lambda: BAD in cluster.page(PAGE) and is_everywhere(cluster, bad=True), cluster.logs)

        begun = time.monotonic()
        cluster.manage("rollback", str(good))
        commanded = time.monotonic() - begun
        until(lambda: BAD not in cluster.page(PAGE) and is_everywhere(cluster, bad=False), cluster.logs)
        took = time.monotonic() - begun
        afterwards = [BAD in cluster.page(PAGE) for _ in range(20)]

    what = f"{took:.2f} s after the command began, which took {commanded:.2f} s itself; {readers}"
    told(record_property, "A bad release rolled back everywhere", what)
    assert took <= WITHIN
    assert not any(afterwards)
    assert readers.all.failed == []


def is_everywhere(cluster, *, bad):
    """Tell whether every process of both nodes, asked again and again past nginx, shows the bad title, or none does."""
    return all((BAD in cluster.page_of(port, PAGE)) == bad for port in cluster.ports for _ in range(12))
