"""Pages by address, within a bound of bytes that a flood of odd addresses can't use against the ones that matter."""

from collections import OrderedDict
from collections.abc import Hashable
from heapq import nlargest
from typing import Final

from .page import Page

#: The part of the bytes kept for pages that were asked for again.
_PROVEN: Final = 0.8


class PageCache[Key: Hashable]:
    """Two queues: a page begins in ``new``, and moves on to ``proven`` if it was asked for again by the time it leaves.

    So those asked for once push out each other alone. In ``proven`` a page that comes to the end begins again with
    half its hits, and goes when it has none: GCLOCK (Smith, Sequentiality and prefetching in database systems, ACM
    TODS 3(3), 1978) behind the small queue of S3-FIFO (Yang et al., SOSP 2023). A hit moves nothing. One thread alone
    may put; others may get.
    """

    def __init__(self, most_bytes: int) -> None:
        #: All pages by address, to be read; who sends one of them counts it in its ``hits``.
        self.kept: dict[Key, Page] = {}
        self._proven, self._new = _Queue[Key](int(most_bytes * _PROVEN)), _Queue[Key](int(most_bytes * (1 - _PROVEN)))

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def bytes(self) -> int:
        """Bytes that all pages take, at most."""
        return self._proven.bytes + self._new.bytes

    def get(self, key: Key) -> Page | None:
        """Return a page, and count that it was asked for; None where it is not kept."""
        page = self.kept.get(key)
        if page is not None:
            page.hits += 1
        return page

    def put(self, key: Key, page: Page, *, proven: bool = False) -> None:
        """Keep a page; ``proven``: as one that is asked for often. One larger than its queue is not kept."""
        self._proven.drop(key)
        self._new.drop(key)
        self.kept[key] = page
        if proven:
            self._prove(key, page)
            return
        for left, out in self._new.add(key, page):
            if out.hits:
                self._prove(left, out)
            else:
                del self.kept[left]

    def drop(self, key: Key) -> None:
        """Forget a page, where it is kept."""
        self._proven.drop(key)
        self._new.drop(key)
        self.kept.pop(key, None)

    def hottest(self, most: int) -> list[Key]:
        """Return the addresses asked for most, at most so many."""
        # The list is made at one go, so that no other thread changes what it is made of.
        return [key for key, _ in nlargest(most, list(self.kept.items()), key=lambda one: one[1].hits)]

    def _prove(self, key: Key, page: Page) -> None:
        leaving = self._proven.add(key, page)
        while leaving:
            left, out = leaving.pop()
            if out.hits:
                out.hits //= 2
                leaving += self._proven.add(left, out)
            else:
                del self.kept[left]


class _Queue[Key: Hashable]:
    """Pages in the order in which they came, within a bound of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.bytes = 0

    def add(self, key: Key, page: Page) -> list[tuple[Key, Page]]:
        """Add a page; return those that leave for it, or it alone where it is too large."""
        if page.size > self._most:
            page.hits = 0
            return [(key, page)]
        self.pages[key] = page
        self.bytes += page.size
        left = []
        while self.bytes > self._most:
            oldest = next(iter(self.pages))
            left.append((oldest, self.pages[oldest]))
            self.drop(oldest)
        return left

    def drop(self, key: Key) -> None:
        """Forget a page."""
        page = self.pages.pop(key, None)
        if page is not None:
            self.bytes -= page.size
