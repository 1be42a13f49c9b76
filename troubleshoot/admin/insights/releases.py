"""What the order of each of the last releases costs readers, the world held as the newest release says it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from django.utils.timezone import localtime

from troubleshoot import engine
from troubleshoot.engine.sampling import Cost, Reader, cost, sample
from troubleshoot.models import Release
from troubleshoot.publishing.bare import alone
from troubleshoot.publishing.loading import DamagedReleaseError, opened

from .remembering import remembered
from .scope import Published

#: So many releases are told of.
LAST: Final = 12


class Released(NamedTuple):
    """A release, and what its order costs a reader."""

    number: int
    at: datetime
    note: str
    cost: Cost


def costs(world: Published) -> tuple[Released, ...]:
    """Return what the last releases' orders of a guide cost, the oldest first; releases without it are left out.

    A release that was computed once is remembered; one that says the same of the guide as another costs the same.
    """
    rows = Release.objects.order_by("-number").defer("document")[:LAST]
    return tuple(_released(_World(world), reversed(rows)))


def _released(world: "_World", rows: Iterator[Release]) -> Iterator[Released]:
    for row in rows:
        found = world.cost(row)
        if found:
            yield Released(row.number, localtime(row.published_at), row.note, found)


@dataclass(frozen=True)
class _World:
    """How readers are, and what the orders of releases cost them."""

    published: Published

    @cached_property
    def key(self) -> str:
        """Names the world, and what it is asked of."""
        return engine.digest(alone(self.published.document, self.published.slug))

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """The readers, the same ones for every release."""
        return sample(self.published.guide)

    def cost(self, row: Release) -> Cost | None:
        """Return what a release's order costs; None where it has no such guide, or where what is stored is damaged."""
        try:
            return remembered(f"release-{row.digest}-{self.key}", lambda: self._opened(row))
        except (DamagedReleaseError, engine.DocumentError):
            return None

    def _opened(self, row: Release) -> Cost | None:
        document = opened(row).document
        guides = engine.load(document).guides
        slug = next((slug for slug in self.published.guide.names if slug in guides), None)
        if slug is None:
            return None
        order = f"order-{engine.digest(alone(document, slug))}-{self.key}"
        return remembered(order, lambda: cost(guides[slug], self.readers, self.published.guide))
