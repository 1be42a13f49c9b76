"""While nodes are upgraded one by one, two versions of the code use one database: migrations must suit both."""

import pytest
from django.db import connection
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

#: Migrations that are judged to suit the version before all the same, by database, each with its reason.
JUDGED: dict[str, dict[str, str]] = {
    "sqlite": dict.fromkeys(
        ["0006_outages", "0008_prices", "0009_batches", "0010_asking_and_learning", "0012_last_resort_takes_time"],
        "SQLite makes the table anew, which looks like columns without a default; they have one",
    ),
    "postgresql": {"0009_batches": "the constraint is wider than the one whose place it takes: what fitted, fits"},
}


def test_each_migration_suits_the_version_before_too(django_db_setup, django_db_blocker):
    judged = JUDGED.get(connection.vendor, {})
    ours = {"include_apps": ["troubleshoot"], "ignore_initial_migrations": True, "ignore_name": judged}

    with django_db_blocker.unblock():
        judge = MigrationLinter(**ours, no_cache=True, no_output=True)
        judge.lint_all_migrations()

    assert judge.nb_total > len(judged)
    assert judge.nb_erroneous == 0, "manage.py sqlmigrate shows what it does; docs/operators/upgrading.md says the way."


@pytest.mark.parametrize(
    "sql",
    [
        'ALTER TABLE "troubleshoot_cause" DROP COLUMN "role" CASCADE',
        'ALTER TABLE "troubleshoot_cause" RENAME COLUMN "role" TO "part"',
        'ALTER TABLE "troubleshoot_cause" ADD COLUMN "part" text NOT NULL',
        'DROP TABLE "troubleshoot_cause" CASCADE',
    ],
)
def test_what_would_not_suit_it_is_found(sql):
    errors, *_ = analyse_sql_statements(get_sql_analyser_class("postgresql"), [sql])

    assert len(errors) == 1
