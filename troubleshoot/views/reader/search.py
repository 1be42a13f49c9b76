"""A plain search: every word must stand somewhere in the text of a guide, a cause or a carrier."""

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


class Entry(NamedTuple):
    """A page to be found, with its text."""

    link: Link
    text: str


@walk_page
def search(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Show what is found; all guides where nothing is."""
    query = addresses.given(request).answers.get("q", "").strip()
    context = {"query": query, "found": find(served.release(), query), "page": pages.home_page(served)}
    return render(request, "pages/search.html", context)


def find(release: engine.Release, query: str) -> tuple[Link, ...]:
    """Return the pages in which every word of the query stands, those with all in the title first."""
    wanted = set(fold(query[:LONGEST]).split())
    if not wanted:
        return ()
    folded = [(fold(entry.link.text), fold(entry.text), entry.link) for entry in entries(release)]
    hits = [(title, link) for title, text, link in folded if all(word in text for word in wanted)]
    return tuple(link for _, link in sorted(hits, key=lambda hit: not all(word in hit[0] for word in wanted)))


def fold(text: str) -> str:
    """Return text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def entries(release: engine.Release) -> Iterator[Entry]:
    """Yield guides, causes and carriers with all their texts."""
    for guide in release.guides.values():
        yield Entry(parts.guide_link(guide), _joined([guide.title, guide.summary, *_asked(guide)]))
    for cause in release.causes.values():
        told = [text for step in cause.steps for text in (step.text, step.detail)]
        yield Entry(parts.cause_link(cause), _joined([cause.title, cause.summary, cause.signs, *told]))
    for carrier in release.carriers.values():
        yield Entry(parts.carrier_link(carrier), _joined([carrier.name, carrier.note]))


def _asked(guide: Guide) -> Iterator[str]:
    for question in guide.questions.values():
        yield question.text
        yield from (answer.text for answer in question.answers.values())


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
