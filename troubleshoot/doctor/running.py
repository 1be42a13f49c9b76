"""What runs beside: the server at HOST:PORT, Redis."""

import json
import os
import socket
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from django.conf import settings
from redis import RedisError

from troubleshoot import announcing

from .base import Finding, ok, watch, wrong

#: Seconds that a server may take to say how it is.
PATIENCE: Final = 5.0


def server() -> Finding:
    """Ask a running server of this installation how it is."""
    address = os.environ.get("BIND", "").split(",")[0] or f"{_own('HOST', '127.0.0.1')}:{_own('PORT', '8000')}"
    try:
        status, told = _ready(address)
    except OSError:
        return watch(
            f"{address} でサーバーが動いていません。",
            "動かすつもりなら起動してください。HOST と PORT はサーバーと同じにします。",
        )
    except (HTTPException, ValueError):
        return watch(f"{address} では、このサイトでないものが答えています。", "HOST と PORT を確かめてください。")
    if status != 200:  # noqa: PLR2004
        return wrong(
            f"{address} は読者に出すものを持っていません: {told.get('reason')}",
            "release と database を直してください。",
        )
    if stale := told.get("stale"):
        since = f"{stale['since']} から新しい公開版を読めていません({stale['reason']})。"
        return wrong(f"{address} は{since}", "データベースを直してください。読者には前の公開版が出ています。")
    return ok(f"{address} は{told['release']}番を出しています。")


def _own(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _ready(address: str) -> tuple[int, dict[str, Any]]:
    """Return what /readyz says. Raises OSError where nobody answers, HTTPException or ValueError where another does."""
    connection = _connection(address)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        response = connection.getresponse()
        told = json.loads(response.read())
    finally:
        connection.close()
    if not isinstance(told, dict) or "ready" not in told:
        raise ValueError(address)
    return response.status, told


def _connection(address: str) -> HTTPConnection:
    """Return a connection to a server as BIND names it; one that listens everywhere is asked here."""
    if address.startswith("unix:"):
        connection = HTTPConnection("localhost", timeout=PATIENCE)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(PATIENCE)
        connection.sock.connect(address.removeprefix("unix:"))
        return connection
    host, _, port = address.rpartition(":")
    here = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "": "127.0.0.1"}  # noqa: S104  # asked, not bound
    return HTTPConnection(here.get(host, host).strip("[]"), int(port), timeout=PATIENCE)


def redis() -> Finding:
    """Judge whether Redis can be had, where there is one."""
    if not settings.REDIS_URL:
        return ok("Redis は使っていません(公開が伝わるのが1秒遅れるだけです)。")
    try:
        announcing.reach(settings.REDIS_URL)
    except (RedisError, OSError, ValueError) as failure:
        how = "Redis を起動するか、REDIS_URL を直すか消してください。それまでは公開が1秒遅れて伝わるだけです。"
        return watch(f"Redis に届きません({failure})。", how)
    return ok("Redis に届きます。")
