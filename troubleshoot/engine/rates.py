"""How often advice helped, and how sure that is: shares of verdicts and of walks with their intervals.

Intervals are Wilson's score intervals (E. B. Wilson 1927, *Probable inference, the law of succession, and statistical
inference*, J. Am. Stat. Assoc. 22): they stay within 0 and 1, and say something of very few verdicts too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt

from .evidence import NINETY
from .guide import Guide, Slug
from .told import Last, Told, in_order


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of some were ``solved``; the share lies between ``low`` and ``high`` in about 90 of 100 cases."""

    solved: float
    of: float

    @property
    def share(self) -> float:
        """The part that was solved; 0 of none."""
        return self.solved / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        """The lower end of the interval, 0 or more and the share or less."""
        return max(self._middle - self._half, 0.0)

    @property
    def high(self) -> float:
        """The upper end of the interval, 1 or less and the share or more."""
        return min(self._middle + self._half, 1.0)

    @property
    def _middle(self) -> float:
        return (self.solved + NINETY**2 / 2) / (self.of + NINETY**2)

    @property
    def _half(self) -> float:
        spread = self.solved * (1 - self.share) + NINETY**2 / 4
        return NINETY * sqrt(max(spread, 0.0)) / (self.of + NINETY**2)


def of_causes(guide: Guide, rows: Iterable[Told]) -> dict[tuple[Slug, ...], Rate]:
    """Return how many verdicts on each advice were "solved", the one with the most verdicts first.

    By the causes advised: those that were tried together are one advice.
    """
    found: defaultdict[tuple[Slug, ...], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        found[in_order(guide, row.causes)].append((row.solved, row.unsolved))
    return _rates(found)


def of_carriers(lasts: Iterable[Last]) -> dict[Slug, Rate]:
    """Return how many walks ended in "solved" by carrier, "" where it was not said; the one with the most first."""
    found: defaultdict[Slug, list[tuple[float, float]]] = defaultdict(list)
    for last in lasts:
        found[last.carrier or ""].append((last.number * last.solved, last.number * (not last.solved)))
    return _rates(found)


def of_all(lasts: Iterable[Last]) -> Rate:
    """Return how many of all walks ended in "solved"."""
    numbers = [(last.number, last.solved) for last in lasts]
    return Rate(fsum(number for number, solved in numbers if solved), fsum(number for number, _ in numbers))


def _rates[Key](counts: Mapping[Key, Iterable[tuple[float, float]]]) -> dict[Key, Rate]:
    rates = {}
    for key, some in counts.items():
        solved, unsolved = (fsum(column) for column in zip(*some, strict=True))
        rates[key] = Rate(solved, solved + unsolved)
    kept = [(key, rate) for key, rate in rates.items() if rate.of > 0]
    return dict(sorted(kept, key=lambda one: (-one[1].of, one[0])))
