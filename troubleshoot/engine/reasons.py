"""Why this advice: the answers that raised it."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from .guide import Answer, Question, Slug, ratio_of
from .walk import Walk, answered

#: A ratio that is nearer to "a little more likely" than to nothing: learned ones are seldom just 1.
LEAST: Final = sqrt(1.5)


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer that spoke for a cause, and for how much: a word of the editor's, or a learned ratio."""

    question: Question
    answer: Answer
    effect: str


def reasons(walk: Walk, cause: Slug) -> tuple[Reason, ...]:
    """Return the reader's answers that raised a cause, the strongest first, then in the order asked."""
    found = [
        Reason(question, answer, answer.says[cause])
        for question, answer in answered(walk)
        if ratio_of(answer.says.get(cause, "")) > LEAST
    ]
    return tuple(sorted(found, key=lambda reason: -ratio_of(reason.effect)))
