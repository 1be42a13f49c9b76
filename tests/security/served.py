"""The site as it is attacked: gunicorn by itself, and behind nginx as deploy/ sets it up. How both are asked."""

import gzip
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http.client import HTTPConnection
from typing import NamedTuple

import brotli

from tests.cluster.cluster import NAME
from tests.cluster.readers import connect
from tests.server import Site

#: What every reader opens, of each kind one: pages, walks, files and the API.
WALK = "situation=signup&screen=sent-match&reach=people-only&carrier=au"
WHOLE = "situation=signup&screen=sent-match&reach=people-only&recent=none&carrier=au"
URLS = (
    "/",
    "/en/",
    "/easy/guides/x-sms/",
    "/guides/x-sms/",
    "/guides/x-sms/walk/situation/",
    f"/guides/x-sms/walk/recent/?{WALK}",
    f"/guides/x-sms/advice/ios-filter/?{WHOLE}",
    f"/en/guides/x-sms/advice/ios-filter/?{WHOLE}",
    f"/guides/x-sms/solved/ios-filter/?{WHOLE}",
    f"/guides/x-sms/carry-on/?{WHOLE}",
    "/causes/carrier-intl-block/",
    "/causes/carrier-intl-block/docomo/",
    "/carriers/docomo/",
    "/incidents/",
    "/accessibility/",
    "/search/?q=SMS",
    f"/api/v1/guides/x-sms/walk/?{WALK}",
    "/api/v2/summary.json",
    "/sitemap.xml",
    "/robots.txt",
)


class Got(NamedTuple):
    """An answer; ``headers`` by name in lower case, the last of each."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def page(self) -> bytes:
        """The body as the reader sees it."""
        return DECODERS[self.headers.get("content-encoding", "")](self.body)


DECODERS: Mapping[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Server:
    """A server by its port; ``is_tls``: nginx, else gunicorn, whose first process may be said.

    Each reader has a connection that is kept.
    """

    def __init__(self, port: int, *, is_tls: bool, process: int = 0) -> None:
        self.port, self.is_tls, self.process = port, is_tls, process
        self.origin = f"https://{NAME}:{port}" if is_tls else f"http://127.0.0.1:{port}"
        self.name = f"{NAME}:{port}" if is_tls else f"127.0.0.1:{port}"
        self._readers: dict[int, HTTPConnection] = {}

    def ask(
        self,
        path: str,
        headers: Iterable[tuple[str, str]] = (),
        method: str = "GET",
        body: bytes | None = None,
        reader: int = 0,
    ) -> Got | None:
        """Return what is answered; None where the connection is closed without an answer."""
        for _ in range(2):  # a kept connection may be closed as we send
            with suppress(OSError, EOFError):
                return self._asked(path, list(headers), method, body, reader)
            self.let_go(reader)
        return None

    def _asked(self, path, headers, method, body, reader) -> Got:
        if reader not in self._readers:
            self._readers[reader] = self.connect(reader)
        connection = self._readers[reader]
        is_named = any(name.lower() == "host" for name, _ in headers)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in [*([] if is_named else [("Host", self.name)]), *headers]:
            connection.putheader(name, value.encode("latin-1", "replace"))
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        got = Got(response.status, {n.lower(): v for n, v in response.getheaders()}, response.read())
        if response.will_close:
            self.let_go(reader)
        return got

    def connect(self, reader: int = 0) -> HTTPConnection:
        """Return a connection of one's own, to be opened."""
        if self.is_tls:
            return connect(NAME, self.port, reader)
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def let_go(self, reader: int) -> None:
        """Close a reader's connection."""
        if connection := self._readers.pop(reader, None):
            connection.close()

    def end(self) -> None:
        """Close all connections."""
        for reader in list(self._readers):
            self.let_go(reader)


class Node(Site):
    """A node behind TLS, which answers nobody by itself."""

    def _answers(self) -> bool:
        request = urllib.request.Request(f"{self.address}/", headers={"X-Forwarded-Proto": "https"})
        try:
            with urllib.request.urlopen(request) as response:
                return response.status == 200
        except OSError:
            return False
