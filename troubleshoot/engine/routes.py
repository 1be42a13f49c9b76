"""How far answers lead over a guide's graph: past which questions, over which edges, to which question that is open."""

from collections.abc import Collection
from typing import NamedTuple

from . import asking
from .given import Given
from .guide import UNSURE, Edge, Guide, Question, Slug


class Route(NamedTuple):
    """How far answers lead: the questions answered, then an open one, or an edge that ends the graph.

    ``passed``: the questions passed over on the way. ``edges``: each question met on the way with the edge followed
    from it, those passed over and those whose guard was not met among them.
    """

    path: tuple[Slug, ...]
    passed: tuple[Slug, ...]
    open: Question | None
    edge: Edge
    edges: tuple[tuple[Slug, Edge], ...]


def follow(guide: Guide, given: Given) -> Route:
    """Follow the graph from the entry to the first question without an answer, or to its end."""
    path: list[Slug] = []
    passed: list[Slug] = []
    edges: dict[Slug, Edge] = {}
    edge = Edge(guide.entry)
    while edge.next and edge.next not in edges:
        question = guide.questions[edge.next]
        if not _is_met(question, given, path, passed):
            edge = question.guard.otherwise if question.guard else Edge()
        elif picks := given.answering(question):
            path.append(question.slug)
            edge = question.edge if question.kind == "several" else question.answers[picks[0]].edge
        elif past := asking.past(given, question, path):
            passed.append(question.slug)
            edge = past
        else:
            return Route(tuple(path), tuple(passed), question, Edge(), tuple(edges.items()))
        edges[question.slug] = edge
    return Route(tuple(path), tuple(passed), None, edge, tuple(edges.items()))


def _is_met(question: Question, given: Given, path: Collection[Slug], passed: Collection[Slug]) -> bool:
    """Tell whether a question is to be asked: a guard on a question that the path did not ask is not met.

    One that was passed over counts as answered "unsure".
    """
    guard = question.guard
    if guard is None:
        return True
    if guard.question in passed:
        return UNSURE in guard.answers
    told = given.answering(given.guide.questions[guard.question])
    return guard.question in path and not guard.answers.isdisjoint(told)
