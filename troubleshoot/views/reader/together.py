"""Several causes tried as one: their steps on one page, what they share done once, and one new code for all.

What is done once: entering a door, with the first remedy behind it, and sending the code anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Cause, Guide, RemedyStep, Slug

from . import parts, remedies
from .parts import Link
from .remedies import Instructions, RemedyPart


@dataclass(frozen=True, slots=True)
class OfCause:
    """One cause's own steps. ``cause`` tells ticks apart.

    ``trap``: what to know before a door is entered; ``goes_on``: whether it is behind the door of the one before.
    """

    cause: Slug
    link: Link
    blocks: tuple[Instructions, ...]
    warning: str = ""
    confirm: str = ""
    trap: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What several causes have the reader do. ``resend``: the steps that send a code anew, None where none says how.

    ``resends``: whether a new code is what shows if it helped; else one is sent where something was mended. ``whole``:
    all of it as one remedy.
    """

    before: tuple[OfCause, ...]
    resends: bool
    resend: OfCause | None
    after: tuple[OfCause, ...]
    whole: RemedyPart


class _Split(NamedTuple):
    """A remedy before, at and after its new code."""

    cause: Cause
    door: Slug | None
    before: tuple[RemedyStep, ...]
    resend: tuple[RemedyStep, ...]
    after: tuple[RemedyStep, ...]


class _Begun(NamedTuple):
    """What is done before the new code, as far as other remedies have not done it; see ``OfCause``."""

    cause: Cause
    steps: tuple[RemedyStep, ...]
    trap: str
    goes_on: bool


def batch(walk: engine.Walk, step: engine.Advice, count: str = "") -> Batch:
    """Return the page's steps for an advice of several causes. ``count``: what is said of the new code."""
    splits = _door_by_door([_split(cause, walk) for cause in step.causes])
    begun = tuple(_begun(splits))
    sending = min((one for one in splits if one.resend), key=lambda one: one.door is None, default=None)
    resend = sending.resend if sending else ()
    ended = [one for one in splits if one.after]
    sections = [*(one.steps for one in begun), resend, *(one.after for one in ended)]
    drawn = iter(remedies.numbered(sections, walk.guide.devices, count))
    return Batch(
        before=tuple(_told(one, next(drawn), confirms=not step.resends) for one in begun),
        resends=step.resends,
        resend=_of_cause((sending or splits[0]).cause, blocks) if (blocks := next(drawn)) else None,
        after=tuple(_of_cause(one.cause, next(drawn)) for one in ended),
        whole=_whole(step.cause, [one for section in sections for one in section], walk.guide),
    )


def _split(cause: Cause, walk: engine.Walk) -> _Split:
    """Return a remedy in parts, the steps of its door first."""
    remedy = walk.remedy(cause)
    sends = [place for place, one in enumerate(remedy.steps) if one.resends]
    at = sends[0] if sends else len(remedy.steps)
    door = remedy.door.slug if remedy.door else None
    return _Split(
        cause=cause,
        door=door,
        before=tuple(sorted(remedy.steps[:at], key=lambda one: one.door != door)),
        resend=tuple(remedy.steps[place] for place in sends),
        after=tuple(one for one in remedy.steps[at:] if not one.resends),
    )


def _door_by_door(splits: Sequence[_Split]) -> list[_Split]:
    """Return remedies in their order, but those behind one door right after the first of them."""
    doors = [one.door or one.cause.slug for one in splits]
    return sorted(splits, key=lambda one: doors.index(one.door or one.cause.slug))


def _begun(splits: Iterable[_Split]) -> Iterator[_Begun]:
    """Yield what each remedy begins with; a door is entered once, and its first step's detail is told before it."""
    entered: Slug | None = None
    for cause, door, before, _resend, _after in splits:
        goes_on = door is not None and door == entered
        steps = tuple(one for one in before if not goes_on or one.door != door)
        trap = steps[0].detail if steps and door and steps[0].door == door else ""
        yield _Begun(cause, (replace(steps[0], detail=""), *steps[1:]) if trap else steps, trap, goes_on)
        entered = door


def _told(one: _Begun, blocks: tuple[Instructions, ...], *, confirms: bool) -> OfCause:
    """Return a remedy's beginning as it is drawn; how to confirm it is told where no new code is to do that."""
    return replace(
        _of_cause(one.cause, blocks),
        warning=one.cause.warning,
        confirm=one.cause.confirm if confirms else "",
        trap=one.trap,
        goes_on=one.goes_on,
    )


def _of_cause(cause: Cause, blocks: tuple[Instructions, ...]) -> OfCause:
    return OfCause(cause.slug, parts.cause_link(cause), blocks)


def _whole(first: Cause, steps: Iterable[RemedyStep], guide: Guide) -> RemedyPart:
    """Return all steps as one remedy, measured by the engine as any other."""
    together = replace(first, steps=tuple(replace(one, carrier=None) for one in steps))
    return remedies.remedy_part(engine.remedy_for(together, guide), guide.devices)
