"""The lowest expected cost that any plan can have, by going through all of them: what ``planning`` is held against.

A plan is a sequence of remedies and resends, then the last resort. Each costs its minutes times the mass of readers
who still go without: all readers, less the gain of each remedy that shows by looking once it is done, and of each
other one once a resend follows it. A door's minutes come with the first remedy behind it; past the safe resends each
one more costs a pause as well.

Two exchanges that never cost more leave few plans to go through (``tests/engine/test_planning.py`` goes through all):

- Between two resends what shows by looking comes first: done after what waits for the resend, it would only spare fewer
  readers. So what waits stands right before its resend, and is a *batch* of which the order does not matter.
- What no resend follows is not done, nor is anything resent without a batch.

What is left depends on which remedies are done and how many codes were sent anew.
"""

from collections.abc import Mapping, Sequence
from math import inf

from troubleshoot.engine.guide import Prices
from troubleshoot.engine.planning import Trial


def optimum(
    trials: Sequence[Trial], prices: Prices, doors: Mapping[str, float], mass: float = 1.0, resent: int = 0
) -> float:
    """Return the minutes of the best plan times the mass of readers. Takes 3 ** len(trials) steps at most, times safe.

    A remedy is a bit of ``done``. The best from there on is known when all that is more than ``done`` was gone through.
    """
    costs = _Costs(trials, doors)
    waiting = sum(1 << place for place, trial in enumerate(trials) if trial.resends)
    looked_at = [1 << place for place, trial in enumerate(trials) if not trial.resends]
    levels = [prices.resending(before) for before in range(resent, max(resent, prices.safe) + 1)]
    best: list[list[float]] = [[] for _ in costs.gains]
    for done in range(len(costs.gains) - 1, -1, -1):
        alive, entered = mass - costs.gains[done], costs.entered[done]
        steps = [(bit, (costs.minutes[bit] + costs.doors(bit, entered)) * alive) for bit in looked_at if not done & bit]
        batches = [(batch, costs.minutes[batch] + costs.doors(batch, entered)) for batch in _parts(waiting & ~done)]
        for level, resending in enumerate(levels):
            after = min(level + 1, len(levels) - 1)
            looking = min([cost + best[done | bit][level] for bit, cost in steps], default=inf)
            together = min(
                [(minutes + resending) * alive + best[done | batch][after] for batch, minutes in batches], default=inf
            )
            best[done].append(min(prices.last_resort * alive, looking, together))
    return best[0][0]


class _Costs:
    """By set of remedies: their gain, their minutes without doors, and what doors they enter, as bits."""

    def __init__(self, trials: Sequence[Trial], doors: Mapping[str, float]) -> None:
        self.gains, self.minutes, self.entered = [0.0], [0.0], [0]
        slugs = list(doors)
        for trial in trials:
            door = 1 << slugs.index(trial.door) if trial.door else 0
            self.gains += [gain + trial.gain for gain in self.gains]
            self.minutes += [minutes + trial.minutes for minutes in self.minutes]
            self.entered += [entered | door for entered in self.entered]
        self.prices = [0.0]
        for slug in slugs:
            self.prices += [price + doors[slug] for price in self.prices]

    def doors(self, remedies: int, entered: int) -> float:
        """Return the minutes of the doors that some remedies are behind, but for those entered."""
        return self.prices[self.entered[remedies] & ~entered]


def _parts(remedies: int) -> list[int]:
    """Return all sets of some remedies but the empty one."""
    parts, part = list[int](), remedies
    while part:
        parts.append(part)
        part = (part - 1) & remedies
    return parts
