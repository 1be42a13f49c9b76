"""Addresses of walks, as readers come to them by answering."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

from troubleshoot import engine

ANSWERS: Final = 3


def addresses(guide: engine.Guide, most: int) -> list[str]:
    """Return so many addresses at most, no two the same, the same ones each time in an order by chance."""
    # What one answer leads to is ready before anybody asks for it.
    found = [engine.address(walk) for walk in islice(_walks(guide), most * 3) if len(walk.answers) > 1]
    random.Random(20261126).shuffle(found)  # noqa: S311  # the same each time
    return found[:most]


def a_step(guide: engine.Guide) -> str:
    """Return the address of a question that a reader is asked after three answers."""
    steps = (walk for walk in _walks(guide) if isinstance(walk.step, engine.QuestionStep))
    return engine.address(next(walk for walk in steps if len(walk.answers) == ANSWERS))


def _walks(guide: engine.Guide) -> Iterator[engine.Walk]:
    """Yield a guide's walks, those of fewer answers first."""
    coming, seen = [engine.replay(guide, {})], set()
    for walk in coming:
        match walk.step:
            case engine.QuestionStep(question=question):
                after = [engine.after_answer(walk, question.slug, answer) for answer in question.answers]
            case engine.Advice(cause=cause):
                after = [engine.after_trying(walk, cause.slug)]
            case _:
                after = []
        for one in after:
            address = engine.address(one)
            if address not in seen:
                seen.add(address)
                coming.append(one)
                yield one
