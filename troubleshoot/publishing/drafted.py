"""The drafts as a snapshot: what readers would be served if everything were published now."""

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Final, NamedTuple

from troubleshoot import engine, snapshot

from .checks import Finding, broken, loadable
from .compile import Document, compile_document

#: Drafts kept in memory: those of now, and those of just before, where another process' walk may still be.
KEPT: Final = 2


class Drafted(NamedTuple):
    """The drafts as a snapshot, and what keeps some guides from being in it."""

    snapshot: snapshot.Snapshot
    missing: tuple[Finding, ...]


_making: Final = threading.Lock()
_kept: Final[OrderedDict[str, Drafted]] = OrderedDict()


def drafted() -> Drafted:
    """Return the drafts as they are saved now, with the incidents that readers see.

    The tables are read each time; what is made of them is kept while they say the same. Raises
    snapshot.NoSnapshotError where nothing is served.
    """
    live = snapshot.current()
    document = compile_document()
    made = _made(document, engine.digest(document))
    return made._replace(snapshot=replace(made.snapshot, number=live.number + 1, incidents=live.incidents))


def _made(document: Document, digest: str) -> Drafted:
    """Return what a document comes to. One request makes it, others that need it meanwhile wait for that one."""
    with _making:
        found = _kept.pop(digest, None) or _drafted(document, digest)
        _kept[digest] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _drafted(document: Document, digest: str) -> Drafted:
    missing = tuple(broken(document))
    published = snapshot.Published(0, digest, "", loadable(document, missing))
    return Drafted(replace(snapshot.build(published), is_draft=True), missing)
