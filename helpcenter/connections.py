"""The connections to the database that a process holds."""

from django.db import connections


def let_go() -> None:
    """Close what this process opened: a process forked from it must not share a connection."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
