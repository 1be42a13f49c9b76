"""Says what a new release does to readers: for how many of them which advice changes, and what it costs them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from django.db.models import Sum

from troubleshoot import engine
from troubleshoot.engine import graph
from troubleshoot.engine.guide import Guide
from troubleshoot.models import Tally

from .bare import alone
from .places import Json
from .situations import Shown, Situation, shown, situations

#: So many situations stand for all that change alike.
EXAMPLES: Final = 3
#: How far back verdicts tell of today's readers, and how many of them tell anything.
MONTH: Final = timedelta(days=30)
ENOUGH: Final = 20


class Example(NamedTuple):
    """A situation to open: the answers as the new version was given them, and both versions' addresses."""

    answers: Mapping[str, str]
    before: str
    after: str


class Shift(NamedTuple):
    """Readers, as a part of all of them, to whom something else is shown first than before."""

    before: Shown
    after: Shown
    share: float
    examples: tuple[Example, ...]


class Asked(NamedTuple):
    """Readers, as a part of all of them, who are asked more questions than before, or fewer."""

    share: float
    examples: tuple[Example, ...]


class Spent(NamedTuple):
    """What a guide costs its readers: minutes until the cause is found, and questions."""

    minutes: float
    questions: float


@dataclass(frozen=True, slots=True)
class Impact:
    """What a guide's new version does to its readers.

    ``shifts``: most readers first. ``counted``: the part of all readers whose situations were gone through.
    ``before`` and ``after`` are None where there are too many situations to weigh them all.
    """

    shifts: tuple[Shift, ...]
    more: Asked
    fewer: Asked
    counted: float
    situations: int
    before: Spent | None
    after: Spent | None

    @property
    def nothing(self) -> bool:
        """Whether readers notice nothing of the change."""
        return not self.shifts and not self.more.share and not self.fewer.share and self.before == self.after


class Observed(NamedTuple):
    """The same for readers who said lately how their first advice went: how many there were, and what changes."""

    readers: int
    shifts: tuple[Shift, ...]


def touched(before: Json, after: Json) -> tuple[str, ...]:
    """Return the guides of both documents in which something changed that can change a walk; texts cannot."""
    return tuple(slug for slug in after["guides"] if slug in before["guides"] and _differ(before, after, slug))


def _differ(before: Json, after: Json, slug: str) -> bool:
    return alone(before, slug) != alone(after, slug)


def impact(before: Json, after: Json, slug: str) -> Impact:
    """Return what a guide's version in one document does to its readers beside that in another.

    Both documents hold the guide. It takes seconds; the same two versions are compared once. Raises
    engine.DocumentError for a guide that the engine cannot load, CircleError for one that leads round in a circle.
    """
    return _compared(_written(before, slug), _written(after, slug), slug)


class CircleError(Exception):
    """A guide's questions lead round in a circle, so that its readers' ways have no end."""


@lru_cache(maxsize=16)
def _compared(before: str, after: str, slug: str) -> Impact:
    found = situations(_loaded(before, slug), _loaded(after, slug))
    counted = sum(one.share for one in found)
    whole = counted > 1 - _ROUNDING
    return Impact(
        shifts=_shifts(found),
        more=_asked([one for one in found if _more_questions(one) > 0], counted),
        fewer=_asked([one for one in found if _more_questions(one) < 0], counted),
        counted=counted,
        situations=len(found),
        before=_spent(before, slug) if whole else None,
        after=_spent(after, slug) if whole else None,
    )


#: Sums of thousands of shares miss 1 by less.
_ROUNDING: Final = 1e-6


def observed(before: Json, after: Json, slug: str, *, at: datetime) -> Observed | None:
    """Return what changes for readers as those of the last month answered; None where too few of them told.

    ``at``: now. It takes what readers had answered when they said how their first advice went. Raises as ``impact``.
    """
    names = {slug, *before["guides"][slug]["formerly"]}
    rows = Tally.objects.filter(guide__in=names, tried="", bucket__gte=at - MONTH).values("answers")
    counts = {row["answers"]: row["readers"] for row in rows.annotate(readers=Sum("count")).order_by("answers")}
    readers = sum(counts.values())
    if readers < ENOUGH:
        return None
    old, new = (_loaded(_written(one, slug), slug) for one in (before, after))
    found = []
    for written, count in counts.items():
        answers = dict(parse_qsl(written))
        found.append(Situation(count / readers, engine.replay(old, answers), engine.replay(new, answers)))
    return Observed(readers, _shifts(found))


def _shifts(found: Iterable[Situation]) -> tuple[Shift, ...]:
    """Return the situations in which something else is shown first, those alike together, most readers first."""
    groups: defaultdict[tuple[Shown, Shown], list[Situation]] = defaultdict(list)
    total = 0.0
    for one in found:
        total += one.share
        groups[shown(one.before), shown(one.after)].append(one)
    shifts = (
        Shift(before, after, sum(one.share for one in alike) / total, _examples(alike))
        for (before, after), alike in groups.items()
        if before != after
    )
    return tuple(sorted(shifts, key=lambda shift: (-shift.share, shift.before, shift.after)))


def _examples(alike: Iterable[Situation]) -> tuple[Example, ...]:
    heaviest = sorted(alike, key=lambda one: -one.share)[:EXAMPLES]
    return tuple(
        Example({**one.before.given, **one.after.given}, engine.address(one.before), engine.address(one.after))
        for one in heaviest
    )


def _asked(alike: list[Situation], counted: float) -> Asked:
    return Asked(sum(one.share for one in alike) / counted if alike else 0.0, _examples(alike))


def _more_questions(one: Situation) -> int:
    return len(one.after.answers) - len(one.before.answers)


@lru_cache(maxsize=16)
def _spent(written: str, slug: str) -> Spent:
    found = engine.evaluate(_loaded(written, slug))
    return Spent(found.ours, found.questions)


def _loaded(written: str, slug: str) -> Guide:
    guide = engine.load(json.loads(written)).guides[slug]
    if graph.cycle(guide):
        raise CircleError
    return guide


def _written(document: Json, slug: str) -> str:
    return engine.canonical_bytes(alone(document, slug)).decode()
