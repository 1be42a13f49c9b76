"""Finds pages for what a reader typed: ranked, with excerpts, and with a better writing where there is one."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Slug

from . import terms
from .entries import Kind, Page, shown
from .excerpts import Piece, excerpt, pieces
from .index import Hit, Index

#: Characters of a query that are looked at; the form takes no more.
LONGEST: Final = 200
#: Pages shown at most.
MOST: Final = 10
#: The part of a query that a page must hold, and the part of the best page's score it must reach.
_ENOUGH: Final = 0.2
_NOT_FAR_BEHIND: Final = 0.2
#: A page that reaches less shares particles and endings.
_LEAST: Final = 0.4
#: Lines of a page that are looked at: its summary and signs, then the first of its steps.
_LOOKED_AT: Final = 8
#: What a word counts that was not typed but may have been meant.
_GUESSED: Final = 0.7
#: How much better the best page must fit before another writing is offered.
_CLEARLY_BETTER: Final = 1.15


class Found(NamedTuple):
    """A page found. ``carrier``: the one the query names, where it has steps of its own in this cause."""

    kind: Kind
    slug: Slug
    title: str
    title_pieces: tuple[Piece, ...]
    excerpt: str
    excerpt_pieces: tuple[Piece, ...]
    score: float
    carrier: Slug | None = None


class Finding(NamedTuple):
    """What was found for a query, best first. ``corrected``: a writing that finds clearly better pages, or ""."""

    query: str
    corrected: str
    found: tuple[Found, ...]


class _Unknown(NamedTuple):
    """A word of a query that no page holds, with what it may be: the beginning of a word, or a slip of the finger."""

    start: int
    end: int
    begun: tuple[str, ...]
    near: str | None


def find(index: Index, query: str, most: int = MOST) -> Finding:
    """Return what is found for a query; total, whatever the string. What is longer than LONGEST is cut."""
    query = " ".join(query[:LONGEST].split())
    plain = unicodedata.normalize("NFKC", query)[:LONGEST]  # a character may become eighteen
    unknown = tuple(_unknown(index, plain))
    wanted = terms.of_query(_without_strange(index, plain, unknown))
    corrected = _corrected(plain, unknown)
    guessed = terms.of_query(corrected) if corrected else {}
    for word in (word for one in unknown for word in one.begun):
        guessed |= terms.of_query(word)
    meant = {term: weight * _GUESSED for term, weight in guessed.items()} | wanted
    hits = _enough(index.rank(meant), most)
    if corrected and not _is_better(index, corrected, wanted):
        corrected = ""
    return Finding(query, corrected, tuple(_drawn(index, hits, meant)))


def _unknown(index: Index, plain: str) -> Iterator[_Unknown]:
    for start, end in terms.unknown(plain, index.vocabulary):
        word = plain[start:end]
        begun = index.vocabulary.beginning(word) if end == len(plain) else ()
        yield _Unknown(start, end, begun, None if begun else index.vocabulary.near(word))


def _enough(hits: list[Hit], most: int) -> list[Hit]:
    least = max(hits[0].score * _NOT_FAR_BEHIND, _LEAST) if hits else _LEAST
    return [hit for hit in hits if hit.part >= _ENOUGH and hit.score >= least][:most]


def _corrected(plain: str, unknown: Iterable[_Unknown]) -> str:
    """Return a query with each word that a slip may have made replaced by what was meant; "" where none is."""
    mended = plain
    for word in reversed(tuple(unknown)):
        if word.near:
            mended = mended[: word.start] + word.near + mended[word.end :]
    return mended if mended != plain else ""


def _without_strange(index: Index, plain: str, unknown: Iterable[_Unknown]) -> str:
    """Return a query without the words of which pages have no more than a syllable: chance would match those."""
    for word in unknown:
        pairs = terms.of_query(plain[word.start : word.end])
        if sum(pair in index for pair in pairs) <= max(len(pairs) / 2, 1):
            plain = plain[: word.start] + " " * (word.end - word.start) + plain[word.end :]
    return plain


def _is_better(index: Index, corrected: str, wanted: Mapping[str, float]) -> bool:
    before, after = index.rank(wanted), index.rank(terms.of_query(corrected))
    return bool(after) and (not before or after[0].score > before[0].score * _CLEARLY_BETTER)


def _drawn(index: Index, hits: Iterable[Hit], wanted: Mapping[str, float]) -> Iterator[Found]:
    carrier = index.carrier_named(wanted)
    for page, score, _ in hits:
        line = excerpt(shown(index.release, page, _LOOKED_AT), wanted)
        yield Found(
            page.kind,
            page.slug,
            page.title,
            pieces(page.title, wanted),
            line,
            pieces(line, wanted),
            round(score, 3),
            carrier if carrier and _has_steps(index.release, page, carrier) else None,
        )


def _has_steps(release: engine.Release, page: Page, carrier: Slug) -> bool:
    """Tell whether a page is a cause whose steps are this carrier's or its network's own."""
    cause = release.causes.get(page.slug) if page.kind == "cause" else None
    if cause is None or not engine.exists_on(cause, engine.lineage(release.carriers, carrier)):
        return False
    return engine.remedy_for(cause, release, carrier).carrier is not None
