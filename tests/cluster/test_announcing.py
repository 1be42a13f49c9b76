"""An outage announced on one node is on the other's pages at once, in open walks too; the same for its end. Under load.

ANNOUNCING_TRIES says how often each is tried: 5 here, a hundred by hand. What was measured is printed under -rP.
"""

import os
import random
import subprocess
import sys
import time
from contextlib import closing, contextmanager, nullcontext
from http.client import HTTPConnection

import pytest

from tests.browser.conftest import PHONE, browser_type_launch_args, opened  # noqa: F401  # how ours is launched
from tests.servers import until

from .cluster import NAME
from .systemctl import Unit

TRIES = int(os.environ.get("ANNOUNCING_TRIES", "5"))
#: Seconds until a fresh page of another node tells it, by way and with something to spare for nothing.
WITHIN = {"by Redis": 2.0, "by looking": 3.0}
#: Seconds until an open walk does, and how many are open at once.
OPEN_WITHIN = 10.0
OPEN = 5
WALK = "/guides/x-sms/walk/screen/?situation=locked"
PAGE = "/guides/x-sms/"
#: A process of its own that does what it is told, line by line, and says when it set about it.
OFFICER = """
import sys, time
from django.db import transaction
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause, Incident
for line in sys.stdin:
    act, name = line.split()
    at = time.time()
    if act == "begin":
        told = dict(title={"ja": name}, cause=Cause.objects.get(slug="x-outage"), body={"ja": "調べています。"})
        with transaction.atomic():
            Incident.objects.all().delete()  # a history of hundreds on one day is nobody's
            lifecycle.begin(actor=None, **told)
    else:
        lifecycle.resolve(Incident.objects.ongoing().get(), actor=None, body={"ja": "直りました。"})
    print(at, flush=True)
"""
#: Has an open page note when its banners change: what they tell, and the clock.
NOTING = """() => {
    window.noted = [];
    new MutationObserver(() => {
        const told = document.querySelector(".banner-incident a")?.textContent ?? "";
        if (noted.at(-1)?.[0] !== told) noted.push([told, Date.now() / 1000]);
    }).observe(document.querySelector("main"), {childList: true, subtree: true});
}"""


class Officer:
    """Somebody at a node who announces outages and their ends."""

    def __init__(self, process):
        self._process = process

    def does(self, act, name):
        """Return when it was set about; it is done then."""
        self._process.stdin.write(f"{act} {name}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@pytest.fixture
def officer(cluster):
    """Return one whose process has a node's settings, and is none."""
    unit = Unit(cluster.root, "helpcenter-backup.service")
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", OFFICER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    current = cluster.root / "opt/helpcenter/current"
    with subprocess.Popen(command, cwd=current, env=unit.environment(), **pipes) as process:
        officer = Officer(process)
        yield officer
        process.stdin.close()


class Node:
    """A node, asked without nginx."""

    def __init__(self, port):
        self._connection = HTTPConnection("127.0.0.1", port, timeout=10)

    def close(self):
        self._connection.close()

    def page(self):
        self._connection.request("GET", PAGE, headers={"Host": NAME, "X-Forwarded-Proto": "https"})
        return self._connection.getresponse().read().decode()

    def tells(self, name, *, is_told):
        """Return when a fresh page told, or no longer told, an outage."""
        until(lambda: (name in self.page()) == is_told, within=30)
        return time.time()


def told(what, seconds):
    """Print how long something took; return the longest."""
    ordered = sorted(seconds)
    p50, p90 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.9)]
    print(f"{what}: {len(ordered)} times; p50 {p50:.2f} s, p90 {p90:.2f} s, longest {ordered[-1]:.2f} s")
    return ordered[-1]


@contextmanager
def without_redis(cluster):
    cluster.redis.stop()
    try:
        yield
    finally:
        cluster.redis.start()


@pytest.mark.parametrize("way", WITHIN)
def test_fresh_page_of_another_node_tells_it_at_once(cluster, readers, officer, way):
    begun, ended = [], []

    def try_all(node):
        for number in range(TRIES):
            name = f"outage-{number}-"
            at = officer.does("begin", name)
            begun.append(node.tells(name, is_told=True) - at)
            time.sleep(random.random())  # at no fixed time between two looks
            at = officer.does("end", name)
            ended.append(node.tells(name, is_told=False) - at)
            time.sleep(random.random())

    with closing(Node(cluster.ports[1])) as node, nullcontext() if way == "by Redis" else without_redis(cluster):
        try_all(node)

    longest = told(f"The beginning, {way}", begun), told(f"The end, {way}", ended)
    print(f"Meanwhile {readers.read}")
    assert max(longest) <= WITHIN[way]
    assert readers.read.failures == []


@pytest.fixture
def walks(cluster, browser):
    """Open walks in Chromium, by nginx, as readers have them."""
    pages = [opened(browser, cluster.url, ignore_https_errors=True, **PHONE) for _ in range(OPEN)]
    for page in pages:
        page.goto(WALK)
        page.evaluate(NOTING)
    yield pages
    for page in pages:
        page.context.close()


@pytest.mark.parametrize("way", WITHIN)
def test_open_walk_tells_it_soon(cluster, readers, officer, walks, way):
    begun, ended = [], []

    def changed(name, at):
        """Return after how many seconds each walk told a name, or nothing."""
        seconds = []
        for page in walks:
            noted = []
            while not noted:
                page.wait_for_timeout(100)
                noted = [when for told, when in page.evaluate("noted") if told == name and when > at]
                assert time.time() - at < 30, page.url
            seconds.append(noted[0] - at)
        return seconds

    def try_all():
        for number in range(max(1, TRIES // OPEN)):
            name = f"outage-{number}-"
            begun.extend(changed(name, officer.does("begin", name)))
            ended.extend(changed("", officer.does("end", name)))

    with nullcontext() if way == "by Redis" else without_redis(cluster):
        try_all()

    longest = told(f"Open walks, the beginning, {way}", begun), told(f"Open walks, the end, {way}", ended)
    assert max(longest) <= OPEN_WITHIN
    assert [page.url for page in walks] == [cluster.url + WALK] * OPEN
