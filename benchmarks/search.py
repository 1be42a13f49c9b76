"""How long a query takes at 1,000 causes, beside a plain scan and beside SQLite's FTS5: ``make bench``.

Causes are made of the first content's own sentences, so that their words are as common as there. Times are of the
thread's own work on a processor, and each query counts with its best of some rounds, so that what else the machine does
stays out; p95 is over the queries. Fails when a bar is missed.
"""

import csv
import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from benchmarks import results
from benchmarks.results import Row, row
from tests.search.releases import a_release
from troubleshoot import engine
from troubleshoot.engine.guide import Carrier, Cause, RemedyStep
from troubleshoot.search import Index, find, terms
from troubleshoot.search.entries import Entry, entries
from troubleshoot.search.folding import fold

ROOT: Final = Path(__file__).parents[1]
CAUSES: Final = 1000
ROUNDS: Final = 5
REPEATS: Final = 3


def fixture(name: str, model: str) -> list[dict[str, Any]]:
    """Return the fields of one table's rows of the first content."""
    rows = json.loads((ROOT / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == f"troubleshoot.{model}"]


def large_release() -> engine.Release:
    """Return a release of 1,000 causes, each with a word of its own."""
    chance = random.Random(20261125)  # noqa: S311  # the same release each time
    rows = fixture("causes", "cause")
    sentences = [line for row in rows for name in ("signs", "summary") for line in row[name]["ja"].splitlines()]
    steps = [(row["text"]["ja"], row["detail"].get("ja", "")) for row in fixture("causes", "remedystep")]
    carriers = {
        row["slug"]: Carrier(row["slug"], row["name"]["ja"], note=row["note"].get("ja", ""))
        for row in fixture("carriers", "carrier")
    }

    def a_cause(number: int) -> Cause:
        row, own = (
            chance.choice(rows),
            "".join(chance.choices("アイウエオカキクケコサシスセソタチツテトナニヌネノ", k=4)),
        )
        told = [
            RemedyStep(str(at), text, detail, chance.choice([None, *carriers]))
            for at, (text, detail) in enumerate(chance.sample(steps, 12))
        ]
        return Cause(
            f"cause-{number}", row["role"], f"{row['title']['ja']}{own}", own + "\n".join(chance.sample(sentences, 3)),
            "\n".join(chance.sample(sentences, 3)), steps=tuple(told),
        )  # fmt: skip

    small = a_release()
    causes = [a_cause(number) for number in range(CAUSES)]
    return replace(small, causes={**small.causes, **{cause.slug: cause for cause in causes}}, carriers=carriers)


class Scan:
    """A plain scan: every page's text, folded beforehand, is looked through for each pair of the query."""

    def __init__(self, pages: Iterable[Entry]) -> None:
        self._texts = [fold(f"{page.name}\n{page.signs}\n{page.text}") for page in pages]

    def find(self, query: str) -> list[int]:
        """Return the pages that hold most of a query's pairs."""
        words = fold(query).split()
        pairs = {word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1))}
        held = [sum(pair in text for pair in pairs) for text in self._texts]
        return sorted(range(len(held)), key=held.__getitem__, reverse=True)[:12]


class Fts5:
    """The other candidate: the same terms in a table of SQLite's FTS5, ranked by its bm25()."""

    def __init__(self, pages: Iterable[Entry]) -> None:
        self._table = sqlite3.connect(":memory:")
        self._table.execute("CREATE VIRTUAL TABLE pages USING fts5(name, carriers, signs, text, detail=column)")
        for page in pages:
            columns = (page.name, page.lines, page.signs, page.text)
            row = [" ".join(_plain(term) for term in terms.of_page(column)) for column in columns]
            self._table.execute("INSERT INTO pages VALUES (?, ?, ?, ?)", row)

    def find(self, query: str) -> list[Any]:
        """Return the best pages."""
        wanted = " OR ".join(_plain(term) for term in terms.of_query(query))
        ranked = "SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY bm25(pages, 6, 1, 1.5, 1) LIMIT 40"
        return self._table.execute(ranked, [wanted]).fetchall() if wanted else []


def _plain(term: str) -> str:
    """Return a term as one word of ASCII, which no tokenizer takes apart."""
    return f"t{term.encode().hex()}"


type Ask = Callable[[str], object]


def p95(ask: Ask, queries: list[str]) -> float:
    """Return the milliseconds within which 95 of 100 queries are answered."""
    times = sorted(min(_milliseconds(ask, query) for _ in range(ROUNDS)) for query in queries)
    return times[int(len(times) * 0.95)]


def _milliseconds(ask: Ask, query: str) -> float:
    start = time.thread_time()
    ask(query)
    return (time.thread_time() - start) * 1000


def measured(name: str, what: str, ask: Ask, queries: list[str]) -> Row:
    """Return a row of some measurements."""
    return row(name, what, [p95(ask, queries) for _ in range(REPEATS)])


def main() -> int:
    """Measure; return 1 when a bar is missed."""
    release = large_release()
    with (ROOT / "tests/search/queries.tsv").open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file, delimiter="\t")]
    long = ["".join(queries)[at : at + 200] for at in range(0, 1000, 200)]
    some = queries[::8]  # the others are slow
    start = time.thread_time()
    index = Index(release)
    built = time.thread_time() - start
    pages = tuple(entries(release, release))
    scan, fts5 = Scan(pages), Fts5(pages)
    rows = [
        measured("search_ms", "ms, p95 of a query, excerpts made", lambda q: find(index, q), queries),
        measured("search_suggest_ms", "ms, p95 of six suggestions", lambda q: find(index, q, 6), queries),
        measured("search_rank_ms", "ms, p95 of the ranking alone", lambda q: index.rank(terms.of_query(q)), some),
        measured("search_long_ms", "ms, p95 of 200 characters", lambda q: find(index, q), long),
        measured("search_scan_ms", "ms, p95 of a plain scan", scan.find, some),
        measured("search_fts5_ms", "ms, p95 of SQLite's FTS5 over the same terms", fts5.find, some),
        Row("search_build_s", "s to make the index", built),
    ]
    got = {one.name: one.got for one in rows}
    rows.append(Row("search_vs_scan", "a plain scan ÷ the ranking", got["search_scan_ms"] / got["search_rank_ms"]))
    rows.append(Row("search_vs_fts5", "FTS5 ÷ the ranking", got["search_fts5_ms"] / got["search_rank_ms"]))
    return int(not results.add(rows))


if __name__ == "__main__":
    sys.exit(main())
