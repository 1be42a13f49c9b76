"""Where a reader goes from here: the same walk with other answers, or with other causes tried."""

from collections.abc import Collection, Iterable, Mapping

from .given import PAUSE, RESENT
from .guide import Slug
from .walk import Advice, Walk, replay


def again(
    walk: Walk,
    answers: Mapping[str, str] | None = None,
    tried: Collection[str] | None = None,
    at: str | None = None,
) -> Walk:
    """Return the walk replayed at the same moment with other answers, or others tried; None keeps the walk's own."""
    return replay(
        walk.guide,
        walk.given if answers is None else answers,
        walk.tried if tried is None else tried,
        at,
        walk.incidents,
        suspicions=walk.suspicions,
    )


def after_answer(walk: Walk, question: Slug, answer: str) -> Walk:
    """Return the walk with one question answered, or answered anew; all other answers are kept."""
    return again(walk, {**walk.given, question: answer})


def after_trying(walk: Walk, *causes: Slug, sent: bool = False) -> Walk:
    """Return the walk with more causes tried in vain, together where they are several.

    Where only a resend shows one of them, a code was sent anew, and where the reader says so (``sent``); not for what
    was tried already. Who sent one as a remedy says that has them wait for a day begins to count there.
    """
    anew = [slug for slug in causes if slug not in walk.tried]
    resends = _resent_for(walk, anew)
    before = 0 if sent and any(rests(walk, slug) for slug in anew) else walk.resent
    answers = {**walk.given, RESENT: str(before + 1)} if resends or (sent and anew) else None
    return again(walk, answers, (*walk.tried, *anew))


def may_send(walk: Walk) -> bool:
    """Tell whether those have a code sent whom looking shows something to mend; an incident has everybody wait."""
    step = walk.step
    if not isinstance(step, Advice) or step.incident or _resent_for(walk, step.slugs):
        return False
    return any(one.resends for cause in step.causes for one in walk.remedy(cause).steps)


def _resent_for(walk: Walk, causes: Iterable[Slug]) -> bool:
    """Tell whether only a new code shows one of some causes."""
    found = (walk.guide.candidates.get(slug) for slug in causes)
    return any(one is not None and not one.looking for one in found)


def rests(walk: Walk, cause: Slug) -> bool:
    """Tell whether a remedy has the reader wait, in one of its steps, until codes may be sent again."""
    return any(step.wait_minutes >= PAUSE for step in walk.remedy(walk.guide.causes[cause]).steps)


def after_pausing(walk: Walk) -> Walk:
    """Return the walk a day later: codes may be sent again."""
    return again(walk, {name: answer for name, answer in walk.given.items() if name != RESENT})


def before_trying(walk: Walk, cause: Slug) -> Walk:
    """Return the walk with one cause not tried after all."""
    return again(walk, tried=[slug for slug in walk.tried if slug != cause])


def going_back_to(walk: Walk, question: Slug) -> Walk:
    """Return the walk that shows a question again with its answer marked."""
    return again(walk, at=question)
