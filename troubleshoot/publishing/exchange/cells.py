"""Texts as a spreadsheet may hold them, and back again: each text comes back sign by sign.

Two traps lie here. A cell that begins with = or its like may be run as a formula once the sheet is saved as CSV
and opened elsewhere: such a text gets an apostrophe in front, as people who know spreadsheets do themselves. And
XML cannot hold some signs: those are written as Excel itself writes them (_x000D_).
"""

import re
import unicodedata
from typing import Final

#: What a program may take for the beginning of a formula, in any width.
_BEGINNINGS: Final = frozenset("=+-@\t\r\n\x00")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: What XML 1.0 cannot hold, or reads as another sign; and what looks like one of those escaped.
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def defused(text: str) -> str:
    """Return a text as it is written into a cell: never a formula, all of it XML."""
    quoted = f"'{text}" if begins_a_formula(text) else text
    return _UNFIT.sub(lambda sign: f"_x{ord(sign[0]):04X}_", quoted)


def restored(cell: str) -> str:
    """Return the text that a cell stands for: ``restored(defused(text)) == text``."""
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell)
    return text[1:] if text.startswith("'") and begins_a_formula(text) else text


def begins_a_formula(text: str) -> bool:
    """Tell whether a text begins like a formula, once apostrophes before it are taken away."""
    first = text.lstrip("'")[:1]
    return bool(first) and unicodedata.normalize("NFKC", first)[0] in _BEGINNINGS
