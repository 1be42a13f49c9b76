"""Reads a workbook's cells within bounds: a small file must not become a large one in memory.

An .xlsx file is a zip of XML, so it is measured while it is unpacked, sign by sign and kept nowhere, before anything
else looks at it. What is called what is for the file itself to say, so each entry is measured, whatever its name.
Macros, pictures and whatever else it holds are never read.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl import load_workbook

#: The most bytes of a file, of all it unpacks to, and how often one entry may be larger unpacked.
MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 20_000_000
MOST_RATIO: Final = 200
#: The most files in a file, rows that hold something in a sheet, elements in all; and elements in one row or text, as
#: many as there may be rows and texts, with and without anything in them.
MOST_ENTRIES: Final = 300
MOST_ROWS: Final = 3_000
MOST_ELEMENTS: Final = 300_000
MOST_TOGETHER: Final = 20_000
_PIECE: Final = 65_536


class SheetError(ValueError):
    """A file that is no workbook, or too large a one; the message says it in an editor's words."""


class Cell(NamedTuple):
    """A cell's value and its type as Excel has it: s text, n number, d day, b true or false, f formula, e error."""

    value: Any
    type: str


class Line(NamedTuple):
    """A row of a sheet by its number there."""

    number: int
    cells: tuple[Cell, ...]


def sheets(content: bytes, names: tuple[str, ...]) -> dict[str, list[Line]]:
    """Return the rows of the named sheets that a workbook has, the empty ones left out. Raises SheetError."""
    if len(content) > MOST_BYTES:
        words = {"size": f"{len(content):,}", "most": f"{MOST_BYTES:,}"}
        raise SheetError(_("大きすぎます(%(size)sバイト)。%(most)sバイトまで読めます。") % words)
    try:
        _measure(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        return {name: list(_lines(book[name])) for name in names if name in book.sheetnames}
    except SheetError:
        raise
    except Exception as failure:  # whatever the libraries stumble over, it is the file
        raise SheetError(_("Excelのブック(.xlsx)として読めません。Excelで開けるか確かめてください。")) from failure


def _lines(sheet: Any) -> Iterator[Line]:  # noqa: ANN401  # a sheet of either of openpyxl's kinds
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1):
        cells = tuple(Cell(cell.value, cell.data_type) for cell in row)
        if filled := [cell for cell in row if cell.value is not None]:
            if filled[0].row > MOST_ROWS:
                words = {"sheet": sheet.title, "most": f"{MOST_ROWS:,}"}
                raise SheetError(_("「%(sheet)s」の行が多すぎます。%(most)s行まで読めます。") % words)
            yield Line(filled[0].row, cells)


def _measure(content: bytes) -> None:
    """Refuse what would take far more memory than its bytes: unpacks it piece by piece, and keeps nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
        too_packed = any(one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in entries)
        if len(entries) > MOST_ENTRIES or too_packed or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise SheetError(_("ブックの中身が大きすぎます。ほかのシートや画像を消して、もう一度試してください。"))
        counter = _Counter()
        for entry in entries:
            with packed.open(entry) as file:
                counter.count(file)


class _Counter:
    """Counts the elements of all parts of a workbook."""

    def __init__(self) -> None:
        self.all = 0
        self.rows = 0
        self.together = 0

    def count(self, file: Any) -> None:  # noqa: ANN401  # an open entry of a zip
        """Count one part's elements, of a picture or a macro none. Where a part stops being XML, so does its reader.

        Raises SheetError beyond the bounds, and for a document type: it may multiply.
        """
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse
        self.together = 0
        with suppress(expat.ExpatError):
            while piece := file.read(_PIECE):
                parser.Parse(piece)

    def _start(self, name: str, _attributes: object) -> None:
        if name.rpartition(":")[2] in {"row", "si"}:
            self.together = 0
            self.rows += 1
        else:
            self.together += 1
        self.all += 1
        if self.all > MOST_ELEMENTS or self.together > MOST_TOGETHER or self.rows > MOST_TOGETHER:
            self._refuse()

    @staticmethod
    def _refuse(*_unused: object) -> None:
        message = _("ブックの中身が複雑すぎます。「手順」と「原因」だけの新しいブックに、値を貼り付けてください。")
        raise SheetError(message)
