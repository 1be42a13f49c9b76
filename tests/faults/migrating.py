"""Kills ``migrate`` before and after each of its commits, and where it notes what it has done."""

import os
import random
import signal
import sys
from typing import Any

from tests.publishing.acts import alone, fork, heard, tell

#: A tool's number that no debugger or profiler takes by habit.
TOOL = 4


def _kill_at(number: int) -> None:
    """Have this process killed at the so-manieth call or return of what makes migrations last."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    watched = (
        BaseDatabaseWrapper._commit,
        BaseDatabaseSchemaEditor.__exit__,
        MigrationExecutor.record_migration,
        MigrationRecorder.record_applied,
    )
    events = sys.monitoring.events
    sys.monitoring.use_tool_id(TOOL, "kill")
    for event in (events.PY_START, events.PY_RETURN):
        sys.monitoring.register_callback(TOOL, event, count)
    for function in watched:
        sys.monitoring.set_local_events(TOOL, function.__code__, events.PY_START | events.PY_RETURN)


def migrate(writing: int, killed_at: int) -> None:
    """Bring the tables up to date; tell when it is done. ``killed_at`` 0: let it."""
    from django.core.management import call_command

    if killed_at:
        _kill_at(killed_at)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Exception as failure:  # noqa: BLE001  # whatever it is, it is told
        tell(writing, f"{type(failure).__name__}: {failure}".splitlines()[0])
    else:
        tell(writing, "done")


def kill_while_migrating(seed: int, farthest: int) -> dict[str, Any]:
    """Kill ``migrate`` on an empty database again and again until a run ends, the next ones going on from there.

    ``farthest``: the latest of a run's moments at which it is killed.
    """
    chance = random.Random(seed)
    kills, told = 0, list[str]()
    while not told:
        moment = chance.randint(1, farthest)
        told = heard(*fork(lambda writing, moment=moment: migrate(writing, moment)))
        kills += not told
    return {"kills": kills, "told": told, "then": heard(*fork(lambda writing: migrate(writing, 0))), **alone(_found)}


def _found() -> dict[str, Any]:
    """Return the tables with their columns and what stands in those that migrations fill."""
    from django.contrib.auth.models import Group, Permission
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        tables = {
            name: sorted(map(str, connection.introspection.get_constraints(cursor, name)))
            + [str(one[:2]) for one in connection.introspection.get_table_description(cursor, name)]
            for name in names
        }
    return {
        "tables": tables,
        "applied": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "permissions": sorted(Permission.objects.values_list("content_type__model", "codename")),
        "roles": sorted(Group.objects.values_list("name", "permissions__codename")),
    }


def look() -> dict[str, Any]:
    """Return what a database holds that was migrated without being disturbed."""
    return alone(_found)
