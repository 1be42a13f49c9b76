"""Has guides work out ahead which of their questions pay: a little before a release is shown, the rest beside requests.

What is worked out of one language holds for all, see engine.load_all.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from troubleshoot import engine

from .store import Snapshot


@dataclass(slots=True)
class _Work:
    """What is left to be worked out of some releases."""

    releases: Mapping[str, engine.Release] = field(default_factory=dict)
    left: Iterator[Any] = field(default_factory=lambda: iter(()))


_work = _Work()
_lock = threading.Lock()


def decide(served: Snapshot, seconds: float) -> bool:
    """Go on working out what a snapshot's questions are worth, for so many seconds; tell whether anything is left.

    Where another thread is at it, that one goes on alone.
    """
    if not _lock.acquire(blocking=False):
        return True
    try:
        if _work.releases is not served.releases:
            _work.releases, _work.left = served.releases, _walks(served)
        end = time.monotonic() + seconds
        return any(time.monotonic() > end for _ in _work.left)
    finally:
        _lock.release()


def _walks(served: Snapshot) -> Iterator[engine.Walk]:
    guides = next(iter(served.releases.values())).guides if served.releases else {}
    return chain.from_iterable(map(engine.likeliest, guides.values()))
