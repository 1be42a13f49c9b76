"""Import bombs (ASVS 5.2.3): what would grow in memory is refused in words, within 50 MB more than before."""

import io
import json
import tracemalloc
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from tests.publishing.documents import small
from tests.publishing.workbooks import repacked
from troubleshoot.publishing.exchange.reading import MOST_BYTES, SheetError
from troubleshoot.publishing.exchange.sheet import brought
from troubleshoot.publishing.exchange.writing import workbook
from troubleshoot.publishing.formats import FormatError, read
from troubleshoot.publishing.importing import ImportRefused, import_document

pytestmark = pytest.mark.once

MOST_MEMORY = 50_000_000
BROAD = json.dumps({"format": 2, "causes": dict.fromkeys(map(str, range(200_000)))}).encode()


@pytest.fixture
def bounded():
    """Have a test take no more memory than may be."""
    tracemalloc.start()
    yield
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MOST_MEMORY


SHEET = (
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{}</sheetData></worksheet>"
)
ROW = "<row r='{0}'><c r='A{0}'><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("sheet", "how", "words"),
    [
        pytest.param(" " * 20_000_001, ZIP_DEFLATED, "中身が大きすぎます", id="unpacks to too much"),
        pytest.param(" " * 1_000_000, ZIP_DEFLATED, "中身が大きすぎます", id="is packed too tightly"),
        pytest.param(SHEET.format("<row>" + "<c/>" * 20_001 + "</row>"), ZIP_STORED, "複雑", id="has too long a row"),
        pytest.param(SHEET.format("<row/>" * 300_001), ZIP_STORED, "複雑", id="has too many elements"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format(""), ZIP_STORED, "複雑", id="has a document type"),
        pytest.param(
            SHEET.format("".join(map(ROW.format, range(1, 3_002)))),
            ZIP_STORED,
            "行が多すぎます",
            id="has too many rows",
        ),
        pytest.param("<worksheet", ZIP_STORED, "読めません", id="is no XML"),
    ],
)
def test_file_that_would_grow_is_refused_within_bounded_memory(bounded, sheet, how, words):
    content = repacked(workbook(small()), {"xl/worksheets/sheet1.xml": sheet}, how)

    with pytest.raises(SheetError, match=words):
        brought(content, small())


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.dat", "xl/media/image1.png"])
@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(SHEET.format("<row>" + "<c/>" * 20_001 + "</row>"), id="too long a row"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format(""), id="a document type"),
        pytest.param(SHEET.format("<row/>" * 300_001)[:-20], id="too many elements before it breaks off"),
    ],
)
def test_sheet_is_measured_whatever_its_entry_is_called(name, sheet):
    content = workbook(small())
    with ZipFile(io.BytesIO(content)) as packed:
        own = {entry: packed.read(entry) for entry in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml")}
    renamed = {entry: text.replace(b"xl/worksheets/sheet1.xml", name.encode()) for entry, text in own.items()}
    assert renamed != own

    with pytest.raises(SheetError, match="複雑"):
        brought(repacked(content, {**renamed, name: sheet}, ZIP_STORED), small())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 4_000_000, id="nested without end"),
        pytest.param(b'{"a":' * 800_000, id="objects nested without end"),
        pytest.param(b'{"format": ' + b"9" * 4_000_000 + b"}", id="a number without end"),
        pytest.param(b'{"format": 1e999}', id="no number"),
        pytest.param(b'{"format": 2, "format": 2}', id="not all of it"),
        pytest.param(b"\xff" * 4_000_000, id="no text"),
        pytest.param(BROAD, id="broad", marks=pytest.mark.thorough),
    ],
)
def test_a_document_that_would_grow_is_refused(bounded, db, content):
    assert len(content) < MOST_BYTES

    with pytest.raises((FormatError, ImportRefused)) as refusal:
        import_document(read(content), actor=None)

    assert str(refusal.value)
