"""Keeps the indexes of the releases being served, each made once."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from troubleshoot import engine

from .index import Index

#: The languages of one release, and of the next while some readers still have the first.
KEPT: Final = 6
#: The languages of the drafts as they are now.
KEPT_OF_DRAFTS: Final = 3

#: The language that everything is written in first.
ORIGINAL: Final = "ja"


class Holding:
    """Indexes, the newest so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._making = threading.Lock()
        self._held: OrderedDict[int, Index] = OrderedDict()
        self._newest: dict[str, Index] = {}

    def held(self, releases: Mapping[str, engine.Release], language: str) -> Index:
        """Return the index of a release, which is there in several languages, in one of them.

        Whoever asks first makes it, others who need it meanwhile wait for that one.
        """
        return self.kept(releases[language]) or self._made(releases[language], releases[ORIGINAL], language)

    def kept(self, release: engine.Release) -> Index | None:
        """Return the index kept for this very release: an id alone may have been another's before."""
        index = self._held.get(id(release))
        return index if index is not None and index.release is release else None

    def _made(self, release: engine.Release, original: engine.Release, language: str) -> Index:
        with self._making:
            if index := self.kept(release):
                return index
            index = Index(release, original, self._newest.get(language))
            self._held[id(release)] = self._newest[language] = index
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return index


#: Those of what is being served.
readers: Final = Holding(KEPT)
held: Final = readers.held
#: Those of previews, apart: however often drafts are saved, readers' indexes stay.
drafts: Final = Holding(KEPT_OF_DRAFTS)
