"""A node with a real Redis: what another process commits it serves, whatever becomes of Redis."""

import subprocess
import sys
import time
from statistics import median

import pytest

from tests.faults.reading import ready
from tests.servers import until

#: Commits whenever it is told to; says when it had committed, and how many seconds it then waited for Redis.
COMMITTING = """
import sys, time
from django.db import transaction
from troubleshoot.models import Counter
told = []
Counter.heard_by = (
    lambda: told.append(time.time()), *Counter.heard_by[:1], lambda: print(told[-1], time.time() - told[-1], flush=True)
)
for line in sys.stdin:
    with transaction.atomic():
        Counter.objects.raised(Counter.INCIDENTS)
"""


class Committing:
    """A process of a node that commits a newer number of the incidents when it is told to."""

    def __init__(self, site):
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", COMMITTING]
        self._process = subprocess.Popen(
            command, **site.beside(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def commit(self):
        """Return when it was committed, and how many seconds whoever committed it waited for Redis."""
        self._process.stdin.write("now\n")
        self._process.stdin.flush()
        at, waited = self._process.stdout.readline().split()
        return float(at), float(waited)

    def end(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture
def committing():
    running = []

    def start(site):
        running.append(Committing(site))
        return running[-1]

    yield start
    for process in running:
        process.end()


def test_what_is_committed_is_served_by_the_other_process_whatever_becomes_of_redis(
    node, redis, committing, record_property
):
    site = node(REDIS_URL=redis.url, WEB_CONCURRENCY="1")
    committer = committing(site)

    def measure(when, rounds=5):
        delays, waits = zip(*(_delay(site, committer) for _ in range(rounds)), strict=True)
        told = f"{1000 * median(delays):.0f} ms (at most {1000 * max(delays):.0f})"
        record_property(f"From commit to the other process, Redis {when}", told)
        record_property(f"Whoever committed waited for Redis {when}", f"at most {1000 * max(waits):.0f} ms")

    until(lambda: listeners(redis) == 1, site.log)
    measure("there", rounds=15)
    redis.ask("FLUSHALL")
    measure("emptied")
    redis.hang()
    measure("hung")
    redis.resume()
    redis.stop()
    measure("away", rounds=15)
    redis.start()
    until(lambda: listeners(redis) == 1, site.log)
    measure("there again")
    assert site.get("/guides/x-sms/")[0] == 200


def _delay(site, committer):
    """Return the seconds from a commit to its being served, and how long whoever committed it waited for Redis."""
    before = ready(site)["incidents_number"]
    at, waited = committer.commit()
    until(lambda: ready(site)["incidents_number"] > before, site.log)
    return time.time() - at, waited


def listeners(redis):
    """Return how many processes hear what is announced."""
    return int(redis.ask("PUBSUB", "NUMSUB", "helpcenter:newer").split()[-1])


def test_every_process_of_every_node_hears(node, redis):
    node(REDIS_URL=redis.url)
    site = node(REDIS_URL=redis.url)

    until(lambda: listeners(redis) == 4, site.log)


def test_a_node_starts_though_redis_is_away(node, redis):
    redis.stop()

    site = node(REDIS_URL=redis.url)
    assert site.get("/guides/x-sms/")[0] == 200
    redis.start()

    until(lambda: listeners(redis) == 2, site.log)
