"""Two nodes behind nginx, set up by deploy/: they are upgraded, one hangs, and no reader notices.

What else may be taken away, and for how long: tests/faults.
"""

import os
import signal
from pathlib import Path

from tests.servers import until

from .manual import blocks


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
