"""What the parts of a document refer to, and what a choice of drafts lacks because something new was not chosen."""

from collections.abc import Iterator

from .checks import references
from .compile import Document
from .places import TABLES, Json, Place
from .publish import compose


def needs(document: Document, drafts: Document) -> frozenset[Place]:
    """Return what a document refers to and has not, though the drafts do: to be chosen along with the rest.

    So is what those refer to themselves.
    """
    tables = {kind: drafts[table] for table, kind in TABLES.items()}
    found: frozenset[Place] = frozenset()
    while new := frozenset(place for place in references.absent(document) if place[1] in tables[place[0]]):
        found |= new
        document = compose(drafts, document, new)
    return found


def causes_of(guide: Json) -> Iterator[str]:
    """Yield every cause that a guide speaks of, some of them more than once."""
    yield from (one["cause"] for one in guide["candidates"])
    yield from guide["last_resorts"]
    yield from (note["cause"] for note in guide["notes"] if note["cause"])
    for scenario in guide["scenarios"]:
        yield from (*scenario["first"], *scenario["among_three"], *scenario["never"])
    for question in guide["questions"]:
        yield from _causes_of_question(question)


def _causes_of_question(question: Json) -> Iterator[str]:
    if question["guard"] and question["guard"]["otherwise"]["cause"]:
        yield question["guard"]["otherwise"]["cause"]
    for answer in question["answers"]:
        yield from answer["effects"]
        if answer["cause"]:
            yield answer["cause"]
