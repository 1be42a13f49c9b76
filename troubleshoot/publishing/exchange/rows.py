"""Rows of the spreadsheet as values by field, with all that is wrong with them by row and column."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from django.utils.translation import gettext as _

from .columns import Column
from .reading import Cell, Line
from .values import CellError, value

#: Problems beyond so many are left out: a sheet of another kind would give thousands.
MOST_TOLD: Final = 200


class RowProblem(NamedTuple):
    """What is to be mended where: the sheet, the row as Excel numbers it, and the column's heading, "" for several."""

    sheet: str
    row: int
    heading: str
    message: str

    def __str__(self) -> str:
        column = f"「{self.heading}」: " if self.heading else " "
        return _("%(sheet)s %(row)s行目") % {"sheet": self.sheet, "row": self.row} + column + self.message


class Row(NamedTuple):
    """A row by its number, with the values that could be read by their columns' names."""

    number: int
    values: Mapping[str, Any]


class Problems:
    """Gathers what is wrong, so that an editor hears all of it at once."""

    def __init__(self) -> None:
        self.found: list[RowProblem] = []

    def add(self, sheet: str, row: int, heading: str, message: str) -> None:
        """Add one, unless there are far too many already."""
        if len(self.found) < MOST_TOLD:
            self.found.append(RowProblem(sheet, row, heading, message))


def rows(sheet: str, lines: Sequence[Line], columns: Sequence[Column], problems: Problems) -> list[Row]:
    """Return a sheet's rows below its headings; a cell that is wrong has no value in its row."""
    if not lines:
        problems.add(sheet, 1, "", _("見出しの行がありません。書き出した表の1行目をそのまま使ってください。"))
        return []
    places = _places(sheet, lines[0], columns, problems)
    return [Row(line.number, dict(_values(sheet, line, places, problems))) for line in lines[1:] if _says(line, places)]


def _places(sheet: str, heads: Line, columns: Sequence[Column], problems: Problems) -> dict[int, Column]:
    """Return which column of the file is which of ours; {} where one is wrong, for then each cell would be."""
    known = {_plain(column.heading): column for column in columns}
    places: dict[int, Column] = {}
    told = len(problems.found)
    for index, cell in enumerate(heads.cells):
        if not (heading := _plain(cell.value)):
            continue
        column = known.get(heading)
        if column is None:
            words = {"heading": heading[:40], "perhaps": nearest(heading, known)}
            message = _("「%(heading)s」という列は知りません。%(perhaps)s直すか、その列を消してください。") % words
            problems.add(sheet, heads.number, "", message)
        elif column in places.values():
            message = _("同じ見出しの列が二つあります。一つにしてください。")
            problems.add(sheet, heads.number, column.heading, message)
        else:
            places[index] = column
    missing = [column.heading for column in columns if column not in places.values() and column.reading != "ignored"]
    if missing:
        problems.add(sheet, heads.number, "", _("次の列がありません: %s") % "、".join(missing))
    return {} if len(problems.found) > told else places


def nearest(word: str, known: Mapping[str, Any]) -> str:
    """Return the known words that look most like another, as a question; "" where none does."""
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return _("もしかして: %s。") % "、".join(close) if close else ""


def _plain(heading: object) -> str:
    return "".join(normalize("NFKC", str(heading or "")).split())


def _says(line: Line, places: Mapping[int, Column]) -> bool:
    return any(_cell(line, index).value not in {None, ""} for index in places)


def _values(sheet: str, line: Line, places: Mapping[int, Column], problems: Problems) -> Iterator[tuple[str, Any]]:
    for index, column in places.items():
        try:
            yield column.name, value(_cell(line, index), column)
        except CellError as failure:
            problems.add(sheet, line.number, column.heading, str(failure))


def _cell(line: Line, index: int) -> Cell:
    return line.cells[index] if index < len(line.cells) else Cell(None, "n")
