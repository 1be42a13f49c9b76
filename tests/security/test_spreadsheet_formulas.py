"""Spreadsheet formulas (ASVS 1.2.10): no cell that leaves the site is one, and none that comes in is run.

``formulas.golden``: what stands in a sheet and in a file of values for each text that begins like a formula.
"""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.publishing.documents import small
from tests.publishing.workbooks import edited
from troubleshoot.admin.insights.sheets import Column, Sheet
from troubleshoot.publishing.exchange.sheet import SheetRefused, brought
from troubleshoot.publishing.exchange.writing import workbook

pytestmark = pytest.mark.once

GOLDEN = Path(__file__).with_name("formulas.golden")
TEXTS = (
    "=1+1", "=cmd|' /C calc'!A0", "+81-3", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1",
    "＠x", "'=1", "''=1", "plain", " =1", "1=1",
)  # fmt: skip


def in_a_sheet(text):
    """Return the cell that holds a text in the sheet of causes."""
    document = small()
    document["causes"] = {"filter": {**document["causes"]["filter"], "title": {"ja": text}}}
    document["guides"] = {}
    sheet = load_workbook(io.BytesIO(workbook(document)))["原因"]
    (column,) = [cell.column for cell in sheet[1] if cell.value == "題名(日本語)"]
    return sheet.cell(2, column)


def in_a_file_of_values(text):
    """Return how a text stands in a file of an insight's rows."""
    sheet = Sheet("x", "x", (Column("x", "x"),), ((text,),))
    return sheet.as_csv().split("\n", 1)[1].removesuffix("\r\n")


def test_no_text_becomes_a_formula():
    found = [(text, in_a_sheet(text), in_a_file_of_values(text)) for text in TEXTS]

    told = [f"{text!r} {cell.value!r} {value!r}" for text, cell, value in found]
    assert told == GOLDEN.read_text().splitlines()
    assert not [text for text, cell, _ in found if cell.data_type == "f"]


def test_formulas_and_error_values_are_refused_and_never_run():
    def change(steps, _causes):
        steps["G2"] = '=HYPERLINK("https://evil.example")'
        steps["H2"] = "#N/A"

    with pytest.raises(SheetRefused) as refused:
        brought(edited(small(), change), small())

    assert list(map(str, refused.value.problems)) == [
        "手順 2行目「手順(日本語)」: 計算式は取り込めません。値にして貼り付け直してください。",
        "手順 2行目「手順(English)」: エラーの値(#N/A)になっています。書き直してください。",
    ]
