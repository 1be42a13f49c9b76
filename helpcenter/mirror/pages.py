"""Which pages the mirror holds, by their kinds; addresses are without the language's prefix."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.urls import reverse

from troubleshoot import engine, snapshot
from troubleshoot.engine.guide import Slug
from troubleshoot.views.reader import history

from .walks import walks

#: What is there once, whatever the language.
SHARED: Final = ("robots", "sitemap")
_SINGLE: Final = ("home", "search", "accessibility", "privacy", "incidents", "feed")


def address_of(name: str, *slugs: Slug) -> str:
    """Return the address of a page by the name of its view."""
    return reverse(f"troubleshoot:{name}", args=slugs)


def addresses(served: snapshot.Snapshot, at_most: int | None) -> Mapping[str, tuple[str, ...]]:
    """Return the addresses by kind; ``at_most``: see walks()."""
    release = served.release()
    found: dict[str, dict[str, None]] = {name: {address_of(name): None} for name in _SINGLE}
    found["incident"] = dict.fromkeys(address_of("incident", one.slug) for one in served.incidents)
    found["past"] = dict.fromkeys(address_of("past", month.key) for month in history.months(served))
    found["cause"] = dict.fromkeys(address_of("cause", cause) for cause in release.causes)
    found["carrier"] = dict.fromkeys(address_of("carrier", carrier) for carrier in release.carriers)
    found["cause-on-carrier"] = dict.fromkeys(
        address_of("cause-on-carrier", cause, carrier) for cause in release.causes for carrier in release.carriers
    )
    found["guide"] = dict.fromkeys(address_of("guide", guide) for guide in release.guides)
    found["guide-status"] = dict.fromkeys(address_of("guide-status", guide) for guide in release.guides)
    for guide in release.guides.values():
        for walk in walks(guide, served.ongoing, at_most):
            for kind, address in _of_walk(walk):
                found.setdefault(kind, {})[address] = None
    return {kind: tuple(ones) for kind, ones in found.items()}


def _of_walk(walk: engine.Walk) -> Iterator[tuple[str, str]]:
    yield type(walk.step).__name__, engine.address(walk)
    if isinstance(walk.step, engine.Advice):
        yield "solved", solved(walk, walk.step)


def solved(walk: engine.Walk, step: engine.Advice) -> str:
    """Return the page that follows "solved": of all that was said it needs what was tried and is to be put back."""
    tried = [*walk.tried, *(cause.slug for cause in step.others)]
    undone = [slug for slug in tried if walk.guide.causes[slug].afterwards]
    query = engine.query(engine.replay(walk.guide, {}, undone))
    path = address_of("solved", walk.guide.slug, step.cause.slug)
    return f"{path}?{query}" if query else path
