"""How well a guide learns from verdicts, by simulation: ``make bench-learning``.

In each world the editor's weights, and where it says so the effects, are off by chance. Readers walk the guide as it is
published, a fifth of them from one network that lies: whatever they are advised failed them, until it is the one cause
it wants to be blamed. A knowing liar answers as readers with that cause do; a forging one sends the ends of such walks.
Costs are expected minutes over those of the best order, which knows the truth and hears boxes left empty.

Writes ``learning.json`` beside it; ``--quick`` only tries, and writes to a temporary folder. Any other argument is a
document to take the guide from, as ``manage.py export_document`` writes it; without one it is the first content. Fails
when a bar is missed. Seeds are fixed, and none of them was looked at while the estimator was chosen.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from math import inf
from pathlib import Path
from typing import Final, NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from troubleshoot.engine.fitting import Trust  # noqa: E402
from troubleshoot.engine.learning import Proposal, learn  # noqa: E402

from . import judging, papers, results, teaching  # noqa: E402
from .content import first_content  # noqa: E402
from .figures import Figure, mean, share  # noqa: E402
from .judging import Case  # noqa: E402
from .results import Bar  # noqa: E402
from .teaching import BEHIND, FEW, LIAR, PLAIN, Crowd, Said, Site, Truth  # noqa: E402

GUIDE: Final = "x-sms"
#: The editor's weights are off by e^N(0, 1): unlearned they cost a fifth more than the best order.
OFF: Final = 1.0
#: So are the effects where they are to be learned.
EFFECTS_OFF: Final = 0.25
SEEDS: Final = range(4000, 4040)
#: Those with which it is only tried.
QUICK: Final = (900, 901)
#: Walks, and the days in which they come.
WALKS, DAYS = 2000, 2.0
MANY: Final = 8000
CASES: Final = 300
#: Worlds in which is tried what one network can do that knows how it is heard, and where few readers come.
KNOWN_LIES: Final = range(4800, 4840)
LIED_TO: Final = range(4710, 4720)
#: Worlds in which the effects are learned although they are right.
SOME: Final = 16
CURVE: Final = (0, 250, 500, 1000)
#: The effects and efficacies as the editor has them: the weights are all that is learned.
GIVEN: Final = Trust(effects=inf, shares=inf, efficacy=inf)
ALL: Final = Trust()
BEST: Final = Bar(1.05)
SHARED: Final = Crowd("shared", behind=BEHIND)
KNOWING: Final = (Crowd("knowing", knowing=True), Crowd("forging", knowing=True, forging=True))


class World(NamedTuple):
    """One draw of how it really is, and what the caps let through of its readers' verdicts: one network lies.

    ``honest``: what they let through where that network is not there.
    """

    site: Site
    true: Truth
    cases: list[Case]
    walks: list[list[Said]]
    honest: list[list[Said]]

    def learned(self, trust: Trust, first: int | None = None) -> Proposal:
        """Return what the guide learns of the first walks."""
        return learn(self.site.guide, teaching.rows(self.walks[:first]), trust)

    def cost(self, numbers: judging.Numbers) -> float:
        """Return what numbers cost beside the best order."""
        return self.costs(numbers).all

    def costs(self, numbers: judging.Numbers) -> judging.Cost:
        """Return the same, also of the avoidable part alone."""
        return judging.cost(self.site.guide, numbers, self.cases)

    def accepted(self, proposal: Proposal, *kinds: str) -> judging.Numbers:
        """Return what a release holds in which it is accepted, all of it or some kinds of numbers."""
        return judging.accepted(self.site, proposal, *kinds)

    def moved(self, trust: Trust, lied: Proposal) -> float:
        """Return how far the network moved the weight that it moved most, in points."""
        honest = learn(self.site.guide, teaching.rows(self.honest), trust).weights
        return max(abs(one.proposed - honest[slug].proposed) for slug, one in lied.weights.items())


class Trying:
    """Makes worlds by seed."""

    def __init__(self, site: Site, *, quick: bool) -> None:
        self.site, self.quick = site, quick

    def __call__(
        self, seeds: Sequence[int], walks: int, days: float, effects: float = 0.0, crowd: Crowd = PLAIN
    ) -> Iterator[World]:
        """Yield one world a seed."""
        for seed in QUICK if self.quick else seeds:
            chance = random.Random(seed)  # noqa: S311  # the same each time
            true = teaching.truth(chance, self.site.guide, OFF, effects)
            readers = teaching.Readers(chance, self.site, true)
            some, target = judging.cases(readers, CASES), chance.choice(list(true.weights))
            part = 10 if self.quick else 1
            heard = readers.heard(walks // part, days / part, target, crowd)
            honest = [walk for walk in heard if walk and walk[0].sender != LIAR]
            both = [teaching.admitted(GUIDE, walks) for walks in (heard, honest)]
            yield World(self.site, true, some, *both)


class Given:
    """What worlds came to where the effects are right: figures by name, costs by how many walks were heard."""

    def __init__(self) -> None:
        self.of: defaultdict[str, list[float]] = defaultdict(list)
        self.by_walks: defaultdict[int, list[float]] = defaultdict(list)
        self.covered: list[bool] = []

    def hear(self, world: World) -> None:
        """Learn what a world's readers tell, and add it up."""
        for first in CURVE:
            self.by_walks[first].append(world.cost(world.accepted(world.learned(GIVEN, first), "weight")))
        found = world.learned(GIVEN)
        numbers = world.accepted(found, "weight")
        cost = world.costs(numbers)
        self.of["cost"].append(cost.all)
        self.of["avoidable"].append(cost.avoidable)
        self.of["off"].append(judging.calibration(world.site.guide, numbers, world.cases))
        self.of["moved"].append(world.moved(GIVEN, found))
        self.covered += _covered(world, found)
        if len(self.of["all"]) < SOME:
            self.of["all"].append(world.cost(world.accepted(world.learned(ALL))))


