"""What the mirror holds, and what it has instead of a page that it does not hold."""

import re
from collections.abc import Iterator
from typing import Final

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Slug

from .asking import Live
from .pages import address_of

_STEP: Final = re.compile(r"/guides/(?P<guide>[^/]+)/(?:walk|advice|end)/(?:(?P<at>[^/]+)/)?")


class Held:
    """The addresses in the mirror, without the language's prefix."""

    def __init__(self, served: snapshot.Snapshot, held: frozenset[str]) -> None:
        self._served = served
        self._live = Live(served)
        self._nearest: dict[str, str] = {address: address for address in held}
        self._held = held

    def nearest(self, address: str) -> str:
        """Return an address if it is held, else the one that helps most instead.

        Of an advice that is its cause's page, for the reader's carrier; of a question to be answered anew the same
        without what was said after it; of any other step its guide. What leads nowhere on the site leads home here.
        """
        if address not in self._nearest:
            self._nearest[address] = next((one for one in self._instead_of(address) if one in self._held), "/")
        return self._nearest[address]

    def _instead_of(self, address: str) -> Iterator[str]:
        yield from self._instead_of_step(address)
        today = self._live.leads_to(address)
        yield today
        yield from self._instead_of_step(today)

    def _instead_of_step(self, address: str) -> Iterator[str]:
        walk = self.walk(address)
        if walk is None:
            return
        yield engine.address(walk)
        match walk.step:
            case engine.Advice(cause=cause):
                if walk.carrier:
                    yield address_of("cause-on-carrier", cause.slug, walk.carrier)
                yield address_of("cause", cause.slug)
            case engine.QuestionStep(question=question) if question.slug in walk.given:
                yield engine.address(_up_to(walk, question.slug))
        yield address_of("guide", walk.guide.slug)

    def walk(self, address: str) -> engine.Walk | None:
        """Return the walk that an address names, None where it names another page."""
        path, _, query = address.partition("?")
        step = _STEP.fullmatch(path)
        guide = self._served.release().guides.get(step["guide"]) if step else None
        if step is None or guide is None:
            return None
        return addresses.replayed(self._served, guide, addresses.read(query.encode()), step["at"])


def _up_to(walk: engine.Walk, question: Slug) -> engine.Walk:
    """Return the walk that comes to a question for the first time."""
    before = walk.path[: walk.path.index(question)] if question in walk.path else walk.path
    return engine.again(walk, {slug: walk.given[slug] for slug in before}, ())
