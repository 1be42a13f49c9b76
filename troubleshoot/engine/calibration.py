"""Whether advice helps as often as was said: what the guide's numbers said of it, beside what readers said after it.

A guide is calibrated when of all advice of which it says "this helps 40 of 100" about 40 of 100 help (Dawid 1982, *The
well-calibrated Bayesian*, J. Am. Stat. Assoc. 77).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum
from typing import Final, NamedTuple

from . import belief
from .flows import passed
from .guide import Guide, Slug
from .learning import TRUST
from .rates import Rate
from .remedy import lineage
from .told import State, Told, in_order, state

TENTHS: Final = 10


class Tenth(NamedTuple):
    """Verdicts on advice of which was said that it helps about as often: ``said``, on average; ``rate``: what came."""

    low: float
    high: float
    said: float
    rate: Rate


def calibration(guide: Guide, rows: Iterable[Told]) -> tuple[Tenth, ...]:
    """Return what was said of advice by tenths, beside how often it helped; tenths without a verdict are left out.

    What was said is by the guide as it is now: the belief in each cause advised times its efficacy, and of the rest
    those who thank all the same. Advice of causes that are no candidates says no number, and is passed over.
    """
    found: defaultdict[int, list[tuple[float, Told]]] = defaultdict(list)
    for row in rows:
        chance = said(guide, row)
        if chance is not None and row.solved + row.unsolved > 0:
            found[min(int(chance * TENTHS), TENTHS - 1)].append((chance, row))
    return tuple(_tenth(place, some) for place, some in sorted(found.items()))


def said(guide: Guide, row: Told) -> float | None:
    """Return how likely it was that "solved" follows an advice, given what was known then; None where nothing says so.

    It helps, or somebody whom nothing helped says so all the same, as often as learning believes beforehand.

    Incidents are not in a row: what one made certain is taken as advised without it.
    """
    candidates = [guide.candidates[slug] for slug in in_order(guide, row.causes) if slug in guide.candidates]
    if not candidates:
        return None
    where = state(guide, row)
    *_, (_question, edge) = [("", None), *passed(guide, where.said)]
    if edge and edge.cause == candidates[0].cause:
        helps = candidates[0].efficacy
    else:
        beliefs = _beliefs(guide, where)
        helps = sum(beliefs.get(one.cause, 0.0) * one.efficacy for one in candidates)
    return helps + (1 - helps) * TRUST.false


def _beliefs(guide: Guide, where: State) -> Mapping[Slug, float]:
    """Return the belief in each cause; without the plan that follows it, which takes most of a replay."""
    ratios = [guide.likelihoods[slug].ratio[pick] for slug, picks in where.said for pick in picks]
    failed = {slug: one.efficacy for slug, one in guide.candidates.items() if slug in where.tried}
    return belief.believe(belief.prior(guide, lineage(guide.carriers, where.carrier)), ratios, failed)


def _tenth(place: int, some: Iterable[tuple[float, Told]]) -> Tenth:
    pairs = list(some)
    of = fsum(row.solved + row.unsolved for _, row in pairs)
    mean = fsum(chance * (row.solved + row.unsolved) for chance, row in pairs) / of
    return Tenth(place / TENTHS, (place + 1) / TENTHS, mean, Rate(fsum(row.solved for _, row in pairs), of))
