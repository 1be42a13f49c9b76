"""A plain search over guides, causes and carriers: what shares most with the query comes first."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Guide

from . import pages, parts
from .parts import Link
from .serving import walk_page

#: Characters of a query that are looked at; the form takes no more.
LONGEST: Final = 200
#: The part of a query's pairs that a page must share, and how many pages are shown.
ENOUGH: Final = 0.6
MOST: Final = 12


class Entry(NamedTuple):
    """A page to be found, with what it is called and its text."""

    link: Link
    title: str
    text: str


@walk_page
def search(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Show what is found; all guides where nothing is."""
    query = addresses.given(request).answers.get("q", "").strip()
    context = {"query": query, "found": find(served.release(), query), "page": pages.home_page(served)}
    return render(request, "pages/search.html", context)


def find(release: engine.Release, query: str) -> tuple[Link, ...]:
    """Return the pages that share enough of the query's pairs of characters, the closest first.

    Japanese has no spaces between words, so pairs of characters stand for words: a page is found though an ending or a
    letter differs. What stands in a title counts twice.
    """
    wanted = pairs(query[:LONGEST])
    if not wanted:
        return ()
    found = [(_shared(wanted, entry.title), _shared(wanted, entry.text), entry.link) for entry in entries(release)]
    hits = [(-title - text, link) for title, text, link in found if text >= ENOUGH]
    return tuple(link for _, link in sorted(hits, key=lambda hit: hit[0])[:MOST])


def pairs(query: str) -> frozenset[str]:
    """Return each two characters that follow each other in a word; a word of one character stands alone."""
    words = fold(query).split()
    return frozenset(word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1)))


def _shared(wanted: frozenset[str], text: str) -> float:
    """Return which part of the pairs stands in a text."""
    folded = fold(text)
    return sum(pair in folded for pair in wanted) / len(wanted)


def fold(text: str) -> str:
    """Return text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def entries(release: engine.Release) -> Iterator[Entry]:
    """Yield guides, causes and carriers with all their texts."""
    for guide in release.guides.values():
        yield Entry(parts.guide_link(guide), guide.title, _joined([guide.title, guide.summary, *_asked(guide)]))
    for cause in release.causes.values():
        told = [text for step in cause.steps for text in (step.text, step.detail)]
        yield Entry(parts.cause_link(cause), cause.title, _joined([cause.title, cause.summary, cause.signs, *told]))
    for carrier in release.carriers.values():
        names = _joined([carrier.slug, carrier.name])
        yield Entry(parts.carrier_link(carrier), names, _joined([names, carrier.note]))


def _asked(guide: Guide) -> Iterator[str]:
    for question in guide.questions.values():
        yield question.text
        yield from (answer.text for answer in question.answers.values())


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
