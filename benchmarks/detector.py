"""How fast the detector of surges is, and how seldom it errs, by simulation: ``make bench-detector``.

Writes ``detector.json``, ``DETECTOR.md`` and two plots beside it; ``--quick`` only tries, and writes to a temporary
folder. Fails when a bar is missed. Seeds are fixed: the same code gives the same figures on every machine.
"""

import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import isfinite
from typing import Any, Final

from . import papers, plots, trials
from .figures import Figure, quantile, rate, share
from .results import Bar
from .rivals import RIVALS, peaks, rival_delays
from .simulating import Series, long_night, shifted, swapped

WORKERS: Final = int(os.environ.get("BENCH_WORKERS", "2"))
#: With ``--quick``, one trial for so many: it shows that all of it runs, and no more.
QUICK: Final = 100
MONTHLY: Final = Bar(0.1)
#: What is drawn of those compared, by the beginning of their names.
COMPARED: Final = ("base_5_x3_median", "rival_")
FALSE: Final = "false proposals a series a month"
NOTES: Final = """
How it is measured: reports come by chance (`simulating.py`), a Poisson count each minute unless a row says otherwise.
Their mean follows a sine over the day, nine times as high at 15:00 as at 3:00, and is six tenths on weekends; `base` is
the mean in ten minutes over the week. Each series has 28 days of its own history, from which the product learns what
is usual: the true rates are never used. The detector stepped is the product's own, minute by minute, from a day before
the first minute that counts. False proposals are those in weeks without an outage; what is usual is learned anew each
week, and a proposal is held for six hours. Outages last six hours and begin at a random minute of the week. A delay is
from their first minute to the end of the one in which they are noticed; 90 of 100 means of all outages, found or not.
`95 %` is the interval of a figure by chance alone.
"""


