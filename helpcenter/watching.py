"""An answer that takes Django, watched: it is counted, and the log and whoever asked can name it by an id."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from troubleshoot.pagecache import START, Message, Send

from . import logs
from .metrics import Counts, kind_of


@contextmanager
def watched(scope: Mapping[str, Any], send: Send, counts: Counts, answer: str) -> Iterator[Send]:
    """Give what a request is to be answered by; ``answer``: whose it is, as ``counts`` have it.

    What fails is counted as 500, and raised. Who goes away before the end is not counted.
    """
    begun, status = time.perf_counter(), 500
    kind = kind_of(scope.get("raw_path", b""))
    request = logs.Request(dict(scope["headers"]).get(b"x-request-id", b""))

    async def tell(message: Message) -> None:
        nonlocal status
        if message["type"] == START:
            status = message["status"]
            message = _named(message, request)
        await send(message)

    try:
        with logs.of_request(request):
            yield tell
    except Exception:
        counts.took(kind, 500, answer, time.perf_counter() - begun)
        raise
    counts.took(kind, status, answer, time.perf_counter() - begun)


def _named(start: Message, request: logs.Request) -> Message:
    """Return the start of an answer with the request's id, if nobody will keep it and hand it to another."""
    kept = {name.lower(): value for name, value in start["headers"]}.get(b"cache-control", b"")
    if start["status"] < 500 and b"no-store" not in kept and b"private" not in kept:  # noqa: PLR2004  # our own failing
        return start
    return {**start, "headers": [*start["headers"], (b"x-request-id", request.id.encode())]}
