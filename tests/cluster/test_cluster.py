"""Two nodes behind nginx, set up by deploy/: whatever is taken away, no reader notices, and no verdict is lost.

CLUSTER_SECONDS says for how long something is away, or is killed again and again: 10 here, 60 by ``make cluster``.
"""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.servers import until

from .cluster import NAME
from .manual import blocks
from .readers import verdict

SECONDS = float(os.environ.get("CLUSTER_SECONDS", "10"))
BETWEEN_KILLS = 5.0


def test_no_reader_notices_that_nodes_and_workers_are_killed(cluster, readers):
    begun, kills = time.monotonic(), max(4, round(SECONDS / BETWEEN_KILLS))
    with cluster.verdicts() as sent:
        for kill in range(kills):
            next_kill = time.monotonic() + BETWEEN_KILLS
            node = cluster.nodes[kill // 2 % 2]
            if kill % 2:
                os.kill(cluster.workers(node)[0], signal.SIGKILL)
            else:
                node.kill()
            cluster.make_whole()
            until(lambda at=next_kill: time.monotonic() > at)

    print(f"{kills} kills in {time.monotonic() - begun:.0f} s: {readers.read}; verdicts {dict(sent)}")
    assert readers.read.failures == []
    cluster.assert_counted(sent)


def test_no_reader_notices_an_upgrade_nor_the_way_back(cluster, readers):
    upgrading, going_back = blocks("upgrading.md")
    before = cluster.style(cluster.page("/"))
    with (cluster.repository / "static/css/site.css").open("a") as style:
        style.write("\n/* the next version */\n")
    cluster.commit("The next version")

    cluster.follow(upgrading)

    until(lambda: cluster.style(cluster.page("/")) != before)
    assert "the next version" in cluster.page(cluster.style(cluster.page("/")))
    assert "the next version" not in cluster.page(before)

    cluster.follow(going_back)

    until(lambda: cluster.style(cluster.page("/")) == before)
    print(f"An upgrade and the way back: {readers.read}")
    assert readers.read.failures == []
    current = (cluster.root / "opt/helpcenter/current").resolve()
    assert {Path(f"/proc/{node.process()}/cwd").resolve() for node in cluster.nodes} == {current}


@pytest.mark.parametrize("way", ["stopped", "hung"])
@pytest.mark.parametrize("part", ["database", "redis"])
def test_no_reader_notices_that_a_server_is_away(cluster, readers, part, way):
    server = getattr(cluster, part)
    with cluster.verdicts() as sent:
        server.stop() if way == "stopped" else server.hang()
        try:
            end = time.monotonic() + SECONDS
            until(lambda: time.monotonic() > end, within=SECONDS + 30)
        finally:
            server.start() if way == "stopped" else server.resume()

    print(f"{part} {way} for {SECONDS:.0f} s: {readers.read}")
    assert readers.read.failures == []
    assert set(sent) <= {"counted", "before"}
    cluster.assert_counted(sent)


def test_pages_are_there_when_every_node_is_down(cluster):
    seen, walk = "/guides/x-sms/", "/guides/x-sms/walk/screen/?situation=signup"
    fresh = cluster.page(seen)

    for node in cluster.nodes:
        node.kill()

    assert cluster.page(seen) == fresh
    assert "data-step" in cluster.page(walk)
    assert cluster.asked("/guides/x-sms/walk/screen/?situation=never-was")[0] == 302
    assert cluster.asked("/static/css/never-was.css")[0] == 503
    assert cluster.asked("/no/such/page/")[0] == 503
    assert "数分待ってから" in cluster.page("/no/such/page/")
    assert verdict(NAME, cluster.tls_port, 1) == "told"


def test_a_hung_node_is_passed_over(cluster):
    node = cluster.nodes[0]
    for process in cluster.processes(node):
        os.kill(process, signal.SIGSTOP)
    try:
        statuses = {cluster.asked(f"/carriers/{carrier}/")[0] for carrier in ("au", "softbank", "rakuten", "ahamo")}
    finally:
        for process in cluster.processes(node):
            os.kill(process, signal.SIGCONT)

    assert statuses == {200}


def test_the_smoke_test_passes(cluster):
    said = cluster.run("deploy/smoke", cluster.url).splitlines()

    assert [line for line in said if not line.startswith("ok ")] == []
    assert len(said) > 10
