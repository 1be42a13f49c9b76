"""An answer that is no plain hit, watched: it is counted, and the log and whoever asked can name it by an id."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from troubleshoot.pagecache import START

from . import logs
from .metrics import PASSED_ON, Counts, kind_of

type Scope = dict[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
#: Answers, and returns how: as ``Counts`` name it.
type Answer = Callable[[Scope, Receive, Send], Awaitable[str]]


async def watched(answer: Answer, scope: Scope, receive: Receive, send: Send, counts: Counts) -> None:
    """Have a request answered; what fails is counted as 500 and raised. Who goes away before the end is not counted."""
    begun, status = time.perf_counter(), 500
    request = logs.Request(dict(scope["headers"]).get(b"x-request-id", b""))

    async def tell(message: Mapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == START:
            status = message["status"]
            message = _named(message, request)
        await send(message)

    try:
        with logs.of_request(request):
            how = await answer(scope, receive, tell)
    except Exception:
        counts.add(kind_of(scope.get("raw_path", b"")), 500, PASSED_ON, time.perf_counter() - begun)
        raise
    counts.add(kind_of(scope.get("raw_path", b"")), status, how, time.perf_counter() - begun)


def _named(start: Mapping[str, Any], request: logs.Request) -> Mapping[str, Any]:
    """Return the start of an answer with the request's id, if nobody will keep it and hand it to another."""
    kept = {name.lower(): value for name, value in start["headers"]}.get(b"cache-control", b"")
    if start["status"] < 500 and b"no-store" not in kept and b"private" not in kept:  # noqa: PLR2004  # our own failing
        return start
    return {**start, "headers": [*start["headers"], (b"x-request-id", request.id.encode())]}
