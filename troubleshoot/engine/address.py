"""The one canonical way to write a walk as a path and query."""

from collections.abc import Iterator

from .given import CONTEXT, RESENT
from .guide import Slug
from .walk import Advice, QuestionStep, Walk


def query(walk: Walk) -> str:
    """Return the query: counted answers in the order asked, waiting ones, then carrier, device, tried, resent."""
    return "&".join(f"{name}={value}" for name, value in parameters(walk))


def parameters(walk: Walk) -> Iterator[tuple[Slug, str]]:
    """Yield the query's names and values in canonical order; commas stand as they are."""
    yield from ((name, value) for name, value in walk.answers.items() if name not in CONTEXT)
    yield from walk.waiting.items()
    yield from ((name, value) for name, value in walk.answers.items() if name in CONTEXT)
    if walk.tried:
        yield "tried", ",".join(walk.tried)
    if walk.resent:
        yield RESENT, str(walk.resent)


def path(walk: Walk) -> str:
    """Return the path of the walk's step, without language prefix."""
    match walk.step:
        case QuestionStep(question=question):
            tail = f"walk/{question.slug}"
        case Advice(cause=cause):
            tail = f"advice/{cause.slug}"
        case _:
            tail = "end"
    return f"/guides/{walk.guide.slug}/{tail}/"


def address(walk: Walk) -> str:
    """Return the step's canonical path and query, without language prefix."""
    written = query(walk)
    return f"{path(walk)}?{written}" if written else path(walk)
