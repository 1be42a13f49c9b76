"""The file of a backup: gzipped JSON lines, which end in a digest of all lines before.

The first line is the header, with the format's number. Then each table: a line with its name and fields, then its rows
as lists. The last line counts the rows and holds the SHA-256. Nothing here is ever whole in memory but a row.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any, Final, NamedTuple

FORMAT: Final = 1
#: Of gzip, measured on releases: 6 takes twice the time for a tenth less.
_LEVEL: Final = 4


class DamagedBackupError(Exception):
    """A file is no backup, or not all of one; ``str`` says so to an operator."""

    def __init__(self, reason: object) -> None:
        super().__init__(f"このファイルは壊れているか、バックアップではありません({reason})。")


class UnknownFormatError(Exception):
    """A backup is written in a format of a later version of this program."""

    def __init__(self, number: object) -> None:
        super().__init__(
            f"このバックアップの形式({number})を、このプログラムは知りません。新しいプログラムで戻してください。"
        )


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself: when it was made (ISO), and the migrations its tables stand at."""

    made_at: str
    migrations: tuple[tuple[str, str], ...]
    format: int = FORMAT


class Head(NamedTuple):
    """A table's label, ``app.model``, and the fields that its rows hold in turn."""

    table: str
    fields: tuple[str, ...]


class Row(NamedTuple):
    """A row as its fields write themselves, and how many bytes that takes."""

    head: Head
    values: list[Any]
    size: int


#: How many rows each table has.
type Counts = Mapping[str, int]


def write(file: IO[bytes], header: Header, tables: Iterable[tuple[Head, Iterable[list[Any]]]]) -> Counts:
    """Write a backup into an open file and return the rows of each table. Raises what the tables or the disk raise."""
    digest, counts = hashlib.sha256(), dict[str, int]()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=_LEVEL) as packed:
        for said in _said(header, tables, counts):
            line = _line(said)
            digest.update(line)
            packed.write(line)
        packed.write(_line({"rows": counts, "sha256": digest.hexdigest()}))
    return counts


def verify(file: IO[bytes]) -> tuple[Header, Counts]:
    """Read all of a backup and return its header and the rows of each table.

    Raises DamagedBackupError where a single bit is not as it was written, UnknownFormatError.
    """
    counts: dict[str, int] = {}
    try:
        for said in read(file):
            match said:
                case Header():
                    header = said
                case Head():
                    counts[said.table] = 0
                case Row():
                    counts[said.head.table] += 1
    except (ValueError, TypeError, LookupError, AttributeError) as failure:
        raise DamagedBackupError(failure) from failure
    return header, counts


def read(file: IO[bytes]) -> Iterator[Header | Head | Row]:
    """Return what a backup says from its beginning: its header, then each table's head and rows.

    Raises DamagedBackupError, after the last row at the latest; UnknownFormatError. Of a file that was not verified
    it may raise ValueError, TypeError, KeyError and AttributeError too.
    """
    lines, digest, counts = _lines(file), hashlib.sha256(), dict[str, int]()
    digest.update(first := next(lines))
    yield _header(json.loads(first))
    head = Head("", ())
    for line in lines:
        told = json.loads(line)
        if isinstance(told, list):
            counts[head.table] += 1
            yield Row(head, told, len(line))
        elif "table" in told:
            head = Head(told["table"], tuple(told["fields"]))
            counts[head.table] = 0
            yield head
        else:
            break
        digest.update(line)
    else:
        raise DamagedBackupError("終わりがない")
    if told != {"rows": counts, "sha256": digest.hexdigest()} or next(lines, None) is not None:
        raise DamagedBackupError("ダイジェストと合わない")


def _said(
    header: Header, tables: Iterable[tuple[Head, Iterable[list[Any]]]], counts: dict[str, int]
) -> Iterator[object]:
    """Return what the lines say but for the last one, counting rows as they pass."""
    yield asdict(header)
    for head, found in tables:
        yield head._asdict()
        counts[head.table] = 0
        for values in found:
            counts[head.table] += 1
            yield values


def _line(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Return the lines of a backup from its beginning. Raises DamagedBackupError."""
    file.seek(0)
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as packed:
            first = packed.readline()
            if not first:
                raise DamagedBackupError("中身がない")
            yield first
            yield from packed
    except (gzip.BadGzipFile, EOFError, zlib.error) as failure:
        raise DamagedBackupError(failure) from failure


def _header(told: dict[str, Any]) -> Header:
    if told["format"] != FORMAT:
        raise UnknownFormatError(told["format"])
    return Header(told["made_at"], tuple((app, name) for app, name in told["migrations"]))
