"""How near our order of remedies comes to the best there is, and what others cost: ``make bench-ranking``.

Writes ``ranking.json``, ``RANKING.md`` and two plots beside it; ``--quick`` only tries, and writes to a temporary
folder. Fails when a bar is missed. Seeds are fixed: but for what ranking takes, the same code gives the same figures on
every machine.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple

from troubleshoot import engine

from . import papers, planned, plots
from .asking import MINUTES, questions
from .content import first_content
from .exact import optimum
from .figures import Figure, certain, mean, quantile, ratio, share
from .orders import WAYS, of_stages, ours, replanned
from .orders import planned as plan_of
from .results import Bar
from .situations import SETTING, Situation, answered, as_served, factors, in_setting, off, random_guide

#: With ``--quick``, one case for so many.
QUICK: Final = 20
GUIDES, SITUATIONS, EXACT, DRAWS = 1000, 800, 200, 40
SPREAD: Final = 0.5
#: What the bar by the clock, 0.6 ms, is at five instructions a nanosecond.
INSTRUCTIONS: Final = 3_000_000
#: Per cent that are no difference.
ROUNDING: Final = 1e-7
NOTES: Final = """
How it is measured: costs are expected minutes by the formula of `docs/ranking.md`, exactly, given the beliefs; nobody's
walk is drawn but for their answers. The exact optimum (`exact.py`) is over all plans: which remedies, in which order,
with which resends, and where to stop. *Avoidable* is without what no plan spares, the last resort of those whom no
remedy helps. Random guides are described in `situations.py`; they were not chosen by how we fare. Situations of `x-sms`
are of readers with a cause by its weight who answer every question as that makes likely, so beliefs are right on
average. *In the setting*: a resend takes 1 minute, 2 are safe, a pause costs 20, the last resort 60; one door of 3
minutes stands before all that is behind a carrier's login for anybody; reading takes nothing. *As served*: with the
guide's own prices, 2 minutes to read each remedy and the doors of the reader's carrier. The ten leading candidates are
those of the greatest gain per minute. All ways but ours send a code anew after each remedy that needs it; to the end is
dear for them because each one past the safe ones costs a pause, so they are also tried without what helps fewer than 1
in 100 readers, which has no bar. The clock is the processor's, on a machine that does other things as well; the bar of
the instructions is that of the clock at five instructions a nanosecond. `95 %` is the interval of a figure by chance
alone.
"""


class Bench:
    """The cases that all chapters share."""

    def __init__(self, document: Path, *, quick: bool) -> None:
        self.document, self.part = document, QUICK if quick else 1
        self.guides = engine.load(json.loads(document.read_text(encoding="utf-8"))).guides

    def chance(self, name: str) -> random.Random:
        """Return a chance of its own, the same each time."""
        return random.Random(name)  # noqa: S311  # the same each time

    @cached_property
    def walks(self) -> list[engine.Walk]:
        """Situations of x-sms."""
        chance = self.chance("situations")
        return [answered(self.guides[planned.GUIDE], chance) for _ in range(SITUATIONS // self.part)]

    def situations(self, prices: engine.Prices = SETTING) -> list[Situation]:
        """Return them in the setting."""
        return [in_setting(walk.guide, walk.beliefs, prices) for walk in self.walks]

    def random_guides(self, name: str, *, resends: bool = True, behind: bool = True) -> list[Situation]:
        """Return guides by chance."""
        chance = self.chance(name)
        return [random_guide(chance, resends=resends, behind=behind) for _ in range(GUIDES // self.part)]


class Compared(NamedTuple):
    """A case and the minutes of its best plan."""

    case: Situation
    best: float

    def above(self, minutes: float) -> float:
        """Return by how many per cent minutes are more."""
        return _more(minutes, self.best)

    def above_avoidable(self, minutes: float) -> float:
        """Return the same without what no plan spares."""
        spared = self.case.unavoidable
        return _more(minutes - spared, self.best - spared)


def _more(minutes: float, others: float) -> float:
    """Return by how many per cent minutes are more than others; 0 where that is rounding alone."""
    more = 100 * (minutes / others - 1)
    return more if abs(more) > ROUNDING else 0.0


def _compared(cases: Iterable[Situation]) -> list[Compared]:
    return [Compared(case, optimum(case.trials, case.prices, case.doors)) for case in cases]


def _distance(
    name: str, what: str, cases: Sequence[Compared], bars: tuple[Bar | None, Bar | None] = (None, None)
) -> Iterator[Figure]:
    """Yield how far ours is from the best: the mean, 99 of 100, how often it is equal, and of what can be avoided."""
    minutes = [ours(one.case).minutes for one in cases]
    above = [one.above(got) for one, got in zip(cases, minutes, strict=True)]
    avoidable = [one.above_avoidable(got) for one, got in zip(cases, minutes, strict=True)]
    told = f"% above the exact optimum, {what}"
    yield mean(f"{name}_mean", f"{told}: mean", above, bars[0])
    yield quantile(f"{name}_p99", f"{told}: 99 of 100", above, 0.99, bars[1])
    yield quantile(f"{name}_worst", f"{told}: the worst", above, 1)
    yield share(f"{name}_equal", f"% equal to the exact optimum, {what}", [not one for one in above])
    yield mean(f"{name}_avoidable_mean", f"{told}, of avoidable minutes: mean", avoidable)
    yield quantile(f"{name}_avoidable_p99", f"{told}, of avoidable minutes: 99 of 100", avoidable, 0.99)


def on_random_guides(bench: Bench) -> Iterator[Figure]:
    """Yield how near the best we come on guides by chance, and others."""
    cases = _compared(bench.random_guides("random"))
    yield from _distance("random", "random guides", cases, (Bar(0.2), Bar(2)))
    for name, (what, way) in WAYS.items():
        if name != "ours":
            above = [one.above(way(one.case).minutes) for one in cases]
            yield mean(f"random_{name}", f"% above the exact optimum, random guides, {what}: mean", above)
    for name, what, resends, behind, bar in (
        ("plain", "without doors and resends", False, False, Bar(100, at_most=False)),
        ("doors", "without resends", False, True, None),
        ("batches", "without doors", True, False, None),
    ):
        cases = _compared(bench.random_guides(name, resends=resends, behind=behind))
        equal = [not one.above(ours(one.case).minutes) for one in cases]
        yield share(f"{name}_equal", f"% equal to the exact optimum, random guides {what}", equal, bar)


def in_the_setting(bench: Bench) -> Iterator[Figure]:
    """Yield how near the best we come on x-sms, what all ways cost, and how often codes are sent anew."""
    cases = bench.situations()
    leading = _compared(case.leading() for case in cases[: EXACT // bench.part])
    yield from _distance("x_sms", "x-sms, ten leading candidates", leading, (Bar(0.8), Bar(3.5)))
    spent = {name: [way(case) for case in cases] for name, (_, way) in WAYS.items()}
    for name, (what, _) in WAYS.items():
        yield mean(f"minutes_{name}", f"expected minutes, x-sms: {what}", [one.minutes for one in spent[name]])
        yield mean(f"resends_{name}", f"resends a walk, x-sms: {what}", [one.resends for one in spent[name]])
    yield from _against(cases, [one.minutes for one in spent["ours"]])
    yield mean("resends", "resends a walk, x-sms: ours", [one.resends for one in spent["ours"]], Bar(1))
    yield mean("codes", "the same, and one where looking found the cause", [one.codes for one in spent["ours"]])
    yield mean("paused", "% of walks with a pause, x-sms: ours", [100 * one.paused for one in spent["ours"]], Bar(2))
    anew = [_more(replanned(case), one.minutes) for case, one in zip(cases, spent["ours"], strict=True)]
    yield mean("replanned", "% more minutes, x-sms, where all that is left is planned anew after each stage", anew)


def _against(cases: Sequence[Situation], minutes: Sequence[float]) -> Iterator[Figure]:
    """Yield what ours takes of the minutes of others, with all candidates and without those that hardly help."""
    for name, bar in (("catalogue", Bar(0.5)), ("rate", Bar(0.85)), ("rate_stop", Bar(0.95))):
        what, way = WAYS[name]
        told = f"expected minutes, x-sms: ours ÷ {what}"
        yield ratio(f"against_{name}", told, minutes, [way(case).minutes for case in cases], bar)
        likely = [way(case.likely()).minutes for case in cases]
        yield ratio(f"against_{name}_likely", f"{told}, but for what helps fewer than 1 %", minutes, likely)


def at_other_prices(bench: Bench) -> Iterator[Figure]:
    """Yield the minutes at other prices of the last resort and the pause."""
    dearer = [(f"last_resort_{price}", f"the last resort at {price}", "last_resort", price) for price in (30, 120, 300)]
    paused = [(f"pause_{price}", f"a pause at {price}", "pause", price) for price in (0, 60)]
    for name, what, changed, price in (*dearer, *paused):
        cases = bench.situations(replace(SETTING, **{changed: price}))
        for way in ("catalogue", "catalogue_stop", "rate", "rate_stop", "ours"):
            told = f"expected minutes, x-sms, {what}: {WAYS[way][0]}"
            yield mean(f"{name}_{way}", told, [WAYS[way][1](case).minutes for case in cases])


def served(bench: Bench) -> Iterator[Figure]:
    """Yield the same as readers have it, and what whole guides cost."""
    cases = [as_served(walk) for walk in bench.walks]
    leading = _compared(case.leading() for case in cases[: EXACT // bench.part])
    yield from _distance("served", "x-sms as served, ten leading candidates", leading)
    for name, (what, way) in WAYS.items():
        minutes = [way(case).minutes for case in cases]
        yield mean(f"served_{name}", f"expected minutes, x-sms as served: {what}", minutes)
    spent = [ours(case) for case in cases]
    yield mean("served_resends", "resends a walk, x-sms as served: ours", [one.resends for one in spent])
    yield mean("served_codes", "the same, and one where looking found the cause", [one.codes for one in spent])
    yield mean("served_paused", "% of walks with a pause, x-sms as served", [100 * one.paused for one in spent])
    for slug, guide in bench.guides.items():
        found = engine.evaluate(guide)
        for name in ("ours", "best", "catalogue", "questions"):
            what = "questions a reader is asked" if name == "questions" else f"expected minutes by evaluate: {name}"
            yield certain(f"{slug}_{name}", f"{slug}, {what}", getattr(found, name))


def with_wrong_weights(bench: Bench) -> Iterator[Figure]:
    """Yield what it costs when the editor's weights are off."""
    guide, walks = bench.guides[planned.GUIDE], bench.walks[: EXACT // bench.part]
    right = [in_setting(guide, walk.beliefs) for walk in walks]
    best = [ours(case).minutes for case in right]
    chance, regrets = bench.chance("weights"), []
    for _ in range(max(DRAWS // bench.part, 2)):
        wrong = factors(guide.candidates, chance, SPREAD)
        misled = [plan_of(in_setting(guide, off(walk.beliefs, wrong))).stages for walk in walks]
        minutes = [of_stages(case, stages).minutes for case, stages in zip(right, misled, strict=True)]
        regrets.append(100 * (fmean(minutes) / fmean(best) - 1))
    told = f"% more minutes with weights off by e^N(0, {SPREAD}), x-sms"
    yield mean("regret", f"{told}: mean of draws", regrets, Bar(6))
    yield quantile("regret_worst", f"{told}: the worst draw", regrets, 1)


def taken(bench: Bench) -> Iterator[Figure]:
    """Yield what ranking takes."""
    ranked = planned.walks(bench.document)
    told = f"ms of ranking the {len(ranked[0].beliefs)} candidates of x-sms, by the processor's clock"
    yield certain("rank_ms", f"{told}, the least of {planned.BLOCKS}", planned.milliseconds(ranked), Bar(0.6))
    counted = planned.instructions(bench.document)
    if counted:
        yield certain("rank_instructions", "instructions of the same", counted, Bar(INSTRUCTIONS))


def asked(bench: Bench) -> Iterator[Figure]:
    """Yield what asking only what pays saves, and how near that is to the best choice of questions."""
    yield from questions(bench.guides[planned.GUIDE], MINUTES if bench.part == 1 else MINUTES[1:2])


CHAPTERS: Final[dict[str, Callable[[Bench], Iterator[Figure]]]] = {
    "Random guides": on_random_guides,
    "x-sms, in the setting": in_the_setting,
    "x-sms, at other prices": at_other_prices,
    "As served": served,
    "Questions": asked,
    "With wrong weights": with_wrong_weights,
    "What ranking takes": taken,
}


def _minutes(figures: Iterable[Figure]) -> papers.Picture:
    minutes = [one for one in figures if one.name.startswith("minutes_")]
    bars = [plots.Bar(one.what.partition(": ")[2].partition(";")[0], one.got, 1, _colour(one)) for one in minutes]
    return papers.Picture("orders", "Expected minutes on x-sms, in the setting", bars)


def _colour(figure: Figure) -> str:
    return plots.GOOD if figure.name == "minutes_ours" else plots.PALE


def main(*, quick: bool) -> bool:
    """Compare all, print and write the figures; tell whether every bar is reached, which a quick run cannot."""
    paper = papers.Paper("ranking", "How near the best our order of remedies is", "make bench-ranking", NOTES.strip())
    with first_content() as document:
        return papers.measured(paper, CHAPTERS, Bench(document, quick=quick), _minutes, quick=quick)


if __name__ == "__main__":
    sys.exit(not main(quick="--quick" in sys.argv))
