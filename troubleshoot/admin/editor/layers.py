"""The shape of a graph that may be unfinished: what is reached, in which layer it stands, which edges lead back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

type Following = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Graph:
    """Questions by slug. ``depths``: the most questions on a way there; ``back``: edges that close a circle.

    ``reached``: what some way from the entry comes to. What is not reached has depths of its own, from 0.
    """

    entry: str
    reached: frozenset[str]
    depths: Mapping[str, int]
    back: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, entry: str, following: Following) -> Self:
        """Return the shape of a graph; an entry that is not in it reaches nothing."""
        searched = _Search(following)
        reached = searched.go(entry) if entry in following else ()
        order, met = [*reached], frozenset(reached)
        for slug in _first_ones(following, met):
            order = [*searched.go(slug), *order]
        depths = dict.fromkeys(order, 0)
        for slug in order:
            for one in following[slug]:
                # What nothing reaches may lead to what is reached, and moves it no further in.
                if (slug, one) not in searched.back and (slug in met or one not in met):
                    depths[one] = max(depths[one], depths[slug] + 1)
        return cls(entry, met, depths, frozenset(searched.back))


def _first_ones(following: Following, reached: frozenset[str]) -> Iterator[str]:
    """Yield what is not reached, that to which nothing leads first."""
    led_to = {one for slug, ahead in following.items() if slug not in reached for one in ahead}
    yield from (slug for slug in following if slug not in reached and slug not in led_to)
    yield from (slug for slug in following if slug not in reached)


class _Search:
    """Goes down a graph, each question once; without recursion, for a chain may be long."""

    def __init__(self, following: Following) -> None:
        self.following = following
        self.done: dict[str, bool] = {}
        self.back: set[tuple[str, str]] = set()

    def go(self, start: str) -> tuple[str, ...]:
        """Return what is newly met from a start, each before those it leads to."""
        if start in self.done:
            return ()
        met: list[str] = []
        way = [(start, iter(self.following[start]))]
        self.done[start] = False
        while way:
            slug, ahead = way[-1]
            one = next(ahead, None)
            if one is None:
                self.done[slug] = True
                met.append(slug)
                way.pop()
            elif one not in self.done:
                self.done[one] = False
                way.append((one, iter(self.following[one])))
            elif not self.done[one]:
                self.back.add((slug, one))
        return tuple(reversed(met))
