"""Redis is stopped, hangs, or is emptied: no reader and no verdict notices; who publishes waits 100 ms at most."""

import time

import pytest

from tests.faults.measuring import assert_near, told
from tests.scale import scaled
from tests.servers import until

SECONDS = scaled(6, 4)
CALM = scaled(4, 2)
RATE = scaled(100, 40)
#: Seconds that whoever commits something waits for Redis, and until another node follows.
PATIENCE = 0.1
WITHIN = 3.0
#: Commits a newer number of the incidents as an officer's act does; prints it and how long telling the others took.
COMMITTING = """
import time
from django.db import transaction
from troubleshoot import announcing
from troubleshoot.models import Counter
with transaction.atomic():
    Counter.heard_by = ()
    number = Counter.objects.raised(Counter.INCIDENTS)
begun = time.monotonic()
announcing.announce()
print(number, time.monotonic() - begun)
"""


def stopped(redis):
    redis.stop()
    return redis.start


def hung(redis):
    redis.hang()
    return redis.resume


def flushed(redis):
    redis.ask("FLUSHALL")
    return lambda: None


@pytest.mark.measured
@pytest.mark.parametrize("way", scaled([stopped, hung, flushed], [stopped]))
def test_nobody_notices_that_redis_is_away(cluster, load, record_property, way):
    with cluster.verdicts() as sent, load(RATE) as readers:
        readers.calm(CALM)
        back = way(cluster.redis)
        try:
            told_by = cluster.manage("shell", "-v", "0", "-c", COMMITTING).split()
            number, waited = int(told_by[-2]), float(told_by[-1])
            followed = until(lambda: _all_have(cluster, number), cluster.logs)
            with readers.meanwhile("away"):  # the command's own start takes its share of the processors
                time.sleep(SECONDS)
        finally:
            back()
        readers.calm(CALM)

    what = f"{readers}; verdicts {dict(sent)}; who committed waited {waited * 1000:.0f} ms"
    told(record_property, f"Redis {way.__name__}", what)
    assert waited <= PATIENCE
    assert followed <= WITHIN
    assert set(sent) == {"counted", "before"}, sent
    cluster.assert_counted(sent)
    assert_near(readers.seen("calm"), readers.seen("away"))


def _all_have(cluster, number):
    return all(cluster.ready(port)["incidents_number"] >= number for port in cluster.ports)
