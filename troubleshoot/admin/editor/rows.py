"""Rows of a form that may be added, copied, moved and taken out before anything is saved, without JavaScript too.

The boxes of row 3 are named ``answers-3-…``; one of them, ``order``, says where the row stands.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from django.http import QueryDict

#: A list of more rows than this is drawn to here alone, and never saved.
MOST: Final = 500
_ORDER: Final = re.compile(r"([a-z]+)-([0-9]{1,4})-order")
#: What a copy does not take along: it is a row of its own.
_OWN: Final = ("was", "slug", "order", "remove")
NOTHING: Final[Mapping[str, Mapping[str, object]]] = {}


def numbers(data: Mapping[str, object], prefix: str) -> list[int]:
    """Return the rows' numbers in the order in which they stand."""
    found = {}
    for name in data:
        if (match := _ORDER.fullmatch(name)) and match[1] == prefix:
            found[int(match[2])] = _whole(data[name])
    return sorted(found, key=lambda number: (found[number], number))[:MOST]


def too_many(data: Mapping[str, object]) -> bool:
    """Tell whether a list has more rows than are drawn."""
    lists = Counter(match[1] for name in data if (match := _ORDER.fullmatch(name)))
    return any(rows > MOST for rows in lists.values())


def rearranged(data: QueryDict, do: str, usual: Mapping[str, Mapping[str, object]] = NOTHING) -> QueryDict:
    """Return what a form brought, with its rows changed as its button says: ``answers:up:3``, ``answers:add:``.

    ``usual``: what a new row of a list starts with. What is not understood changes nothing.
    """
    changed = data.copy()
    prefix, _colon, rest = do.partition(":")
    what, _colon, which = rest.partition(":")
    order = numbers(data, prefix)
    at = next((at for at, number in enumerate(order) if str(number) == which), None)
    if what == "add" or (what == "copy" and at is not None):
        new = max(order, default=-1) + 1
        for name, value in usual.get(prefix, {}).items():
            changed[f"{prefix}-{new}-{name}"] = str(value)
        if at is not None:
            _copy(changed, f"{prefix}-{which}-", f"{prefix}-{new}-")
        order.insert(len(order) if at is None else at + 1, new)
    elif what in {"up", "down"} and at is not None:
        to = at + (-1 if what == "up" else 1)
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
    for index, number in enumerate(order):
        changed[f"{prefix}-{number}-order"] = str(index)
    return changed


def _copy(data: QueryDict, old: str, new: str) -> None:
    for name in [name for name in data if name.startswith(old)]:
        if name.removeprefix(old) not in _OWN:
            data.setlist(new + name.removeprefix(old), data.getlist(name))


def _whole(value: object) -> int:
    return int(str(value)) if re.fullmatch("[0-9]{1,9}", str(value)) else MOST
