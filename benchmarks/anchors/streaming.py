"""Server-sent events as one would write them here: each open page holds an answer that goes on, and hears at once.

A prototype to be measured, no part of the site. ``/say`` tells all; each stream says every few seconds that it lives.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final

#: Seconds; what stands between ends connections on which nothing is said.
ALIVE_EVERY: Final = 15
HEADERS: Final = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

_listening: set[asyncio.Event] = set()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401  # ASGI's
    """Hold a stream for whoever asks for ``/stream``; ``/say`` tells them all; all else says that it is there."""
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
    elif scope["path"] == "/stream":
        await _stream(receive, send)
    else:
        if scope["path"] == "/say":
            for one in _listening:
                one.set()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


async def _stream(receive: Any, send: Any) -> None:  # noqa: ANN401
    told = asyncio.Event()
    _listening.add(told)
    gone = asyncio.ensure_future(_gone(receive))
    gone.add_done_callback(lambda _: told.set())
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        while not gone.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), ALIVE_EVERY)
            said = b"event: now\ndata: changed\n\n" if told.is_set() else b":\n\n"
            told.clear()
            await send({"type": "http.response.body", "body": said, "more_body": True})
    finally:
        gone.cancel()
        _listening.discard(told)


async def _gone(receive: Any) -> None:  # noqa: ANN401
    while (await receive())["type"] != "http.disconnect":
        pass
