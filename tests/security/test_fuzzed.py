"""Every address, parameter, header and body is tried with what nobody sends: no fault, nothing slow, memory flat.

There is no OpenAPI document to fuzz by (docs/decisions/0004): the URL contract itself says what is tried.

In this process the processor's time is judged; of real servers the time it took, in a run of all tests at best of four.
"""

import gc
import random
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.front.asking import answer, run, scope
from tests.scale import scaled
from tests.views.conftest import served  # noqa: F401
from tests.views.test_every_page import PAGES
from tests.views.test_report import recorder  # noqa: F401  # what is recorded is the test's own

from .mischief import a_request, routes
from .served import URLS

pytestmark = pytest.mark.usefixtures("quiet", "recorder")

#: Of a hundred thousand requests in all, those to the front in this process, and to each of two real servers.
IN_PROCESS = scaled(90_000, 2_000)
TO_A_SERVER = scaled(5_000, 200)
SLOWEST = 0.250
#: Slow requests that a failure tells of.
MOST_TOLD = 5
#: Bytes that memory may grow by from the middle to the end: pages kept, within their bound, have been made by then.
GROWTH = 25_000_000


def as_scope(request):
    """Return a request as gunicorn hands it on."""
    path, _, query = request.target.partition("?")
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in request.headers]
    asked = scope("/", request.method)
    return {
        **asked,
        "path": path,
        "raw_path": path.encode("latin-1", "replace"),
        "query_string": query.encode("latin-1", "replace"),
        "headers": [*asked["headers"], (b"content-length", str(len(request.body)).encode()), *headers],
    }


def slowest(took):
    """Return the slowest requests: seconds, number and request."""
    return sorted(took, reverse=True)[:MOST_TOLD]


def told(took):
    return ", ".join(f"{seconds:.3f} ({one.method} {one.target[:40]})" for seconds, _, one in slowest(took)[:3])


def resident():
    """Return the bytes of memory that this process takes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def asked(front, request):
    """Return the status of a request and the seconds that it took of the processor."""
    begun = time.process_time()
    status = (await answer(front, as_scope(request), request.body)).status
    return status, time.process_time() - begun


def test_the_front_answers_all_without_a_fault_quickly_and_within_its_memory(front, record_property):
    chance, faults, took, memory = random.Random(6), [], [], []
    pages = tuple(PAGES.values())

    async def all_of_them():
        for number in range(IN_PROCESS):
            if number in {IN_PROCESS // 2, IN_PROCESS - 1}:
                memory.append(resident())
            request = a_request(chance, pages)
            status, seconds = await asked(front, request)
            if status >= 500 and status != 501:
                faults.append((status, request))
            took.append((seconds, number, request))
            if len(took) > MOST_TOLD * 100:
                took[:] = slowest(took)

    run(all_of_them())

    assert faults[:5] == []
    assert [one for one in slowest(took) if one[0] > SLOWEST] == []
    assert memory[1] - memory[0] < GROWTH
    record_property(f"Slowest of {IN_PROCESS:,} fuzzed requests, seconds of the processor", told(took))
    record_property(
        f"Memory's growth over the last half of {IN_PROCESS:,} fuzzed requests", f"{memory[1] - memory[0]:,}"
    )


PARTS = st.text(max_size=30) | st.sampled_from(["", ".", "..", "x-sms", "walk", "guides", "api", "v1", "%", "%2e", ";"])
PAIRS = st.lists(st.tuples(st.text(max_size=12), st.text(max_size=40)), max_size=8)
NAMES = st.from_regex(r"[a-z][a-z-]{0,15}", fullmatch=True).filter(lambda name: name not in {"host", "content-length"})
ASKED = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "HEAD", "POST", "PUT"]),
        "route": st.sampled_from(routes()) | st.just("/<str:a>/<str:b>/"),
        "parts": st.lists(PARTS, min_size=3, max_size=3),
        "pairs": PAIRS,
        "headers": st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=5),
        "body": st.binary(max_size=200),
    }
)


@settings(max_examples=scaled(2000, 100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_whatever_hypothesis_thinks_of_is_answered_without_a_fault(front, asked):
    parts = iter(asked["parts"])
    path = re.sub("<[^>]+>", lambda _: quote(next(parts).encode("utf-8", "surrogatepass")), asked["route"])
    query = "&".join("=".join(quote(one.encode("utf-8", "surrogatepass")) for one in pair) for pair in asked["pairs"])
    request = scope("/", asked["method"])
    headers = [*request["headers"], *((name.encode(), value) for name, value in asked["headers"])]
    sent = {"path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": headers}

    status = run(answer(front, {**request, **sent}, asked["body"])).status

    assert status < 500 or status == 501


@pytest.mark.measured
def test_real_servers_answer_all_without_a_fault_and_quickly(server, record_property):
    chance, faults, took = random.Random(7), [], []
    editors = ("/admin/login/", "/admin/", "/admin/troubleshoot/cause/1/change/", "/preview/a.b/guides/x-sms/")
    process = server.process
    before = None
    for number in range(TO_A_SERVER):
        request = a_request(chance, (*URLS, *editors))
        target = re.sub(r"[^\x21-\x7e]", lambda sign: quote(sign[0].encode("utf-8", "surrogatepass")), request.target)
        if number == TO_A_SERVER // 2:
            before = memory_of(process)
        status, seconds = spoken(server, request, target, number)
        if status >= 500 and status != 501:
            faults.append((status, request))
        took.append((seconds, number, request))

    assert faults[:5] == []
    assert [one for one in slowest(took) if one[0] > SLOWEST] == []
    grown = memory_of(process) - before
    assert grown < GROWTH
    record_property(f"Slowest of {TO_A_SERVER:,} fuzzed requests to {server.name}, seconds", told(took))
    record_property(f"Memory's growth of {server.name} over half of {TO_A_SERVER:,} fuzzed requests", f"{grown:,}")


def spoken(server, request, target, number):
    """Return the status of a request and its seconds."""
    took, status = [], 0
    headers = [*request.headers, ("X-Reader", f"198.18.{number % 250}.{number // 250}")]
    for _ in range(scaled(1, 4)):
        begun = time.perf_counter()
        got = server.ask(target, headers, request.method, request.body or None, reader=number % 100)
        took.append(time.perf_counter() - begun)
        status = got.status if got else 0
        if min(took) <= SLOWEST or status >= 500:
            break
    return status, min(took)


def memory_of(process):
    """Return the bytes of memory of a server's worker."""
    worker = Path(f"/proc/{process}/task/{process}/children").read_text().split()[0]
    return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * 4096


def test_every_route_is_tried():
    chance = random.Random(8)
    tried = {a_request(chance).target.partition("?")[0].strip("/").split("/")[0] for _ in range(5000)}

    assert {"guides", "causes", "carriers", "incidents", "api", "search", "sitemap.xml", "robots.txt", "sw.js"} <= tried
