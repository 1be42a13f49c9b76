"""Migrations of which each is wholly done and noted as done, or not at all, whenever the process is killed."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class WholeExecutor(MigrationExecutor):
    """Notes each migration in the transaction that does it.

    Django leaves a migration's indexes to the transaction's end, and where there are any it notes the migration only
    after that: killed in between, the next ``migrate`` would make the same tables again, and fail.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,  # noqa: FBT001, FBT002  # as Django has it
        fake_initial: bool = False,  # noqa: FBT001, FBT002
    ) -> ProjectState:
        """Do one migration and note it."""
        plain = migration.apply

        def apply(state: ProjectState, editor: BaseDatabaseSchemaEditor, *args: Any, **more: Any) -> ProjectState:
            after = plain(state, editor, *args, **more)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            return after

        migration.apply = apply  # type: ignore[assignment, method-assign]  # of this one
        try:
            return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            migration.apply = plain  # type: ignore[method-assign]
