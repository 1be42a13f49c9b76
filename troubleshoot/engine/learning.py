"""A guide that learns: what its readers' verdicts propose in place of the editor's numbers.

It proposes and changes nothing. How walks are read from counts says ``told``, how numbers are fitted to them
``fitting`` and ``answering``, how sure they are ``evidence``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf, log
from typing import Final, NamedTuple

from .answering import Numbers, scaled
from .evidence import Estimate, Evidence, chance, of_weights, ratio
from .fitting import Fit, Trust, editors, fitted, grouped
from .guide import NONE, RATIOS, Guide, Likelihoods, Slug
from .told import Told, endings

#: Days after which a verdict counts half: what keeps codes away changes with carriers' settings and new phones.
HALF_LIFE: Final = 180.0
TRUST: Final = Trust()


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer says about a cause: the editor's word ``now`` and the one proposed, each "" for saying nothing.

    ``ratio``: what was learned, a likelihood ratio beside the editor's.
    """

    question: Slug
    answer: Slug
    cause: Slug
    now: str
    proposed: str
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was learned of a guide from so many ``walks``, those long ago counting less.

    ``weights``: on the editor's scale, with the same sum; ``efficacy``: from 0 to 1. ``shares``: by question and
    answer, of 100 readers asked, about how many give it. ``effects``: those that another word surely says better.
    ``false``: of 1, how many whom nothing helped say "solved". ``likelihoods``: all that was learned of answers, by
    question, for ``belief``: words say it less finely. ``asked``: by question, how many readers answered it whose cause
    is known, as Estimate counts them.
    """

    walks: float
    weights: Mapping[Slug, Estimate]
    efficacy: Mapping[Slug, Estimate]
    shares: Mapping[Slug, Mapping[Slug, float]]
    effects: tuple[Effect, ...]
    false: float
    likelihoods: Mapping[Slug, Likelihoods]
    asked: Mapping[Slug, float]


class _Learned(NamedTuple):
    """The editor's numbers, those fitted, and what is known of them."""

    guide: Guide
    before: Fit
    fit: Fit
    evidence: Evidence
    trust: Trust

    def by_cause[Of](self, some: Iterable[Of]) -> dict[Slug, Of]:
        """Return what stands in the candidates' order by their slugs."""
        return dict(zip(self.guide.candidates, some, strict=True))


def learn(guide: Guide, rows: Iterable[Told], trust: Trust = TRUST, half_life: float = HALF_LIFE) -> Proposal:
    """Return what verdicts propose for a guide; without any, the editor's numbers. Never raises.

    ``half_life``: in days. The order of rows makes no difference.
    """
    groups = grouped(guide, endings(guide, rows, half_life))
    before = editors(guide, trust)
    fit = fitted(before, groups, trust)
    learned = _Learned(guide, before, fit, Evidence(fit, groups), trust)
    return Proposal(
        walks=sum(ending.number for group in groups for ending in group.endings),
        weights=_weights(learned),
        efficacy=learned.by_cause(
            chance(now, proposed, trust.efficacy, readers)
            for now, proposed, readers in zip(before.efficacy, fit.efficacy, learned.evidence.tried, strict=True)
        ),
        shares={slug: _shares(fit, slug) for slug in fit.tables.chances},
        effects=tuple(effect for slug in fit.tables.chances for effect in _effects(learned, slug)),
        false=fit.false,
        likelihoods={slug: _likelihoods(learned, slug) for slug in fit.tables.chances},
        asked={slug: sum(readers) for slug, readers in learned.evidence.asked.items()},
    )


def _weights(learned: _Learned) -> dict[Slug, Estimate]:
    """Return the weights on the editor's scale."""
    candidates = learned.guide.candidates
    total = sum(candidate.weight for candidate in candidates.values())
    found = of_weights(learned.before, learned.fit, learned.evidence, learned.trust.weights)
    return {
        slug: Estimate(candidates[slug].weight, one.proposed * total, one.low * total, one.high * total, one.readers)
        for slug, one in learned.by_cause(found).items()
    }


def _shares(fit: Fit, slug: Slug) -> dict[Slug, float]:
    return {
        answer: 100 * sum(weight * p for weight, p in zip(fit.weights, chances, strict=True))
        for answer, chances in fit.tables.chances[slug].items()
    }


def _likelihoods(learned: _Learned, slug: Slug) -> Likelihoods:
    """Return a question's table; of several, "none" says that nothing was ticked, and not to know says nothing."""
    chances = dict(learned.fit.tables.chances[slug])
    if slug in learned.fit.tables.several and chances:
        chances[NONE] = learned.fit.tables.unticked()[slug]
    table = {answer: learned.by_cause(some) for answer, some in chances.items()}
    silent = dict.fromkeys(learned.guide.candidates, 1.0)
    answers = learned.guide.questions[slug].answers
    return Likelihoods(
        scale={answer: float(answer in table) for answer in answers},
        ratio={answer: table.get(answer, silent) for answer in answers},
    )


def _effects(learned: _Learned, slug: Slug) -> Iterator[Effect]:
    """Yield the effects of a question that another word says better, the editor's ratio being out of the interval."""
    middle = scaled(learned.before.tables, learned.fit.tables.scale, slug)
    for answer, expected in middle.items():
        says = learned.guide.questions[slug].answers[answer].says
        for cause, one in learned.by_cause(_ratios(learned, slug, answer, expected)).items():
            now = says.get(cause, "")
            found = ratio(RATIOS.get(now, 1.0), RATIOS.get(now, 1.0) * one.times, one.given, one.readers)
            proposed = nearest(found.proposed)
            if now != proposed and not found.low <= found.now <= found.high:
                yield Effect(slug, answer, cause, now, proposed, found)


class _Ratio(NamedTuple):
    """How many times the editor's an effect is, and on what that stands."""

    times: float
    given: float
    readers: float


def _ratios(learned: _Learned, slug: Slug, answer: Slug, expected: Numbers) -> Iterator[_Ratio]:
    """Yield what was learned of an answer with each cause; of ticks it is a ratio of odds."""
    chances, readers = learned.fit.tables.chances[slug][answer], learned.evidence.asked[slug]
    for p, q, known in zip(chances, expected, readers, strict=True):
        odds = (1 - q) / (1 - p) if slug in learned.before.tables.several else 1.0
        times = p / q * odds if 0 < q < 1 and 0 < p < 1 and learned.trust.effects < inf else 1.0
        yield _Ratio(times, known * p + learned.trust.effects, known)


def nearest(likelihood: float) -> str:
    """Return the editor's word nearest to a likelihood ratio by its logarithm; "" for saying nothing."""
    words = {"": 1.0, **RATIOS}
    if likelihood <= 0:
        return "rules-out"
    return min((word for word in words if words[word]), key=lambda word: abs(log(words[word] / likelihood)))


def bounded(now: Mapping[Slug, float], proposed: Mapping[Slug, float], most: float) -> dict[Slug, float]:
    """Return weights as far on the way to those proposed as none moves by more than ``most``.

    All go the same part of their way, so that their sum stays: for guides that accept by themselves.
    """
    furthest = max((abs(proposed[slug] - weight) for slug, weight in now.items()), default=0.0)
    part = min(1.0, max(most, 0.0) / furthest) if furthest > 0 else 0.0
    return {slug: weight + part * (proposed[slug] - weight) for slug, weight in now.items()}
