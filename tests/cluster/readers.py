"""Readers who walk through the site, each from a network of their own, and write down every answer that is not a page.

Threads with the standard library's client over TLS, connections kept: what a browser does, without its retries.
"""

import html
import random
import re
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from typing import Self
from urllib.parse import urlencode

#: What everybody opens at an outage.
HOT = ("/", "/guides/x-sms/", "/guides/sms-any/", "/incidents/", "/en/guides/x-sms/")
#: Of a hundred pages asked for, how many are those.
HOT_SHARE = 60
#: Cold addresses remembered, those found on the pages read.
MOST_COLD = 20_000
#: Seconds that a reader looks at a page at least; so no network asks for more than deploy/nginx allows it.
LOOKED = 0.02


@dataclass(slots=True)
class Read:
    """What the readers got so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cold: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ordered = sorted(self.seconds) or [0.0]
        p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        told = f"{len(self.seconds)} GETs, {len(set(self.cold))} cold addresses, {len(self.failures)} failed"
        return f"{told}; p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.0f} ms, longest {ordered[-1]:.2f} s"


class Readers:
    """``number`` readers at once; used as a context they are sent home at the end. ``read`` is what they got."""

    def __init__(self, name: str, port: int, number: int = 8) -> None:
        self._name, self._port = name, port
        self._going = threading.Event()
        self._threads = [threading.Thread(target=self._walk, args=[one], daemon=True) for one in range(number)]
        self.read = Read(cold=["/guides/x-sms/walk/"])

    def __enter__(self) -> Self:
        self._going.set()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._going.clear()
        for thread in self._threads:
            thread.join(30)

    def until(self, count: int, within: float = 60) -> None:
        """Wait until that many more pages were asked for."""
        goal, end = len(self.read.seconds) + count, time.monotonic() + within
        while len(self.read.seconds) < goal:
            assert time.monotonic() < end, self.read
            time.sleep(0.02)

    def _walk(self, number: int) -> None:
        chance, connection = random.Random(number), connect(self._name, self._port, number)
        while self._going.is_set():
            hot = chance.randrange(100) < HOT_SHARE
            path = chance.choice(HOT if hot else self.read.cold)
            begun = time.monotonic()
            try:
                connection.request("GET", path, headers={"Accept-Encoding": "identity"})
                response = connection.getresponse()
                self._take(path, response.status, response.read(), chance, response.headers)
            except (OSError, HTTPException) as error:
                self.read.failures.append(f"{time.strftime('%T')} {path}: {error!r}")
                connection.close()
            self.read.seconds.append(time.monotonic() - begun)
            time.sleep(max(0, begun + LOOKED - time.monotonic()))
        connection.close()

    def _take(self, path: str, status: int, body: bytes, chance: random.Random, headers) -> None:
        self.read.statuses[status] += 1
        if status not in {200, 301, 302} or (status == 200 and b"</html>" not in body):
            said = f"{dict(headers)}, {len(body)} bytes"
            self.read.failures.append(f"{time.strftime('%T')} {path}: {status}, {said}")
        links = re.findall(r'href="(/(?:en/|easy/)?(?:guides|causes|carriers)/[^"#]+)"', body.decode())
        if links and len(self.read.cold) < MOST_COLD:
            self.read.cold += map(html.unescape, chance.sample(links, min(5, len(links))))


def connect(name: str, port: int, number: int) -> HTTPSConnection:
    """Return a reader's connection, opened at the first request; each number is another network's."""
    source = f"127.{1 + number // 200}.{1 + number % 200}.1"
    return _Connection(name, port, timeout=30, context=_UNPROVEN, source_address=(source, 0))


class _Connection(HTTPSConnection):
    """One that is named like the site, and is there without a look-up."""

    def connect(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), self.timeout, self.source_address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


_UNPROVEN = ssl._create_unverified_context()


#: Answers by which the site advises what the verdict is about.
ADVISED = {"situation": "signup", "screen": "sent-match", "reach": "people-only", "carrier": "au", "recent": "none"}


def verdict(name: str, port: int, number: int) -> str:
    """Send a verdict from the network of a number; return what became of it.

    "counted", or "refused" in words; "told": not taken, and a plain page says so and leads back; "silent": anything
    else, an end without an answer too. Whether what was told or silent counts, nobody knows.
    """
    said = urlencode({**ADVISED, "cause": "ios-filter", "verdict": "solved"})
    back = f"/guides/x-sms/advice/ios-filter/?{urlencode(ADVISED)}"
    site = f"https://{name}:{port}"
    kept = {"Content-Type": "application/x-www-form-urlencoded", "Origin": site, "Referer": f"{site}{back}"}
    connection = connect(name, port, number)
    try:
        connection.request("POST", "/guides/x-sms/report/", said, kept)
        response = connection.getresponse()
        status, body = response.status, response.read().decode()
    except (OSError, HTTPException):
        return "silent"
    finally:
        connection.close()
    if status == 503:
        return "told" if "送れませんでした" in body and html.escape(back) in body else "silent"
    told = response.headers.get("Location", "")
    if status != 303 or "/solved/" not in told:
        return "silent"
    return "refused" if "#not-" in told else "counted"
