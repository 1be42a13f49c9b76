"""Sheets: tables that a page shows, a spreadsheet opens and a program reads, all of them the same."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Final, NamedTuple

from troubleshoot.publishing.exchange.cells import begins_a_formula

type Cell = str | int | float | None

#: Tells Excel that the bytes are UTF-8.
_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Column(NamedTuple):
    """What programs and readers call a column."""

    key: str
    head: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells under columns; the first column names its row. ``key`` names the sheet in addresses."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_csv(self) -> str:
        """Return the sheet as a spreadsheet opens it."""
        written = StringIO()
        writer = csv.writer(written)
        writer.writerow([column.head for column in self.columns])
        writer.writerows([_harmless(cell) for cell in row] for row in self.rows)
        return _BOM + written.getvalue()

    def as_json(self) -> list[Mapping[str, Cell]]:
        """Return the rows, each by the keys of its columns."""
        return list(self.records())

    def records(self) -> Iterator[Mapping[str, Cell]]:
        """Yield the rows, each by the keys of its columns."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and begins_a_formula(cell) else cell


def percent(share: float) -> float:
    """Return a part of 1 as a number of a hundred."""
    return round(100 * share, 1)


def whole(number: float) -> int | float:
    """Return a count without a point where it needs none."""
    return int(number) if number == int(number) else round(number, 1)
