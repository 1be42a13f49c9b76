"""Databases to restore into."""

import os
import secrets

import pytest
from django.db import connection, connections

from tests.server import Site


class Empty(Site):
    """A site on a database without a table, which nobody serves."""

    def __init__(self, folder, url):
        super().__init__(folder, folder / "static")
        folder.mkdir()
        self._url = url

    def beside(self):
        beside = super().beside()
        return {**beside, "env": {**beside["env"], "DATABASE_URL": self._url}}


@pytest.fixture
def on_sqlite(tmp_path):
    return Empty(tmp_path / "on-sqlite", f"sqlite:///{tmp_path / 'empty.sqlite3'}")


@pytest.fixture
def on_the_same(tmp_path):
    """Return a site on another database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield Empty(tmp_path / "on-the-same", f"sqlite:///{tmp_path / 'same.sqlite3'}")
        return
    other = connections.create_connection("default")
    name = f"restored_{secrets.token_hex(4)}"
    with other.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    url, _ = os.environ["DATABASE_URL"].rsplit("/", 1)
    yield Empty(tmp_path / "on-the-same", f"{url}/{name}")
    with other.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
    other.close()
