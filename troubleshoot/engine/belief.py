"""How likely each cause is, given the answers: naive Bayes over a single fault."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from .guide import Answer, Candidate, Guide, Likelihoods, Question, Slug, ratio_of
from .remedy import exists_on

_ROUNDS: Final = 1000
_CLOSE: Final = 1e-10
#: An answer is fitted down to this part of the commonest one and no further: where the effects make the shares
#: impossible, the fit would go on to nothing, and past it.
_LEAST: Final = 1e-12
#: Questions whose fit is remembered. A release has them once for all its languages, and of drafts that an editor works
#: at only what was changed is fitted again.
_REMEMBERED: Final = 512


class _Said(NamedTuple):
    """What an answer says in numbers, whatever its language."""

    slug: Slug
    share: float | None
    says: frozenset[tuple[Slug, str]]


def shares(answers: Sequence[Answer]) -> tuple[float, ...]:
    """Return the answers' shares, summing to 1; those the editor left open divide what the others leave."""
    said = sum(answer.share for answer in answers if answer.share is not None)
    unsaid = sum(answer.share is None for answer in answers)
    each = max(100 - said, 0) / unsaid if unsaid else 0.0
    given = [each if answer.share is None else answer.share for answer in answers]
    total = sum(given)
    return tuple(share / total for share in given) if total else tuple(1 / len(given) for _ in given)


def likelihoods(question: Question, candidates: Iterable[Candidate]) -> Likelihoods:
    """Turn the editor's effects and shares into probabilities.

    Effects are ratios, and raw products of ratios are not probabilities. With ``m`` the effects and ``x`` one
    number an answer, ``P(a | i) = x_a m_ai / sum_b x_b m_bi``, and ``x`` is fitted so that the candidates' weights
    give the shares: iterative proportional fitting (Deming & Stephan 1940). Where the effects make the shares
    impossible, each cause's probabilities still sum to 1. A question that takes several is as many questions of
    yes and no as it has ticks.
    """
    said = tuple(_Said(one.slug, one.share, frozenset(one.says.items())) for one in question.answers.values())
    return _likelihoods(question.kind, said, tuple((candidate.cause, candidate.weight) for candidate in candidates))


@lru_cache(maxsize=_REMEMBERED)
def _likelihoods(kind: str, answers: tuple[_Said, ...], candidates: tuple[tuple[Slug, float], ...]) -> Likelihoods:
    weights = dict(candidates)
    ticks = tuple(Answer(one.slug, "", share=one.share, says=dict(one.says)) for one in answers)
    if kind != "several":
        return _fit(ticks, shares(ticks), weights)
    said = shares(ticks) if all(tick.share is None for tick in ticks) else [(tick.share or 0) / 100 for tick in ticks]
    fits = [_fit((tick, Answer("", "")), (share, 1 - share), weights) for tick, share in zip(ticks, said, strict=True)]
    return Likelihoods(
        scale={tick.slug: fit.scale[tick.slug] for tick, fit in zip(ticks, fits, strict=True)},
        ratio={tick.slug: fit.ratio[tick.slug] for tick, fit in zip(ticks, fits, strict=True)},
    )


def _fit(answers: Sequence[Answer], wanted: Sequence[float], weights: Mapping[Slug, float]) -> Likelihoods:
    """Fit one number an answer so that the weights give the wanted shares (both sum to 1)."""
    total = sum(weights.values()) or 1.0
    priors = [weight / total for weight in weights.values()]
    effects = [[ratio_of(answer.says.get(cause, "")) for cause in weights] for answer in answers]
    scale = list(wanted)
    for _ in range(_ROUNDS):
        sums = _sums(scale, effects, len(priors))
        gives = [
            x * sum(p * m / s for p, m, s in zip(priors, row, sums, strict=True))
            for x, row in zip(scale, effects, strict=True)
        ]
        if max((abs(want - give) for want, give in zip(wanted, gives, strict=True)), default=0.0) < _CLOSE:
            break
        scale = _against_the_commonest(
            [x * want / give if give else 0.0 for x, want, give in zip(scale, wanted, gives, strict=True)]
        )
    sums = _sums(scale, effects, len(priors))
    rows = {tuple(row): {cause: m / s for cause, m, s in zip(weights, row, sums, strict=True)} for row in effects}
    return Likelihoods(
        scale={answer.slug: x for answer, x in zip(answers, scale, strict=True)},
        ratio={answer.slug: rows[tuple(row)] for answer, row in zip(answers, effects, strict=True)},
    )


def _against_the_commonest(scale: Sequence[float]) -> list[float]:
    top = max(scale, default=0.0) or 1.0
    return [max(x / top, _LEAST) if x else 0.0 for x in scale]


def _sums(scale: Sequence[float], effects: Sequence[Sequence[float]], causes: int) -> list[float]:
    """Return each cause's sum of scaled effects; 1 where all answers with a share rule it out."""
    return [sum(x * row[i] for x, row in zip(scale, effects, strict=True)) or 1.0 for i in range(causes)]


def prior(guide: Guide, carriers: Sequence[Slug]) -> dict[Slug, float]:
    """Return the candidates' weights, without those that do not exist on the reader's line.

    ``carriers``: the reader's carrier and its networks, () when unknown.
    """
    return {
        slug: candidate.weight
        for slug, candidate in guide.candidates.items()
        if exists_on(guide.causes[slug], carriers)
    }


def suspecting(guide: Guide, weights: Mapping[Slug, float], probability: float) -> dict[Slug, float]:
    """Return weights in which the causes of role "outage" have at least a probability together, below 1.

    Among themselves, and so do all others, they keep their proportions: Jeffrey's rule (The Logic of Decision, 1965).
    Where no such cause has a weight, or they have as much already, nothing changes.
    """
    outages = {slug: weight for slug, weight in weights.items() if guide.causes[slug].role == "outage"}
    theirs = sum(outages.values())
    others = sum(weights.values()) - theirs
    if not theirs or theirs >= probability * (theirs + others):
        return dict(weights)
    due = probability / (1 - probability) * others
    return {slug: weight / theirs * due if slug in outages else weight for slug, weight in weights.items()}


def believe(
    weights: Mapping[Slug, float],
    ratios: Iterable[Mapping[Slug, float]],
    tried: Mapping[Slug, float] | None = None,
) -> dict[Slug, float]:
    """Return P(cause | answers), summing to 1; {} when every cause is ruled out.

    ``ratios``: for each answer given, a number a cause in proportion to P(answer | cause). ``tried``: the
    efficacy of each remedy tried in vain; its cause keeps what the remedy may have missed.
    """
    masses = list(weights.values())
    for ratio in ratios:
        masses = [mass * ratio[cause] for mass, cause in zip(masses, weights, strict=True)]
    beliefs = dict(zip(weights, masses, strict=True))
    for cause, efficacy in (tried or {}).items():
        if cause in beliefs:
            beliefs[cause] *= 1 - efficacy
    total = sum(beliefs.values())
    return {cause: belief / total for cause, belief in beliefs.items()} if total > 0 else {}
