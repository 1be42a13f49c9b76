"""The front: answers readers' pages as ready bytes, and has Django make those it does not hold.

The admin, previews, forms and whatever comes under a name that is not ours are Django's from beginning to end.
"""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from troubleshoot import snapshot, wiring
from troubleshoot.pagecache import EMPTY, Message, Page, PageCache, Send, Sent, encoding_of
from troubleshoot.snapshot import pulse
from troubleshoot.views.reader import offline

from . import operators
from .making import Address, Made, make
from .metrics import MADE, PASSED_ON, Counts, Kept, Meter
from .plain import BUSY, TOO_LONG
from .warming import likely, worth_making
from .watching import watched

type Scope = dict[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE: Final = frozenset(("GET", "HEAD"))
#: The encoding of who comes under a name that is not ours: no page has it.
NOBODYS: Final = "none"
#: Whose answers depend on who asks.
EDITORS: Final = (b"/admin/", b"/preview/")
#: How the addresses end of pages that tell of today and of the last reports: they hold until the next pulse.
PASSING: Final = (b"/status/", b"/incidents/")
#: Pages made anew before a new snapshot is shown: as many, and within as many seconds; at a start nobody has any yet.
WARMED: Final = 64
#: Of so many that are asked for most, those worth it are made.
LOOKED_AT: Final = 512
WARMING: Final = 0.5
STARTING: Final = 0.1
#: Threads that make readers' pages: the work is the processor's, and more of them would not hasten it.
THREADS: Final = 4
#: Pages that may wait for a thread, some seconds' work; whoever comes then had better ask another node, or later.
WAITING: Final = 200
#: Bytes of a path and of a query that are read; ours are shorter. A walk alone may name each cause of a large guide.
LONGEST_PATH: Final = 512
LONGEST_QUERY: Final = 2048
LONGEST_WALK: Final = 8192
WALKS: Final = b"/guides/"


@dataclass(slots=True, eq=False)
class Edition:
    """A snapshot with the pages made of it; ``making``: those that are being made.

    ``passing``: those that hold for the pulse ``beat`` alone.
    """

    snapshot: snapshot.Snapshot | None
    beat: pulse.Pulse | None = field(default_factory=pulse.held)
    passing: set[Address] = field(default_factory=set)
    pages: PageCache[tuple[bytes, bytes]] = field(default_factory=lambda: PageCache(settings.PAGE_CACHE_BYTES))
    making: dict[Address, asyncio.Future[Made | None]] = field(default_factory=dict)

    def keep(self, address: Address, page: Page, *, proven: bool = False) -> None:
        """Keep a page; ``proven``: as one that is asked for often."""
        if address.path.endswith(PASSING):
            self.passing.add(address)
        self.pages.put(address, page, proven=proven)

    def follow(self, beat: pulse.Pulse | None) -> None:
        """Forget the pages that held for an earlier pulse; the others know nothing of it."""
        if self.beat is not beat:
            self.beat = beat
            for address in self.passing:
                self.pages.drop(address)
            self.passing.clear()


class Front:
    """The ASGI application in front of Django's two: ``readers`` makes their pages, ``editors`` does all the rest."""

    def __init__(self, readers: WSGIApplication, editors: Application) -> None:
        self._readers = readers
        self._editors = editors
        self._edition = Edition(None)
        self._next = self._edition
        self._threads = ThreadPoolExecutor(THREADS, "readers")
        self._waiting = 0
        self._counts = Counts()
        self._hits = self._counts.hits
        #: Tells whether this process takes no more readers; the server says how.
        self.is_stopping: Callable[[], bool] = bool
        # Browsers say one of a few things; what a flood of odd ones says is forgotten.
        self._encoding = lru_cache(maxsize=2048)(_encoding)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI 3 has it; a page that is ready, without a step more than it takes."""
        if scope.get("method") == "GET":
            asked, edition = dict(scope["headers"]), self._edition
            page = edition.pages.kept.get((scope["raw_path"], scope["query_string"]))
            if page is not None and edition.snapshot is snapshot.held():
                sent = page.sent.get(
                    self._encoding(asked.get(b"host"), asked.get(b"x-forwarded-proto"), asked.get(b"accept-encoding"))
                )
                if sent is not None:
                    page.hits += 1
                    if b"if-none-match" not in asked:
                        self._hits[page.kind] += 1
                        await send(sent.start)
                        await send(sent.body)
                        return
                    head, body = sent.answer(asked[b"if-none-match"])
                    self._counts.held(page.kind, head["status"])
                    await _send(head, body, scope, send)
                    return
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})  # refused by 403
        elif scope.get("raw_path") in operators.PATHS:
            await operators.answer(scope, send, is_stopping=self.is_stopping())
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever asks for what is not ready, wants its headers alone, or is no reader of a page of ours."""
        asked, address = dict(scope["headers"]), Address(scope.get("raw_path", b""), scope["query_string"])
        encoding = self._encoding(asked.get(b"host"), asked.get(b"x-forwarded-proto"), asked.get(b"accept-encoding"))
        if encoding == NOBODYS or scope.get("method") not in SAFE or address.path.startswith(EDITORS):
            with watched(scope, send, self._counts, PASSED_ON) as tell:
                await self._editors(scope, receive, tell)
            return
        edition, has = self._current(), asked.get(b"if-none-match", b"")
        page = edition.pages.get(address)
        if page is not None:
            head, body = (await self._encoded(page, encoding)).answer(has)
            self._counts.held(page.kind, head["status"])
            await _send(head, body, scope, send)
            return
        with watched(scope, send, self._counts, MADE) as tell:
            if _is_too_long(address):
                await _send(*TOO_LONG, scope, tell)
                return
            made = await self._made(edition, address, encoding)
            if made is None:
                head, body = BUSY
            elif made.page:
                head, body = (await self._encoded(made.page, encoding)).answer(has)
            else:
                head, body = made.start, made.body
            await _send(head, body, scope, tell)

    def _kept(self) -> Kept:
        edition = self._edition
        return Kept(len(edition.pages), edition.pages.bytes, len(edition.making))

    def _current(self) -> Edition:
        """Return the edition of what is published now."""
        shown = snapshot.held()
        if self._edition.snapshot is not shown:
            self._edition = self._next if self._next.snapshot is shown else Edition(shown)
            self._edition.follow(pulse.held())
        return self._edition

    async def _made(self, edition: Edition, address: Address, encoding: str) -> Made | None:
        """Return what Django answers, None where too many wait; who ask at one moment have it made once for all."""
        making = edition.making.get(address)
        if making is None:
            making = edition.making[address] = asyncio.ensure_future(self._make_kept(edition, address, encoding))
            making.add_done_callback(lambda _: edition.making.pop(address))
            return await asyncio.shield(making)
        made = await asyncio.shield(making)
        return made if made is None or made.is_for_all else await self._make_kept(edition, address, encoding)

    async def _make_kept(self, edition: Edition, address: Address, encoding: str) -> Made | None:
        if self._waiting >= WAITING:
            return None
        self._waiting += 1
        beat = pulse.held()
        try:
            made = await self._in_thread(self._make, edition, address, encoding)
        finally:
            self._waiting -= 1
        # One that passes is not kept where it may have been made of an earlier pulse.
        if made.page and made.is_kept and (edition.beat is beat or not address.path.endswith(PASSING)):
            edition.keep(address, made.page)
        return made

    async def _encoded(self, page: Page, encoding: str) -> Sent:
        """Return a page in an encoding, compressed beside the loop: meanwhile others are answered."""
        sent = page.sent.get(encoding)
        return await self._in_thread(page.make, encoding) if sent is None else sent

    async def _in_thread[*Given, Got](self, work: Callable[[*Given], Got], *given: *Given) -> Got:
        return await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, work, *given)

    def _make(self, edition: Edition, address: Address, encoding: str) -> Made:
        made = make(self._readers, edition.snapshot, address)
        if made.page:
            made.page.make(encoding)
        return made

    def prepare(self, coming: snapshot.Snapshot) -> None:
        """Make the pages that are likeliest to be asked for, before a snapshot is shown.

        Also the search's indexes, but for the first snapshot: a reader who searched would have to make them. Of a newer
        release it is worked out for as long again which questions pay; the refresher does the rest.
        """
        if self._edition.snapshot:
            wiring.make_indexes(coming)
        edition = Edition(coming)
        end = time.monotonic() + (WARMING if self._edition.snapshot else STARTING)
        hottest = worth_making(map(Address._make, self._edition.pages.hottest(LOOKED_AT)))
        for address in islice(dict.fromkeys(chain(hottest, likely(coming))), WARMED):
            made = self._make(edition, address, "br")
            if made.page and made.is_kept:
                edition.keep(address, made.page, proven=True)
            if time.monotonic() > end:
                break
        if not (self._edition.snapshot and self._edition.snapshot.releases is coming.releases):
            snapshot.decide(coming, WARMING if self._edition.snapshot else STARTING)
        self._next = edition
        # All this will live long: the collector need not go through it again and again while readers wait.
        gc.collect()
        gc.freeze()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Load the snapshot before the first request is taken; at the end, count what readers said."""
        await receive()
        loop = asyncio.get_running_loop()
        snapshot.before_swap(self.prepare)
        pulse.on_beat(lambda: loop.call_soon_threadsafe(lambda: self._edition.follow(pulse.held())))
        background = await loop.run_in_executor(None, wiring.start_refreshing)
        meter = Meter(self._counts, self._kept, background.hears)
        meter.look()
        meter.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await loop.run_in_executor(None, background.stop)
        pulse.on_beat(int)  # nobody is here to hear
        await loop.run_in_executor(None, meter.stop)
        offline.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _is_too_long(address: Address) -> bool:
    most = LONGEST_WALK if WALKS in address.path else LONGEST_QUERY
    return len(address.path) > LONGEST_PATH or len(address.query) > most


async def _send(head: Message, body: Message, scope: Scope, send: Send) -> None:
    await send(head)
    await send(EMPTY if scope["method"] == "HEAD" else body)


def _encoding(host: bytes | None, scheme: bytes | None, accepted: bytes | None) -> str:
    """Return the encoding that a browser takes; NOBODYS where it comes under no name of ours, or not by TLS."""
    domain, _ = split_domain_port((host or b"").decode("latin-1"))
    if settings.SECURE_SSL_REDIRECT and scheme != b"https":
        return NOBODYS
    return encoding_of(accepted or b"") if domain and validate_host(domain, settings.ALLOWED_HOSTS) else NOBODYS
