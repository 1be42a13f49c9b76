"""What each term is worth to each page that holds it: BM25 over several fields, kept in arrays.

A large release has millions of pairs of a term and a page; as objects they would outweigh the release itself.
"""

import hashlib
import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from . import terms
from .entries import Entry, Page
from .synonyms import KINDS_OF, MARK, OWN_NAMES

#: BM25's usual saturation: how soon saying a thing again says no more.
_SATURATION: Final = 1.2
#: What a word of the symptom is worth, in place of its rarity, and which part of it to a page that is no guide.
_SYMPTOM: Final = 0.7
_SYMPTOM_ELSEWHERE: Final = 0.3


class _Field(NamedTuple):
    """How much a field counts, and how far its length counts against it (0: not at all, 1: in full)."""

    name: str
    weight: float
    shortness: float


_FIELDS: Final = (
    _Field("name", 3.0, 0.75),
    _Field("lines", 1.0, 1.0),
    _Field("signs", 1.0, 0.5),
    _Field("situations", 0.8, 0.0),
    _Field("text", 0.6, 0.4),
)


class Posting(NamedTuple):
    """What a term is worth to each page that holds it. ``worth``: how much it tells at all.

    ``pages`` are in rising order, each with its score; ``dense``: scores of all pages instead, 0 for none, where most
    hold the term: adding whole lists is faster.
    """

    worth: float
    pages: "array[int]"
    scores: "array[float]"
    dense: "array[float] | None" = None

    def holds(self, page: int) -> bool:
        """Tell whether a page holds the term."""
        if self.dense:
            return self.dense[page] > 0
        at = bisect_left(self.pages, page)
        return at < len(self.pages) and self.pages[at] == page


class _Counted(NamedTuple):
    """How often each term stands in one field of a page; terms by their numbers."""

    terms: "array[int]"
    counts: "array[int]"
    length: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A page taken apart, field by field. ``digest``: that of its texts."""

    digest: bytes
    fields: tuple[_Counted, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The terms of some pages; to be handed to the next release, which says most of it again.

    ``numbers``: that of each term, which later releases keep.
    """

    numbers: dict[str, int]
    pages: Mapping[Page, _Taken]


def counts(found: Iterable[Entry], before: Counts | None = None) -> Counts:
    """Return the terms of pages; those whose texts are the same as before are not taken apart again."""
    known = before.pages if before else {}
    numbers = before.numbers if before else {}
    return Counts(numbers, {entry.page: _taken(entry, known.get(entry.page), numbers) for entry in found})


def _taken(entry: Entry, known: _Taken | None, numbers: dict[str, int]) -> _Taken:
    texts = [getattr(entry, field.name) for field in _FIELDS]
    digest = hashlib.sha256("\0".join(texts).encode()).digest()
    if known and known.digest == digest:
        return known
    named = [term for term in terms.of_page(entry.name) if term.startswith(MARK)] if entry.page.kind == "guide" else []
    return _Taken(digest, tuple(_counted(text, numbers) for text in texts), tuple(named))


def _counted(text: str, numbers: dict[str, int]) -> _Counted:
    found = Counter(terms.of_page(text))
    numbered = array("I", (numbers.setdefault(term, len(numbers)) for term in found))
    return _Counted(numbered, array("H", (min(count, 0xFFFF) for count in found.values())), found.total())


def postings(pages: Sequence[Page], counted: Counts) -> dict[str, Posting]:
    """Return the posting of each term that pages hold."""
    taken = [counted.pages[page] for page in pages]
    symptom = frozenset(counted.numbers[term] for term in _symptom(taken))
    scoring = [_Scoring(field, [one.fields[at] for one in taken], symptom) for at, field in enumerate(_FIELDS)]
    columns: dict[int, tuple[array[int], array[float]]] = {}
    for number, page in enumerate(pages):
        scores: dict[int, float] = {}
        for field in scoring:
            field.add(scores, number, is_guide=page.kind == "guide")
        for term, score in scores.items():
            held, worth = columns.setdefault(term, (array("I"), array("f")))
            held.append(number)
            worth.append(score)
    names = {number: term for term, number in counted.numbers.items()}
    return {names[term]: _posting(*column, len(pages)) for term, column in columns.items()}


def _posting(pages: "array[int]", scores: "array[float]", of: int) -> Posting:
    worth = _worth(len(pages), of)
    if len(pages) <= of / 2:
        return Posting(worth, pages, scores)
    dense = array("f", bytes(4 * of))
    for page, score in zip(pages, scores, strict=True):
        dense[page] = score
    return Posting(worth, array("I"), array("f"), dense)


def _symptom(taken: Iterable[_Taken]) -> frozenset[str]:
    """Return what the guides' names say of the trouble itself: their words in the table that are no names."""
    return frozenset(term for one in taken for term in one.named) - OWN_NAMES - KINDS_OF


class _Scoring:
    """Scores of one field's terms."""

    def __init__(self, field: _Field, counted: Sequence[_Counted], symptom: frozenset[int]) -> None:
        self.field, self.counted, self.symptom = field, counted, symptom
        held = Counter(term for one in counted for term in one.terms)
        self.worth = {term: field.weight * _worth(count, len(counted)) for term, count in held.items()}
        self.worth |= dict.fromkeys(symptom, field.weight * _SYMPTOM)
        self.usual = sum(one.length for one in counted) / max(1, sum(one.length > 0 for one in counted)) or 1.0

    def add(self, scores: dict[int, float], page: int, *, is_guide: bool) -> None:
        """Add this field's to a page's scores by term."""
        one = self.counted[page]
        damping = _SATURATION * (1 - self.field.shortness + self.field.shortness * one.length / self.usual)
        for term, count in zip(one.terms, one.counts, strict=True):
            score = self.worth[term] * count / (count + damping)
            if not is_guide and term in self.symptom:
                score *= _SYMPTOM_ELSEWHERE
            scores[term] = scores.get(term, 0.0) + score


def _worth(held: int, pages: int) -> float:
    """Return how much a term tells: less the more pages hold it (BM25's idf, never below 0)."""
    return math.log(1 + (pages - held + 0.5) / (held + 0.5))
