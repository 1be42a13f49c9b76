"""Formats of the release document: the one of today, and how earlier ones become it."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

#: The format that is written today.
FORMAT: Final = 1
#: The largest document that is read, in bytes.
MOST_BYTES: Final = 20_000_000
#: The most values a document may hold: small ones cost memory far beyond their bytes.
MOST_VALUES: Final = 1_000_000

type Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
#: For each earlier format, what makes it the next one. Every format that was ever published stays readable.
UPGRADES: Final[Mapping[int, Upgrade]] = {}


class FormatError(ValueError):
    """Bytes that are no document of a known format; the message says why, in an editor's words."""


def read(content: bytes) -> dict[str, Any]:
    """Return the document in some bytes, in today's format. Raises FormatError.

    Its size is bounded before it is parsed; its shape is judged by the checks.
    """
    if len(content) > MOST_BYTES:
        raise FormatError(f"大きすぎます({len(content):,}バイト)。{MOST_BYTES:,}バイトまで読めます。")
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        raise FormatError(f"項目が多すぎます。{MOST_VALUES:,}個まで読めます。")
    try:
        document = json.loads(content, object_pairs_hook=_no_name_twice, parse_constant=_no_number)
    except FormatError:
        raise
    except (ValueError, RecursionError) as failure:
        raise FormatError(f"JSONとして読めません: {failure}") from failure
    return upgrade(document)


def upgrade(document: object) -> dict[str, Any]:
    """Return a document of any known format in today's. Raises FormatError."""
    if not isinstance(document, dict):
        raise FormatError("公開用の文書ではありません。")
    number = document.get("format")
    while isinstance(number, int) and number in UPGRADES:
        document = UPGRADES[number](document)
        number = document["format"]
    if number != FORMAT or isinstance(number, bool):
        known = "、".join(map(str, sorted({*UPGRADES, FORMAT})))
        raise FormatError(f"この書式(format: {number!s:.40})は読めません。読める書式: {known}")
    return document


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise FormatError(f"「{twice[:40]}」が同じ場所に二度書かれています。一つにしてください。")
    return found


def _no_number(name: str) -> float:
    raise FormatError(f"{name} は数ではありません。")
