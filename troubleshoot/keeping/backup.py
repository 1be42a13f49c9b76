"""Writes the database as one file, while readers read and editors write."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any, Final

from django.db import models

from troubleshoot.publishing.transactions import reading_one_state

from . import archive, tables
from .archive import Counts, Head

#: Rows read at a time, where a row is short and where it may hold a whole document.
_SHORT: Final = 2_000
_LONG: Final = 20


class NothingToKeepError(Exception):
    """The database holds no tables yet."""

    def __init__(self) -> None:
        super().__init__("このデータベースには、まだ表がありません。")


def back_up(file: IO[bytes], at: datetime) -> Counts:
    """Write all tables but the sessions into an open file, as they are in one moment; return each one's rows.

    ``at``: now. It keeps nobody from writing. Raises NothingToKeepError, and what the database or the disk raises.
    """
    with reading_one_state():
        migrations = tables.applied()
        if not migrations:
            raise NothingToKeepError
        found = tables.at(migrations)
        header = archive.Header(at.astimezone(UTC).isoformat(timespec="seconds"), tuple(sorted(migrations)))
        kept = [table for name, table in found.items() if name not in tables.LEFT_OUT]
        return archive.write(file, header, [(_head(table), _rows(table)) for table in kept])


def _head(table: tables.Table) -> Head:
    return Head(tables.label(table), tuple(field.name for field in table._meta.local_concrete_fields))


def _rows(table: tables.Table) -> Iterator[list[Any]]:
    is_long = any(isinstance(field, models.TextField | models.JSONField) for field in table._meta.local_concrete_fields)
    rows = table._base_manager.order_by("pk").iterator(chunk_size=_LONG if is_long else _SHORT)
    return map(tables.written, rows)
