"""Puts a backup in the place of what a database holds: all of it or nothing."""

from collections.abc import Iterable, Iterator
from typing import IO, Final, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from troubleshoot import auditing

from . import archive, tables
from .archive import Counts, Header, Row

#: What is held in memory at a time, before it is written: so many rows, or bytes of the file.
_ROWS: Final = 1_000
_BYTES: Final = 4_000_000
#: How long PostgreSQL waits for those who are writing.
_LOCK_WAIT: Final = "10s"


class HoldsContentError(Exception):
    """The database holds something that somebody typed or said; ``counts``: rows by table."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        super().__init__(f"このデータベースには内容があります({len(counts)}の表に{sum(counts.values()):,}行)。")


class OtherProgramError(Exception):
    """Backup, database and program stand at migrations that do not go together; ``str`` says what to do."""


class UnfitError(Exception):
    """The database refuses what the backup holds, or others did not let go of it; nothing was changed."""


class Restored(NamedTuple):
    """A backup's header, and the rows of each table that now stand in the database."""

    header: Header
    counts: Counts


def restore(file: IO[bytes], *, replacing: bool = False) -> Restored:
    """Make the database what it was when a backup was made, then bring it up to today's migrations.

    ``replacing``: throw away what the database holds. The file is read to its end before anything is touched, and again
    while its rows are written, in one transaction. Raises DamagedBackupError, UnknownFormatError, OtherProgramError,
    HoldsContentError and UnfitError; then the rows are what they were. Call it outside of transactions.
    """
    header, counts = archive.verify(file)
    migrations = frozenset(header.migrations)
    _require_fitting(migrations)
    if not replacing:
        _require_empty(tables.at(tables.applied()).values())
    try:
        tables.migrate(migrations)
        with transaction.atomic(durable=True):
            _fill(file, tables.at(migrations), replacing=replacing)
    except (DatabaseError, ValidationError, LookupError, ValueError) as failure:
        raise UnfitError(
            f"データベースに戻せません。ほかで使っているなら、止めてからもう一度試してください。({failure})"
        ) from failure
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)
    auditing.record(auditing.Act.RESTORED, header.made_at)  # not before: older tables have no log
    return Restored(header, counts)


def _require_fitting(migrations: frozenset[tables.Node]) -> None:
    """Raise OtherProgramError where the tables cannot be brought to what they were at the backup."""
    if unknown := migrations - tables.known():
        raise OtherProgramError(
            f"このプログラムより新しいプログラムのバックアップです(知らない移行: {_named(unknown)})。"
            "それと同じか、より新しいプログラムで戻してください。"
        )
    if newer := tables.applied() - migrations:
        raise OtherProgramError(
            f"データベースの表がバックアップより新しくなっています(移行: {_named(newer)})。"
            "migrate をしていない空のデータベースに戻してください。表は、戻すときに作られます。"
        )


def _named(migrations: Iterable[tables.Node]) -> str:
    return "、".join(f"{app}.{name}" for app, name in sorted(migrations))


def _require_empty(found: Iterable[tables.Table]) -> None:
    if counts := tables.holding_content(found):
        raise HoldsContentError(counts)


def _fill(file: IO[bytes], found: dict[str, tables.Table], *, replacing: bool) -> None:
    """Empty all tables, but for those that only grow, and write a backup's rows.

    The order does not matter: references are judged at the end.
    """
    _keep_others_from_writing(found.values())
    if not replacing:
        _require_empty(found.values())
    with connection.cursor() as cursor:
        for table in (table for name, table in found.items() if name not in tables.GROWING):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table._meta.db_table)}")  # noqa: S608  # Django's
    for batch in _batches(said for said in archive.read(file) if isinstance(said, Row)):
        head = batch[0].head
        table = found[head.table]
        made = tables.read(table, head.fields, (row.values for row in batch))
        table._base_manager.bulk_create(made, ignore_conflicts=head.table in tables.GROWING)
    _continue_numbers(found.values())


def _keep_others_from_writing(found: Iterable[tables.Table]) -> None:
    """Have whoever writes wait until the transaction ends; reading goes on. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK_WAIT])
        cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _continue_numbers(found: Iterable[tables.Table]) -> None:
    """Have the next row of each table get a number that no row has.

    PostgreSQL does not take this back with the transaction: so it comes last, when nothing can be refused any more.
    """
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Return rows in pieces of one table that memory can hold."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        if batch and (row.head != batch[0].head or len(batch) == _ROWS or size > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += row.size
    if batch:
        yield batch
