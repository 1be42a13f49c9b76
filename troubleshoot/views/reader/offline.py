"""Reading without a line: the worker that the browser runs, and the packs that it keeps."""

import gzip
import json
import threading
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
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

type Release = tuple[int, str]


class _Made:
    """Packs of one release. Making one takes seconds: one request does it, others are told to come again."""

    def __init__(self) -> None:
        #: Never changed, only replaced: it is read without the lock.
        self.kept: tuple[Release | None, Mapping[tuple[str, ...], bytes]] = (None, {})
        self.tables: dict[str, engine.Table] = {}
        self.making = threading.Lock()

    def get(self, release: Release, name: tuple[str, ...], make: Callable[[], bytes]) -> bytes | None:
        """Return a pack, None while another request makes one."""
        if pack := self._packs(release).get(name):
            return pack
        if not self.making.acquire(blocking=False):
            return None
        try:
            if self.kept[0] != release:
                self.kept, self.tables = (release, {}), {}
            packs = self._packs(release)
            pack = packs.get(name) or make()  # another request may have made it just now
            self.kept = (release, {**packs, name: pack})
            return pack
        finally:
            self.making.release()

    def _packs(self, release: Release) -> Mapping[tuple[str, ...], bytes]:
        kept, packs = self.kept
        return packs if kept == release else {}

    def table(self, guide: engine.Guide) -> engine.Table:
        """Return a guide's table, which is the same in every language. Only while a pack is made."""
        if guide.slug not in self.tables:
            self.tables[guide.slug] = engine.tabulate(guide)
        return self.tables[guide.slug]


_made = _Made()


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
    return _pack(served, (found.slug,), lambda: Packing(served).guide(found, _made.table(found)))


def _pack(served: snapshot.Snapshot, name: tuple[str, ...], draw: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Answer with a pack, compressed as the phone keeps it; 503 while it is being made."""
    release = (served.number, served.digest)
    made = _made.get(release, (served.language, *name), lambda: _compressed(draw()))
    if made is None:
        return HttpResponse(status=503, headers={"Retry-After": SOON})
    return HttpResponse(made, content_type="application/gzip")


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
