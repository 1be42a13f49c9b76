"""What each question of a guide is worth to its readers, what asking only what pays does, and which order is better.

All of it is told by the same choice of readers (``sampling``): figures are near, not exact, and differences between
orders nearer than either. Errors are told as if readers came by chance; as they fill what there is evenly, they are
mostly smaller.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import sqrt
from statistics import fmean, stdev
from typing import Final, NamedTuple

from . import asking, graph
from .guide import Guide, Slug
from .orders import Order, orders
from .sampling import SIZE, Reader, Spent, sample, spend

#: So many of the readers, the first ones, tell what questions are worth: it differs little among them, and takes long.
ASKED: Final = SIZE // 2
#: Orders tried, those first that move what is worth most.
ORDERS: Final = 12
#: Standard deviations by which a better order must be better, and the least minutes of 100 readers worth a word.
_SURELY: Final = 2.0
LEAST: Final = 1.0


class Worth(NamedTuple):
    """What a question does for its readers, as the guide is drawn.

    ``reached``: the part of all readers who are asked; ``saves``: expected minutes that asking saves each of them,
    ``takes``: those it takes; ``passed``: the part of all readers for whom it would be passed over where only what pays
    is asked; ``always``: whether it never is.
    """

    question: Slug
    reached: float
    saves: float
    takes: float
    passed: float
    always: bool

    @property
    def of_hundred(self) -> float:
        """Minutes that 100 readers of the guide are spared by it, those it takes counted."""
        return 100 * self.reached * (self.saves - self.takes)


class Move(NamedTuple):
    """A question asked right before another one of all who come to that. ``saves``: minutes of 100 readers."""

    question: Slug
    before: Slug
    saves: float


@dataclass(frozen=True, slots=True)
class Report:
    """What the questions of a guide come to.

    ``worths``: the best for 100 readers first; ``drawn``, ``pays``: expected minutes of a reader where all is asked as
    drawn, and where only what pays is; ``doubt``: by how much either may be off, as 19 of 20 such samples are not;
    ``moves``: better orders, the best first; ``tried``: how many were; ``readers``: how many tell of it.
    """

    worths: tuple[Worth, ...]
    drawn: float
    pays: float
    doubt: float
    moves: tuple[Move, ...]
    tried: int
    readers: int


def report(guide: Guide) -> Report | None:
    """Return what the questions of a guide are worth; None where that cannot be told.

    So it is without weights, and where questions lead round in a circle. It takes a second or two.
    """
    readers = sample(guide)
    if not readers or graph.cycle(guide):
        return None
    as_drawn = spend(replace(guide, asking="as-drawn"), readers)
    what_pays = spend(replace(guide, asking="what-pays"), readers)
    worths = sorted(_worths(guide, as_drawn[:ASKED], what_pays[:ASKED]), key=lambda one: -one.of_hundred)
    tried = list(islice(orders(guide, [one.question for one in worths]), ORDERS))
    minutes = _minutes(as_drawn)
    return Report(
        worths=tuple(worths),
        drawn=fmean(minutes),
        pays=fmean(_minutes(what_pays)),
        doubt=_SURELY * _error(minutes),
        moves=_better(what_pays if guide.asking == "what-pays" else as_drawn, readers, tried),
        tried=len(tried),
        readers=len(readers),
    )


def _minutes(spent: Iterable[Spent]) -> list[float]:
    return [one.cost.minutes for one in spent]


def _error(numbers: Sequence[float]) -> float:
    """Return the standard error of a mean."""
    return stdev(numbers) / sqrt(len(numbers)) if len(numbers) > 1 else 0.0


def _worths(guide: Guide, as_drawn: Sequence[Spent], what_pays: Sequence[Spent]) -> Iterator[Worth]:
    """Yield the worth of each question that anybody is asked: the mean over where they come to it."""
    known: dict[tuple[Slug, object], float] = {}
    parts, saved = dict.fromkeys(guide.questions, 0.0), dict.fromkeys(guide.questions, 0.0)
    for slug, walk, part in (one for spent in as_drawn for one in spent.asked):
        place = (slug, (tuple(walk.given.items()), walk.tried))
        if place not in known:
            known[place] = asking.worth(guide.questions[slug], walk.place, walk.beliefs)
        parts[slug] += part
        saved[slug] += part * known[place]
    for slug, question in guide.questions.items():
        if parts[slug]:
            passed = fmean([slug in one.passed for one in what_pays])
            saves = saved[slug] / parts[slug] + question.minutes
            always = asking.onwards(guide, question) is None
            yield Worth(slug, parts[slug] / len(as_drawn), saves, question.minutes, passed, always)


def _better(now: Sequence[Spent], readers: Sequence[Reader], tried: Iterable[Order]) -> tuple[Move, ...]:
    """Return the orders that surely save time, the best first; the same readers go through each."""
    found = []
    for order in tried:
        then = _minutes(spend(order.guide, readers))
        saved = [before - after for before, after in zip(_minutes(now), then, strict=True)]
        if 100 * fmean(saved) >= LEAST and fmean(saved) > _SURELY * _error(saved):
            found.append(Move(order.question, order.before, 100 * fmean(saved)))
    return tuple(sorted(found, key=lambda move: -move.saves))
