"""Reading without a line: the worker that the browser runs, and the packs that it keeps."""

import gzip
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from troubleshoot import addresses, engine, snapshot

from .finding import guide_or_404
from .packs import Packing
from .serving import reader_page

#: What every page is drawn with.
SHELL: Final = ("css/site.css", "js/vendor/htmx.min.js", "js/site.js", "img/mark.svg")
#: Seconds after which a phone asks again for a pack that is being made.
SOON: Final = 3
#: Seconds that who asks first waits for one that is quickly made; nobody else waits, for they are many.
AT_ONCE: Final = 0.1

type Release = tuple[int, str]


class _Made:
    """Packs of one release, made one after another beside the requests: a guide's takes seconds."""

    def __init__(self) -> None:
        self.release: Release | None = None
        self.packs: dict[tuple[str, ...], Future[bytes]] = {}
        self.tables: dict[tuple[Release, str], engine.Table] = {}
        self.changing = threading.Lock()
        self.maker = ThreadPoolExecutor(1, "packs")

    def get(self, release: Release, name: tuple[str, ...], make: Callable[[], bytes]) -> bytes | None:
        """Return a pack, None while it is being made. Raises what making it raised; who asks next has it tried anew."""
        with self.changing:
            if self.release != release:
                self._begin(release)
            is_first = name not in self.packs
            if is_first:
                self.packs[name] = self.maker.submit(_as_here(make))
            pack = self.packs[name]
        wait([pack], AT_ONCE if is_first else 0)
        if not pack.done() or pack.cancelled():
            return None
        if pack.exception():
            with self.changing:
                if self.packs.get(name) is pack:
                    del self.packs[name]
        return pack.result()

    def stop(self) -> None:
        """Make none of those that nobody began yet."""
        with self.changing:
            self._begin(None)

    def _begin(self, release: Release | None) -> None:
        for pack in self.packs.values():
            pack.cancel()
        self.release, self.packs, self.tables = release, {}, {}

    def table(self, release: Release, guide: engine.Guide) -> engine.Table:
        """Return a guide's table, which is the same in every language. Only while a pack is made."""
        tables = self.tables  # of another release they are others
        if (release, guide.slug) not in tables:
            tables[release, guide.slug] = engine.tabulate(guide)
        return tables[release, guide.slug]


_made = _Made()


def stop() -> None:
    """Leave what waits to be made: this process ends."""
    _made.stop()


def _as_here(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return work that another thread does as we would: of the snapshot, and in the language, of this answer."""
    prefix, code = get_script_prefix(), addresses.language().code

    def made() -> bytes:
        set_script_prefix(prefix)
        with translation.override(code):
            return make()

    return partial(copy_context().run, made)


@reader_page
def shell(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Answer with what every page without a line is drawn with."""
    del request
    return _pack(served, (), lambda: Packing(served).shell())


@reader_page
def guide(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Answer with a guide's whole walk."""
    del request
    found = guide_or_404(served, guide)
    return _pack(served, (found.slug,), lambda: Packing(served).guide(found, _made.table(_release(served), found)))


def _pack(served: snapshot.Snapshot, name: tuple[str, ...], draw: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Answer with a pack, compressed as the phone keeps it; 202 while it is being made."""
    made = _made.get(_release(served), (served.language, *name), lambda: _compressed(draw()))
    if made is None:
        later = {"Retry-After": SOON, "Cache-Control": "public, max-age=0"}  # the same for all who ask now
        return HttpResponse(status=HTTPStatus.ACCEPTED, headers=later)
    return HttpResponse(made, content_type="application/gzip")


def _release(served: snapshot.Snapshot) -> Release:
    return served.number, served.digest


def _compressed(pack: dict[str, Any]) -> bytes:
    text = json.dumps(pack, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker. It is another one, byte by byte, whenever the release or a file of ours is."""
    del request
    text = _working() if settings.OFFLINE else _imported("js/offline/end.js")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _working() -> str:
    files = [static(name) for name in SHELL]
    scripts = _imported("js/offline/walk.js", "js/offline/worker.js")
    served = snapshot.current()
    version = sha256(f"{served.digest}{files}{scripts}".encode()).hexdigest()[:8]
    constants = {
        "KEPT": f"helpcenter-{served.number}-{version}",
        "SHELL": files,
        "PREFIXES": [language.prefix for language in addresses.LANGUAGES.values() if language.prefix],
    }
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items()) + scripts


def _imported(*names: str) -> str:
    return f"importScripts(...{json.dumps([static(name) for name in names])});\n"
