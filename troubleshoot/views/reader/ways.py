"""The other ways in: what always helps, told with its minutes, the quickest first."""

from dataclasses import dataclass

from troubleshoot import engine
from troubleshoot.engine.guide import Cause

from . import parts, words


@dataclass(frozen=True, slots=True)
class Way:
    """A last resort. ``hint``: what it is; ``time``: how long it takes with all its waiting, in words."""

    text: str
    url: str
    hint: str
    time: str


def ways(walk: engine.Walk) -> tuple[Way, ...]:
    """Return the last resorts for the reader's carrier and device; ties in the guide's order."""
    found = [(cause, _minutes(walk, cause)) for cause in engine.last_resorts(walk)]
    return tuple(_way(cause, minutes) for cause, minutes in sorted(found, key=lambda one: one[1]))


def _minutes(walk: engine.Walk, cause: Cause) -> float:
    remedy = walk.remedy(cause)
    return remedy.minutes + remedy.wait_minutes


def _way(cause: Cause, minutes: float) -> Way:
    link = parts.cause_link(cause)
    return Way(link.text, link.url, link.hint, words.roughly(minutes))
