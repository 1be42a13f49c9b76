"""Ways to go through remedies that ``ranking`` compares, and what they cost.

All but ours try one remedy after another and send a code anew after each that needs one: to the end, or to where
stopping costs least.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from troubleshoot.engine.planning import Plan, Stage, Trial, plan

from .situations import Situation


class Spent(NamedTuple):
    """What readers of mass 1 have spent so far: minutes, and resends; ``left``: the mass without a code still.

    ``paused``: of how many the sender has stopped for a day; ``looked``: of how many looking has found the cause.
    """

    minutes: float = 0.0
    left: float = 1.0
    resends: float = 0.0
    paused: float = 0.0
    looked: float = 0.0

    @property
    def codes(self) -> float:
        """Codes sent in all, were one sent wherever looking has found the cause: that is the code they waited for."""
        return self.resends + self.looked

    def ended(self, situation: Situation) -> "Spent":
        """Return what they have spent when those who are left have turned to the last resort."""
        return self._replace(minutes=self.minutes + situation.prices.last_resort * self.left, left=0.0)


def after_each(situation: Situation, stages: Iterable[Stage]) -> Iterator[Spent]:
    """Yield what is spent before all stages and after each: the cost formula action by action, not ``planning``'s."""
    trials = {trial.cause: trial for trial in situation.trials}
    entered, resent, spent = set[str](), 0, Spent()
    yield spent
    for stage in stages:
        waiting = 0.0
        for trial in sorted([trials[cause] for cause in stage.causes], key=lambda trial: trial.resends):
            door = situation.doors[trial.door] if trial.door and trial.door not in entered else 0.0
            entered |= {trial.door} if trial.door else set()
            spent = spent._replace(minutes=spent.minutes + (trial.minutes + door) * spent.left)
            if trial.resends:
                waiting += trial.gain
            else:
                spent = spent._replace(left=spent.left - trial.gain, looked=spent.looked + trial.gain)
        if stage.resends:
            spent = _resent(situation, spent, resent)._replace(left=spent.left - waiting)
            resent += 1
        yield spent


def _resent(situation: Situation, spent: Spent, resent: int) -> Spent:
    pauses = resent >= situation.prices.safe
    minutes = situation.prices.resend + situation.prices.pause * pauses
    return spent._replace(
        minutes=spent.minutes + minutes * spent.left,
        resends=spent.resends + spent.left,
        paused=max(spent.paused, spent.left * pauses),
    )


def of_stages(situation: Situation, stages: Iterable[Stage]) -> Spent:
    """Return what readers spend in all, the last resort with it."""
    return [*after_each(situation, stages)][-1].ended(situation)


def to_the_end(situation: Situation, order: Iterable[Trial]) -> Spent:
    """Return what readers spend who try everything in an order, and then turn to the last resort."""
    return of_stages(situation, _one_by_one(order))


def best_stop(situation: Situation, order: Iterable[Trial]) -> Spent:
    """Return what readers spend who turn to the last resort where that costs least."""
    ends = (spent.ended(situation) for spent in after_each(situation, _one_by_one(order)))
    return min(ends, key=lambda spent: spent.minutes)


def _one_by_one(order: Iterable[Trial]) -> Iterator[Stage]:
    return (Stage((trial.cause,), trial.resends) for trial in order)


def ours(situation: Situation) -> Spent:
    """Return what readers spend by our plan."""
    return of_stages(situation, planned(situation).stages)


def planned(situation: Situation) -> Plan:
    """Return our plan."""
    return plan(situation.trials, situation.prices, situation.doors)


def replanned(situation: Situation) -> float:
    """Return the minutes of readers for whom it is planned anew after each stage in vain, as the product does."""
    trials, doors = {trial.cause: trial for trial in situation.trials}, dict(situation.doors)
    left, resent, stages = 1.0, 0, list[Stage]()
    while ahead := plan(trials.values(), situation.prices, doors, left, resent).stages:
        stages.append(ahead[0])
        resent += ahead[0].resends
        for cause in ahead[0].causes:
            trial = trials.pop(cause)
            left -= trial.gain
            doors |= {trial.door: 0.0} if trial.door else {}
    return of_stages(situation, stages).minutes


def minutes_of(situation: Situation, trial: Trial) -> float:
    """Return the minutes of a trial with a door and a resend of its own."""
    return (
        trial.minutes + (situation.doors[trial.door] if trial.door else 0.0) + situation.prices.resend * trial.resends
    )


def _by(key: Callable[[Situation, Trial], float]) -> Callable[[Situation], Sequence[Trial]]:
    return lambda situation: sorted(situation.trials, key=lambda trial: key(situation, trial))


def _shuffled(situation: Situation) -> Sequence[Trial]:
    chance = random.Random(repr(situation.trials))  # noqa: S311  # the same each time
    return chance.sample(situation.trials, len(situation.trials))


_CHEAPEST: Final = _by(minutes_of)
_LIKELIEST: Final = _by(lambda _, trial: -trial.gain)
_RATE: Final = _by(lambda situation, trial: -situation.rate(trial))

#: By a name for its row and one for its reader.
WAYS: Final[Mapping[str, tuple[str, Callable[[Situation], Spent]]]] = {
    "random": ("an order by chance, to the end", lambda case: to_the_end(case, _shuffled(case))),
    "catalogue": ("the catalogue's order to the end", lambda case: to_the_end(case, case.trials)),
    "catalogue_stop": ("the catalogue's order, best stop", lambda case: best_stop(case, case.trials)),
    "cheapest": ("cheapest first, to the end", lambda case: to_the_end(case, _CHEAPEST(case))),
    "likeliest": ("likeliest first, to the end", lambda case: to_the_end(case, _LIKELIEST(case))),
    "rate": ("by gain per minute, to the end", lambda case: to_the_end(case, _RATE(case))),
    "rate_stop": ("by gain per minute, best stop", lambda case: best_stop(case, _RATE(case))),
    "ours": ("ours", ours),
}
