"""A guide's walks written out as a table, so that a phone without a line can follow them without an engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from . import belief, graph
from .given import understand
from .guide import Guide, Question, Slug
from .moves import after_answer, after_trying
from .remedy import lineage
from .walk import Advice, QuestionStep, Walk, order, replay

#: How many causes are tried in vain before the table has nothing but the last resorts.
TRIES: Final = 6


@dataclass(frozen=True, slots=True)
class Advised:
    """Causes advised one after another, each when those before were tried in vain.

    ``then``: the row that follows when all were, None where only the last resorts are left.
    """

    causes: tuple[Slug, ...]
    then: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question, and the row that follows each of its answers, in the editor's order.

    ``before``: what is shown as long as it has no answer: advice where enough is known, or the carrier's question;
    None: the question itself. The carrier's question has no rows to follow: its answer names another start.
    """

    question: Slug
    then: tuple[int, ...] = ()
    before: Advised | Slug | None = None


type Row = Asked | Advised


@dataclass(frozen=True, slots=True)
class Table:
    """Every walk of a guide; rows name each other by their place.

    ``starts``: the row to begin with for each carrier that may be given, and under "" while it is unknown. Of a
    question that takes several, each tick stands alone.
    """

    rows: tuple[Row, ...]
    starts: Mapping[Slug, int]


def tabulate(guide: Guide) -> Table:
    """Return a guide's table. It takes a replay for each place readers can come to: seconds, where they are many.

    What follows alike is one row, and answers between which the engine cannot tell are followed once.
    """
    return _Tabulating(guide).table()


class _Tabulating:
    """Goes every way that readers go."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.places: dict[Row, int] = {}
        self.like = {slug: _alike(guide, question, question.answers) for slug, question in guide.questions.items()}

    def table(self) -> Table:
        """Return the rows of all walks from the start."""
        carriers = _alike(self.guide, self.guide.questions.get("carrier"), self.guide.carriers)
        first = {like: self._place(replay(self.guide, {"carrier": like})) for like in dict.fromkeys(carriers.values())}
        starts = {
            "": self._place(replay(self.guide, {})),
            **{carrier: first[like] for carrier, like in carriers.items()},
        }
        return Table(tuple(self.places), MappingProxyType(starts))

    def _place(self, walk: Walk) -> int:
        """Return the place of a walk's row, and of all that follow it."""
        row = self._row(walk)
        return self.places.setdefault(row, len(self.places))

    def _row(self, walk: Walk) -> Row:
        match walk.step:
            case Advice() as advice:
                before: Advised | Slug | None = self._advised(walk, advice)
            case QuestionStep(question=question) if question.slug != walk.open:
                before = question.slug
            case QuestionStep():
                before = None
            case _:
                before = Advised(())
        if walk.open:
            return Asked(walk.open, self._answered(walk, self.guide.questions[walk.open]), before)
        return before if isinstance(before, Advised) else Asked("carrier")

    def _answered(self, walk: Walk, question: Question) -> tuple[int, ...]:
        if question.kind == "carrier":
            return ()
        like = self.like[question.slug]
        then = {one: self._place(after_answer(walk, question.slug, one)) for one in dict.fromkeys(like.values())}
        return tuple(then[like[answer]] for answer in question.answers)

    def _advised(self, walk: Walk, advice: Advice) -> Advised:
        """Return the causes advised from here on; where something may be asked in between, those of one advice."""
        if len(walk.tried) >= TRIES:
            return Advised(())
        if walk.open or advice.certain:
            return Advised(advice.slugs, self._place(after_trying(walk, *advice.slugs)))
        return Advised(order(walk)[: TRIES - len(walk.tried)])


def _alike(guide: Guide, question: Question | None, answers: Iterable[Slug]) -> dict[Slug, Slug]:
    """Return for each answer the first one that makes no difference from it."""
    first: dict[object, Slug] = {}
    given = dict.fromkeys((*answers, *(question.answers if question else ())))
    return {slug: first.setdefault(_difference(guide, question, slug), slug) for slug in given}


def _difference(guide: Guide, question: Question | None, slug: Slug) -> object:
    """Return all that an answer changes: which causes exist, where it leads, what it says and lets be asked.

    ``question`` is None for the carrier where a guide does not ask it.
    """
    of_carrier = question is None or question.kind == "carrier"
    existing = frozenset(belief.prior(guide, lineage(guide.carriers, slug) if of_carrier else ()))
    picks = understand(guide, {question.slug: slug}, ()).answering(question) if question else ()
    if question is None or not picks:
        return existing
    (pick,) = picks
    said = tuple(guide.likelihoods[question.slug].ratio[pick].values())
    return existing, question.answers[pick].edge, said, graph.opens(guide, question.slug, pick)
