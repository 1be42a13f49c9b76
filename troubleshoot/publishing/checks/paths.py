"""Goes every way through a guide's questions that makes a difference: which are asked, how many, what is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine import graph
from troubleshoot.engine.guide import NONE, UNSURE, Answer, Edge, Guide, Question, Slug

#: Ways beyond this many are not gone: a guide whose answers rule out so many mixtures of causes is not ours.
MOST_WAYS: Final = 20_000
#: A path of more questions than these is not gone either; no reader would.
LONGEST: Final = 30


class Way(NamedTuple):
    """What matters of the answers so far: where they lead, which guards they met, which causes they left."""

    at: Slug
    met: frozenset[Slug]
    left: frozenset[Slug]


@dataclass(frozen=True, slots=True)
class Paths:
    """What going all ways found.

    ``deepest``: the most questions one path asks; ``asked``: the questions some path asks; ``dead_ends``: questions
    after which some path has nothing to advise; ``complete``: whether all ways could be gone.
    """

    deepest: int
    asked: frozenset[Slug]
    dead_ends: tuple[Slug, ...]
    complete: bool


def length(guide: Guide) -> int:
    """Return the most questions on a path, whatever the guards say and pays: no fewer than any reader is asked."""
    return graph.longest(guide, guide.entry)


def paths(guide: Guide) -> Paths:
    """Return what the paths of a guide come to, which has no cycle and none longer than LONGEST."""
    walker = _Walker(guide)
    deepest = walker.ahead(Way(guide.entry, frozenset(), frozenset(guide.candidates)))
    return Paths(deepest, frozenset(walker.asked), tuple(sorted(walker.dead_ends)), len(walker.depths) <= MOST_WAYS)


def edge_of(question: Question, answer: Slug) -> Edge:
    """Return where an answer leads; a question that takes several leads one way."""
    return question.edge if question.kind == "several" else question.answers[answer].edge


def ahead_of(guide: Guide, edge: Edge) -> frozenset[Slug]:
    """Return the questions that some path may come to along an edge."""
    return graph.reachable(guide, edge.next) if edge.next else frozenset()


def ways_to(
    guide: Guide, question: Question, told: Mapping[Slug, str] | None = None
) -> Iterator[tuple[Mapping[Slug, str], Slug]]:
    """Yield what a reader may have answered on the way to a question, and what is asked then.

    Answers that say little come first: there the question has most to say. ``told``: where the way begins. As with
    ``paths``, no path of the guide may be longer than LONGEST.
    """
    told = told or {}
    step = engine.replay(guide, told).step
    if not isinstance(step, engine.QuestionStep):
        return
    asked = step.question
    yield told, asked.slug
    if asked.slug == question.slug:
        return
    for slug in sorted(asked.answers, key=lambda slug: len(asked.answers[slug].says)):
        if question.slug in ahead_of(guide, edge_of(asked, slug)):
            yield from ways_to(guide, question, {**told, asked.slug: slug})


class _Walker:
    """Goes from question to question and keeps what it found, each way gone once."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.asked: set[Slug] = set()
        self.dead_ends: set[Slug] = set()
        self.depths: dict[Way, int] = {}
        self.guarded_by = {
            slug: [one for one in guide.questions.values() if one.guard and one.guard.question == slug]
            for slug in guide.questions
        }

    def ahead(self, way: Way) -> int:
        """Return the most questions that may be asked from here on."""
        if way not in self.depths:
            if len(self.depths) > MOST_WAYS:
                return 0
            self.depths[way] = 0
            self.depths[way] = self._ahead(way)
        return self.depths[way]

    def _ahead(self, way: Way) -> int:
        question = self.guide.questions[way.at]
        if question.guard and question.slug not in way.met:
            return self._along(question, question.guard.otherwise, way)
        self.asked.add(question.slug)
        if not question.answers:
            self.dead_ends.add(question.slug)
        return 1 + max((self._answered(question, picks, way) for picks in _picks(question)), default=0)

    def _answered(self, question: Question, picks: tuple[Answer, ...], way: Way) -> int:
        given = {answer.slug for answer in picks}
        met = {one.slug for one in self.guarded_by[question.slug] if one.guard and given & one.guard.answers}
        left = way.left - set(self._ruled_out(question, picks))
        edge = edge_of(question, picks[0].slug) if picks else question.edge
        return self._along(question, edge, Way("", way.met | met, left))

    def _along(self, question: Question, edge: Edge, way: Way) -> int:
        if edge.next:
            return self.ahead(way._replace(at=edge.next))
        if not edge.cause and not way.left:
            self.dead_ends.add(question.slug)
        return 0

    def _ruled_out(self, question: Question, picks: tuple[Answer, ...]) -> Iterator[Slug]:
        yield from (cause for answer in picks for cause, says in answer.says.items() if says == "rules-out")
        if question.kind == "carrier":
            lines = engine.lineage(self.guide.carriers, picks[0].slug)
            yield from (slug for slug in self.guide.candidates if not engine.exists_on(self.guide.causes[slug], lines))


def _picks(question: Question) -> Iterator[tuple[Answer, ...]]:
    """Yield answers a reader may give: each one, and where several hold, all of them at once."""
    yield from ((answer,) for answer in question.answers.values())
    if question.kind == "several":
        yield tuple(answer for slug, answer in question.answers.items() if slug not in (NONE, UNSURE))
