"""What the next hour of an editor's work would save readers, by finite differences: all else held as it is.

Each piece of work is a change of the guide; what it saves is what the guide costs a fixed choice of readers
(``sampling``) now, less what it costs them then, the order planned anew. The guide's own numbers say how it is, but
where verdicts propose others. Before the first advice the same questions are asked as now, also in a guide that asks
only what pays: to find anew after each change which do takes ten times as long. On the first content that moves nothing
at a quarter of a minute a question, and what is saved by up to 0.2 minutes a reader at a minute.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from .guide import Candidate, Guide, Slug
from .sampling import Arrivals, Reader, cost, sample

#: How often a remedy helps whose steps leave nothing open.
SURE: Final = 0.95
#: Minutes a reader below which a piece of work is not worth telling: one of a hundred readers saves one minute.
LEAST: Final = 0.01

type Kind = Literal["efficacy", "minutes", "accept", "cause"]


class Work(NamedTuple):
    """A piece of work and the expected minutes that it saves a reader.

    ``kind``: a remedy that helps more surely, a cause that is told in half the minutes, what verdicts propose, or a
    new cause for whom nothing helps: then ``saves`` is the most it can be. ``cause``: "" where it is none of these.
    """

    kind: Kind
    cause: Slug
    saves: float
    before: float = 0.0
    after: float = 0.0


def leverage(guide: Guide, readers: Sequence[Reader], most: int) -> tuple[Work, ...]:
    """Return so many pieces of work on candidates, or a cause more, that would save these readers most; most first.

    What a quarter of the readers finds best, twice as many pieces as are told, is weighed by all of them.
    """
    arrivals, quarter = Arrivals(guide, readers), (len(readers) + 3) // 4
    likely = _weighed(guide, arrivals, _pieces(guide), quarter)
    likely.sort(key=lambda work: -work.saves)
    now = arrivals.cost(guide)
    more = Work("cause", "", now.unhelped * guide.prices.last_resort, now.unhelped)
    return ranked([*_weighed(guide, arrivals, likely[: 2 * most]), more])[:most]


def accepting(guide: Guide, then: Guide, walks: float, size: int) -> Work:
    """Return what it saves to accept all that so many walks propose, if it is so as they say; ``then``: the guide so.

    That is what the present order costs readers as they were learned, less what the learned order costs them.
    """
    readers = sample(then, size)
    return Work("accept", "", cost(guide, readers, then).minutes - cost(then, readers).minutes, after=walks)


def ranked(works: Sequence[Work]) -> tuple[Work, ...]:
    """Return what is worth telling, most first."""
    kept = [work for work in works if work.saves >= LEAST]
    return tuple(sorted(kept, key=lambda work: (-work.saves, work.kind, work.cause)))


def _pieces(guide: Guide) -> Iterator[Work]:
    """Yield the work there is on each candidate."""
    for slug, one in guide.candidates.items():
        if one.weight > 0 and one.efficacy < SURE:
            yield Work("efficacy", slug, 0.0, one.efficacy, SURE)
        if one.weight > 0 and one.minutes_to_know > 0:
            yield Work("minutes", slug, 0.0, one.minutes_to_know, one.minutes_to_know / 2)


def _weighed(guide: Guide, arrivals: Arrivals, works: Iterable[Work], first: int | None = None) -> list[Work]:
    """Return pieces of work with what they save readers; only the first so many of them where that is given."""
    now = arrivals.cost(guide, first).minutes
    return [work._replace(saves=now - arrivals.cost(_changed(guide, work), first).minutes) for work in works]


def _changed(guide: Guide, work: Work) -> Guide:
    field = "efficacy" if work.kind == "efficacy" else "minutes_to_know"
    changes: dict[str, Any] = {field: work.after}
    changed: dict[Slug, Candidate] = {**guide.candidates, work.cause: replace(guide.candidates[work.cause], **changes)}
    then = replace(guide, candidates=changed)
    then.remembered.update(guide.remembered)  # which questions pay is taken as it is now
    return then
