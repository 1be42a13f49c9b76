"""The question how long a remedy took. It stands on every page after "solved"; a fragment of the address shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot import addresses, engine
from troubleshoot.engine import durations
from troubleshoot.engine.guide import Slug

from . import words

#: The form's own field. No question can be named like it: slugs have no dot.
MINUTES: Final = "took.minutes"


@dataclass(frozen=True, slots=True)
class TookPart:
    """The form. ``choices``: what may be answered, each with its words."""

    url: str
    fields: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]


def took_part(walk: engine.Walk, cause: Slug) -> TookPart | None:
    """Return the form beside "solved"; None where nobody is asked."""
    if not may_be_asked(walk, (cause,)):
        return None
    fields = (*engine.parameters(walk), ("cause", cause))
    return TookPart(addresses.page("took", walk.guide.slug), fields, tuple(_choices()))


def may_be_asked(walk: engine.Walk, causes: tuple[Slug, ...]) -> bool:
    """Tell whether a duration would say something about one candidate: tried alone, and mended by the reader."""
    match causes:
        case [cause] if cause in walk.guide.candidates:
            return tried_with(walk, cause) == causes and walk.guide.causes[cause].role != "outage"
    return False


def tried_with(walk: engine.Walk, cause: Slug) -> tuple[Slug, ...]:
    """Return what was tried when a cause's advice helped: the whole of the advice that the walk is at."""
    match walk.step:
        case engine.Advice(cause=advised) as step if advised.slug == cause:
            return step.slugs
    return (cause,)


def _choices() -> Iterator[tuple[str, str]]:
    shortest, *between, longest = durations.INTERVALS
    yield shortest, _("%d分まで") % int(shortest)
    for minutes in between:
        yield minutes, words.roughly(int(minutes))
    yield longest, _("もっと長い")
