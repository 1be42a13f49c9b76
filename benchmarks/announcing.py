"""How an open page learns of an outage, by asking or by a stream: ``python -m benchmarks.announcing [--quick]``.

Both under the site's own server with one worker, asked directly and by nginx; the readers are sockets of this process.
The figures go to announcing.json. ``--quick``: few readers, few seconds, to see that all works.
"""

import asyncio
import os
import random
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, cast

os.environ.setdefault("BENCH_RESULTS", str(Path(__file__).with_name("announcing.json")))

from tests import server

from . import results
from .results import Row
from .servers import OF_LOAD, OURS, Measured, Site, on

#: Seconds until a page asks again, a tenth more or less: as in static/js/site.js.
ASKS_EVERY: Final = 4.0
ASKED: Final = "/incidents/now/x-sms/-/"
#: What a browser says besides; and what it says again and again.
SAID: Final = "Host: 127.0.0.1\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: Mozilla/5.0\r\n"
BEGIN: Final = """
import time
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause
cause = Cause.objects.get(slug="x-outage")
lifecycle.begin(actor=None, title={"ja": "届きにくくなっています"}, cause=cause, body={"ja": "調べています。"})
print("begun at", time.time())
"""
END: Final = """
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Incident
for one in Incident.objects.ongoing():
    lifecycle.resolve(one, actor=None, body={"ja": "直りました。"})
"""


class Length(NamedTuple):
    """How many readers, for how many seconds they are watched, and the servers without any."""

    readers: Sequence[int] = (200, 1000, 4000)
    seconds: float = 15
    alone: float = 30


QUICK: Final = Length((20, 50), 6, 6)


class Streaming(Measured):
    """The prototype of streams."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "benchmarks.anchors.streaming:application")


class Nginx(Measured):
    """nginx in front of one of both, with what deploy/nginx says of caching; without TLS, and without its limits."""

    def __init__(self, behind: Measured) -> None:
        super().__init__()
        self.page = behind.page
        (self.folder / "nginx.conf").write_text(CONFIGURATION % {"port": self.port, "node": behind.port})

    def command(self) -> list[str | Path]:
        return ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", "error.log"]

    def _beside(self) -> dict[str, Any]:
        return {"cwd": self.folder, **self._owner()}


CONFIGURATION: Final = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid nginx.pid;
events { worker_connections 16384; }
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    tcp_nodelay on;
    keepalive_timeout 60s; keepalive_requests 1000000000;
    proxy_cache_path cache keys_zone=pages:20m;
    upstream node { server 127.0.0.1:%(node)d; keepalive 64; }
    server {
        listen 127.0.0.1:%(port)d backlog=4096;
        location / {
            proxy_pass http://node; proxy_http_version 1.1;
            proxy_set_header Connection ""; proxy_set_header Host $http_host;
            proxy_cache pages; proxy_cache_revalidate on; proxy_cache_background_update on;
            proxy_cache_use_stale error timeout; proxy_cache_lock on; proxy_ignore_headers Vary;
        }
        location = /stream {
            proxy_pass http://node; proxy_http_version 1.1;
            proxy_set_header Connection ""; proxy_set_header Host $http_host;
            proxy_buffering off; proxy_read_timeout 60s;
        }
    }
}
"""


class Reader(asyncio.Protocol):
    """An open page as its connection: notes when it heard something new."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.failed = ""
        self.ready = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.failed = self.failed or f"closed: {exc!r}"

    def is_ready(self) -> None:
        """Note that it is open and has heard what there was."""
        if not self.ready.done():
            self.ready.set_result(None)


class Asking(Reader):
    """One that asks every few seconds whether what it has still holds."""

    _has = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.ask()

    def ask(self) -> None:
        """Ask, and again later."""
        if self.transport.is_closing():
            return
        has = b"If-None-Match: " + self._has + b"\r\n" if self._has else b""
        self.transport.write(f"GET {ASKED} HTTP/1.1\r\n{SAID}".encode() + has + b"\r\n")
        later = ASKS_EVERY * (0.9 + random.random() / 5)  # noqa: S311
        asyncio.get_running_loop().call_later(later, self.ask)

    def data_received(self, data: bytes) -> None:
        status = data[9:12]
        if status == b"200":
            if self._has:
                self.heard.append(time.time())
            self._has = next(line[6:] for line in data.split(b"\r\n") if line[:5].lower() == b"etag:")
        elif status != b"304" and data.startswith(b"HTTP"):
            self.failed = data[:60].decode()
        self.is_ready()


class Listening(Reader):
    """One that holds a stream."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.write(f"GET /stream HTTP/1.1\r\n{SAID}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if b"changed" in data:
            self.heard.append(time.time())
        if data.startswith(b"HTTP") and b" 200 " not in data[:16]:
            self.failed = data[:60].decode()
        self.is_ready()


class Way(NamedTuple):
    """A way to hear. ``servers``: the last one is asked; ``tell`` tells all and says when, ``forget`` undoes that."""

    name: str
    words: str
    kind: type[Reader]
    servers: Mapping[str, Measured]
    tell: Callable[[], float]
    forget: Callable[[], object] = tuple


