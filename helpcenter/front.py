"""The front: answers readers' pages as ready bytes, and has Django make those it does not hold.

The admin, previews, forms and whatever comes under a name that is not ours are Django's from beginning to end.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from troubleshoot import snapshot, wiring
from troubleshoot.pagecache import Headers, Page, PageCache, encoding_of, is_unchanged

from .making import Address, Made, make
from .warming import likely

type Scope = dict[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Whose answers depend on who asks.
EDITORS: Final = (b"/admin/", b"/preview/")
#: Pages made anew before a new snapshot is shown: as many, and within as many seconds.
WARMED: Final = 64
WARMING: Final = 0.5
#: Threads that make readers' pages: the work is the processor's, and more of them would not hasten it.
THREADS: Final = 4


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot with the pages made of it; ``making``: those that are being made."""

    snapshot: snapshot.Snapshot | None
    pages: PageCache[Address] = field(default_factory=lambda: PageCache(settings.PAGE_CACHE_BYTES))
    making: dict[Address, asyncio.Future[Made]] = field(default_factory=dict)


class Front:
    """The ASGI application in front of Django's two: ``readers`` makes their pages, ``editors`` does all the rest."""

    def __init__(self, readers: WSGIApplication, editors: Application) -> None:
        self._readers = readers
        self._editors = editors
        self._edition = Edition(None)
        self._next = self._edition
        self._threads = ThreadPoolExecutor(THREADS, "readers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI 3 has it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        headers = dict(scope["headers"])
        path = scope.get("raw_path", b"")
        if scope.get("method") not in {"GET", "HEAD"} or path.startswith(EDITORS) or not _is_ours(headers):
            await self._editors(scope, receive, send)
            return
        edition, address = self._current(), Address(path, scope["query_string"])
        page = edition.pages.get(address)
        if page is None:
            made = await self._made(edition, address)
            page = made.page
        if page is None:
            await _send(made.status, made.headers, made.body, scope["method"], send)
        else:
            await _send_page(page, headers, scope["method"], send)

    def _current(self) -> Edition:
        """Return the edition of what is published now."""
        shown = snapshot.held()
        if self._edition.snapshot is not shown:
            self._edition = self._next if self._next.snapshot is shown else Edition(shown)
        return self._edition

    async def _made(self, edition: Edition, address: Address) -> Made:
        """Return what Django answers; of those who ask for a page at one moment, one has it made for all."""
        making = edition.making.get(address)
        if making:
            made = await asyncio.shield(making)
            if made.page:
                return made
            # What nobody may keep is one reader's alone.
        making = asyncio.get_running_loop().run_in_executor(self._threads, self._make, edition, address)
        edition.making.setdefault(address, making)
        try:
            made = await asyncio.shield(making)
        finally:
            if edition.making.get(address) is making:
                del edition.making[address]
        if made.page and made.is_kept:
            edition.pages.put(address, made.page)
        return made

    def _make(self, edition: Edition, address: Address) -> Made:
        return make(self._readers, edition.snapshot, address)

    def prepare(self, coming: snapshot.Snapshot) -> None:
        """Make the pages that are likeliest to be asked for, before a snapshot is shown."""
        edition, end = Edition(coming), time.monotonic() + WARMING
        hottest = self._edition.pages.hottest(WARMED)
        for address in islice(dict.fromkeys(chain(hottest, likely(coming))), WARMED):
            made = self._make(edition, address)
            if made.page and made.is_kept:
                made.page.sent("br")
                edition.pages.put(address, made.page, proven=True)
            if time.monotonic() > end:
                break
        self._next = edition

    async def _live(self, receive: Receive, send: Send) -> None:
        """Load the snapshot before the first request is taken; at the end, count what readers said."""
        await receive()
        loop = asyncio.get_running_loop()
        snapshot.before_swap(self.prepare)
        background = await loop.run_in_executor(None, wiring.start_refreshing)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await loop.run_in_executor(None, background.stop)
        await send({"type": "lifespan.shutdown.complete"})


def _is_ours(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a request comes under one of our names and, where that is asked for, by TLS."""
    if settings.SECURE_SSL_REDIRECT and headers.get(b"x-forwarded-proto") != b"https":
        return False
    return _is_allowed(headers.get(b"host", b""))


@lru_cache(maxsize=1024)
def _is_allowed(host: bytes) -> bool:
    domain, _ = split_domain_port(host.decode("latin-1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


async def _send_page(page: Page, asked: Mapping[bytes, bytes], method: str, send: Send) -> None:
    sent = page.sent(encoding_of(asked.get(b"accept-encoding", b"")))
    unchanged = asked.get(b"if-none-match")
    if unchanged and is_unchanged(unchanged, sent.etag):
        await _send(304, sent.unchanged, b"", method, send)
    else:
        await _send(200, sent.headers, sent.body, method, send)


async def _send(status: int, headers: Headers, body: bytes, method: str, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
