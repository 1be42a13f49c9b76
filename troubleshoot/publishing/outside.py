"""Looks whether the links that lead out of the site still lead somewhere. Only editors ask for it, never a reader.

It goes nowhere but to public addresses: a link, or what it redirects to, must not make the server knock at its own
neighbours. The address that was judged is the one that is connected to. And no server holds it up for long.
"""

import io
import ipaddress
import re
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Thread
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from .places import Json, Place, locate, walk

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: What became of a link: it works, it moved for good, its page is gone, a person must look, nobody answered, or it
#: leads to an address that is nobody's business.
type What = Literal["works", "moved", "gone", "unsure", "silent", "inside"]

#: Seconds for each connection and each piece of an answer, and for a link in all; links asked at once; redirects
#: followed.
PATIENCE: Final = 5.0
LONGEST: Final = 10.0
AT_ONCE: Final = 4
MOST_HOPS: Final = 5
_AGENT: Final = "helpcenter-check-links"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
_LINK: Final = re.compile(r"https://[^\s<>\"'()()「」、。]+")
#: What stands as it is in an address: RFC 3986's reserved characters, and what is quoted already.
_QUOTED: Final = "%:/?#[]@!$&'()*+,;="
#: The addresses of IPv6 that are given out to anybody, and those that stand for one of IPv4.
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


class Fate(NamedTuple):
    """What became of a link, with what tells more: the status, or the address it moved to."""

    what: What
    detail: str = ""


class InsideError(Exception):
    """A name that leads to an address which is not public."""


def links(document: Json) -> dict[str, list[Place]]:
    """Return the links of causes, their steps and carriers, each once, with the places that have it."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for trail, value in walk(document):
        if isinstance(value, str) and trail[0] in {"causes", "carriers"}:
            whole = [value] if trail[-1] == "url" and value.startswith("https://") else _LINK.findall(value)
            place = locate(document, trail).place if whole else ()
            for link in whole:
                found[link] += [place] if place not in found[link] else []
    return dict(sorted(found.items()))


def ask_all(urls: Iterable[str], *, seconds: float, ask: Callable[[str], Fate]) -> dict[str, Fate]:
    """Return what became of each link, a few asked at a time; those that took longer than ``seconds`` are left out."""
    asked: dict[Future[Fate], str] = {Future(): url for url in urls}
    waiting = iter(tuple(asked.items()))

    def work() -> None:
        for future, url in waiting:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(ask(url))
                except Exception as failure:  # noqa: BLE001  # whoever waits for it is told
                    future.set_exception(failure)

    for _ in range(AT_ONCE):
        Thread(target=work, daemon=True).start()  # a pool's threads would be waited for at the end of the process
    done, _ = wait(asked, timeout=seconds)
    for future in asked:
        future.cancel()
    return {asked[one]: one.result() for one in done}


def is_public(address: str) -> bool:
    """Tell whether an address is anybody's to reach: no loopback, private, link-local or reserved one in any form."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None
        within = ip.ipv4_mapped or ip.sixtofour or low
        return is_public(str(within)) if within else ip.is_global and ip in _GIVEN_OUT
    return ip.is_global and not ip.is_multicast


def over_tls(host: str, port: int, address: str) -> HTTPConnection:
    """Return a connection to an address that was judged, whose certificate must be the host's."""
    return _Judged(host, port, address)


class _Judged(HTTPSConnection):
    """A connection that looks up no name again: it could have changed since it was judged."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Connect to the address, and speak TLS with the host."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


type Opened = Callable[[str, int, str], HTTPConnection]


def ask(
    url: str,
    *,
    seconds: float = LONGEST,
    public: Callable[[str], bool] = is_public,
    opened: Opened = over_tls,
) -> Fate:
    """Return what became of a link, after so many seconds that nobody answered.

    ``public`` judges each address before it is connected to; redirects too.
    """
    at, for_good, until = url, True, time.monotonic() + seconds
    try:
        for _ in range(MOST_HOPS + 1):
            status, to = _answer(at, until, public, opened)
            if status not in _REDIRECTS or not to:
                return _fate(status, at if at != url and for_good else "")
            at, for_good = urljoin(at, to), for_good and status in _FOR_GOOD
    except InsideError:
        return Fate("inside", at)
    except ssl.SSLError as failure:
        return Fate("unsure", failure.reason or type(failure).__name__)
    except (OSError, HTTPException) as failure:
        return Fate("silent", type(failure).__name__)
    except ValueError as failure:  # an address that nobody can ask for
        return Fate("unsure", type(failure).__name__)
    return Fate("unsure", str(status))


def _fate(status: int, moved_to: str) -> Fate:
    if status in _GONE:
        return Fate("gone", str(status))
    if status >= 300:  # noqa: PLR2004  # all that is no success
        return Fate("unsure", str(status))
    return Fate("moved", moved_to) if moved_to else Fate("works")


def _answer(url: str, until: float, public: Callable[[str], bool], opened: Opened) -> tuple[int, str]:
    """Return a page's status and where it redirects to. Some answer HEAD with an error, so then GET is tried."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise InsideError(url)
    host, port = unquote(parts.hostname).encode("idna").decode(), parts.port or 443
    address = _judged(host, port, public)
    status, to = _request("HEAD", parts, opened(host, port, address), until)
    return _request("GET", parts, opened(host, port, address), until) if status >= 400 else (status, to)  # noqa: PLR2004


def _judged(host: str, port: int, public: Callable[[str], bool]) -> str:
    """Return an address of a host. Raises InsideError where any of them is not public."""
    addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(map(public, addresses)):
        raise InsideError(host)
    return addresses[0]


def _request(method: str, parts: SplitResult, connection: HTTPConnection, until: float) -> tuple[int, str]:
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.timeout = _left(until)
        connection.request(method, quote(path, _QUOTED), headers={"User-Agent": _AGENT, "Accept": "*/*"})
        answer = HTTPResponse(_Until(connection.sock, until), method=method)  # type: ignore[arg-type]  # all it asks of it
        answer.begin()
        to = answer.headers.get("Location", "")
        return answer.status, quote(to.encode("latin-1"), _QUOTED)  # the bytes that came, whatever they were
    finally:
        connection.close()


class _Until(io.RawIOBase):
    """What a server says until a moment, into however small pieces it cuts it."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._until = until

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what an answer is read from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, room: "WriteableBuffer") -> int:
        self._sock.settimeout(_left(self._until))
        return self._sock.recv_into(room)


def _left(until: float) -> float:
    """Return how long to wait for the next piece. Raises TimeoutError at the end."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(PATIENCE, left)
