"""The drafts as a snapshot: what readers would be served if everything were published now."""

import threading
from collections import deque
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
_kept: Final[deque[tuple[Document, Drafted]]] = deque(maxlen=KEPT)


def drafted() -> Drafted:
    """Return the drafts as they are saved now, with the incidents that readers see.

    The tables are read each time, so that nobody who saved sees what was before, whatever wrote to them; what is made
    of them is kept while they say the same. Raises snapshot.NoSnapshotError where nothing is served.
    """
    live = snapshot.current()
    made = _made(compile_document())
    return made._replace(snapshot=replace(made.snapshot, number=live.number + 1, incidents=live.incidents))


def _made(document: Document) -> Drafted:
    """Return what a document comes to. One request makes it, others that need it meanwhile wait for that one."""
    with _making:
        for kept, made in _kept:
            if kept == document:  # far sooner told than by a digest
                return made
        _kept.append((document, _drafted(document)))
        return _kept[-1][1]


def _drafted(document: Document) -> Drafted:
    missing = tuple(broken(document))
    published = snapshot.Published(0, engine.digest(document), "", loadable(document, missing))
    return Drafted(replace(snapshot.build(published), is_draft=True), missing)
