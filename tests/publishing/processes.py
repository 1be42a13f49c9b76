"""Starts real processes on the database under test."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection


def act(name: str, folder: Path, module: str = "tests.publishing.acts", **arguments: Any) -> dict[str, Any]:
    """Run one of ``module``'s acts in processes of its own and return what it found.

    On PostgreSQL it plays on the test database, which the caller's ``transaction=True`` empties; on SQLite on a copy
    of it as a file, since a database in memory has but one process.
    """
    given = {"database": _database(folder), "folder": str(folder), "arguments": arguments}
    played = subprocess.run(
        [sys.executable, "-m", module, name],
        input=json.dumps(given, default=str),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert played.returncode == 0, played.stderr
    result: dict[str, Any] = json.loads(played.stdout)
    return result


def _database(folder: Path) -> dict[str, Any]:
    database = {**connection.settings_dict, "CONN_MAX_AGE": 0, "TEST": {}}
    database["OPTIONS"] = {name: one for name, one in database["OPTIONS"].items() if name != "pool"}
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        database["NAME"] = folder / "copy.sqlite3"
        copy = sqlite3.connect(database["NAME"])
        connection.connection.backup(copy)
        copy.close()
    return database
