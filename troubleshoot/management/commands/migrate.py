"""Brings the tables up to date: Django's own command, of which each migration lasts wholly or not at all."""

from django.core.management.commands import migrate

from troubleshoot.keeping.migrating import WholeExecutor

# The command takes its executor from its module, and nobody can hand it another.
migrate.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """The same, killed at any moment too."""
