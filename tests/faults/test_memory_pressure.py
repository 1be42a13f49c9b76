"""Little memory: floods of large pages, and a worker that the system kills for want of it."""

import os
import re
import resource
import signal
import urllib.request
from collections import deque
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest

from tests.scale import scaled
from tests.server import Site
from tests.servers import until

#: Distinct pages asked for: many times what the cache may hold.
PAGES = scaled(2000, 300)
CACHE_MB = 4
#: What a process may take beyond what it had when it had served a few pages; addresses, not pages in use.
ROOM = 300_000_000


@pytest.fixture
def small(filled, static, tmp_path):
    """Serve the first content by two processes whose cache is small."""
    settings = {"WEB_CONCURRENCY": "2", "PAGE_CACHE_MB": str(CACHE_MB)}
    with Site(copytree(filled, tmp_path / "var"), static, **settings).start() as site:
        yield site


def workers(site):
    """Return the processes that answer."""
    return [int(one) for one in Path(f"/proc/{site.process}/task/{site.process}/children").read_text().split()]


def resident(process):
    """Return the bytes that a process has in memory for itself."""
    told = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(re.search(r"RssAnon:\s+(\d+)", told)[1])


def metrics(site):
    return urllib.request.urlopen(f"{site.address}/metrics").read().decode()


def cached(site):
    """Return the bytes of ready pages that all processes hold."""
    return sum(float(one) for one in re.findall(r"^helpcenter_pages_bytes ([\d.e+]+)$", metrics(site), re.MULTILINE))


def walks(site):
    """Yield the addresses of a guide's walks in all languages, as the pages link to them: each is another page."""
    waiting = deque(f"{prefix}/guides/x-sms/" for prefix in ("", "/en", "/easy"))
    seen = set(waiting)
    while waiting:
        yield (path := waiting.popleft())
        found = re.findall(r'href="([^"#]*/guides/x-sms/[^"#]*)', site.get(path)[1])
        new = dict.fromkeys(unescape(one) for one in found if one.startswith("/") and unescape(one) not in seen)
        seen.update(new)
        waiting.extend(new)


def test_floods_of_distinct_pages_leave_memory_and_the_cache_within_their_bounds(small, record_property):
    flood = walks(small)
    for _ in range(PAGES // 4):
        assert small.get(next(flood))[0] == 200
    before = [resident(one) for one in workers(small)]
    for one in workers(small):
        resource.prlimit(one, resource.RLIMIT_AS, (size(one) + ROOM, resource.RLIM_INFINITY))

    statuses = {small.get(path)[0] for path, _ in zip(flood, range(PAGES), strict=False)}

    grown = [after - first for after, first in zip(map(resident, workers(small)), before, strict=True)]
    record_property("Grown by", f"{[f'{one / 1e6:.0f} MB' for one in grown]} over {PAGES} pages")
    assert statuses == {200}
    assert max(grown) < 3 * CACHE_MB * 1_000_000
    assert cached(small) <= 2 * CACHE_MB * 1_000_000


def size(process):
    """Return the bytes of address space that a process has."""
    return 1024 * int(re.search(r"VmSize:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])


def test_a_worker_killed_for_want_of_memory_leaves_the_others_serving_and_is_replaced(small):
    for _ in range(scaled(5, 2)):
        until(lambda: len(workers(small)) == 2, small.log)
        first, second = workers(small)
        os.kill(first, signal.SIGKILL)
        failed = 0
        for _ in range(40):
            try:
                failed += small.get("/guides/x-sms/")[0] != 200
            except OSError:
                failed += 1  # the one connection that had been given to it
        until(lambda was=first: len(workers(small)) == 2 and was not in workers(small), small.log)
        assert failed <= 1
        assert second in workers(small)
    assert small.get("/guides/x-sms/")[0] == 200
