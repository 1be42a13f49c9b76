"""What ``ranking`` plans: random guides, and situations of a guide as its readers have them.

A random guide has 2 to 10 candidates whose beliefs are exponential and sum to 0.6 to 1, for the cause may be none of
them; a remedy helps in 0.5 to 1 of all cases and takes 0.5 to 8 minutes; half of them need a resend, half stand behind
one of two doors of 1 to 6 minutes. A resend takes 0.5 to 3 minutes, 0 to 3 of them are safe, a pause costs 0 to 60
minutes and the last resort 15 to 200. All are uniform and independent of each other.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import NONE, UNSURE, Prices, Question
from troubleshoot.engine.planning import Trial

#: The prices of ranking x-sms, beside those of the product: one door, whoever the carrier is.
SETTING: Final = Prices(resend=1, safe=2, pause=20, last_resort=60)
LOGIN: Final = 3.0
LEADING: Final = 10
LIKELY: Final = 0.01


class Situation(NamedTuple):
    """What may be tried for readers of mass 1, and what that costs."""

    trials: Sequence[Trial]
    prices: Prices
    doors: Mapping[str, float]

    @property
    def curable(self) -> float:
        """Return the mass of readers whom some remedy helps."""
        return sum(trial.gain for trial in self.trials)

    @property
    def unavoidable(self) -> float:
        """Return the minutes that no plan spares: the last resort of those whom no remedy helps."""
        return self.prices.last_resort * (1 - self.curable)

    def rate(self, trial: Trial) -> float:
        """Return a trial's gain per minute, with a door and a resend of its own."""
        door = self.doors[trial.door] if trial.door else 0.0
        return trial.gain / max(trial.minutes + door + self.prices.resend * trial.resends, 1e-9)

    def likely(self) -> "Situation":
        """Return the same without what helps fewer than 1 % of the readers."""
        return self._replace(trials=[trial for trial in self.trials if trial.gain >= LIKELY])

    def leading(self) -> "Situation":
        """Return the same with the best by gain per minute alone, few enough for the exact optimum."""
        return self._replace(trials=sorted(self.trials, key=self.rate, reverse=True)[:LEADING])


def random_guide(chance: random.Random, *, resends: bool = True, behind: bool = True) -> Situation:
    """Return a guide by chance; without ``resends`` looking shows all, without ``behind`` there are no doors."""
    doors = {"a": chance.uniform(1, 6), "b": chance.uniform(1, 6)}
    drawn = [chance.expovariate(1) for _ in range(chance.randint(2, LEADING))]
    scale = chance.uniform(0.6, 1) / sum(drawn)
    trials = [
        Trial(
            str(number),
            weight * scale * chance.uniform(0.5, 1),
            chance.uniform(0.5, 8),
            chance.random() < 0.5 and resends,  # noqa: PLR2004
            chance.choice([None, None, *doors]) if behind else None,
        )
        for number, weight in enumerate(drawn)
    ]
    prices = Prices(chance.uniform(0.5, 3), chance.randint(0, 3), chance.uniform(0, 60), chance.uniform(15, 200))
    return Situation(trials, prices, doors)


def answered(guide: engine.Guide, chance: random.Random) -> engine.Walk:
    """Return the walk of a reader with a cause by its weight, who has answered every question as it makes likely."""
    weights = [candidate.weight for candidate in guide.candidates.values()]
    cause = chance.choices(list(guide.candidates), weights)[0]
    walk = engine.replay(guide, {})
    while walk.open:
        question = guide.questions[walk.open]
        walk = engine.replay(guide, {**walk.given, question.slug: _answer(guide, question, cause, chance)})
    return walk


def _answer(guide: engine.Guide, question: Question, cause: str, chance: random.Random) -> str:
    def likely(answer: str) -> float:
        return guide.likelihoods[question.slug].probability(answer, cause)

    if question.kind != "several":
        return chance.choices(list(question.answers), map(likely, question.answers))[0]
    ticks = [answer for answer in question.answers if answer not in (NONE, UNSURE) and chance.random() < likely(answer)]
    return ",".join(ticks) or NONE


def in_setting(guide: engine.Guide, beliefs: Mapping[str, float], prices: Prices = SETTING) -> Situation:
    """Return a situation in which all that is behind a carrier's login is so for everybody; reading takes nothing."""
    trials = [
        Trial(
            slug, belief * one.efficacy, one.minutes_to_know, not one.looking, "login" if slug in guide.doors else None
        )
        for slug, belief in beliefs.items()
        for one in [guide.candidates[slug]]
        if belief
    ]
    return Situation(trials, prices, {"login": LOGIN})


def as_served(walk: engine.Walk) -> Situation:
    """Return a situation as the product plans it, with minutes to read each remedy and the doors of the carrier."""
    return Situation(walk.place.trials(walk.beliefs), walk.guide.prices, walk.place.doors())


def off(beliefs: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    """Return beliefs from weights that are off by some factors."""
    wrong = {slug: belief * factors[slug] for slug, belief in beliefs.items()}
    total = sum(wrong.values())
    return {slug: belief / total for slug, belief in wrong.items()}


def factors(slugs: Iterable[str], chance: random.Random, spread: float) -> dict[str, float]:
    """Return a factor e^N(0, spread) for each."""
    return {slug: math.exp(chance.gauss(0, spread)) for slug in slugs}
