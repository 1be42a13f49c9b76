"""In which order to try remedies, which of them before one new code, and when to turn to the last resort.

The cost of a plan is its expected minutes: each action's minutes times how many readers of all still go without
(their *mass*). A remedy that shows by looking leaves fewer at once; those that only a new code shows wait for the
next *resend*, which several may share. A *door*, as a carrier's login, is paid with the first remedy behind it.
Past the safe resends each one more costs a pause. The last resort always helps. Theory and limits: docs/ranking.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from .guide import Prices, Slug
from .placing import place

#: A trial that costs nothing at all is worth as much as one of a thousandth of a minute.
_LEAST: Final = 0.001


class Trial(NamedTuple):
    """What trying one cause's remedy brings and costs.

    ``gain``: the mass of readers whom it frees; ``minutes``: without door and resend; ``resends``: whether only a new
    code shows it; ``door``: what must be entered for it, or None.
    """

    cause: Slug
    gain: float
    minutes: float
    resends: bool = False
    door: Slug | None = None


class Stage(NamedTuple):
    """What is tried before the reader next says whether it helped: at its end one resend, where one is needed."""

    causes: tuple[Slug, ...]
    resends: bool


class Plan(NamedTuple):
    """The stages worth their minutes, then the last resort; ``rest``: what is not worth them, best first.

    ``minutes``: what all of it costs, times the mass of readers.
    """

    stages: tuple[Stage, ...]
    rest: tuple[Slug, ...]
    minutes: float


def plan(
    trials: Iterable[Trial],
    prices: Prices,
    doors: Mapping[Slug, float],
    mass: float = 1.0,
    resent: int = 0,
) -> Plan:
    """Return the way of the lowest expected cost that is found among some trials; ties in their order.

    By gain per minute (Kadane & Simon 1977), once as if each had its door and its resend for itself, once as if others
    paid for both; resends and end then placed exactly. What shares a resend or a door so is ordered anew as one
    (bottom-up P-over-C), and placed again. Of all these the cheapest. Where looking shows all, that is the optimum.

    ``doors``: the minutes of entering each, 0 where that is done; ``mass``: of all readers who are there now, at least
    the sum of the gains; ``resent``: resends before.
    """
    planner, trials = _Planner(prices, doors, mass, resent), tuple(trials)
    alone = planner.placed(planner.by_gain_per_minute(trials))
    shared = planner.placed(planner.by_gain_per_minute(trials, shared=True))
    regrouped = [planner.placed(planner.regrouped(way)) for way in (alone, shared)]
    stages = _staged(min(alone, shared, *regrouped, key=lambda way: way.minutes))
    minutes, left = spent(stages, {trial.cause: trial for trial in trials}, prices, doors, mass, resent=resent)
    tried = {cause for stage in stages for cause in stage.causes}
    rest = tuple(trial.cause for trial in alone.order if trial.cause not in tried)
    return Plan(stages, rest, minutes + prices.last_resort * left)


def spent(  # noqa: PLR0913  # what minutes depend on
    stages: Iterable[Stage],
    trials: Mapping[Slug, Trial],
    prices: Prices,
    doors: Mapping[Slug, float],
    mass: float,
    *,
    resent: int = 0,
) -> tuple[float, float]:
    """Return the minutes of some stages, without a last resort, and the mass of readers who still go without."""
    minutes, unpaid = 0.0, _unpaid(doors)
    for stage in stages:
        waiting = 0.0
        for trial in sorted([trials[cause] for cause in stage.causes], key=attrgetter("resends")):
            minutes += (trial.minutes + unpaid.pop(trial.door, 0.0)) * mass
            if trial.resends:
                waiting += trial.gain
            else:
                mass -= trial.gain
        if stage.resends:
            minutes += prices.resending(resent) * mass
            mass, resent = mass - waiting, resent + 1
    return minutes, mass


def _unpaid(doors: Mapping[Slug, float]) -> dict[Slug | None, float]:
    """Return the minutes of doors, to be taken from there with the first trial behind each."""
    return dict(doors.items())


class _Way(NamedTuple):
    """An order of trials, the places right after which a code is sent anew, and before which trying ends."""

    order: Sequence[Trial]
    resends: Collection[int]
    end: int
    minutes: float


#: Trials that stay together, one that looking shows or those that share a resend: their gain per minute, their gain,
#: their minutes with the resend and without doors, and they themselves.
type _Batch = tuple[float, float, float, Sequence[Trial]]


@dataclass(frozen=True, slots=True)
class _Planner:
    prices: Prices
    doors: Mapping[Slug, float]
    mass: float
    resent: int

    def by_gain_per_minute(self, trials: Iterable[Trial], *, shared: bool = False) -> list[Trial]:
        """Return trials in the order of each by itself; ``shared``: others pay for its door and its resend."""
        resend = 0.0 if shared else self.prices.resending(self.resent)
        doors = _unpaid({} if shared else self.doors)

        def rate(trial: Trial) -> float:
            _, gain, minutes, resends, door = trial
            minutes += doors.get(door, 0.0) + (resend if resends else 0.0)
            return _rate(gain, minutes)

        return sorted(trials, key=rate, reverse=True)

    def placed(self, order: Sequence[Trial]) -> _Way:
        """Return after which trials of an order to resend, and where to stop."""
        most = max(self.prices.safe, self.resent)
        resending = [self.prices.resending(before) for before in range(self.resent, most + 1)]
        unpaid = _unpaid(self.doors)
        tries = [(one.gain, one.minutes + unpaid.pop(one.door, 0.0), one.resends) for one in order]
        return _Way(order, *place(tries, self.mass, resending, self.prices.last_resort))

    def regrouped(self, way: _Way) -> list[Trial]:
        """Return an order in which what shares a resend is together, and what shares a door where that pays.

        Left out is what waits for a resend that is not worth it.
        """
        behind: dict[tuple[Slug, ...], list[_Batch]] = {}
        for doors, batch in self._batches(way):
            behind.setdefault(doors, []).append(batch)
        ranked = [one for doors, batches in behind.items() for one in self._ranked(doors, batches)]
        ranked.sort(key=itemgetter(0), reverse=True)
        return [trial for _, trials in ranked for trial in trials]

    def _batches(self, way: _Way) -> Iterator[tuple[tuple[Slug, ...], _Batch]]:
        """Yield the batches of a way, and what looking shows after its end, with the doors that each is behind."""
        waiting, resent = list[Trial](), self.resent
        for at, trial in enumerate(way.order):
            _, gain, minutes, resends, door = trial
            if not resends:
                yield (door,) if door else (), (_rate(gain, minutes), gain, minutes, (trial,))
                continue
            waiting.append(trial)
            if at in way.resends:
                doors = sorted({one.door for one in waiting if one.door})
                gain = sum([one.gain for one in waiting])
                minutes = self.prices.resending(resent) + sum([one.minutes for one in waiting])
                yield tuple(doors), (_rate(gain, minutes), gain, minutes, waiting)
                waiting, resent = [], resent + 1

    def _ranked(self, doors: Iterable[Slug], batches: list[_Batch]) -> list[tuple[float, Sequence[Trial]]]:
        """Return batches behind the same doors, each with its gain per minute; as one, those that best share these."""
        batches.sort(key=itemgetter(0), reverse=True)
        gain, minutes, best, cluster = 0.0, sum([self.doors[door] for door in doors]), 0.0, 0
        for count, (_, more, longer, _) in enumerate(batches, 1):
            gain, minutes = gain + more, minutes + longer
            rate = _rate(gain, minutes)
            if rate > best:
                best, cluster = rate, count
        return [(best if at < cluster else rate, trials) for at, (rate, _, _, trials) in enumerate(batches)]


def _rate(gain: float, minutes: float) -> float:
    return gain / (minutes if minutes > _LEAST else _LEAST)  # noqa: FURB136  # max takes thrice as long


def _staged(way: _Way) -> tuple[Stage, ...]:
    """Return a way in stages. What shows by looking comes before those that wait for the same resend, likeliest first.

    What is looked at behind one door is one stage, together with the resend that follows behind it.
    """
    stages, waiting, door = list[Stage](), list[Trial](), None
    for at, trial in enumerate(way.order[: way.end]):
        if not trial.resends:
            _add(stages, (trial.cause,), together=door is not None and trial.door == door)
            door = trial.door
            continue
        waiting.append(trial)
        if at in way.resends:
            together = door is not None and door in [one.door for one in waiting]
            waiting.sort(key=lambda one: -one.gain)
            _add(stages, tuple([one.cause for one in waiting]), together=together, resends=True)
            waiting, door = [], None
    return tuple(stages)


def _add(stages: list[Stage], causes: tuple[Slug, ...], *, together: bool, resends: bool = False) -> None:
    before = stages.pop().causes if together else ()
    stages.append(Stage((*before, *causes), resends))
