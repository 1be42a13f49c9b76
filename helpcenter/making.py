"""Readers' pages made by Django from their address alone, and judged: may anybody keep them, do we.

Django is handed no header, cookie or sender of whoever asked: so no request can change what the next reader is given.
"""

import gzip
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

import brotli
from django.conf import settings

from troubleshoot import snapshot
from troubleshoot.pagecache import Encoder, Headers, Message, Page, content, start

from .metrics import kind_of

#: What browsers take, the better one first. Of Brotli's 0 to 11, 5 is the last that takes about as long as gzip.
ENCODERS: Final[Mapping[str, Encoder]] = {
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}


class Address(NamedTuple):
    """What a reader's page is a function of: path and query as they were sent."""

    path: bytes
    query: bytes = b""

    @classmethod
    def of(cls, link: str) -> "Address":
        """Return the address that a link on a page names."""
        path, _, query = link.encode().partition(b"?")
        return cls(path, query)


class Made(NamedTuple):
    """What Django answered: ASGI's two messages.

    ``page``: the same as what anybody may keep, None for all else; ``is_kept``: we keep it too; ``is_for_all``: the
    answer, be it a redirect, is the same for all who ask at this moment.
    """

    start: Message
    body: Message
    page: Page | None
    is_kept: bool
    is_for_all: bool


def make(application: WSGIApplication, shown: snapshot.Snapshot | None, address: Address) -> Made:
    """Have Django answer for an address from a snapshot, its own where that is None. Raises what Django lets out."""
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        told["status"] = int(status[:3])
        told["headers"] = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
        return bytes

    with snapshot.shown(shown) if shown else nullcontext():
        response: Any = application(_environ(address), start_response)
        try:
            body = b"".join(response)
        finally:
            response.close()
    is_for_all = _is_for_all(dict(told["headers"]))
    is_page = is_for_all and told["status"] == HTTPStatus.OK
    page = _page(told["headers"], body, kind_of(address.path)) if is_page else None
    is_kept = is_page and _is_canonical(address, is_walk=getattr(response, "is_canonical", False))
    return Made(start(told["status"], told["headers"]), content(body), page, is_kept, is_for_all)


def _is_for_all(named: Mapping[bytes, bytes]) -> bool:
    is_public = b"public" in named.get(b"cache-control", b"") and b"set-cookie" not in named
    return is_public and named.get(b"vary", b"").lower() in {b"", b"accept-encoding"}


def _page(headers: Headers, body: bytes, kind: str) -> Page:
    ours = {b"content-length", b"vary", b"etag", b"last-modified"}
    return Page(body, [header for header in headers if header[0] not in ours], ENCODERS, kind)


def _is_canonical(address: Address, *, is_walk: bool) -> bool:
    """Tell whether an address is the only one of its page: no query but a walk's, quoted as we quote."""
    is_quoted = b"%" not in address.path or quote_from_bytes(unquote_to_bytes(address.path)).encode() == address.path
    return is_quoted and (is_walk or not address.query)


def _environ(address: Address) -> WSGIEnvironment:
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(address.path).decode("latin-1"),
        "QUERY_STRING": address.query.decode("latin-1"),
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
