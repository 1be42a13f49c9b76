"""How readers answer a question, by the cause they have; answers that make no difference are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import belief, graph
from .guide import NONE, UNSURE, Door, Edge, Guide, Question, Slug
from .remedy import lineage

#: How many readers there are with each cause; or of those with each, the part that do something.
type Masses = Mapping[Slug, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer readers may give, standing for all answers of a question that make no difference to it."""

    answer: Slug
    edge: Edge
    probability: Masses


def outcomes(guide: Guide, question: Question) -> tuple[Outcome, ...]:
    """Return the answers to a question with P(answer | cause), summing to 1 for each cause; those alike are one."""
    given = chances(guide, question)
    if question.kind == "several":
        return tuple(Outcome(slug, question.edge, probability) for slug, probability in given.items())
    merged: dict[object, Outcome] = {}
    for slug, probability in given.items():
        alike = likeness(guide, question, slug)
        seen = merged.get(alike)
        both = _plus(seen.probability, probability) if seen else probability
        merged[alike] = Outcome(slug, question.answers[slug].edge, both)
    return tuple(one for one in merged.values() if any(one.probability.values()))


def chances(guide: Guide, question: Question) -> Mapping[Slug, Masses]:
    """Return P(answer | cause) of every answer to a question, summing to 1 for each cause.

    For a question that takes several: each tick alone and none of them, given that at most one holds. A cause limited
    to carriers has readers on those alone.
    """
    likelihoods = guide.likelihoods[question.slug]
    given = {
        slug: {cause: likelihoods.probability(slug, cause) for cause in guide.candidates} for slug in question.answers
    }
    if question.kind == "several":
        return _one_tick_or_none(given, tuple(guide.candidates))
    return _where_they_exist(given, {slug: _existing(guide, question, slug) for slug in question.answers})


def likeness(guide: Guide, question: Question, answer: Slug) -> object:
    """Return what an answer to a question comes to: two that say, lead and open the same are equal in it."""
    if question.kind == "several":
        return answer
    said = tuple(guide.likelihoods[question.slug].ratio[answer].values())
    opened = graph.opens(guide, question.slug, answer)
    return (
        question.answers[answer].edge,
        said,
        _existing(guide, question, answer),
        opened,
        _doors(guide, question, answer),
    )


def _doors(guide: Guide, question: Question, answer: Slug) -> tuple[Door | None, ...]:
    """Return what each candidate is behind for those who answer so."""
    carrier = answer if question.kind == "carrier" and answer in guide.carriers else None
    return tuple(by_carrier.get(carrier) for by_carrier in guide.doors.values())


def _existing(guide: Guide, question: Question, answer: Slug) -> frozenset[Slug]:
    """Return the candidates that there are for those who answer so."""
    return frozenset(belief.prior(guide, lineage(guide.carriers, answer) if question.kind == "carrier" else ()))


def _where_they_exist(given: Mapping[Slug, Masses], existing: Mapping[Slug, frozenset[Slug]]) -> dict[Slug, Masses]:
    """Leave each cause the answers it exists with, in the same proportions; all, where it exists with none."""
    sums = {
        cause: sum(one[cause] for slug, one in given.items() if cause in existing[slug])
        for cause in next(iter(given.values()), {})
    }
    return {
        slug: {
            cause: p if not sums[cause] else p / sums[cause] if cause in existing[slug] else 0.0
            for cause, p in one.items()
        }
        for slug, one in given.items()
    }


def _one_tick_or_none(given: Mapping[Slug, Masses], causes: Sequence[Slug]) -> dict[Slug, Masses]:
    """Return each tick by its odds beside none, normalised: P(only t) / P(none) = p / (1 - p)."""
    ticks = [slug for slug in given if slug not in (NONE, UNSURE)]
    odds = {
        slug: {cause: given[slug][cause] / max(1 - given[slug][cause], 1e-12) for cause in causes} for slug in ticks
    }
    sums = {cause: 1 + sum(odd[cause] for odd in odds.values()) for cause in causes}
    alone = {slug: {cause: odd[cause] / sums[cause] for cause in causes} for slug, odd in odds.items()}
    return {**alone, NONE: {cause: 1 / sums[cause] for cause in causes}}


def times(masses: Masses, probability: Masses) -> dict[Slug, float]:
    """Return the readers with each cause who do something, by the probability of it."""
    return {cause: mass * probability[cause] for cause, mass in masses.items()}


def _plus(masses: Masses, others: Masses) -> Masses:
    return {cause: mass + others[cause] for cause, mass in masses.items()}
