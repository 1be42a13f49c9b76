"""A release document in little memory: its parts compressed, each opened when somebody looks at it."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from troubleshoot import engine

type Json = Mapping[str, Any]

#: The lists of parts that a document has.
TABLES: Final = ("guides", "causes", "carriers", "devices")


class _Kept(NamedTuple):
    """A part's digest, and its bytes."""

    digest: bytes
    content: bytes


class Packed(Mapping[str, Any]):
    """One table of a document, by slug. Never changed once made."""

    def __init__(self, parts: Mapping[str, _Kept]) -> None:
        self._parts = parts

    def __getitem__(self, slug: str) -> Any:  # noqa: ANN401  # a part of a document
        return json.loads(zlib.decompress(self._parts[slug].content))

    def __contains__(self, slug: object) -> bool:
        return slug in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def kept(self, slug: str) -> _Kept | None:
        """Return a part as it is kept."""
        return self._parts.get(slug)


def pack(document: Json, before: Json | None = None) -> tuple[dict[str, Any], frozenset[tuple[str, str]]]:
    """Return a document with its tables packed, and the table and slug of each part that an earlier one says alike.

    ``before``: the earlier document, packed.
    """
    digests = engine.digests(document)
    tables: dict[str, dict[str, _Kept]] = {table: {} for table in TABLES}
    same: set[tuple[str, str]] = set()
    for table, parts in tables.items():
        earlier = (before or {}).get(table)
        for slug, part in document[table].items():
            digest = digests[table, slug]
            kept = earlier.kept(slug) if isinstance(earlier, Packed) else None
            if kept and kept.digest == digest:
                same.add((table, slug))
            else:
                kept = _Kept(digest, zlib.compress(engine.canonical_bytes(part)))
            parts[slug] = kept
    return {**document, **{table: Packed(parts) for table, parts in tables.items()}}, frozenset(same)
