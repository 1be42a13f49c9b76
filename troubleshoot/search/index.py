"""The index of one release in one language: ranks its pages by the terms they share with a query.

BM25 by field (Robertson & Zaragoza 2009), the fields' scores added: a term is worth more the fewer pages hold it *in
that field*. Three rules of the site are laid over it, none of which knows a page by name:

- The words in which the guides name their symptom ("SMS", "code", "does not arrive") stand on every page. They count
  for a guide; for any other page they say next to nothing.
- A page should hold all of the query, not much of a part of it.
- A page whose title names X or a carrier is for those who name it too.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Slug

from . import terms
from .entries import Entry, Page, entries
from .folding import without_readings
from .postings import Counts, Posting, counts, postings
from .spelling import Vocabulary
from .synonyms import MARK, OWN_NAMES, TABLE

#: Pages that are looked at more closely; far more than anybody reads.
CONSIDERED: Final = 20
#: A page about X or a carrier by name, when the query does not name it.
_ABOUT_ANOTHER: Final = 0.6
#: Pairs of characters that a word of the table stands for.
_WHOLE_WORD: Final = 3.0
#: A last resort comes after the page that mends, where both fit alike.
_LAST_RESORT: Final = 0.85


class Hit(NamedTuple):
    """A page with its score; ``part``: how much of the query it holds, from 0 to 1."""

    page: Page
    score: float
    part: float


class _Asked(NamedTuple):
    """A term of a query that pages hold. ``worth``: how much it tells; ``told``: how much of the query it is."""

    posting: Posting
    weight: float
    worth: float
    told: float


class Index:
    """All pages of a release, ready to be ranked. Never changed once made, so that threads may share it."""

    def __init__(
        self, release: engine.Release, original: engine.Release | None = None, before: "Index | None" = None
    ) -> None:
        """Make the index. ``before``: an earlier one in the same language, whose work on equal pages is taken over."""
        self.release = release
        self.counts: Counts = counts(entries(release, original or release), before.counts if before else None)
        self.pages = tuple(self.counts.pages)
        self._postings = postings(self.pages, self.counts)
        self.vocabulary = Vocabulary(_written(entries(release, original or release)), _tabled())
        self._carriers = {
            carrier.slug: OWN_NAMES.intersection(terms.of_page(carrier.name)) for carrier in release.carriers.values()
        }
        self._names = tuple(OWN_NAMES.intersection(terms.of_page(page.title)) for page in self.pages)

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
        sums = _summed(known, len(self.pages))
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
        held = [asked for asked in known if asked.posting.holds(page)]
        share = sum(asked.worth for asked in held) / sum(asked.worth for asked in known)
        return Hit(self.pages[page], score * math.sqrt(share), sum(asked.told for asked in held) / told)

    def _fit(self, page: int, wanted: Mapping[str, float]) -> float:
        another = _ABOUT_ANOTHER if self._names[page].difference(wanted) else 1.0
        return another * (_LAST_RESORT if self.pages[page].role == "last-resort" else 1.0)


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
            for page, score in zip(posting.pages, posting.scores, strict=True):
                sums[page] += weight * score
    return sums


def _told(term: str, weight: float) -> float:
    """Return how much of a query a term is: one of the table is a whole word, where others are pairs of it."""
    return weight * _WHOLE_WORD if term.startswith(MARK) else weight


def _by_score(hit: Hit) -> float:
    return -hit.score


def _written(found: Iterable[Entry]) -> Iterator[str]:
    """Yield all texts as they are written."""
    for entry in found:
        yield without_readings(f"{entry.name}\n{entry.signs}\n{entry.text}")


def _tabled() -> Iterator[str]:
    """Yield all writings of the table."""
    for rows in TABLE.values():
        for writings in rows.values():
            yield from writings
