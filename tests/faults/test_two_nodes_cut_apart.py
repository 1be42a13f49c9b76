"""One node sees the database, the other does not: both serve, the other says so, and catches up once it sees it again.

No process's release ever goes back, and a worker that dies meanwhile is followed by one that serves no older one.
Through nginx readers may meet either node.
"""

import json
import os
import signal
import time
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread

import pytest

from tests.faults.measuring import told
from tests.faults.proxy import Line
from tests.faults.publishing import publish
from tests.scale import scaled
from tests.servers import until

RATE = scaled(60, 30)
#: Seconds within which a node that sees the database again tells what the other one told meanwhile.
WITHIN = 5.0
#: Connections that are kept to each node, so that each of its processes has one.
NOTERS = 4
TITLE = "切れているあいだの障害"
BEGIN = f"""
from django.db import transaction
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause
with transaction.atomic():
    cause = Cause.objects.get(slug="x-outage")
    lifecycle.begin(actor=None, title={{"ja": "{TITLE}"}}, cause=cause, body={{"ja": "調べています。"}})
"""
END = """
from django.db import transaction
from troubleshoot.models import Counter, Incident
with transaction.atomic():
    Incident.objects.all().delete()
    Counter.objects.raised(Counter.INCIDENTS)
"""


@pytest.mark.thorough
def test_cut_apart_both_nodes_serve_and_the_one_that_was_blind_catches_up(cluster, load, record_property):
    here, there = cluster.ports
    with Line(cluster.database.port) as line, by_way_of(cluster, 1, line), load(RATE) as readers:
        with noting(cluster) as noted:
            newest = publish_everywhere(cluster)
            line.cut()
            until(lambda: cluster.ready(there)["stale"] is not None, cluster.logs)
            tell_one(cluster)
            apart = shows(cluster, here), shows(cluster, there)
            is_blind = TITLE not in page(cluster, there)

            line.heal()
            incident = until(lambda: all(TITLE in page(cluster, there) for _ in range(8)), cluster.logs)
            release = until(lambda: shows(cluster, there) == {newest + 1}, cluster.logs)
            until(lambda: sum(newest + 1 in seen for seen in noted) == NOTERS * 2, lambda: str(noted))
        cluster.manage("shell", "-v", "0", "-c", END)

    told(record_property, "Two nodes cut apart", f"caught up {max(incident, release):.1f} s after; {readers}")
    assert readers.all.failed == []
    assert apart == ({newest + 1}, {newest})
    assert is_blind
    assert max(incident, release) <= WITHIN
    assert [seen for seen in noted if seen != sorted(seen)] == []


def publish_everywhere(cluster):
    """Publish a release, which both nodes then serve and hold as a file; return its number."""
    _, newest = publish(cluster, "切れるまえの題")
    until(lambda: all(shows(cluster, port) == {newest} for port in cluster.ports), cluster.logs)
    until(lambda: kept(cluster, cluster.ports[1]) == newest, cluster.logs)
    return newest


def tell_one(cluster):
    """Publish another release and begin an incident, of which one node learns; of the other a worker dies meanwhile."""
    blind = cluster.nodes[1]
    os.kill(cluster.workers(blind)[0], signal.SIGKILL)
    publish(cluster, "切れているあいだの題")
    cluster.manage("shell", "-v", "0", "-c", BEGIN)
    until(lambda: TITLE in page(cluster, cluster.ports[0]), cluster.logs)
    until(lambda: len(cluster.workers(blind)) == 2, cluster.logs)
    time.sleep(2)  # until the new one serves


@contextmanager
def by_way_of(cluster, number, line):
    """Have a node reach the database by way of a line, and afterwards as ever."""
    settings, node = cluster.root / "etc/helpcenter/site.env", cluster.nodes[number]
    as_ever = settings.read_text()
    settings.write_text(as_ever.replace(f"127.0.0.1:{cluster.database.port}/", f"127.0.0.1:{line.port}/"))
    try:
        node.stop()
        node.start()
        settings.write_text(as_ever)
        cluster.make_whole()
        yield
    finally:
        settings.write_text(as_ever)
        node.stop()
        node.start()


@contextmanager
def noting(cluster):
    """Note all the while which release each process says it serves: a connection that is kept is one process's."""
    noted, over = [], Event()

    def note(port):
        while not over.is_set():
            seen = []
            noted.append(seen)
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection, suppress(OSError, HTTPException):
                while not over.wait(0.1):  # until its process is dead
                    connection.request("GET", "/readyz")
                    seen.append(json.loads(connection.getresponse().read())["release"])

    noters = [Thread(target=note, args=[port], daemon=True) for port in cluster.ports for _ in range(NOTERS)]
    for noter in noters:
        noter.start()
    try:
        yield noted
    finally:
        over.set()
        for noter in noters:
            noter.join(15)


def shows(cluster, port):
    """Return the releases that a node's processes serve: whichever is asked."""
    return {cluster.ready(port)["release"] for _ in range(16)}


def kept(cluster, port):
    """Return the number of the newest release file of a node."""
    folder = cluster.root / f"var/lib/helpcenter/{port}/releases"
    return max(int(file.stem.rpartition("-")[2]) for file in folder.glob("release-*.json"))


def page(cluster, port):
    """Return a page of a node, asked past nginx."""
    return cluster.page_of(port, "/guides/x-sms/")
