"""What a guide costs its readers, in expected minutes, exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import belief, graph, planning, ranking
from .guide import NONE, UNSURE, Edge, Guide, Question, Slug
from .moves import after_answer, after_trying
from .planning import Stage
from .remedy import lineage
from .walk import Advice, QuestionStep, Walk, plan, replay

type Masses = Mapping[Slug, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Expected minutes until a reader is helped, and the expected number of questions.

    ``ours``: what replay does, with the minutes of its questions, its pins, and its stopping to ask when enough is
    known. ``best``: the best plan for each reader once all questions on their path are answered, also those that
    replay leaves out; the questions cost nothing. ``catalogue``: the candidates in the editor's order, without a
    question, each with a resend of its own where it needs one.

    All three are of the same readers and count alike, as ``planning`` does. A reader stops when a remedy helps; whom
    none has helped pays for the last resort.
    """

    ours: float
    best: float
    catalogue: float
    questions: float


def evaluate(guide: Guide) -> Evaluation:
    """Return the guide's expected costs over all of its leaf situations.

    A situation is one answer to each question of a path (one tick or "none" where several may hold); its weight
    with a cause is ``weight * product of P(answer | cause)``. The guide's questions must not lead round in a circle.
    """
    masses = belief.prior(guide, ())
    total = sum(masses.values()) or 1.0
    readers = _Readers(guide)
    ours, questions = readers.cost(replay(guide, {}), masses)
    best = sum(_best(guide, carrier, leaf) for carrier, leaf in readers.leaves(masses))
    return Evaluation(
        ours=ours / total,
        best=best / total,
        catalogue=_catalogue(guide, masses) / total,
        questions=questions / total,
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An answer readers may give, standing for all answers of a question that make no difference to it."""

    answer: Slug
    edge: Edge
    probability: Masses


def outcomes(guide: Guide, question: Question) -> tuple[_Outcome, ...]:
    """Return the answers to a question with P(answer | cause), summing to 1 for each cause; those alike are one."""
    given = chances(guide, question)
    if question.kind == "several":
        return tuple(_Outcome(slug, question.edge, probability) for slug, probability in given.items())
    merged: dict[object, _Outcome] = {}
    for slug, probability in given.items():
        alike = likeness(guide, question, slug)
        seen = merged.get(alike)
        both = _plus(seen.probability, probability) if seen else probability
        merged[alike] = _Outcome(slug, question.answers[slug].edge, both)
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
    return question.answers[answer].edge, said, _existing(guide, question, answer), opened


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


def _times(masses: Masses, probability: Masses) -> Masses:
    return {cause: mass * probability[cause] for cause, mass in masses.items()}


def _plus(masses: Masses, others: Masses) -> Masses:
    return {cause: mass + others[cause] for cause, mass in masses.items()}


def _best(guide: Guide, carrier: Slug | None, masses: Masses) -> float:
    """Return the minutes of the best plan for all readers of these masses."""
    place = ranking.Place(guide, carrier=carrier)
    return planning.plan(place.trials(masses), guide.prices, place.doors(), sum(masses.values())).minutes


def _catalogue(guide: Guide, masses: Masses) -> float:
    """Return the minutes of trying all candidates one by one in the editor's order."""
    stages = [Stage((slug,), not one.looking) for slug, one in guide.candidates.items()]
    minutes, left = ranking.Place(guide).spent(masses, stages)
    return minutes + guide.prices.last_resort * left


class _Readers:
    """All readers of a guide: goes every way they go, and adds up their minutes and questions."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.outcomes = {slug: outcomes(guide, question) for slug, question in guide.questions.items()}

    def leaves(self, masses: Masses) -> Iterator[tuple[Slug | None, Masses]]:
        """Yield every situation that the paths of questions tell apart: its carrier and the weight of each cause."""
        return self._leaves(Edge(self.guide.entry), masses, {})

    def _leaves(self, edge: Edge, masses: Masses, known: Mapping[Slug, Slug]) -> Iterator[tuple[Slug | None, Masses]]:
        if edge.next is None:
            yield known.get("carrier"), masses
            return
        question = self.guide.questions[edge.next]
        if question.guard and known.get(question.guard.question) not in question.guard.answers:
            yield from self._leaves(question.guard.otherwise, masses, known)
            return
        for outcome in self.outcomes[question.slug]:
            told = {**known, question.slug: outcome.answer}
            yield from self._leaves(outcome.edge, _times(masses, outcome.probability), told)

    def cost(self, walk: Walk, masses: Masses) -> tuple[float, float]:
        """Return minutes and questions from a walk on, both times the mass of the readers."""
        if isinstance(walk.step, QuestionStep):
            return self._asked(walk, walk.step.question, masses)
        if isinstance(walk.step, Advice) and (walk.open or walk.step.certain):
            return self._advised(walk, walk.step, masses)
        minutes, left = walk.place.spent(masses, plan(walk).stages)
        return minutes + self.guide.prices.last_resort * left, 0.0

    def _asked(self, walk: Walk, question: Question, masses: Masses) -> tuple[float, float]:
        alive = sum(masses.values())
        minutes, questions = alive * question.minutes, alive
        for outcome in self.outcomes[question.slug]:
            answered = after_answer(walk, question.slug, outcome.answer)
            later = self.cost(answered, _times(masses, outcome.probability))
            minutes, questions = minutes + later[0], questions + later[1]
        return minutes, questions

    def _advised(self, walk: Walk, step: Advice, masses: Masses) -> tuple[float, float]:
        """Try causes after which something may be asked, or others advised, again."""
        candidates = self.guide.candidates
        listed = tuple(slug for slug in step.slugs if slug in candidates)
        spent, _left = walk.place.spent(masses, [Stage(listed, step.resends)])
        left = {slug: mass * (1 - candidates[slug].efficacy * (slug in listed)) for slug, mass in masses.items()}
        minutes, questions = self.cost(after_trying(walk, *step.slugs), left)
        return spent + minutes, questions
