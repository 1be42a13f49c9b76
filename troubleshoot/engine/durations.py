"""How long it takes until a reader knows: what readers answered by interval, against the editor's minutes.

Durations of one task are taken to be log-normal, of a spread that is known well enough and the same for all, so that
the middle alone is learned: that of half the readers. The editor's number counts as the answers of some readers who
took exactly that long. An answer says no more than the interval it lies in. The likelihood of all that is concave in
the middle's logarithm: there is one best, and a longer answer never lowers it. The interval is normal around it on the
scale of logarithms, as all others are (``evidence``).

What a reader calls the time is all that they were busy: with the door, which they may have entered for the remedy
before, and with the resend. Neither belongs to a candidate's minutes, so both are taken off: the resend at the guide's
price, the door at the middle of its carriers', since an answer does not say which carrier's it was.
"""

from collections.abc import Mapping
from math import erfc, exp, inf, isfinite, log, pi, sqrt
from statistics import median
from typing import Final, NamedTuple

from .evidence import NINETY, Estimate
from .guide import Candidate, Guide, Slug

#: What may be answered, and the minutes that each stands for: up to halfway to the next by ratio.
INTERVALS: Final[Mapping[str, tuple[float, float]]] = {
    "2": (0.0, 3.2),
    "5": (3.2, 8.7),
    "15": (8.7, 30.0),
    "60": (30.0, 120.0),
    "longer": (120.0, inf),
}
#: Standard deviation of a duration's natural logarithm: of 100 readers 90 take between a quarter of the middle and four
#: times it.
SPREAD: Final = 0.8
#: For how many readers' answers the editor's number counts.
TRUST: Final = 10.0
#: So many minutes an answer leaves to the remedy, where door and resend take more than it says.
LEAST: Final = 0.5

#: More answers than there will be; beyond, numbers would lose their meaning.
_MOST: Final = 1e12
#: Of the logarithms of minutes, where middles are looked for: from a second to seven days.
_LOWEST, _HIGHEST = log(1 / 60), log(7 * 24 * 60)
#: Halvings until a middle is as exact as its number.
_HALVINGS: Final = 60


class _Heard(NamedTuple):
    """How many answered one interval, whose ends are logarithms of minutes."""

    low: float
    high: float
    number: float


def proposed(guide: Guide, answers: Mapping[Slug, Mapping[str, float]]) -> dict[Slug, Estimate]:
    """Return each candidate's minutes as its readers' answers have them, in the editor's order. Never raises.

    ``answers``: how often each interval was answered, by cause; what is not known of it is passed over.
    """
    return {
        slug: middle(candidate.minutes_to_know, answers.get(slug, {}), beside(guide, candidate))
        for slug, candidate in guide.candidates.items()
    }


def beside(guide: Guide, candidate: Candidate) -> float:
    """Return the minutes that a reader is busy with door and resend, beside the candidate's own."""
    doors = [door.minutes for door in guide.doors.get(candidate.cause, {}).values()]
    return (median(doors) if doors else 0.0) + (0.0 if candidate.looking else guide.prices.resend)


def middle(now: float, answers: Mapping[str, float], beside: float = 0.0) -> Estimate:
    """Return the minutes that half the readers take, beside the editor's, ``now``. Never raises.

    ``answers``: how often each of INTERVALS was answered; ``beside``: minutes in the answers that are not learned of.
    Without answers it is the editor's number. ``readers``: of how many exact times one would know as much.
    """
    heard = [_Heard(*_without(beside, name), _sound(answers[name])) for name in INTERVALS if name in answers]
    if not any(one.number for one in heard):
        return _around(now, now, 0.0)
    start = min(max(log(now if now > 0 else LEAST), _LOWEST), _HIGHEST)
    below, above = _LOWEST, _HIGHEST
    for _ in range(_HALVINGS):
        at = (below + above) / 2
        pull = TRUST * (start - at) + sum(one.number * _told(at, one)[0] for one in heard)
        below, above = (at, above) if pull > 0 else (below, at)
    return _around(now, exp(below), sum(one.number * _told(below, one)[1] for one in heard))


def _around(now: float, proposed: float, readers: float) -> Estimate:
    half = exp(NINETY * SPREAD / sqrt(TRUST + readers))
    return Estimate(now, proposed, proposed / half, proposed * half, readers)


def _without(beside: float, name: str) -> tuple[float, float]:
    """Return an interval without the minutes beside, by logarithms."""
    low, high = INTERVALS[name]
    left = max(low - beside, 0.0)
    return log(left) if left else -inf, log(max(high - beside, LEAST))


def _told(at: float, heard: _Heard) -> tuple[float, float]:
    """Return how an answer moves a middle, as a step of its logarithm, and how much it tells, in exact answers.

    These are the first derivative of the interval's log probability, and the second with its sign turned.
    """
    low, high = (heard.low - at) / SPREAD, (heard.high - at) / SPREAD
    mass = _mass(low, high)
    if not mass:  # so far off that the nearer end is all that counts
        return SPREAD * (low if low > 0 else high), 1.0
    under, over = _density(low), _density(high)
    pull = (under - over) / mass
    bend = ((high * over if high < inf else 0.0) - (low * under if low > -inf else 0.0)) / mass
    return SPREAD * pull, min(max(pull**2 + bend, 0.0), 1.0)


def _mass(low: float, high: float) -> float:
    """Return the probability between two ends of the standard normal distribution, exact in its tails."""
    if low > 0:
        low, high = -high, -low
    return (erfc(-high / sqrt(2)) - erfc(-low / sqrt(2))) / 2


def _density(at: float) -> float:
    return exp(-at * at / 2) / sqrt(2 * pi)


def _sound(count: float) -> float:
    """Return a count that can be reckoned with."""
    return min(max(count, 0.0), _MOST) if isfinite(count) else 0.0
