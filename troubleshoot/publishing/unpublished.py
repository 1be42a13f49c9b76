"""What editors wrote that readers do not see yet: what differs from the newest release, by whom and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troubleshoot.models import Release, Revision

from .compile import compile_document
from .diff import Change, difference
from .places import Place
from .publish import document_of

#: How far back the history is looked through.
_REVISIONS: Final = 500
#: How many names are worth reading.
_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A change that readers do not see yet; ``who`` made it, ``since`` when. () and None where no history tells."""

    change: Change
    who: tuple[str, ...] = ()
    since: datetime | None = None


def unpublished() -> tuple[Unpublished, ...]:
    """Return what differs from the newest release, by a fixed number of queries. Runs no checks.

    Where all revisions of a thing are older than that release, which left it out, the last of them is named.
    """
    newest = Release.objects.newest()
    return told(difference(document_of(newest, None), compile_document()), newest)


def told(changes: Sequence[Change], newest: Release | None) -> tuple[Unpublished, ...]:
    """Return changes since the newest release with those who made them."""
    made = _by_whole(Revision.objects.select_related("actor").defer("before", "after")[:_REVISIONS])
    released = newest.published_at if newest else None
    return tuple(_told(change, made.get(change.place, []), released) for change in changes)


def _by_whole(revisions: Iterable[Revision]) -> dict[Place, list[Revision]]:
    """Return revisions, newest first, by the guide, cause, carrier or device that each is of."""
    found: dict[Place, list[Revision]] = {}
    for one in revisions:
        kind, slug, *within = one.place
        found.setdefault(("guide" if within else kind, slug), []).append(one)
    return found


def _told(change: Change, made: list[Revision], released: datetime | None) -> Unpublished:
    if not made:
        return Unpublished(change)
    after = [one for one in made if released is None or one.at > released] or made[:1]
    names = dict.fromkeys(one.who for one in after if one.who)
    return Unpublished(change, tuple(names)[:_NAMES], after[-1].at)
