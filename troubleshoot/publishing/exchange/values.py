"""What a cell of each column says. Readers take a cell and return its value, or refuse it in an editor's words."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from .cells import restored
from .columns import Column, Reading, roles
from .reading import Cell

#: Digits after the point that the tables keep.
_DIGITS: Final[Mapping[str, int]] = {"minutes": 1, "wait_minutes": 0}
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,40}")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,6})?")


class CellError(ValueError):
    """A cell that cannot be what its column holds; the message says what to write instead."""


def value(cell: Cell, column: Column) -> Any:  # noqa: ANN401  # what the column's field holds
    """Return what a cell says. Raises CellError."""
    if cell.type == "f":
        raise CellError(_("計算式は取り込めません。値にして貼り付け直してください。"))
    if cell.type == "e":
        raise CellError(_("エラーの値(%s)になっています。書き直してください。") % cell.value)
    return _READERS[column.reading](cell, column)


def _words(cell: Cell, _column: Column) -> str:
    if cell.value is None:
        return ""
    if not isinstance(cell.value, str):
        message = _(
            "数か日付に変わっています(電話番号の先頭の0が消えたかもしれません)。"
            "セルの書式を「文字列」にして、書き直してください。"
        )
        raise CellError(message)
    return restored(cell.value)


def _short(cell: Cell, column: Column) -> str:
    """Return words as they are meant where width and outer spaces say nothing."""
    return unicodedata.normalize("NFKC", _words(cell, column)).strip()


def _slug(cell: Cell, column: Column) -> str:
    slug = _short(cell, column)
    if slug and not _SLUG.fullmatch(slug):
        raise CellError(_("「%s」: 半角の英数字と - _ だけ、40字までで書いてください。") % slug[:40])
    return slug


def _slugs(cell: Cell, column: Column) -> list[str]:
    return sorted(set(filter(None, re.split(r"[\s,、]+", _short(cell, column)))))


def _role(cell: Cell, column: Column) -> str:
    words, known = _words(cell, column).strip(), roles()
    if words not in {*known, *known.values()}:
        raise CellError(_("次のどれかにしてください: %s") % "、".join(known))
    return known.get(words, words)


def _number(cell: Cell, column: Column) -> float | None:
    """Return a number, whole ones as int, None for none."""
    if isinstance(cell.value, str):
        text = unicodedata.normalize("NFKC", restored(cell.value)).strip()
        if text and not _NUMBER.fullmatch(text):
            raise CellError(_("数で書いてください。"))
        number = float(text) if text else None
    elif cell.type == "n":
        number = cell.value
    else:
        raise CellError(_("数で書いてください。"))
    if number is None:
        return None
    if (digits := _DIGITS.get(column.field)) is not None and round(number, digits) != number:
        raise CellError(_("小数点の下は%s桁までで書いてください。") % digits if digits else _("整数で書いてください。"))
    return int(number) if number == int(number) else float(number)


def _day(cell: Cell, _column: Column) -> str:
    """Return a day as 2026-01-31, however it was written, "" for none."""
    if isinstance(cell.value, date):
        return f"{cell.value:%Y-%m-%d}"
    text = "" if cell.value is None else unicodedata.normalize("NFKC", str(cell.value)).strip()
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else _no_day(text)
    except ValueError as failure:
        raise CellError(_("%s という日はありません。") % text) from failure


def _no_day(text: str) -> str:
    raise CellError(_("「%s」: 日は 2026-01-31 のように書いてください。") % text[:40])


_READERS: Final[Mapping[Reading, Callable[[Cell, Column], Any]]] = {
    "words": _words,
    "short": _short,
    "link": lambda cell, column: _words(cell, column).strip(),
    "slug": _slug,
    "slugs": _slugs,
    "role": _role,
    "number": _number,
    "day": _day,
    "ignored": lambda _cell, _column: None,
}
