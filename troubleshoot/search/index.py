"""The index of one release in one language: ranks its pages by the terms they share with a query.

BM25 by field (Robertson & Zaragoza 2009), the fields' scores added: a term is worth more the fewer pages hold it *in
that field*. Three rules of the site are laid over it, none of which knows a page by name:

- The words in which the guides name their symptom ("SMS", "code", "does not arrive") stand on every page. They count
  for a guide; for any other page they say next to nothing.
- A page should hold all of the query, not much of a part of it.
- A page whose title names X or a carrier is for those who name it too.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Slug

from . import terms
from .entries import Entry, entries
from .folding import without_readings
from .spelling import Vocabulary
from .synonyms import KINDS_OF, MARK, OWN_NAMES, TABLE

#: Pages that are looked at more closely; far more than anybody reads.
CONSIDERED: Final = 20
#: BM25's usual saturation: how soon saying a thing again says no more.
_SATURATION: Final = 1.2
#: What a word of the symptom is worth, in place of its rarity, and which part of it to a page that is no guide.
_SYMPTOM: Final = 0.7
_SYMPTOM_ELSEWHERE: Final = 0.3
#: A page about X or a carrier by name, when the query does not name it.
_ABOUT_ANOTHER: Final = 0.6
#: Pairs of characters that a word of the table stands for.
_WHOLE_WORD: Final = 3.0
#: A last resort comes after the page that mends, where both fit alike.
_LAST_RESORT: Final = 0.85


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


class Hit(NamedTuple):
    """A page with its score; ``part``: how much of the query it holds, from 0 to 1."""

    entry: Entry
    score: float
    part: float


@dataclass(frozen=True, slots=True)
class _Posting:
    """What a term is worth to each page that holds it. ``worth``: how much it tells at all.

    ``dense``: the same for all pages in order, where most hold it: adding whole lists is faster.
    """

    worth: float
    scores: Mapping[int, float]
    dense: tuple[float, ...] | None


class _Asked(NamedTuple):
    """A term of a query that pages hold. ``worth``: how much it tells; ``told``: how much of the query it is."""

    posting: _Posting
    weight: float
    worth: float
    told: float


class Index:
    """All pages of a release, ready to be ranked. Never changed once made, so that threads may share it."""

    def __init__(self, release: engine.Release, original: engine.Release | None = None) -> None:
        self.release = release
        self.entries = entries(release, original or release)
        self._postings = _postings(self.entries)
        self.vocabulary = Vocabulary(_written(self.entries), _tabled())
        self._carriers = {
            carrier.slug: OWN_NAMES.intersection(terms.of_page(carrier.name)) for carrier in release.carriers.values()
        }
        self._names = tuple(OWN_NAMES.intersection(terms.of_page(entry.title)) for entry in self.entries)

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    def rank(self, wanted: Mapping[str, float]) -> list[Hit]:
        """Return the pages that hold any of the wanted terms, best first; each term counts by its weight."""
        known = [
            _Asked(posting, weight, weight * posting.worth, _told(term, weight))
            for term, weight in wanted.items()
            if (posting := self._postings.get(term)) and (weight > terms.LIGHT or not posting.dense)
        ]
        if not known:
            return []
        sums = _summed(known, len(self.entries))
        best = sorted(range(len(sums)), key=sums.__getitem__, reverse=True)[:CONSIDERED]
        told = sum(_told(term, weight) for term, weight in wanted.items())
        return sorted(
            (self._hit(page, sums[page] * self._fit(page, wanted), known, told) for page in best if sums[page]),
            key=_by_score,
        )

    def carrier_named(self, wanted: Mapping[str, float]) -> Slug | None:
        """Return the carrier whose whole name a query has, the longest such name; None where two are as long."""
        named = sorted(
            ((len(name), slug) for slug, name in self._carriers.items() if name and name <= wanted.keys()), reverse=True
        )
        if not named or [length for length, _ in named].count(named[0][0]) > 1:
            return None
        return named[0][1]

    def _hit(self, page: int, score: float, known: list[_Asked], told: float) -> Hit:
        held = [asked for asked in known if page in asked.posting.scores]
        share = sum(asked.worth for asked in held) / sum(asked.worth for asked in known)
        return Hit(self.entries[page], score * math.sqrt(share), sum(asked.told for asked in held) / told)

    def _fit(self, page: int, wanted: Mapping[str, float]) -> float:
        another = _ABOUT_ANOTHER if self._names[page].difference(wanted) else 1.0
        return another * (_LAST_RESORT if self.entries[page].role == "last-resort" else 1.0)


def _summed(known: Iterable[_Asked], pages: int) -> list[float]:
    """Return each page's score, every term by its weight."""
    columns = [
        posting.dense if weight == 1.0 else [weight * score for score in posting.dense]
        for posting, weight, _, _ in known
        if posting.dense
    ]
    sums: list[float] = list(map(sum, zip(*columns, strict=True))) if columns else [0.0] * pages
    for posting, weight, _, _ in known:
        if not posting.dense:
            for page, score in posting.scores.items():
                sums[page] += weight * score
    return sums


