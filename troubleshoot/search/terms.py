"""What a text is taken apart into: terms of the table, words of letters, pairs of characters for all else.

Japanese has no spaces between words, so pairs stand for words: a page is found though an ending or a letter differs.
"""

import re
from collections.abc import Container, Iterator
from operator import add
from typing import Final, NamedTuple

from .folding import Folded, aligned, as_read, fold, separated, without_readings
from .spelling import HIRAGANA, WORD
from .synonyms import MARK, TERMS, WRITTEN

_RUN: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
#: Pairs of hiragana are mostly endings and particles.
LIGHT: Final = 0.25
#: Of the pairs of a long run each counts less, but never as little.
_LEAST: Final = 0.3
#: Two words of the table that touch, beside each for itself.
TOUCHING: Final = 0.5


class Term(NamedTuple):
    """A term and where in the folded text it stands."""

    text: str
    start: int
    end: int
    weight: float = 1.0


def of_page(text: str) -> list[str]:
    """Return all terms of a text, one for each time it stands there: those of the table, and words and pairs beside."""
    plain = without_readings(text)
    return _all(plain) if plain == text else _all(plain) + _all(as_read(text))


def _all(text: str) -> list[str]:
    folded = fold(text)
    found = [term.text for term in _known(folded)]
    for run in _RUN.findall(folded):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found.extend(map(add, run, run[1:]))
    return found


def of_query(query: str) -> dict[str, float]:
    """Return the terms of a query with their weights; what the table knows is not taken apart."""
    folded = aligned(separated(query))
    weights: dict[str, float] = {}
    for term in standing(folded):
        plain = query[folded.source[term.start] : folded.source[term.end]]
        weight = term.weight * LIGHT if HIRAGANA.fullmatch(plain) and not term.text.startswith(MARK) else term.weight
        weights[term.text] = max(weight, weights.get(term.text, 0.0))
    return weights


def standing(folded: Folded) -> Iterator[Term]:
    """Yield the terms of a folded text in their order; what the table knows is not taken apart."""
    at = 0
    for written in WRITTEN.finditer(folded.text):
        yield from _plain(folded.text, at, written.start())
        at = written.end()
    yield from _plain(folded.text, at, len(folded.text))
    yield from _known(folded.text)


def _known(text: str) -> Iterator[Term]:
    """Yield the terms of the table in a folded text, and with two that touch ("迷惑SMS") both as one."""
    before = Term("", -1, -1)
    for written in WRITTEN.finditer(text):
        term = Term(TERMS[written.group()], *written.span())
        if term.text:
            yield term
            if before.end == term.start:
                yield Term(before.text + term.text, before.start, term.end, TOUCHING)
            before = term


def unknown(query: str, vocabulary: Container[str]) -> Iterator[tuple[int, int]]:
    """Yield where a query has words that neither the table nor a vocabulary knows."""
    folded = aligned(separated(query))
    known = [(folded.source[one.start()], folded.source[one.end()]) for one in WRITTEN.finditer(folded.text)]
    at = 0
    for start, end in (*known, (len(query), len(query))):
        for word in WORD.finditer(query, at, start):
            if word.group() not in vocabulary:
                yield word.span()
        at = end


def _plain(text: str, start: int, end: int) -> Iterator[Term]:
    for run in _RUN.finditer(text, start, end):
        if run.group().isascii():
            yield Term(run.group(), run.start(), run.end())
            continue
        if len(run.group()) == 1 and HIRAGANA.fullmatch(run.group()):
            continue
        pairs = max(1, len(run.group()) - 1)
        for at in range(run.start(), run.start() + pairs):
            end = min(at + 2, run.end())
            yield Term(text[at:end], at, end, max(pairs**-0.5, _LEAST))