def given_effects(trying: Trying) -> Iterator[Figure]:
    """Yield what the weights learn where the effects are right, and how fast."""
    given = Given()
    for world in trying(SEEDS, WALKS, DAYS):
        given.hear(world)
    of = given.of
    told = f"of {WALKS:,} walks"
    yield mean("given_cost", f"expected minutes over the best order's, given the effects, {told}", of["cost"], BEST)
    enough = Bar(95, at_most=False)
    yield share(
        "given_within", f"% of worlds in which that is at most {BEST.limit}, {told}", _within(of["cost"]), enough
    )
    yield mean("given_avoidable", "the same without the last resort of those whom no remedy helps", of["avoidable"])
    yield mean("given_calibration", f"how far the belief in what is advised first is off, {told}", of["off"], Bar(0.05))
    yield mean("given_moved", "points by which one lying network moves a weight, the most moved one", of["moved"])
    yield mean("given_moved_most", "the same in the worst world", [max(of["moved"])], Bar(3))
    yield share("given_covered", "% of true weights within their interval of 90 %", given.covered)
    yield mean("all_cost", f"expected minutes over the best order's, effects learned as well, {told}", of["all"])
    yield share("all_within", f"% of worlds in which that is at most {BEST.limit}", _within(of["all"]))
    for first, some in given.by_walks.items():
        yield mean(
            f"curve_{first}", f"expected minutes over the best order's, given the effects, of {first:,} walks", some
        )


def _within(costs: Sequence[float]) -> list[bool]:
    return [BEST.holds(cost) for cost in costs]


def _covered(world: World, found: Proposal) -> list[bool]:
    return [one.low <= 100 * world.true.weights[slug] <= one.high for slug, one in found.weights.items()]


def later(trying: Trying) -> Iterator[Figure]:
    """Yield how the curve goes on."""
    costs = dict[int, list[float]]()
    for world in trying(range(4500, 4503), MANY, DAYS * MANY / WALKS):
        for first in (WALKS, 2 * WALKS, MANY):
            numbers = world.accepted(world.learned(GIVEN, first), "weight")
            costs.setdefault(first, []).append(world.cost(numbers))
    for first, some in costs.items():
        what = f"expected minutes over the best order's, given the effects, of {first:,} walks"
        yield mean(f"later_{first}", what, some)


