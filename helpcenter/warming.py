"""The addresses that readers are likeliest to ask for: what they asked for before, and what is published."""

from collections.abc import Iterable, Iterator
from typing import Final

from troubleshoot import engine, snapshot
from troubleshoot.addresses import LANGUAGES

from .making import Address

_LEFT_OUT: Final = (b"/incidents/now/", b"offline.json.gz")


def worth_making(hottest: Iterable[Address]) -> Iterator[Address]:
    """Yield the addresses that are worth being made before anybody asks, of those asked for most.

    What open pages ask every few seconds is asked for far more often than any page, and made in a moment once for all:
    it would take the place of the pages. A pack takes seconds, and nobody waits for it.
    """
    return (address for address in hottest if not any(part in address.path for part in _LEFT_OUT))


def likely(served: snapshot.Snapshot) -> Iterator[Address]:
    """Yield the first page, each guide and what its first answers lead to, Japanese first."""
    for language in LANGUAGES.values():
        yield from (Address.of(f"/{language.prefix}{path.lstrip('/')}") for path in _paths(served))


def _paths(served: snapshot.Snapshot) -> Iterator[str]:
    yield "/"
    yield "/incidents/"
    yield "/incidents/now/"
    for guide in served.release().guides.values():
        yield f"/guides/{guide.slug}/"
        yield f"/incidents/now/{guide.slug}/-/"
        walk = engine.replay(guide, {}, incidents=served.ongoing, suspicions=served.suspicions)
        if isinstance(walk.step, engine.Advice):  # an outage: the guide's page asks its question all the same
            yield engine.address(walk)
        for answer in guide.questions[guide.entry].answers:
            yield engine.address(engine.after_answer(walk, guide.entry, answer))