def _told(term: str, weight: float) -> float:
    """Return how much of a query a term is: one of the table is a whole word, where others are pairs of it."""
    return weight * _WHOLE_WORD if term.startswith(MARK) else weight


def _by_score(hit: Hit) -> float:
    return -hit.score


def _written(pages: Iterable[Entry]) -> Iterator[str]:
    """Yield all texts as they are written."""
    for page in pages:
        yield without_readings(f"{page.name}\n{page.signs}\n{page.text}")


def _tabled() -> Iterator[str]:
    """Yield all writings of the table."""
    for rows in TABLE.values():
        for writings in rows.values():
            yield from writings


def _postings(pages: tuple[Entry, ...]) -> dict[str, _Posting]:
    scores: dict[str, dict[int, float]] = {}
    symptom = _symptom(pages)
    for field in _FIELDS:
        _add_field(scores, field, pages, symptom)
    most = len(pages) / 2
    return {
        term: _Posting(
            _worth(len(held), len(pages)),
            held,
            tuple(held.get(page, 0.0) for page in range(len(pages))) if len(held) > most else None,
        )
        for term, held in scores.items()
    }


def _symptom(pages: Iterable[Entry]) -> frozenset[str]:
    """Return what the guides' names say of the trouble itself: their words in the table that are no names."""
    said = {term for page in pages if page.kind == "guide" for term in terms.of_page(page.name)}
    return frozenset(term for term in said if term.startswith(MARK)) - OWN_NAMES - KINDS_OF


def _add_field(
    scores: dict[str, dict[int, float]], field: _Field, pages: tuple[Entry, ...], symptom: frozenset[str]
) -> None:
    counts = [Counter(terms.of_page(getattr(page, field.name))) for page in pages]
    held = Counter(term for counted in counts for term in counted)
    worth = {term: field.weight * _worth(count, len(pages)) for term, count in held.items()}
    worth |= dict.fromkeys(symptom, field.weight * _SYMPTOM)
    lengths = [counted.total() for counted in counts]
    usual = sum(lengths) / max(1, sum(length > 0 for length in lengths)) or 1.0
    for number, (page, counted) in enumerate(zip(pages, counts, strict=True)):
        damping = _SATURATION * (1 - field.shortness + field.shortness * lengths[number] / usual)
        for term, count in counted.items():
            score = worth[term] * count / (count + damping)
            if page.kind != "guide" and term in symptom:
                score *= _SYMPTOM_ELSEWHERE
            held_by = scores.setdefault(term, {})
            held_by[number] = held_by.get(number, 0.0) + score


def _worth(held: int, pages: int) -> float:
    """Return how much a term tells: less the more pages hold it (BM25's idf, never below 0)."""
    return math.log(1 + (pages - held + 0.5) / (held + 0.5))
