"""Which of the changed drafts an editor chose to publish: read from a link or a form, and drawn with ticks."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.http import QueryDict

from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.diff import Change
from troubleshoot.publishing.places import CHAINS, Place
from troubleshoot.publishing.publish import Preview, Selection
from troubleshoot.publishing.unpublished import Unpublished

from .places import place_url

#: What can be published by itself; devices go along with carriers.
KINDS: Final = ("guide", "cause", "carrier")

#: Places of what is chosen.
type Chosen = frozenset[Place]


class Ticked(NamedTuple):
    """A change on the page, and whether it is chosen. What cannot be chosen goes along with the rest.

    ``who`` changed it, ``since`` when; ``errors``: how many of the findings are about it. ``mark``: comes back with
    the form, so that nothing goes out but what was shown; ``unread``: it was saved since.
    """

    change: Change
    url: str
    value: Place | None
    chosen: bool
    mark: str
    unread: bool
    who: tuple[str, ...]
    since: datetime | None
    errors: int


def choosable(changes: Iterable[Change]) -> Chosen:
    """Return what can be chosen of what changed."""
    return frozenset(change.place for change in changes if change.place[0] in KINDS)


def chosen(given: QueryDict, changed: Chosen) -> Chosen:
    """Return what a form or a link chooses, all that changed where it says nothing.

    ``choosing`` announces what is chosen; ``sparing``, which makes short links, what is not.
    """
    named = frozenset((kind, slug) for kind in KINDS for slug in given.getlist(kind))
    if "choosing" in given:
        return named
    return changed - named if "sparing" in given else changed


def selection(chosen: Chosen, changed: Chosen) -> Selection | None:
    """Return what to publish; None for all drafts."""
    if chosen == changed:
        return None
    return Selection(**{f"{kind}s": frozenset(slug for of, slug in chosen if of == kind) for kind in KINDS})


def as_query(chosen: Chosen, changed: Chosen) -> list[tuple[str, str]]:
    """Return the names and values by which a link chooses the same, whichever way is shorter."""
    if chosen == changed:
        return []
    left = changed - chosen
    if chosen <= changed and len(left) < len(chosen):
        return [("sparing", "1"), *sorted((kind, slug) for kind, slug in left)]
    return [("choosing", "1"), *sorted((kind, slug) for kind, slug in chosen)]


def rows(
    shown: Preview,
    made: Iterable[Unpublished],
    chosen: Chosen,
    findings: Iterable[Finding],
    seen: Collection[str] | None = None,
) -> list[Ticked]:
    """Return the page's rows; ``seen``: the marks of the page before this one, None where there was none."""
    errors = Counter(_whole(finding.place) for finding in findings if finding.blocks)
    marks = shown.marks
    return [
        Ticked(
            change=one.change,
            url=place_url(one.change.place),
            value=one.change.place if one.change.place[0] in KINDS else None,
            chosen=one.change.place in chosen,
            mark=marks[one.change.place],
            unread=seen is not None and marks[one.change.place] not in seen,
            who=one.who,
            since=one.since,
            errors=errors[one.change.place],
        )
        for one in made
    ]


def _whole(place: Place) -> Place:
    """Return the guide, cause, carrier or device that a place is of or in."""
    chain = CHAINS[place[0]]
    return (chain[0], place[1]) if chain else place
