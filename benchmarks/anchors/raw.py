"""Raw bytes: the least that an ASGI application can do, as anybody would write it."""

import json
import os
from pathlib import Path
from typing import Any, Final

BODY: Final = Path(os.environ["BENCH_BODY"]).read_bytes()
HEADERS: Final = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-encoding", b"br"),
    (b"content-length", str(len(BODY)).encode()),
]

ALIKE: Final = [
    (name.lower().encode(), value.encode())
    for name, value in json.loads(Path(os.environ["BENCH_HEADERS"]).read_text(encoding="utf-8"))
]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401  # ASGI's
    """Answer everything with the body."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


async def alike(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
    """Answer everything with the body, and with as many headers as the site's page has."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": ALIKE})
    await send({"type": "http.response.body", "body": BODY})


async def live(receive: Any, send: Any) -> None:  # noqa: ANN401
    """Begin and end with the server."""
    for word in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{word}.complete"})
