"""Over which edges of a guide walks went, by what their last verdict says of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .given import understand
from .guide import Edge, Guide, Slug
from .routes import follow
from .told import Last, Said

#: Where a walk went on: a question, and the edge that was followed from it; None where it was left unanswered.
type Passed = tuple[Slug, Edge | None]

#: Walks that come to a question and are advised before they answer it.
UNANSWERED: Final = None


@dataclass(frozen=True, slots=True)
class Flow:
    """How many ``walks`` there were, and how many went over each edge.

    All who come to a question leave it: over one of its edges, or ``UNANSWERED`` as enough was known.
    """

    walks: float
    over: Mapping[Passed, float]

    def share(self, question: Slug, edge: Edge | None) -> float:
        """Return the part of all walks that went over an edge."""
        return self.over.get((question, edge), 0.0) / self.walks if self.walks else 0.0


def flow(guide: Guide, lasts: Iterable[Last]) -> Flow:
    """Return over which edges of the guide these walks went, as it is now."""
    over: defaultdict[Passed, float] = defaultdict(float)
    walks = 0.0
    for last in lasts:
        walks += last.number
        for one in passed(guide, last.said):
            over[one] += last.number
    return Flow(walks, over)


def passed(guide: Guide, said: Said) -> Iterator[Passed]:
    """Yield the edges that these answers lead over, from the entry, as a walk goes now that has tried nothing yet.

    Where trying has made a question worthless, nothing says whether that was before its turn.
    """
    route = follow(guide, understand(guide, {slug: ",".join(picks) for slug, picks in said}, ()))
    yield from route.edges
    if route.open:
        yield route.open.slug, UNANSWERED
