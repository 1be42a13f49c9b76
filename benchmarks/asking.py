"""What ``ranking`` tells of questions: asked as drawn, only those that pay, none, and the best choice there is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from troubleshoot import engine
from troubleshoot.engine import asking
from troubleshoot.engine.belief import prior
from troubleshoot.engine.guide import UNSURE, Edge, Guide, Question, Slug
from troubleshoot.engine.outcomes import Masses, Outcome, outcomes, times
from troubleshoot.engine.ranking import Place

from .figures import Figure, certain
from .results import Bar

#: Minutes of a question: the product's, and those of somebody who has to look something up.
MINUTES: Final = (0.25, 1.0, 2.0)
#: A certainty that nothing reaches.
_NEVER: Final = 2.0


#: Per cent that are no difference.
_ROUNDING: Final = 1e-7


def questions(guide: Guide, minutes: Iterable[float] = MINUTES) -> Iterator[Figure]:
    """Yield what a guide takes by how it asks, at several minutes a question."""
    for each in minutes:
        yield from _compared(guide, each)


def _compared(guide: Guide, minutes: float) -> Iterator[Figure]:
    asked = {slug: replace(question, minutes=minutes) for slug, question in guide.questions.items()}
    drawn = replace(guide, questions=asked, asking="as-drawn")
    pays = replace(drawn, asking="what-pays")
    name, told = f"asking_{minutes:g}", f"x-sms, a question at {minutes:g} min"
    found, chosen = engine.evaluate(drawn), engine.evaluate(pays)
    yield certain(f"{name}_drawn", f"expected minutes, {told}: asked as drawn", found.ours)
    yield certain(f"{name}_pays", f"expected minutes, {told}: only those that pay", chosen.ours)
    yield certain(f"{name}_none", f"expected minutes, {told}: none asked", _unasked(drawn))
    yield certain(
        f"{name}_more", f"% more minutes as drawn than only those that pay, {told}", _more(found.ours, chosen.ours)
    )
    yield certain(f"{name}_drawn_questions", f"questions, {told}: asked as drawn", found.questions)
    yield certain(f"{name}_pays_questions", f"questions, {told}: only those that pay", chosen.questions)
    myopic = engine.evaluate(replace(pays, certainty=_NEVER)).ours
    best = _Best(replace(drawn, certainty=_NEVER)).minutes()
    what = f"% above the best choice of questions, {told}, where no certainty ends asking: only those that pay"
    yield certain(f"{name}_myopic", what, _more(myopic, best), Bar(0.1))


def _more(minutes: float, others: float) -> float:
    more = 100 * (minutes / others - 1)
    return more if abs(more) > _ROUNDING else 0.0


def _unasked(guide: Guide) -> float:
    masses = prior(guide, ())
    return Place(guide).advised(masses).minutes / sum(masses.values())


class _Best:
    """The exact optimum of asking or passing over each question at its turn: goes both ways everywhere."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.outcomes = {slug: outcomes(guide, question) for slug, question in guide.questions.items()}
        self.past = {slug: asking.onwards(guide, question) for slug, question in guide.questions.items()}

    def minutes(self) -> float:
        """Return the expected minutes of a reader."""
        masses = prior(self.guide, ())
        return self._from(Edge(self.guide.entry), {}, masses, masses) / sum(masses.values())

    def _from(self, edge: Edge, known: Mapping[Slug, Slug], masses: Masses, beliefs: Masses) -> float:
        """Return the least minutes from an edge on; ``beliefs``: what the engine makes of the answers."""
        if edge.next is None:
            place = Place(self.guide, carrier=known.get("carrier"))
            minutes, left = place.spent(masses, place.advised(beliefs).stages)
            return minutes + self.guide.prices.last_resort * left
        question = self.guide.questions[edge.next]
        if question.guard and known.get(question.guard.question) not in question.guard.answers:
            return self._from(question.guard.otherwise, known, masses, beliefs)
        asked = self._asked(question, known, masses, beliefs)
        past = self.past[question.slug]
        return min(asked, self._from(past, {**known, question.slug: UNSURE}, masses, beliefs)) if past else asked

    def _asked(self, question: Question, known: Mapping[Slug, Slug], masses: Masses, beliefs: Masses) -> float:
        after = (self._answered(question, one, known, masses, beliefs) for one in self.outcomes[question.slug])
        return sum(masses.values()) * question.minutes + sum(after)

    def _answered(
        self, question: Question, one: Outcome, known: Mapping[Slug, Slug], masses: Masses, beliefs: Masses
    ) -> float:
        theirs = times(masses, one.probability)
        # A tick alone is believed by its own ratio; else what is believed is what is so.
        ratio = self.guide.likelihoods[question.slug].ratio[one.answer]
        believed = times(beliefs, ratio) if question.kind == "several" else times(beliefs, one.probability)
        return self._from(one.edge, {**known, question.slug: one.answer}, theirs, believed)
