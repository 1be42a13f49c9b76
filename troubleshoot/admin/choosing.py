"""Which of the changed drafts an editor chose to publish: read from a link or a form, and drawn with ticks."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import QueryDict

from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.diff import Change
from troubleshoot.publishing.needs import needs
from troubleshoot.publishing.places import CHAINS, TABLES, Place
from troubleshoot.publishing.publish import Preview, Selection, compose
from troubleshoot.publishing.unpublished import Unpublished

from .places import place_url


class Ticked(NamedTuple):
    """A change on the page, and whether it is chosen.

    ``who`` changed it, ``since`` when; ``errors``: how many of the findings are about it. ``mark``: comes back with
    the form, so that nothing goes out but what was shown; ``unread``: it was saved since.
    """

    change: Change
    url: str
    chosen: bool
    mark: str
    unread: bool
    who: tuple[str, ...]
    since: datetime | None
    errors: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of what changed; ``missing``: new things that the chosen ones speak of and that are not chosen."""

    chosen: Selection
    changed: Selection
    missing: Selection

    @property
    def only(self) -> Selection | None:
        """What to publish; None for all drafts."""
        return None if self.chosen == self.changed else self.chosen

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values by which a link chooses the same, whichever way is shorter."""
        if self.chosen == self.changed:
            return []
        left = self.changed - self.chosen
        if self.chosen <= self.changed and len(left) < len(self.chosen):
            return [("sparing", "1"), *sorted((kind, slug) for kind, slug in left)]
        return [("choosing", "1"), *sorted((kind, slug) for kind, slug in self.chosen)]


def choice(given: QueryDict, shown: Preview) -> Choice:
    """Return what a form or a link chooses of all drafts, all that changed where it says nothing.

    ``choosing`` announces what is chosen; ``sparing``, which makes short links, what is not. ``needed`` adds what the
    chosen cannot do without.
    """
    changed = frozenset(change.place for change in shown.changes)
    named = frozenset((kind, slug) for kind in TABLES.values() for slug in given.getlist(kind))
    chosen: Selection = named if "choosing" in given else changed - named if "sparing" in given else changed
    missing = _missing(shown, chosen, changed)
    return Choice(chosen | missing, changed, frozenset()) if "needed" in given else Choice(chosen, changed, missing)


def _missing(shown: Preview, chosen: Selection, changed: Selection) -> Selection:
    document = compose(shown.document, shown.before, chosen & changed)
    return needs(document, shown.document) & changed - chosen


def rows(
    shown: Preview,
    made: Iterable[Unpublished],
    chosen: Selection,
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
