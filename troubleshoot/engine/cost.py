"""What a guide costs its readers, in expected minutes, exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import belief, ranking
from .guide import Edge, Guide, Question, Slug
from .walk import Advice, QuestionStep, replay

type Masses = Mapping[Slug, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Expected minutes until a reader has found their cause, and the expected number of questions.

    ``ours``: what replay does, its questions' minutes included; ``best``: the best order once all answers of the
    path are known, questions free; ``catalogue``: the candidates in the editor's order without a question. Each
    goes through all candidates: stopping early would only look cheaper.
    """

    ours: float
    best: float
    catalogue: float
    questions: float


def evaluate(guide: Guide) -> Evaluation:
    """Return the guide's expected costs over all of its leaf situations.

    A situation is one answer to each question of a path (one tick or "none" where several may hold); its weight
    with a cause is ``weight * product of P(answer | cause)``.
    """
    masses = belief.prior(guide, ())
    total = sum(masses.values())
    ours, questions = _Reader(guide).cost(masses, {}, ())
    best = sum(_in_order(guide, leaf, _best_order(guide, leaf)) for leaf in _leaves(guide, Edge(guide.entry), masses))
    return Evaluation(
        ours=ours / total,
        best=best / total,
        catalogue=_in_order(guide, masses, tuple(guide.candidates)) / total,
        questions=questions / total,
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An answer readers may give, standing for all answers of a question that say and lead the same."""

    answer: Slug
    edge: Edge
    probability: Mapping[Slug, float]


def outcomes(guide: Guide, question: Question) -> tuple[_Outcome, ...]:
    """Return the answers to a question with P(answer | cause), summing to 1 for each cause.

    For a question that takes several: each tick alone and none of them, given that at most one holds.
    """
    likelihoods = guide.likelihoods[question.slug]
    given = {
        slug: {cause: likelihoods.probability(slug, cause) for cause in guide.candidates} for slug in question.answers
    }
    if question.kind == "several":
        return _one_tick_or_none(question, given, tuple(guide.candidates))
    merged: dict[tuple[object, ...], _Outcome] = {}
    for slug, probability in given.items():
        answer = question.answers[slug]
        alike = (answer.edge, tuple(likelihoods.ratio[slug].values()))
        if seen := merged.get(alike):
            probability = {cause: seen.probability[cause] + p for cause, p in probability.items()}
        merged[alike] = _Outcome(slug, answer.edge, probability)
    return tuple(one for one in merged.values() if any(one.probability.values()))


def _one_tick_or_none(question: Question, given: Mapping[Slug, Masses], causes: Sequence[Slug]) -> tuple[_Outcome, ...]:
    """Return each tick by its odds beside none, normalised: P(only t) / P(none) = p / (1 - p)."""
    ticks = [slug for slug in given if slug not in ("none", "unsure")]
    odds = {
        slug: {cause: given[slug][cause] / max(1 - given[slug][cause], 1e-12) for cause in causes} for slug in ticks
    }
    sums = {cause: 1 + sum(odd[cause] for odd in odds.values()) for cause in causes}
    none = _Outcome("none", question.edge, {cause: 1 / sums[cause] for cause in causes})
    alone = [
        _Outcome(slug, question.edge, {cause: odd[cause] / sums[cause] for cause in causes})
        for slug, odd in odds.items()
    ]
    return (*alone, none)


def _times(masses: Masses, probability: Masses) -> dict[Slug, float]:
    return {cause: mass * probability[cause] for cause, mass in masses.items()}


def _leaves(guide: Guide, edge: Edge, masses: Masses, given: Mapping[Slug, Slug] | None = None) -> Iterator[Masses]:
    """Yield the weight of each cause in every situation that a path of questions tells apart."""
    known = given or {}
    if edge.next is None:
        yield masses
        return
    question = guide.questions[edge.next]
    if question.guard and known.get(question.guard.question) not in question.guard.answers:
        yield from _leaves(guide, question.guard.otherwise, masses, known)
        return
    for outcome in outcomes(guide, question):
        told = {**known, question.slug: outcome.answer}
        yield from _leaves(guide, outcome.edge, _times(masses, outcome.probability), told)


def _best_order(guide: Guide, masses: Masses) -> tuple[Slug, ...]:
    """Return the order of the lowest expected cost: by gain per minute (Kadane & Simon 1977)."""
    return tuple(sorted(masses, key=lambda slug: -ranking.score(masses[slug], guide.candidates[slug])))


def _in_order(guide: Guide, masses: Masses, order: Sequence[Slug]) -> float:
    """Return the minutes of advising causes in one order, over all readers of these masses."""
    alive = sum(masses.values())
    cost = 0.0
    for slug in order:
        candidate = guide.candidates[slug]
        cost += alive * ranking.minutes(candidate)
        alive -= masses.get(slug, 0.0) * ranking.found(candidate)
    return cost


class _Reader:
    """Goes every way that replay sends readers, and adds up their minutes and questions."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.outcomes = {slug: outcomes(guide, question) for slug, question in guide.questions.items()}

    def cost(self, masses: Masses, known: Mapping[Slug, Slug], tried: tuple[Slug, ...]) -> tuple[float, float]:
        """Return minutes and questions from here on, both times the mass of the readers."""
        step = replay(self.guide, known, tried).step
        if isinstance(step, QuestionStep):
            return self._asked(step.question, masses, known, tried)
        if not isinstance(step, Advice):
            return self._to_the_end(masses, tried), 0.0
        slug, candidate = step.cause.slug, self.guide.candidates.get(step.cause.slug)
        alive = sum(masses.values())
        if candidate is None:
            later = self.cost(masses, known, (*tried, slug))
            return alive * ranking.READING + later[0], later[1]
        left = {**masses, slug: masses.get(slug, 0.0) * (1 - ranking.found(candidate))}
        minutes, questions = self.cost(left, known, (*tried, slug))
        return alive * ranking.minutes(candidate) + minutes, questions

    def _asked(
        self, question: Question, masses: Masses, known: Mapping[Slug, Slug], tried: tuple[Slug, ...]
    ) -> tuple[float, float]:
        alive = sum(masses.values())
        minutes, questions = alive * question.minutes, alive
        for outcome in self.outcomes[question.slug]:
            later = self.cost(_times(masses, outcome.probability), {**known, question.slug: outcome.answer}, tried)
            minutes, questions = minutes + later[0], questions + later[1]
        return minutes, questions

    def _to_the_end(self, masses: Masses, tried: tuple[Slug, ...]) -> float:
        """Go on through what replay thinks not worth advising, so that ending early wins nothing."""
        left = {slug: mass for slug, mass in masses.items() if slug not in tried}
        alive_anyway = sum(masses.values()) - sum(left.values())
        order = _best_order(self.guide, left)
        return _in_order(self.guide, left, order) + alive_anyway * sum(
            ranking.minutes(self.guide.candidates[slug]) for slug in order
        )
