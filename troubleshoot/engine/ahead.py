"""Works out ahead which questions of a guide pay, at the likeliest turns first, so that no reader waits for it."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count, islice
from typing import Final

from . import belief
from .guide import Guide
from .moves import after_answer
from .outcomes import chances, times
from .walk import QuestionStep, Walk, replay

#: So many steps of a guide are looked at. On x-sms after 256 of 400 readers one meets a page that is not worked out.
STEPS: Final = 256


def likeliest(guide: Guide) -> Iterator[Walk]:
    """Yield walks of a guide, the likeliest of readers first who have tried nothing yet; there are STEPS at most.

    All that a walk's answers lead to has been replayed once it is yielded, and the guide remembers whether questions
    pay there. One answer is ticked where several may hold. A guide that asks as drawn has nothing to work out.
    """
    return islice(_walks(guide), STEPS) if guide.asking == "what-pays" else iter(())


def _walks(guide: Guide) -> Iterator[Walk]:
    asked = {slug: chances(guide, question) for slug, question in guide.questions.items()}
    masses, order = belief.prior(guide, ()), count()
    ahead = [(0.0, next(order), replay(guide, {}), masses)]
    while ahead:
        _, _, walk, masses = heappop(ahead)
        if isinstance(walk.step, QuestionStep):
            slug = walk.step.question.slug
            for answer in walk.step.question.answers:
                theirs = times(masses, asked[slug].get(answer) or dict.fromkeys(masses, 0.0))
                heappush(ahead, (-sum(theirs.values()), next(order), after_answer(walk, slug, answer), theirs))
        yield walk