class Trying:
    """Runs trials on all processors, each with its own seed."""

    def __init__(self, pool: ProcessPoolExecutor, *, quick: bool) -> None:
        self.pool, self.quick = pool, quick

    def __call__[Got](self, count: int, trial: Callable[..., list[Got]], *args: Any, **named: Any) -> list[Got]:
        """Return what so many trials give, in the order of their seeds."""
        seeds = range(max(count // QUICK, 2) if self.quick else count)
        tried = self.pool.map(partial(_tried, trial, args, named), seeds, chunksize=4)
        return [one for some in tried for one in some]


def _tried[Got](trial: Callable[..., list[Got]], args: Iterable[Any], named: dict[str, Any], seed: int) -> list[Got]:
    return trial(random.Random(seed), *args, **named)  # noqa: S311  # the same each time


def errors(trying: Trying) -> Iterator[Figure]:
    """Yield how often something is proposed that is none."""
    for base, count in ((0.5, 450), (5, 450), (50, 320)):
        counted = trying(count, trials.false_surges, Series(base))
        yield rate(f"false_{base:g}", f"{FALSE}, base {base:g}", counted, MONTHLY)
    counted = trying(240, trials.false_surges, Series(5, 2))
    yield rate("false_dispersed", f"{FALSE}, base 5, dispersion 2 in ten minutes", counted, Bar(0.3))
    for base in (0.5, 50):
        counted = trying(100, trials.false_surges, Series(base, 2))
        yield rate(f"false_dispersed_{base:g}", f"{FALSE}, base {base:g}, dispersion 2 in ten minutes", counted)
    counted = trying(60, trials.false_surges, Series(5, 2, flickers=True))
    yield rate("false_flickering", f"{FALSE}, base 5, dispersion 2 in single minutes", counted)
    counted = trying(150, trials.false_surges, Series(5, course=long_night))
    yield rate("false_long_night", f"{FALSE}, base 5, a longer and deeper night", counted)
    counted = trying(150, trials.false_surges, Series(0.05))
    yield rate("false_0.05", f"{FALSE}, base 0.05", counted)
    yield rate("false_young", f"{FALSE}, base 5, on days 15 to 28", trying(300, trials.hand_over, Series(5)))


def speeds(trying: Trying) -> Iterator[Figure]:
    """Yield how soon an outage is noticed."""
    for series, times, middle, most in (
        (Series(5), 3, 20, 65),
        (Series(50), 2, 8, 25),
        (Series(0.5), 10, 20, 75),
        (Series(5, 2), 3, 40, None),
        (Series(50, 2), 2, None, None),
        (Series(5, 2, flickers=True), 3, None, None),
        (Series(5), 10, None, None),
        (Series(5), 5, None, None),
        (Series(0.5), 3, None, None),
        (Series(5, course=long_night), 3, None, None),
        (Series(50, course=long_night), 2, None, None),
    ):
        found = trying(300 if middle else 100, trials.delays, series, times)
        yield from _delays(f"{_name(series)}_x{times}", f"{_told(series)} × {times}", found, middle, most)


def _delays(
    name: str, told: str, found: Sequence[float], middle: float | None = None, most: float | None = None
) -> Iterator[Figure]:
    yield quantile(f"{name}_median", f"minutes to notice {told}: median", found, 0.5, Bar(middle) if middle else None)
    yield quantile(f"{name}_p90", f"minutes to notice {told}: 90 of 100", found, 0.9, Bar(most) if most else None)


def _name(series: Series) -> str:
    scattered = "" if series.dispersion == 1 else "_flickering" if series.flickers else "_dispersed"
    return f"base_{series.base:g}{scattered}{'_long_night' if series.course is long_night else ''}"


def _told(series: Series) -> str:
    lasts = "single minutes" if series.flickers else "ten minutes"
    scattered = f", dispersion {series.dispersion:g} in {lasts}" if series.dispersion > 1 else ""
    return f"base {series.base:g}{scattered}{', a longer night' if series.course is long_night else ''}"


def starts(trying: Trying) -> Iterator[Figure]:
    """Yield how a series fares that has no history."""
    for base, bar in ((5, Bar(1)), (0.5, None), (50, None)):
        wrong = trying(800 if bar else 150, trials.cold_errors, Series(base))
        yield share(f"cold_errors_{base:g}", f"% of new series, base {base:g}, that err in 14 days", wrong, bar)
    found = trying(1000, trials.cold_delays, Series(5), 10)
    yield quantile("cold_median", "minutes to notice base 5 × 10 in a new series: median", found, 0.5, Bar(10))
    told = "% of outages, base 5 × 10 in a new series, noticed in six hours"
    yield share("cold_found", told, [isfinite(one) for one in found], Bar(85, at_most=False))


def histories(trying: Trying) -> Iterator[Figure]:
    """Yield what a past outage, another weekly pattern and growth do to what is usual."""
    for base in (0.5, 5, 50):
        for published in (True, False):
            got = trying(150, trials.masked, Series(base), published=published)
            name, how = (
                f"{'masked' if published else 'suspected'}_{base:g}",
                "published" if published else "unpublished",
            )
            told = f"% off a clean baseline after a {how} outage of 4 h × 10, base {base:g}"
            bar = Bar(10) if published else None
            yield quantile(f"{name}_mean", f"{told}: mean slot, 95 of 100", [100 * one.mean for one in got], 0.95, bar)
            yield quantile(f"{name}_worst", f"{told}: worst slot, median", [100 * one.worst for one in got], 0.5, bar)
            yield quantile(
                f"{name}_worst_p95", f"{told}: worst slot, 95 of 100", [100 * one.worst for one in got], 0.95
            )
    for name, course, base in (("shifted", shifted, 5), ("swapped", swapped, 5), ("shifted_50", shifted, 50)):
        told = {"shifted": "the day six hours later", "swapped": "weekends and working days swapped"}[
            name.split("_")[0]
        ]
        weeks = trying(120, trials.changed, Series(base), course)
        early, late = (_weekly(weeks, *span) for span in ((0, 2), (2, 4)))
        yield rate(f"{name}_early", f"{FALSE}, base {base}, weeks 1 and 2 of {told}", early)
        yield rate(f"{name}_late", f"{FALSE}, base {base}, weeks 3 and 4 of {told}", late, MONTHLY)
    found = trying(60, trials.changed_delays, Series(5), shifted, 3)
    yield from _delays("shifted_x3", "base 5 × 3 in week 3 of the day six hours later", found)
    for base in (5, 50):
        for days, told in ((28, "double"), (-28, "halve")):
            counted = trying(25, trials.drift, Series(base), days)
            what = f"{FALSE}, base {base}, reports {told} in 28 days, learned each day"
            yield rate(f"drift_{told}_{base}", what, counted)


def _weekly(weeks: Iterable[Sequence[int]], first: int, after: int) -> list[tuple[int, float]]:
    return [(sum(one[first:after]), (after - first) * trials.WEEK / trials.MONTH) for one in weeks]


def readers(trying: Trying) -> Iterator[Figure]:
    """Yield what one network can do, and what a banner does."""
    told = "whose proposals differ by 5,000 reports of one network"
    quiet = trying(400, trials.one_network, Series(5), 1)
    yield share("one_network", f"% of days {told}, counted once in six hours", [once for once, _ in quiet], Bar(1))
    yield share("one_network_counted", f"% of days {told}, were each counted", [each for _, each in quiet])
    outages = trying(400, trials.one_network, Series(5), 3)
    what = f"% of days with an outage × 3 {told} by a minute or more, counted once in six hours"
    yield share("one_network_outage", what, [once for once, _ in outages])
    for part in (0.3, 0.6, 2):
        got = trying(200, trials.bannered, Series(5), 3, part)
        told = f"base 5 × 3, a banner after ten minutes that makes reports {part:g} times as many"
        yield share(
            f"banner_{part:g}_lasted", f"% of surges on till the outage ends, {told}", [one.lasted for one in got]
        )
        outlasted = [one.outlasted for one in got if one.lasted] or [0.0]
        yield quantile(f"banner_{part:g}_over", f"minutes a surge outlasts its outage, {told}: median", outlasted, 0.5)


def compared(trying: Trying) -> Iterator[Figure]:
    """Yield how soon other detectors notice the same, at the same rate of false alarms."""
    held = trying(160, peaks, Series(5))
    allowed = round(0.1 * len(held) * 28 / trials.MONTH)
    tops = {name: sorted((top for one in held for top in one[name]), reverse=True) for name in RIVALS}
    found = trying(150, rival_delays, Series(5), 3, {name: values[allowed] for name, values in tops.items()})
    for name in RIVALS:
        yield from _delays(f"rival_{name}", f"base 5 × 3 by {name}", [one[name] for one in found])
        told = f"% of outages, base 5 × 3, noticed by {name} in six hours"
        yield share(f"rival_{name}_found", told, [isfinite(one[name]) for one in found])


CHAPTERS: Final = {
    "False proposals": errors,
    "Delays": speeds,
    "A series without history": starts,
    "What is usual": histories,
    "Readers": readers,
    "Other detectors, in ten-minute bins, at 0.1 false alarms a series a month": compared,
}


def _rivals(figures: Iterable[Figure]) -> papers.Picture:
    """Draw how soon others notice the same."""
    medians = [one for one in figures if one.name.startswith(COMPARED) and one.name.endswith("_median")]
    bars = [plots.Bar(_short(one), min(one.got, 360), 1, _colour(one)) for one in medians]
    return papers.Picture("rivals", "Minutes to notice base 5 × 3, median (360: not in six hours)", bars)


def _short(figure: Figure) -> str:
    return figure.name.removesuffix("_median").removeprefix("rival_").replace("base_5_x3", "ours, by the minute")


def _colour(figure: Figure) -> str:
    return plots.PALE if figure.name.startswith("rival_") else plots.GOOD


def main(*, quick: bool) -> bool:
    """Try all, print and write the figures; tell whether every bar is reached, which a quick run cannot."""
    paper = papers.Paper("detector", "What the detector of surges does", "make bench-detector", NOTES.strip())
    with ProcessPoolExecutor(WORKERS) as pool:
        return papers.measured(paper, CHAPTERS, Trying(pool, quick=quick), _rivals, quick=quick)


if __name__ == "__main__":
    sys.exit(not main(quick="--quick" in sys.argv))
