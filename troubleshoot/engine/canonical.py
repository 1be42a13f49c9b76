"""The one way to write a document: canonical bytes, whole and part by part, and their digests."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

type Json = Mapping[str, Any]

#: What a whole number with a point or an exponent has; in a text, where it means nothing, it is rare.
_OF_WHOLE_FLOATS: Final = (".0", "e+")


def canonical_bytes(document: Json) -> bytes:
    """Return the one way to write a document: UTF-8, sorted keys, no spaces, whole numbers without a point."""
    return _written(document, levels=2).encode()


def digest(document: Json) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def digests(document: Json) -> dict[tuple[str, str], bytes]:
    """Return the SHA-256 of each part of a document's tables, by table and slug.

    A part that cannot be written has none: this is asked of documents before anybody judged their shape.
    """
    return dict(_digests(document))


def _digests(document: Json) -> Iterator[tuple[tuple[str, str], bytes]]:
    for name, table in document.items():
        for slug, part in table.items() if isinstance(table, Mapping) else ():
            try:
                yield (name, slug), hashlib.sha256(_written(part).encode()).digest()
            except (ValueError, TypeError, RecursionError):
                continue


def _written(value: Any, levels: int = 0) -> str:  # noqa: ANN401  # any JSON value
    """Return a value as text; its first ``levels`` one by one, as those who write only a part of it do."""
    if levels and isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        items = (f"{_dumped(key)}:{_written(value[key], levels - 1)}" for key in sorted(value))
        return f"{{{','.join(items)}}}"
    text = _dumped(value)
    return _dumped(_plain(value)) if any(sign in text for sign in _OF_WHOLE_FLOATS) else text


def _dumped(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return json.dumps(
        value, default=_opened, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _opened(value: Any) -> dict[str, Any]:  # noqa: ANN401  # what json does not know
    if isinstance(value, Mapping):
        return dict(value)
    message = f"{type(value).__name__} is not JSON."
    raise TypeError(message)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
