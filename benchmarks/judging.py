"""How good numbers are beside the truth they were learned of: what their order costs, whether they say what happens.

What numbers cost is what the product's own plan by them costs: ``minutes``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import prod
from typing import Final, NamedTuple

from troubleshoot.engine import accepting, belief
from troubleshoot.engine.guide import NONE, RATIOS, UNSURE, Guide, Slug
from troubleshoot.engine.learning import Proposal
from troubleshoot.engine.planning import Stage
from troubleshoot.engine.ranking import Place

from .teaching import Readers, Site, Truth

_BINS: Final = 10

type Masses = Mapping[Slug, float]
type Ratios = Mapping[Slug, Mapping[Slug, Masses]]


class Numbers(NamedTuple):
    """What a guide orders by: weights, and P(answer | cause) up to a factor."""

    weights: Masses
    ratios: Ratios


class Case(NamedTuple):
    """A reader's answers, and the true probability of each cause given all of them."""

    answers: Mapping[Slug, str]
    true: Masses


def editors(guide: Guide) -> Numbers:
    """Return what the editor wrote."""
    weights = {slug: one.weight for slug, one in guide.candidates.items()}
    return Numbers(weights, {slug: one.ratio for slug, one in guide.likelihoods.items()})


def accepted(site: Site, proposal: Proposal, *kinds: str) -> Numbers:
    """Return what a release orders by once what was learned is accepted into it; ``kinds`` of numbers, all for none."""
    some = accepting.proposed(site.guide, proposal, {})
    chosen = [key for key in some if not kinds or key.partition(":")[0] in kinds]
    document = site.document["guides"][site.guide.slug]
    return editors(site.with_guide(accepting.accepted(document, accepting.taken(document, site.guide, some, chosen))))


def known(guide: Guide, world: Truth) -> Numbers:
    """Return the truth as far as the product's belief can hold it: of several, ticks or "none"."""
    silent = dict.fromkeys(guide.candidates, 1.0)
    ratios = {}
    for slug, question in guide.questions.items():
        table = {answer: dict(row) for answer, row in world.tables[slug].items()}
        if question.kind == "several":
            table[NONE] = {cause: prod(1 - row[cause] for row in table.values()) for cause in silent}
        ratios[slug] = {answer: table.get(answer, silent) for answer in question.answers}
    return Numbers(world.weights, ratios)


def worded(guide: Guide, proposal: Proposal) -> Numbers:
    """Return what was learned where effects had to be put in the editor's words."""
    ratios: dict[Slug, dict[Slug, dict[Slug, float]]] = {
        question: {answer: dict(row) for answer, row in some.ratio.items()}
        for question, some in guide.likelihoods.items()
    }
    for one in proposal.effects:
        ratios[one.question][one.answer][one.cause] *= _said(one.proposed) / _said(one.now)
    return Numbers({slug: one.proposed for slug, one in proposal.weights.items()}, ratios)


def _said(word: str) -> float:
    return RATIOS.get(word, 1.0)


def cases(readers: Readers, size: int) -> list[Case]:
    """Return so many readers by chance, all questions of their path answered."""
    found = (readers.situation() for _ in range(size))
    return [Case(answers, _true(readers.site.guide, readers.world, answers)) for answers in found]


def _true(guide: Guide, world: Truth, answers: Mapping[Slug, str]) -> Masses:
    """Return P(cause | answers), what was not ticked counting as well."""
    masses = dict(world.weights)
    for slug, said in answers.items():
        for answer, row in world.tables[slug].items():
            if answer in said.split(","):
                masses = {cause: mass * row[cause] for cause, mass in masses.items()}
            elif guide.questions[slug].kind == "several" and said != UNSURE:
                masses = {cause: mass * (1 - row[cause]) for cause, mass in masses.items()}
    total = sum(masses.values())
    return {cause: mass / total for cause, mass in masses.items()}


def believed(numbers: Numbers, answers: Mapping[Slug, str]) -> Masses:
    """Return what the product believes by these numbers."""
    ratios = [numbers.ratios[slug][pick] for slug, said in answers.items() for pick in said.split(",")]
    return belief.believe(numbers.weights, ratios)


def _stages(guide: Guide, case: Case, beliefs: Masses) -> Sequence[Stage]:
    """Return what the product advises a reader by some beliefs."""
    return _place(guide, case).advised(beliefs).stages


def _place(guide: Guide, case: Case) -> Place:
    return Place(guide, carrier=case.answers.get("carrier"))


def minutes(guide: Guide, case: Case, beliefs: Masses) -> float:
    """Return the expected minutes of the product's plan by some beliefs, the last resort at its end, in truth."""
    spent, left = _place(guide, case).spent(case.true, _stages(guide, case, beliefs))
    return spent + guide.prices.last_resort * left


class Cost(NamedTuple):
    """Expected minutes by some numbers over those of the plan that knows the truth.

    ``avoidable``: the same without what no plan can spare, the last resort of those whom no remedy helps.
    """

    all: float
    avoidable: float


def cost(guide: Guide, numbers: Numbers, some: Sequence[Case]) -> Cost:
    """Return what numbers cost in some cases."""
    spent = sum(minutes(guide, case, believed(numbers, case.answers)) for case in some)
    best = sum(minutes(guide, case, case.true) for case in some)
    unspared = sum(_unspared(guide, case) for case in some)
    return Cost(spent / best, (spent - unspared) / (best - unspared))


def _unspared(guide: Guide, case: Case) -> float:
    helped = sum(p * guide.candidates[cause].efficacy for cause, p in case.true.items())
    return guide.prices.last_resort * (1 - helped)


def calibration(guide: Guide, numbers: Numbers, some: Sequence[Case]) -> float:
    """Return by how much the belief in what is advised first is off, on average over tenths of it."""
    bins: defaultdict[int, float] = defaultdict(float)
    for case in some:
        beliefs = believed(numbers, case.answers)
        for first in _stages(guide, case, beliefs)[:1]:
            believes, true = (sum(masses[slug] for slug in first.causes) for masses in (beliefs, case.true))
            bins[min(int(believes * _BINS), _BINS - 1)] += believes - true
    return sum(abs(off) for off in bins.values()) / len(some)
