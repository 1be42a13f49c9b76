"""Judges one part of the drafts, as quickly as it can be done: what an editor has just saved."""

from datetime import date
from typing import Any, Final

from django.utils import timezone

from troubleshoot import engine
from troubleshoot.publishing.compile import Document, compile_guide, compile_names, compile_shared
from troubleshoot.publishing.places import CHAINS, LISTS, TABLES, Json, Place, within
from troubleshoot.publishing.transactions import reading_one_state

from . import references, shape
from .base import Finding, Subject
from .judging import in_order, judged, loadable

_TABLE_OF: Final = {kind: table for table, kind in TABLES.items()}
_LIST_OF: Final = {kind: name for name, (kind, _) in LISTS.items()}


def check_part(place: Place, *, at: date | None = None) -> tuple[Finding, ...]:
    """Return what is to be said against one place of the drafts as they are saved now, errors first.

    ``place``: a guide, cause, carrier or device, or something within one; () where there is no such thing. ``at``:
    today. Only what the place needs is read, and of a guide with hundreds of questions only the one asked about is
    judged closely. Whether an ongoing incident keeps its cause is asked of the whole alone.
    """
    table = _TABLE_OF.get(CHAINS[place[0]][0], "")
    with reading_one_state():
        whole = compile_shared()
        names = compile_names()
        if CHAINS[place[0]][0] == "guide" and (guide := compile_guide(place[1])):
            whole["guides"] = {place[1]: guide}
    if place[1] not in whole.get(table, {}):
        return ()
    found = _judged(whole, {**whole, "guides": {**names, **whole["guides"]}}, place, at or timezone.localdate())
    return in_order(one for one in found if within(one.place, place))


def _judged(whole: Document, around: Json, place: Place, at: date) -> list[Finding]:
    part = _part(whole, place)
    found = list(shape.check(part))
    if not found:
        unloadable = tuple(references.broken(whole))
        release = engine.load(loadable(whole, unloadable))
        found = [*unloadable, *judged(Subject(part, release, at, focus=place, around=around))]
    return found


def _part(whole: Document, place: Place) -> Document:
    """Return a document that holds a place and what it stands in, and nothing beside it."""
    top, *below = CHAINS[place[0]]
    one = whole[_TABLE_OF[top]][place[1]]
    if below:
        kept = _LIST_OF.get(below[0], "")
        one = {name: _kept(value, name, kept, place[2]) for name, value in one.items()}
    return {**whole, **{table: {} for table in TABLES}, _TABLE_OF[top]: {place[1]: one}}


def _kept(value: Any, name: str, kept: str, slug: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return a list of a guide or cause without what is not asked about; all else as it is."""
    if name not in LISTS:
        return value
    return [item for item in value if name == kept and item[LISTS[name][1]] == slug]
