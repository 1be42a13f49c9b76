"""What a guide costs its readers, in expected minutes, exactly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import belief, planning, ranking
from .guide import Edge, Guide, Question, Slug
from .moves import after_answer, after_trying
from .outcomes import Masses, outcomes, times
from .planning import Stage
from .walk import Advice, QuestionStep, Walk, plan, replay


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
            yield from self._leaves(outcome.edge, times(masses, outcome.probability), told)

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
            later = self.cost(answered, times(masses, outcome.probability))
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