def effects(trying: Trying) -> Iterator[Figure]:
    """Yield what is learned where effects are wrong as well."""
    costs: dict[str, list[float]] = {name: [] for name in ("all", "words", "weights", "known", "unlearned")}
    off = []
    for world in trying(range(4600, 4616), MANY, DAYS * MANY / WALKS, EFFECTS_OFF):
        guide = world.site.guide
        found = world.learned(ALL)
        numbers = {
            "all": world.accepted(found),
            "words": judging.worded(guide, found),
            "weights": world.accepted(world.learned(GIVEN), "weight"),
            "known": judging.known(guide, world.true),
            "unlearned": judging.editors(guide),
        }
        for name, one in numbers.items():
            costs[name].append(world.cost(one))
        off.append(judging.calibration(guide, numbers["all"], world.cases))
    told = f"effects off by e^N(0, {EFFECTS_OFF}), {MANY:,} walks: expected minutes over the best order's"
    yield mean("effects_all", f"{told}, all learned and accepted", costs["all"], BEST)
    yield mean("effects_words", f"{told}, effects learned and put in the editor's words", costs["words"])
    yield mean("effects_weights", f"{told}, weights alone learned", costs["weights"])
    yield mean("effects_known", f"{told}, the truth in the belief, which hears no box left empty", costs["known"])
    yield mean("effects_unlearned", f"{told}, nothing learned", costs["unlearned"])
    yield mean("effects_calibration", "how far the belief in what is advised first is off then", off)


def networks(trying: Trying) -> Iterator[Figure]:
    """Yield what one network can do, by how many walks there are a day, and how it lies."""
    yield from _lied_to(trying, KNOWN_LIES, 1000, KNOWING, Bar(3))
    for a_day in (100, 50):
        yield from _lied_to(trying, LIED_TO, a_day, (PLAIN, *KNOWING), None)


def _lied_to(
    trying: Trying, seeds: Sequence[int], a_day: int, crowds: Iterable[Crowd], bar: Bar | None
) -> Iterator[Figure]:
    for crowd in crowds:
        worlds = trying(seeds, WALKS, WALKS / a_day, crowd=crowd)
        moved = [[world.moved(trust, world.learned(trust)) for trust in (GIVEN, ALL)] for world in worlds]
        name = f"moved_{crowd.name}_{a_day}"
        told = f"points by which one {crowd.name} liar moves a weight, {a_day:,} walks a day"
        yield mean(name, told, [one for one, _ in moved])
        yield mean(f"{name}_most", f"{told}, the worst of {len(moved)} worlds", [max(one for one, _ in moved)], bar)
        yield mean(f"{name}_all", f"{told}, effects learned as well, the worst", [max(one for _, one in moved)], bar)


def shared(trying: Trying) -> Iterator[Figure]:
    """Yield what is learned where most readers share a few networks."""
    for a_day in (1000, 50):
        worlds = trying(LIED_TO, WALKS, WALKS / a_day, crowd=SHARED)
        costs = [world.cost(world.accepted(world.learned(GIVEN), "weight")) for world in worlds]
        told = f"{100 * BEHIND:.0f} % of readers behind {FEW} networks, {a_day:,} walks a day"
        yield mean(f"shared_{a_day}", f"expected minutes over the best order's, given the effects, {told}", costs)


PARTS: Final = (given_effects, effects, networks, shared, later)


def main(*, quick: bool, document: Path | None) -> bool:
    """Try all, print and write the figures; tell whether every bar is reached, which a quick run cannot."""
    began, figures = time.monotonic(), list[Figure]()
    with nullcontext(document) if document else first_content() as file:
        trying = Trying(Site(json.loads(file.read_text(encoding="utf-8")), GUIDE), quick=quick)
    if quick:
        print("A tenth of the walks, in two worlds: to see that it runs, not to be judged.")
    for part in PARTS:
        for found in part(trying):
            figure = found._replace(bar=None) if quick else found
            figures.append(figure)
            print(papers.line(figure), flush=True)
    folder = Path(tempfile.mkdtemp(prefix="helpcenter-bench-")) if quick else results.FOLDER
    papers.write_rows(folder / "learning.json", figures)
    print(f"see {folder}/learning.json; {time.monotonic() - began:.0f} s")
    return quick or not any(one.holds is False for one in figures)


if __name__ == "__main__":
    files = [Path(one) for one in sys.argv[1:] if one != "--quick"]
    sys.exit(not main(quick="--quick" in sys.argv, document=files[0] if files else None))
