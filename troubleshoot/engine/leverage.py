"""What the next hour of an editor's work would save readers, by finite differences: all else held as it is.

Each piece of work is a change of the guide; what it saves is what the guide costs a fixed choice of readers
(``sampling``) now, less what it costs them then, the order planned anew. The guide's own numbers say how it is, but
where verdicts propose others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from .guide import Candidate, Guide, Slug
from .sampling import Reader, cost, sample

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


def leverage(guide: Guide, readers: Sequence[Reader]) -> tuple[Work, ...]:
    """Return what work on each candidate, and a cause more, would save these readers of a guide; most first."""
    now = cost(guide, readers)
    found = [_tried(guide, readers, now.minutes, work) for work in _pieces(guide)]
    found.append(Work("cause", "", now.unhelped * guide.prices.last_resort, now.unhelped))
    return ranked(found)


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


def _tried(guide: Guide, readers: Sequence[Reader], now: float, work: Work) -> Work:
    field = "efficacy" if work.kind == "efficacy" else "minutes_to_know"
    changes: dict[str, Any] = {field: work.after}
    changed: dict[Slug, Candidate] = {**guide.candidates, work.cause: replace(guide.candidates[work.cause], **changes)}
    return work._replace(saves=now - cost(replace(guide, candidates=changed), readers).minutes)
