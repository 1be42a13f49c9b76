"""What those who run the site ask a process, answered before Django: with the database away and every thread busy.

Under any name and without TLS, for who watches a node asks it by its address.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST

from troubleshoot import snapshot
from troubleshoot.pagecache import Send, content, start

from . import metrics

PATHS: Final = frozenset((b"/healthz", b"/readyz", b"/metrics"))


class Said(NamedTuple):
    """An answer: its status, what kind of text, the text."""

    status: int
    kind: str
    text: bytes


_REFUSED: Final = Said(403, "text/plain", b"Ask from this box or its network, past the proxy; or by METRICS_TOKEN.\n")


async def answer(scope: Mapping[str, Any], send: Send, *, is_stopping: bool) -> None:
    """Answer one of PATHS; ``is_stopping``: the process takes no more readers."""
    said = await _said(scope, is_stopping=is_stopping)
    headers = [
        (b"content-type", said.kind.encode()),
        (b"content-length", str(len(said.text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send(start(said.status, headers))
    await send(content(b"" if scope["method"] == "HEAD" else said.text))


async def _said(scope: Mapping[str, Any], *, is_stopping: bool) -> Said:
    if scope["method"] not in {"GET", "HEAD"}:
        return Said(405, "text/plain", b"GET or HEAD.\n")
    match scope["raw_path"]:
        case b"/healthz":
            return Said(200, "text/plain", b"ok")
        case b"/readyz":
            status, told = _readiness(is_stopping=is_stopping)
            return Said(status, "application/json", json.dumps(told).encode())
    if not _may_see(scope.get("client"), dict(scope["headers"])):
        return _REFUSED
    text = await asyncio.get_running_loop().run_in_executor(None, metrics.exposition)
    return Said(200, CONTENT_TYPE_LATEST, text)


def _readiness(*, is_stopping: bool) -> tuple[int, dict[str, Any]]:
    """Return what /readyz says and its status; asks neither database nor disk.

    503 only while the process is stopping or has nothing to serve. A stale snapshot is ready: while the database is
    away, every node is stale, and none must be taken out.
    """
    served, staleness = snapshot.held(), snapshot.staleness()
    if served is None:
        return 503, {"ready": False, "reason": str(snapshot.NoSnapshotError())}
    if is_stopping:
        return 503, {"ready": False, "reason": "This node is stopping."}
    return 200, {
        "ready": True,
        "release": served.number,
        "published_at": served.published_at,
        "incidents_number": served.incidents_number,
        "stale": {"since": staleness.since, "reason": staleness.reason} if staleness.failures else None,
    }


def _may_see(client: tuple[str, int] | None, asked: Mapping[bytes, bytes]) -> bool:
    """Tell whether somebody may read the metrics: by the token where there is one, else by where they are.

    What comes through a proxy has the proxy's address, which says nothing.
    """
    if settings.METRICS_TOKEN:
        return secrets.compare_digest(asked.get(b"authorization", b""), b"Bearer " + settings.METRICS_TOKEN.encode())
    if client is None or asked.keys() & {b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"forwarded", b"via"}:
        return False
    return ip_address(client[0]).is_private
