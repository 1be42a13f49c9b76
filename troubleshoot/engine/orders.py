"""A guide's questions in other orders that an editor could draw without writing anything anew."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from . import graph
from .guide import Edge, Guide, Question, Slug


class Order(NamedTuple):
    """A guide in which a question is asked of all who come to another one, right before that."""

    guide: Guide
    question: Slug
    before: Slug


def orders(guide: Guide, moved: Iterable[Slug]) -> Iterator[Order]:
    """Yield the guide with one of some questions asked before another one than now."""
    met = graph.reachable(guide)
    for slug in moved:
        way = exit_of(guide, guide.questions[slug])
        for before in guide.questions if way else ():
            if before in met - {slug, way and way.next}:
                order = put_before(guide, slug, before)
                if _keeps_promises(guide, order, slug):
                    yield Order(order, slug, before)


def exit_of(guide: Guide, question: Question) -> Edge | None:
    """Return where a question that can be moved leads whatever is answered; None for one that cannot.

    The carrier is not moved for the sake of minutes: its answer decides remedies. Nor is what leads apart.
    """
    ways = set(graph.edges(question))
    (way,) = ways if len(ways) == 1 else (None,)
    movable = question.kind in ("choice", "several") and question.slug in graph.reachable(guide)
    return way if movable and way and not way.cause and (way.next or question.slug != guide.entry) else None


def put_before(guide: Guide, slug: Slug, before: Slug) -> Guide:
    """Return a guide in which a question is asked of all who come to another one, right before that.

    What led to it leads where it led.
    """
    after = exit_of(guide, guide.questions[slug]) or Edge()

    def changed(edge: Edge) -> Edge:
        past = after if edge.next == slug else edge
        return Edge(slug) if past.next == before else past

    questions = {
        one: _leading(question, (lambda _: Edge(before)) if one == slug else changed)
        for one, question in guide.questions.items()
    }
    return replace(guide, questions=questions, entry=changed(Edge(guide.entry)).next or guide.entry)


def _keeps_promises(guide: Guide, order: Guide, slug: Slug) -> bool:
    """Tell whether in a new order guards still have what they ask about before them, and nobody else waits longer.

    Who has one of the causes that an answer makes certain is among no candidate's readers, so that their minutes count
    nowhere: no question is put before such an answer.
    """
    ahead, before = graph.reachable(order, slug), graph.reachable(guide, slug)
    guard = order.questions[slug].guard
    opened = [one.slug for one in order.questions.values() if one.guard and one.guard.question == slug]
    certain = {one.slug for one in order.questions.values() if any(edge.cause for edge in graph.edges(one))}
    return (
        (guard is None or slug in graph.reachable(order, guard.question))
        and all(one in ahead for one in opened)
        and not certain.intersection(ahead - before)
    )


def _leading(question: Question, changed: Callable[[Edge], Edge]) -> Question:
    """Return a question each of whose edges leads elsewhere."""
    answers = {slug: replace(answer, edge=changed(answer.edge)) for slug, answer in question.answers.items()}
    guard = question.guard and replace(question.guard, otherwise=changed(question.guard.otherwise))
    own = changed(question.edge) if question.kind == "several" else question.edge
    return replace(question, answers=answers, guard=guard, edge=own)
