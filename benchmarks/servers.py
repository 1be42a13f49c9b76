"""The site and what it is measured beside, each a server of its own on the processor that is kept for servers."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.servers import ROOT, Server

PROCESSORS: Final = sorted(os.sched_getaffinity(0))
#: Servers have one processor, the load the others, where there are others.
OF_SERVERS: Final = frozenset(PROCESSORS[:1])
OF_LOAD: Final = frozenset(PROCESSORS[1:] or PROCESSORS)
WAGTAIL: Final = ROOT / ".venv/wagtail/bin/python"
#: What is said to all: that the page may come packed.
PLAIN: Final = {"Accept-Encoding": "br"}
#: All that a browser says of itself.
BROWSER: Final = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "ja,en-US;q=0.7,en;q=0.3",
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0",
}


@contextmanager
def on(processors: frozenset[int] | set[int]) -> Iterator[None]:
    """Let this process, and those it starts meanwhile, run on these processors alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Measured(Server):
    """A server whose processor time and memory can be told; ``page``: where it has what is measured."""

    page = "/"
    #: What it runs beside the process that started it does the work.
    forks = True

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, processors: frozenset[int] = OF_SERVERS
    ) -> None:
        super().__init__()
        self.environment = {"PYTHONPATH": str(ROOT), "VAR_DIR": str(self.folder), **(environment or {})}
        self._processors = processors

    def start(self) -> "Measured":
        with on(self._processors):
            return super().start()

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        return self.processes()[1:] if self.forks else self.processes()

    def cpu(self) -> float:
        """Return the seconds of processor time that its workers took so far."""
        return sum(map(cpu, self.workers()))

    def memory(self) -> list[dict[str, float]]:
        """Return each worker's part of memory in MiB, by the names of smaps_rollup."""
        return [_memory(process) for process in self.workers()]

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection to it."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, page: str, connection: http.client.HTTPConnection | None = None, *, packed: bool = True) -> bytes:
        """Return a page's bytes as they were sent; anything but a page is an error."""
        connection = connection or self.connect()
        connection.request("GET", page, headers=BROWSER if packed else {})
        response = connection.getresponse()
        body = response.read()
        assert response.status == http.HTTPStatus.OK, (type(self).__name__, page, response.status)
        return body

    def headers(self, page: str) -> list[tuple[str, str]]:
        """Return the headers that a page comes with, but for what the server adds of its own."""
        connection = self.connect()
        connection.request("GET", page, headers=BROWSER)
        return [one for one in connection.getresponse().getheaders() if one[0].lower() not in {"server", "date"}]

    def answers(self) -> bool:
        """Tell whether it answers with the page."""
        try:
            return bool(self.get(self.page))
        except (OSError, http.client.HTTPException, AssertionError):
            return False

    def ending(self) -> signal.Signals:
        """End its children with it."""
        return signal.SIGTERM

    def gunicorn(self, *arguments: str, python: str | Path = sys.executable) -> list[str | Path]:
        """Return what starts a gunicorn with one worker on its port."""
        return [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", *arguments]

    def _beside(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": {**os.environ, **self.environment}}


class Site(Measured):
    """The site, as ``make run`` serves it, on what was filled before."""

    def __init__(self, environment: Mapping[str, str], page: str, *, workers: int = 1, **more: Any) -> None:
        super().__init__({**environment, "WEB_CONCURRENCY": str(workers)}, **more)
        self.page = page

    def command(self) -> list[str | Path]:
        return self.gunicorn("--config", "python:helpcenter.gunicorn_conf")


class Profiled(Site):
    """The site, whose worker writes a profile at its end."""

    def command(self) -> list[str | Path]:
        return self.gunicorn("--config", "python:benchmarks.anchors.profiled_conf")


OURS: Final = ("--config", "python:benchmarks.anchors.gunicorn_conf")


class Raw(Measured):
    """Raw bytes under the same server."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "benchmarks.anchors.raw:application")


class RawAlike(Measured):
    """The same with the headers of the site's page."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "benchmarks.anchors.raw:alike")


class BareAsgi(Measured):
    """A bare Django view under the same server."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "benchmarks.anchors.bare:asgi")


class BareThreads(Measured):
    """A bare Django view as a good Django site serves it."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "--worker-class", "gthread", "--threads", "4", "benchmarks.anchors.bare:wsgi")


class Wagtail(Measured):
    """Wagtail's page, in an environment of its own."""

    def command(self) -> list[str | Path]:
        application = "benchmarks.anchors.wagtail_site.wsgi"
        arguments = ("--worker-class", "gthread", "--threads", "4", "--keep-alive", "75")
        return self.gunicorn(*arguments, application, python=WAGTAIL)


class Project(Measured):
    """What ``startproject`` writes, under the same server: the start of a bare Django project."""

    def command(self) -> list[str | Path]:
        return self.gunicorn(*OURS, "project.asgi:application")


class Nginx(Measured):
    """nginx, serving the body as a file as fast as it can."""

    page = "/page"

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        (self.folder / "page").write_bytes(Path(environment["BENCH_BODY"]).read_bytes())
        (self.folder / "nginx.conf").write_text(NGINX % {"port": self.port, "folder": self.folder})
        for path in self.folder.iterdir():
            path.chmod(0o644)

    def command(self) -> list[str | Path]:
        return ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", "error.log"]

    def _beside(self) -> dict[str, Any]:
        return {"cwd": self.folder, **self._owner()}


NGINX: Final = """
daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    sendfile on; tcp_nopush on; tcp_nodelay on;
    keepalive_timeout 75; keepalive_requests 1000000000;
    open_file_cache max=16;
    server {
        listen 127.0.0.1:%(port)d;
        root %(folder)s; default_type "text/html; charset=utf-8"; add_header Content-Encoding br;
    }
}
"""


def _memory(process: int) -> dict[str, float]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name.strip(): int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines)}


def cpu(process: int) -> float:
    """Return the seconds of processor time that a process took so far, to the nanosecond."""
    # The kernel's clock of another process: CPUCLOCK_SCHED of linux/posix-timers.h.
    return time.clock_gettime((~process << 3) | 2)


def took(act: Callable[[], int], server: Measured) -> tuple[float, float]:
    """Have something ask a server; return requests a second by the clock, and µs of its processor for each."""
    cpu, clock = server.cpu(), time.perf_counter()
    requests = act()
    return requests / (time.perf_counter() - clock), (server.cpu() - cpu) / requests * 1e6
