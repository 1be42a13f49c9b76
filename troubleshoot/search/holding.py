"""Keeps the indexes of the releases being served, each made once."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from troubleshoot import engine

from .index import Index

#: The languages of one release, and of the next while some readers still have the first.
KEPT: Final = 6

#: The language that everything is written in first.
ORIGINAL: Final = "ja"

_making = threading.Lock()
_held: OrderedDict[int, Index] = OrderedDict()


def held(releases: Mapping[str, engine.Release], language: str) -> Index:
    """Return the index of a release, which is there in several languages, in one of them.

    Whoever asks first makes it, others who need it meanwhile wait for that one.
    """
    return kept(releases[language]) or _made(releases[language], releases[ORIGINAL])


def kept(release: engine.Release) -> Index | None:
    """Return the index kept for this very release: an id alone may have been another's before."""
    index = _held.get(id(release))
    return index if index is not None and index.release is release else None


def _made(release: engine.Release, original: engine.Release) -> Index:
    with _making:
        if index := kept(release):
            return index
        index = _held[id(release)] = Index(release, original)
        while len(_held) > KEPT:
            _held.popitem(last=False)
        return index
