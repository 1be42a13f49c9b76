"""Pages by address, within a bound of bytes that a flood of odd addresses can't use against the ones that matter."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Final

from .page import Page

#: The part of the bytes kept for pages that were asked for more than once.
_PROVEN: Final = 0.8


class PageCache[Key: Hashable]:
    """A segmented LRU: pages asked for once can only push out each other.

    Karedla, Love, Wherry: Caching strategies to improve disk system performance, IEEE Computer 27(3), 1994. One thread
    alone may get and put; ``hottest`` may be asked by another.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = {"proven": int(most_bytes * _PROVEN), "new": most_bytes - int(most_bytes * _PROVEN)}
        self._pages: dict[str, OrderedDict[Key, Page]] = {"proven": OrderedDict(), "new": OrderedDict()}
        self._proven, self._new = self._pages["proven"], self._pages["new"]
        self._bytes = {"proven": 0, "new": 0}

    def __len__(self) -> int:
        return len(self._proven) + len(self._new)

    @property
    def bytes(self) -> int:
        """Bytes that all pages take, at most."""
        return sum(self._bytes.values())

    def get(self, key: Key) -> Page | None:
        """Return a page, and remember that it was asked for; None where it is not kept."""
        page = self._proven.get(key)
        if page is not None:
            self._proven.move_to_end(key)
            return page
        return self._prove(key) if key in self._new else None

    def put(self, key: Key, page: Page, *, proven: bool = False) -> None:
        """Keep a page; ``proven``: as one that is asked for often. One larger than its segment is not kept."""
        for segment in self._pages:
            self._drop(segment, key)
        self._add("proven" if proven else "new", key, page)

    def hottest(self, most: int) -> Iterator[Key]:
        """Yield the addresses asked for last, at most so many, those asked for more than once first."""
        # Each list is made at one go, so that no other thread changes what it is made of.
        yield from [*reversed(list(self._proven)), *reversed(list(self._new))][:most]

    def _prove(self, key: Key) -> Page:
        page = self._drop("new", key)
        assert page is not None  # noqa: S101  # get() looked
        self._add("proven", key, page)
        return page

    def _add(self, segment: str, key: Key, page: Page) -> None:
        if page.size > self._most[segment]:
            return
        self._pages[segment][key] = page
        self._bytes[segment] += page.size
        while self._bytes[segment] > self._most[segment]:
            self._drop(segment, next(iter(self._pages[segment])))

    def _drop(self, segment: str, key: Key) -> Page | None:
        page = self._pages[segment].pop(key, None)
        if page is not None:
            self._bytes[segment] -= page.size
        return page
