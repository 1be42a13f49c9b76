"""A reader's page without server and network, beside raw bytes and a bare Django view, all in one process by turns.

``python -m benchmarks.inprocess STEP GROUPS``, with the environment of a filled site: prints JSON. Hits are timed by
the clock in blocks of a few calls, of which the least counts: what else the machine does only ever adds. Misses are
timed by the processor, for they go through threads, and the median block counts, for no two pages are alike.
"""

import asyncio
import cProfile
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from statistics import median
from typing import Any, Final

import uvloop
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.test import override_settings
from django.urls import ResolverMatch, get_resolver

from benchmarks.anchors import raw
from benchmarks.profiling import top
from benchmarks.servers import BROWSER
from benchmarks.walks import addresses
from helpcenter.asgi import application as front
from troubleshoot import snapshot, wiring

GUIDE: Final = "x-sms"
CALLS: Final = 8
#: Blocks in a group: of hits, of misses.
BLOCKS, MISSES = 60, 12
WARMING: Final = 50

type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type Act = Callable[[], Awaitable[None]]


class BareHandler(ASGIHandler):
    """Django without middleware, with the bare view alone."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Find the view in its own list of addresses."""
        match = get_resolver("benchmarks.anchors.bare").resolve(request.path_info)
        request.resolver_match = match
        return match


def scope(address: str, **more: str) -> dict[str, Any]:
    """Return what the server tells of a browser's request."""
    path, _, query = address.partition("?")
    headers = {"host": "127.0.0.1:8000", "connection": "keep-alive", **BROWSER, **more}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


def receiving() -> Callable[[], Awaitable[dict[str, Any]]]:
    """Return what gives an application a request without a body, and then no more."""
    messages: Iterator[dict[str, Any]] = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        message = next(messages, None)
        return message or await asyncio.get_running_loop().create_future()

    return receive


async def sent(_: Mapping[str, Any]) -> None:
    """Take what is sent, as a server with nothing to do."""


class Stage:
    """The variants, each one call; their answers are what they should be."""

    def __init__(self, step: str) -> None:
        wiring.load()
        self.fresh = iter(addresses(snapshot.current().release().guides[GUIDE], 1000))
        with override_settings(MIDDLEWARE=[]):
            self._bare = BareHandler()
        self._step = step

    async def variants(self) -> dict[str, Act]:
        """Return them by name once each was seen to answer right."""
        start = {"type": "http.response.start", "status": 200, "headers": raw.HEADERS}
        body = {"type": "http.response.body", "body": raw.BODY}

        async def ready(_scope: object, _receive: object, send: Send) -> None:
            await send(start)
            await send(body)

        asked = scope(self._step)
        etag = (await self._answer(front, asked))[0]["etag"]
        await self._same({"raw": raw.application, "ready": ready, "front": front, "bare": self._bare}, asked)
        known = scope(self._step, **{"if-none-match": etag})
        assert not (await self._answer(front, known, status=304))[1]
        receive = receiving()
        return {
            "raw": lambda: raw.application(asked, receive, sent),
            "ready": lambda: ready(asked, receive, sent),
            "hit": lambda: front(asked, receive, sent),
            "unchanged": lambda: front(known, receive, sent),
            "bare": lambda: self._bare(scope("/"), receiving(), sent),
            "miss": lambda: front(scope(next(self.fresh)), receiving(), sent),
        }

    async def warm(self, variants: Mapping[str, Act]) -> None:
        """Call each as often as it takes until what all pages have in common is made."""
        for act in variants.values():
            for _ in range(WARMING):
                await act()

    async def _same(self, applications: Mapping[str, Any], asked: dict[str, Any]) -> None:
        for name, application in applications.items():
            got = (await self._answer(application, scope("/") if name == "bare" else asked))[1]
            assert got == raw.BODY, (name, len(got), len(raw.BODY))

    async def _answer(self, application: Any, asked: dict[str, Any], status: int = 200) -> tuple[dict[str, str], bytes]:  # noqa: ANN401
        messages: list[Mapping[str, Any]] = []

        async def keep(message: Mapping[str, Any]) -> None:
            messages.append(message)

        await application(asked, receiving(), keep)
        assert messages[0]["status"] == status, messages[0]
        headers = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
        return headers, b"".join(message.get("body", b"") for message in messages[1:])


async def block(act: Act, calls: int, clock: Callable[[], float]) -> float:
    """Return the µs that one of some calls takes."""
    start = clock()
    for _ in range(calls):
        await act()
    return (clock() - start) / calls * 1e6


async def measured(stage: Stage, groups: int) -> dict[str, list[float]]:
    """Return each variant's least, once a group."""
    variants = await stage.variants()
    await stage.warm(variants)
    gc.collect()
    gc.freeze()
    found: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(groups):
        for names, blocks, clock, of_all in (
            (("raw", "ready", "hit", "unchanged"), BLOCKS, time.perf_counter, min),
            (("bare", "miss"), MISSES, time.process_time, median),
        ):
            rounds = [[await block(variants[name], CALLS, clock) for name in names] for _ in range(blocks)]
            for name, times in zip(names, zip(*rounds, strict=True), strict=True):
                found[name].append(of_all(times))
    return found


async def profiles(stage: Stage) -> dict[str, str]:
    """Return where the time of hits goes, and that of misses, made in this thread."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from helpcenter.making import Address, make  # noqa: PLC0415

    hit, readers = (await stage.variants())["hit"], get_wsgi_application()
    with cProfile.Profile() as of_hits:
        for _ in range(20_000):
            await hit()
    with cProfile.Profile() as of_misses:
        for _ in range(200):
            path, _, query = next(stage.fresh).encode().partition(b"?")
            page = make(readers, snapshot.held(), Address(path, query)).page
            assert page
            page.make("br")
    return {"hit": top(of_hits, 20_000), "miss": top(of_misses, 200)}


async def main(stage: Stage, groups: int) -> None:
    """Print what was measured."""
    print(json.dumps({"us": await measured(stage, groups), "profiles": await profiles(stage)}))


if __name__ == "__main__":
    uvloop.run(main(Stage(sys.argv[1]), int(sys.argv[2])))
