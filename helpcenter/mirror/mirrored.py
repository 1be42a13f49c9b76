"""The mirror of what is published: each of its files, made in this process."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

from troubleshoot import snapshot
from troubleshoot.addresses import LANGUAGES, Language

from . import pages
from .asking import Live
from .held import Held
from .names import file_of
from .rewriting import Rewriting

#: What tells two looks of a site apart is on a page of each kind, and these walks have all kinds.
_SAMPLED: Final = 20


class File(NamedTuple):
    """A file to be written, and those that it leads to. Names begin with "/"."""

    name: str
    content: bytes
    leads_to: frozenset[str] = frozenset()


class Page(NamedTuple):
    """What a file is made of; ``address``: without the language's prefix."""

    language: Language
    address: str


class Mirror:
    """Makes the files. ``made``: the time that they tell; ``at_most``: walks a guide, see walks()."""

    def __init__(self, served: snapshot.Snapshot, made: datetime, at_most: int | None = None) -> None:
        self.addresses = pages.addresses(served, at_most)
        self._served = served
        self._made = made

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(address for ones in self.addresses.values() for address in ones)

    @cached_property
    def _live(self) -> Live:
        return Live(self._served)

    @cached_property
    def _rewriting(self) -> Mapping[str, Rewriting]:
        held = Held(self._served, self._all)
        return {code: Rewriting(language, held, self._made) for code, language in LANGUAGES.items()}

    def pages(self) -> list[Page]:
        """Return what the files are made of."""
        return [Page(language, address) for language in LANGUAGES.values() for address in sorted(self._all)]

    def file(self, page: Page) -> File:
        """Return a page's file. Raises MirrorError where the site does not answer with a page."""
        here = f"/{page.language.prefix}".rstrip("/") + page.address
        body = self._live.page(here)
        if not here.endswith("/") and "?" not in here:
            return File(here, body)
        written = self._rewriting[page.language.code].written(page.address, body.decode())
        return File(file_of(here), written.text.encode(), written.leads_to)

    def shared(self) -> Iterator[File]:
        """Yield what is there once, whatever the language."""
        for name in pages.SHARED:
            address = pages.address_of(name)
            yield File(address, self._live.page(address))


def look(served: snapshot.Snapshot) -> str:
    """Return a digest that differs where a mirror of this would: of a page of each kind, and all about incidents."""
    small = Mirror(served, datetime.min.replace(tzinfo=UTC), _SAMPLED)
    kinds = [(*ones[:1], *(ones[1:] if kind == "incident" else ())) for kind, ones in small.addresses.items()]
    sample = [address for ones in kinds for address in ones]
    files = [small.file(Page(language, address)) for language in LANGUAGES.values() for address in sample]
    return sha256(b"".join((served.digest.encode(), *(file.content for file in files)))).hexdigest()