async def watch(way: Way, length: Length) -> AsyncIterator[Row]:
    """Open more and more pages, watch them at rest, then tell all of them something."""
    await asyncio.sleep(length.alone / 2)
    alone = await _used(way.servers, length.alone)
    for number in length.readers:
        before = _memory(way.servers)
        readers = await _opened(way, number)
        await asyncio.sleep(ASKS_EVERY)
        used = await _used(way.servers, length.seconds)
        held = _memory(way.servers)
        heard = await _told(way, readers)
        await asyncio.to_thread(way.forget)
        await asyncio.sleep(ASKS_EVERY)
        what = f"{number} open pages, {way.words}"
        for name in used:
            cost = (used[name] - alone[name]) / number * 60_000
            yield Row(f"{way.name}_cpu_{name}_{number}", f"{what}: ms of the {name}'s time a page and minute", cost)
            kept = (held[name] - before[name]) / number * 1024
            yield Row(f"{way.name}_memory_{name}_{number}", f"{what}: KiB of the {name}'s memory a page", kept)
        yield Row(f"{way.name}_half_{number}", f"{what}: s until half of them heard", median(heard))
        yield Row(f"{way.name}_all_{number}", f"{what}: s until all heard", heard[-1])


async def _opened(way: Way, number: int) -> list[Reader]:
    loop, port = asyncio.get_running_loop(), list(way.servers.values())[-1].port
    readers: list[Reader] = []
    for begin in range(0, number, 100):
        made = [loop.create_connection(way.kind, "127.0.0.1", port) for _ in range(min(100, number - begin))]
        readers += [reader for _, reader in await asyncio.gather(*made)]
        await asyncio.sleep(0.05)
    await asyncio.wait_for(asyncio.gather(*(one.ready for one in readers)), 60)
    return readers


async def _told(way: Way, readers: list[Reader]) -> list[float]:
    """Tell all; return after how many seconds each heard, and have them gone."""
    at = await asyncio.to_thread(way.tell)
    await asyncio.sleep(ASKS_EVERY + 8)
    failed = [one.failed for one in readers if one.failed]
    assert not failed, (len(failed), failed[0])
    assert all(one.heard for one in readers), "some never heard"
    for one in readers:
        one.transport.abort()
    return sorted(one.heard[0] - at for one in readers)


async def _used(servers: Mapping[str, Measured], seconds: float) -> dict[str, float]:
    """Return how much of a processor each server takes for some seconds."""
    begun = {name: one.cpu() for name, one in servers.items()}
    await asyncio.sleep(seconds)
    return {name: (one.cpu() - begun[name]) / seconds for name, one in servers.items()}


def _memory(servers: Mapping[str, Measured]) -> dict[str, float]:
    return {name: sum(worker["Pss"] for worker in one.memory()) for name, one in servers.items()}


@contextmanager
def site() -> Iterator[tuple[server.Site, dict[str, str]]]:
    """Fill a site; yield it with the environment that it is served with."""
    with TemporaryDirectory(prefix="helpcenter-bench-") as name:
        for part in ("var", "static"):
            (Path(name) / part).mkdir()
        own = server.Site(Path(name) / "var", Path(name) / "static").fill()
        yield own, {name: value for name, value in own.beside()["env"].items() if os.environ.get(name) != value}


def ways(own: server.Site, environment: Mapping[str, str]) -> Iterator[Way]:
    """Yield each way with its servers running."""

    def say(node: Measured) -> float:
        at = time.time()
        node.get("/say")
        return at

    def begin() -> float:
        return float(own.manage("shell", "--no-imports", "-c", BEGIN).partition("begun at")[2].split()[0])

    def end() -> None:
        own.manage("shell", "--no-imports", "-c", END)

    for by_nginx in (False, True):
        name, words = ("_nginx", " by nginx") if by_nginx else ("", "")
        with _running(Streaming(), by_nginx=by_nginx) as servers:
            yield Way(f"stream{name}", f"streams{words}", Listening, servers, lambda: say(servers["node"]))
        with _running(Site(environment, ASKED), by_nginx=by_nginx) as servers:
            yield Way(f"ask{name}", f"asking{words}", Asking, servers, begin, end)


@contextmanager
def _running(node: Measured, *, by_nginx: bool) -> Iterator[dict[str, Measured]]:
    with ExitStack() as stack:
        servers = {"node": stack.enter_context(node.start())}
        if by_nginx:
            servers["nginx"] = stack.enter_context(Nginx(node).start())
        yield servers


async def measure(way: Way, length: Length) -> None:
    """Measure one way, and put it into the results."""
    async for one in watch(way, length):
        results.add([one])


def main(length: Length) -> None:
    """Measure all; in a stream a node's own look at the database, a second at most, comes on top."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with on(OF_LOAD), site() as (own, environment):
        for way in ways(own, environment):
            asyncio.run(measure(way, length))


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else Length())
