"""Where walks end without help: after which advice, and after how much that was tried.

Rows do not say why one ends. A reader gave up, or was helped and did not say so, or said more than was counted: what
the caps of a network, or a disk, refuse leaves no row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import fsum

from .guide import Slug
from .told import Last


def in_vain(lasts: Iterable[Last]) -> tuple[Last, ...]:
    """Return the walks that ended without anything that helped."""
    return tuple(last for last in lasts if not last.solved)


def by_advice(lasts: Iterable[Last]) -> dict[tuple[Slug, ...], float]:
    """Return how many walks ended in vain after each advice, most first."""
    found = _counted(lasts, lambda last: last.causes)
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def by_tried(lasts: Iterable[Last]) -> dict[int, float]:
    """Return how many walks ended in vain by how many causes had been tried, fewest first."""
    return dict(sorted(_counted(lasts, lambda last: len(last.failed)).items()))


def _counted[Key](lasts: Iterable[Last], key: Callable[[Last], Key]) -> dict[Key, float]:
    found: defaultdict[Key, list[float]] = defaultdict(list)
    for last in in_vain(lasts):
        found[key(last)].append(last.number)
    return {one: fsum(numbers) for one, numbers in found.items()}
