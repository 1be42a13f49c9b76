"""The line of a page that a query meant, with what it shares with the query marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from .folding import aligned, read_kanji
from .terms import LIGHT, standing

#: Characters of an excerpt, and how many of them go before the first mark.
_LONGEST: Final = 100
_BEFORE: Final = 20


class Piece(NamedTuple):
    """A part of a text; ``marked``: the query has it too."""

    text: str
    marked: bool


def excerpt(shown: Sequence[str], wanted: Mapping[str, float]) -> str:
    """Return the line of a page that holds most of what is wanted, its first line where none holds any.

    ``shown``: its lines that may be, the telling ones first.
    """
    asked = frozenset(wanted)
    best = max(shown, key=lambda line: sum(map(wanted.__getitem__, asked & _read(line).terms)), default="")
    return best if len(best) <= _LONGEST else _part(best, wanted)


def pieces(text: str, wanted: Mapping[str, float]) -> tuple[Piece, ...]:
    """Return a text cut where marks begin and end; light terms are not marked."""
    return tuple(_pieces(text, wanted))


def _pieces(text: str, wanted: Mapping[str, float]) -> Iterator[Piece]:
    at = 0
    for start, end in _stretches(text, wanted):
        if at < start:
            yield Piece(text[at:start], marked=False)
        yield Piece(text[start:end], marked=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], marked=False)


class _Line(NamedTuple):
    """A line taken apart: where each term stands, in order, and all of them."""

    places: tuple[tuple[int, int, str], ...]
    terms: frozenset[str]


@lru_cache(maxsize=4096)
def _read(line: str) -> _Line:
    """Return a line taken apart. Of all lines, the same few are looked at again and again."""
    folded = aligned(line)
    whole = tuple(read_kanji(line))
    places = sorted(
        (*_widened(folded.source[term.start], folded.source[term.end], whole), term.text) for term in standing(folded)
    )
    return _Line(tuple(places), frozenset(term for _, _, term in places))


def _widened(start: int, end: int, whole: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return a stretch with all of the kanji whose reading is given over them as a whole."""
    for first, last in whole:
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    return start, end


def _stretches(text: str, wanted: Mapping[str, float]) -> list[tuple[int, int]]:
    """Return where a text holds what is wanted: stretches in order that do not touch."""
    stretches: list[tuple[int, int]] = []
    for start, end, term in _read(text).places:
        if wanted.get(term, 0.0) <= LIGHT:
            continue
        if stretches and start <= stretches[-1][1]:
            first, last = stretches.pop()
            stretches.append((first, max(last, end)))
        else:
            stretches.append((start, end))
    return stretches


def _part(line: str, wanted: Mapping[str, float]) -> str:
    """Return the part of a long line that holds its first mark."""
    stretches = _stretches(line, wanted)
    start = max(0, (stretches[0][0] if stretches else 0) - _BEFORE)
    start = next((first for first, last in read_kanji(line) if first < start < last), start)
    end = start + _LONGEST
    end = next((first for first, last in read_kanji(line) if first < end < last), end)
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
