"""The addresses that readers are likeliest to ask for, known from what is published."""

from collections.abc import Iterator

from troubleshoot import engine, snapshot
from troubleshoot.addresses import LANGUAGES

from .making import Address


def likely(served: snapshot.Snapshot) -> Iterator[Address]:
    """Yield the first page, each guide and what its first answers lead to, Japanese first."""
    for language in LANGUAGES.values():
        yield from (Address.of(f"/{language.prefix}{path.lstrip('/')}") for path in _paths(served))


def _paths(served: snapshot.Snapshot) -> Iterator[str]:
    yield "/"
    yield "/incidents/"
    for guide in served.release().guides.values():
        yield f"/guides/{guide.slug}/"
        walk = engine.replay(guide, {}, incidents=served.ongoing, suspicions=served.suspicions)
        if isinstance(walk.step, engine.Advice):  # an outage: the guide's page asks its question all the same
            yield engine.address(walk)
        for answer in guide.questions[guide.entry].answers:
            yield engine.address(engine.after_answer(walk, guide.entry, answer))
