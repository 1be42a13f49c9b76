"""Writes causes and their steps as a workbook: every text in a cell of text, so that no program makes it a number."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from troubleshoot.publishing.places import Json

from .cells import defused
from .columns import CAUSES, CAUSES_SHEET, SLUGS_SHEET, STEPS, STEPS_SHEET, Column, roles

#: The most signs that Excel keeps in a cell, counted as UTF-16.
MOST_SIGNS: Final = 32_767
#: Excel's name for "text": what is typed below stays as it was typed, 0120 and 2026-01-31 too.
_TEXT: Final = "@"
#: Choices are offered on so many rows.
_ROWS: Final = 2000

type Cells = Mapping[str, Any]


class TooLongError(ValueError):
    """A text that no cell holds; the message says which."""


def workbook(document: Json) -> bytes:
    """Return a document's causes and their steps as an .xlsx file. Raises TooLongError."""
    book = Workbook()
    book.remove(book.worksheets[0])
    steps, causes, slugs = (book.create_sheet(name) for name in (STEPS_SHEET, CAUSES_SHEET, SLUGS_SHEET))
    _fill(steps, STEPS, _steps(document))
    _fill(causes, CAUSES, _causes(document))
    _list_slugs(slugs, document)
    _offer(steps, STEPS, "carrier", f"'{SLUGS_SHEET}'!$A$2:$A${len(document['carriers']) + 1}")
    _offer(steps, STEPS, "device", f"'{SLUGS_SHEET}'!$D$2:$D${len(document['devices']) + 1}")
    _offer(causes, CAUSES, "role", f'"{",".join(roles())}"')
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _steps(document: Json) -> Iterator[Cells]:
    for slug, cause in sorted(document["causes"].items()):
        for position, step in enumerate(cause["steps"], start=1):
            texts = {
                f"{name}.{language}": words for name in ("text", "detail") for language, words in step[name].items()
            }
            title = cause["title"].get("ja", "")
            yield {**step, **texts, "cause": slug, "title": title, "position": position}


def _causes(document: Json) -> Iterator[Cells]:
    words = {value: label for label, value in roles().items()}
    for slug, cause in sorted(document["causes"].items()):
        texts = {
            column.name: cause[column.field][column.language]
            for column in CAUSES
            if column.language and column.language in cause[column.field]
        }
        lists = {name: ", ".join(cause[name]) for name in ("carriers", "formerly")}
        yield {**texts, **lists, "slug": slug, "role": words[cause["role"]]}


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Cells]) -> None:
    """Write a heading and rows; the columns of text are text below the rows too."""
    sheet.append([column.heading for column in columns])
    for number, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        if column.reading != "number":
            dimension.number_format = _TEXT
        sheet.cell(1, number).font = Font(bold=True)
    for line, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            if (value := row.get(column.name)) not in {None, ""}:
                _write(
                    sheet, line, number, value, f"{sheet.title} {row.get('cause', row.get('slug'))}「{column.heading}」"
                )
    sheet.freeze_panes = "D2" if columns is STEPS else "B2"


def _write(sheet: Worksheet, line: int, number: int, value: Any, where: str) -> None:  # noqa: ANN401
    cell = sheet.cell(line, number)
    if not isinstance(value, str):
        cell.value = value
        return
    text = defused(value)
    if len(text.encode("utf-16-le")) > 2 * MOST_SIGNS:
        raise TooLongError(where)
    cell.value, cell.data_type = text, "s"
    cell.number_format, cell.alignment = _TEXT, _WRAPPED


_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def _list_slugs(sheet: Worksheet, document: Json) -> None:
    """Write the carriers and devices there are, for editors to choose from."""
    for first, (table, name) in ((1, ("carriers", "回線")), (4, ("devices", "端末"))):
        sheet.cell(1, first, name).font = Font(bold=True)
        sheet.cell(1, first + 1, "名前").font = Font(bold=True)
        in_order = sorted(document[table].items(), key=lambda item: (item[1]["position"], item[0]))
        for line, (slug, one) in enumerate(in_order, start=2):
            for number, words in ((first, slug), (first + 1, one["name"].get("ja", ""))):
                _write(sheet, line, number, words, name)


def _offer(sheet: Worksheet, columns: Sequence[Column], name: str, choices: str) -> None:
    """Offer a list of choices in a column's cells; anything else may be typed, and is judged when it comes back."""
    letter = get_column_letter([column.name for column in columns].index(name) + 1)
    offered = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=False)
    offered.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(offered)
