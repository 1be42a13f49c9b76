"""For a fixed order of remedies: after which to resend, and where to stop, exactly."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

#: One remedy in its place: the mass it frees, its minutes there, and whether only a resend shows it.
type Try = tuple[float, float, bool]


class Placed(NamedTuple):
    """The places right after which a code is sent anew, that before which trying ends, and the minutes of it all."""

    resends: Collection[int]
    end: int
    minutes: float


#: What a resend or the end costs, with all before and after it: the minutes of all readers, had no resend before it
#: freed any; those that each whom one has freed does not spend; and after how many remedies it is.
type _Cost = tuple[float, float, int]

#: The best from a resend on: its minutes, after how many remedies the next resend or the end is, and whether it is one.
type _Way = tuple[float, int, bool]


def place(order: Sequence[Try], mass: float, resending: Sequence[float], last_resort: float) -> Placed:
    """Return the cheapest way through an order: a dynamic program over its resends, from the last one.

    ``mass``: of all readers at the start; ``resending``: minutes of the first resend, the second and so on, the last
    holding for all more; ``last_resort``: minutes of what always helps, at the end.

    A resend comes right after a remedy that needs it: what is looked at in between is better done before, which is a
    matter of the order. A state is after how many remedies the last resend was, and how many there were.
    """
    last = len(resending) - 1
    ways: dict[tuple[int, int], _Way] = {}
    ends: list[_Cost] = []
    resends: list[list[_Cost]] = [[] for _ in resending]
    for done, minutes, spent, left, freed, needed in reversed(_so_far(order, mass)):
        ends.append((spent + last_resort * left, minutes + last_resort, done))
        if not needed:
            continue
        end = (*_least(ends, freed), False)
        # No use to end here but with this resend: what waits for one would have been done for nothing.
        ends.pop()
        for used in range(min(done, 1, last), last + 1 if done else 1):
            again = (*_least(resends[used], freed), True) if resends[used] else end
            ways[done, used] = min(end, again)
        for used, price in enumerate(resending if done else ()):
            cost = freed * minutes + price * left + ways[done, min(used + 1, last)][0]
            resends[used].append((cost, minutes + price, done))
    return _followed(ways, last)


def _so_far(order: Sequence[Try], mass: float) -> list[tuple[int, float, float, float, float, bool]]:
    """Return what holds after none, one, two and more remedies.

    That is: how many; their minutes; those of all readers whom looking has not freed, and the mass of these; how much
    of it a resend here has freed; whether a resend may be here, or this is before all.
    """
    minutes, spent, freed = 0.0, 0.0, 0.0
    points = [(0, minutes, spent, mass, freed, True)]
    for done, (gain, more, resends) in enumerate(order, 1):
        spent += more * mass
        minutes += more
        if resends:
            freed += gain
        else:
            mass -= gain
        points.append((done, minutes, spent, mass, freed, resends))
    return points


def _least(costs: Sequence[_Cost], freed: float) -> tuple[float, int]:
    """Return the least minutes where resends have freed some readers, and after how many remedies they are had."""
    minutes = [spent - freed * each for spent, each, _ in costs]
    least = min(minutes)
    return least, costs[minutes.index(least)][2]


def _followed(ways: Mapping[tuple[int, int], _Way], last: int) -> Placed:
    """Return the way from the beginning."""
    resends, used = list[int](), 0
    minutes, done, again = ways[0, 0]
    while again:
        resends.append(done - 1)
        used = min(used + 1, last)
        _, done, again = ways[done, used]
    return Placed(resends, done, minutes)
