"""The tables that a backup holds, as they are at a set of migrations.

Models are taken from the migrations' history, not from today's code: so a backup can be made before an upgrade's
migrations run, and one made before them can be restored after. Such models also have no ``save`` or manager of ours,
which would refuse to write a release that is there already.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from .migrating import WholeExecutor

#: Left out of backups, and emptied by a restore: whoever was signed in signs in again; reports and tries at passwords
#: hold hashes of networks and last a day, while the counts of reports are kept.
LEFT_OUT: Final = frozenset(
    {
        *("sessions.session", "troubleshoot.report"),
        *(f"axes.{name}" for name in ("accessattempt", "accessattemptexpiration", "accesslog", "accessfailurelog")),
    }
)
#: What is only ever added to: a restore leaves what stands there, and adds what a backup holds beside it.
GROWING: Final = frozenset({"troubleshoot.auditevent"})
#: What nobody has typed or said is in none of these: migrations fill the others.
_CONTENT: Final = ("auth.user", "troubleshoot.")

type Table = type[models.Model]
#: A migration by app and name.
type Node = tuple[str, str]


def label(table: Table) -> str:
    """Return a table's name in backups."""
    return table._meta.label_lower


def applied() -> frozenset[Node]:
    """Return the migrations that the database stands at."""
    loader = MigrationLoader(connection)
    return frozenset(loader.applied_migrations) & frozenset(loader.graph.nodes)


def known() -> frozenset[Node]:
    """Return the migrations that this program has."""
    return frozenset(MigrationLoader(connection).graph.nodes)


def at(migrations: Collection[Node]) -> dict[str, Table]:
    """Return the tables as they are at some migrations, by name; those left out of backups among them."""
    history = MigrationLoader(connection).project_state(sorted(migrations)).apps if migrations else None
    found = history.get_models(include_auto_created=True) if history else ()
    tables = {label(table): table for table in found if table._meta.managed and not table._meta.proxy}
    for table in tables.values():
        _stop_clocks(table)
    return dict(sorted(tables.items()))


def migrate(migrations: Collection[Node]) -> None:
    """Bring the database forward to some migrations; it stands at none that is not among them."""
    executor = WholeExecutor(connection)
    children = executor.loader.graph.node_map
    last = [
        node
        for node in sorted(migrations)
        if not any(child.key[0] == node[0] and child.key in migrations for child in children[node].children)
    ]
    executor.migrate(last)


def holding_content(tables: Iterable[Table]) -> dict[str, int]:
    """Return how many rows each table holds of what somebody typed or said; those without are not named.

    What only grows is left as it is, and so does not count.
    """
    counts = {
        label(table): table._base_manager.count()
        for table in tables
        if label(table).startswith(_CONTENT) and label(table) not in GROWING
    }
    return {name: count for name, count in counts.items() if count}


def written(row: models.Model) -> list[Any]:
    """Return a row's values as its fields write themselves for a file, times to the microsecond."""
    return [
        None if getattr(row, field.attname) is None else field.value_to_string(row)
        for field in row._meta.local_concrete_fields
    ]


def read(table: Table, names: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[models.Model]:
    """Return rows, not yet in the database, from what ``written`` gave; ``names``: of their fields.

    Raises LookupError, ValueError and ValidationError for what no row of the table gave.
    """
    known = {field.name: field for field in table._meta.local_concrete_fields}
    fields = [known[name] for name in names]
    for values in rows:
        row = table()
        for field, value in zip(fields, values, strict=True):
            setattr(row, field.attname, None if value is None else field.to_python(value))
        yield row


def _stop_clocks(table: Table) -> None:
    """Have no field write the time of its own accord: a restored row says when it was made."""
    for field in table._meta.local_concrete_fields:
        if isinstance(field, models.DateField):
            field.auto_now = field.auto_now_add = False
