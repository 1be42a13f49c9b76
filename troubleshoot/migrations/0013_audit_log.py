"""The audit log, which only grows: the database itself refuses to change or delete an event. Owners may read it."""

import django.db.models.functions.datetime
import django.utils.timezone
import uuid
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "troubleshoot_auditevent"
ON_SQLITE = [
    f"CREATE TRIGGER {TABLE}_keeps_{verb} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'The audit log only grows.'); END"
    for verb in ("update", "delete")
] + [
    # INSERT OR REPLACE would change a row without either.
    f"CREATE TRIGGER {TABLE}_keeps_insert BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END"
]
ON_POSTGRESQL = [
    "CREATE FUNCTION troubleshoot_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'The audit log only grows.' USING ERRCODE = 'insufficient_privilege'; END $$",
    f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION troubleshoot_only_grows()",
]
OFF_SQLITE = [f"DROP TRIGGER {TABLE}_keeps_{verb}" for verb in ("update", "delete", "insert")]
OFF_POSTGRESQL = [f"DROP TRIGGER {TABLE}_keeps ON {TABLE}", "DROP FUNCTION troubleshoot_only_grows()"]


def guard(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Have the database refuse to change or delete an event."""
    for statement in ON_POSTGRESQL if editor.connection.vendor == "postgresql" else ON_SQLITE:
        editor.execute(statement)


def unguard(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away, as before the table itself goes."""
    for statement in OFF_POSTGRESQL if editor.connection.vendor == "postgresql" else OFF_SQLITE:
        editor.execute(statement)


def let_owners_read(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Give the role of 0005 the right to look; permissions are otherwise made after all migrations only."""
    from django.apps import apps as todays

    create_permissions(todays.get_app_config("troubleshoot"), verbosity=0, apps=apps)
    permission = apps.get_model("auth", "Permission").objects.get(codename="view_auditevent")
    for owners in apps.get_model("auth", "Group").objects.filter(name="責任者"):
        owners.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('troubleshoot', '0012_last_resort_takes_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, default=django.utils.timezone.now, verbose_name='時刻')),
                ('act', models.CharField(choices=[('signed-in', 'ログインした'), ('signed-out', 'ログアウトした'), ('refused', 'ログインできなかった'), ('locked', '続けて間違えて止められた'), ('unlocked', 'また入れるようにした'), ('factor-added', '二段階の確認を加えた'), ('factor-removed', '二段階の確認を外した'), ('password-changed', 'パスワードを変えた'), ('person-added', '人を加えた'), ('person-changed', '人の登録を変えた'), ('person-removed', '人を消した'), ('roles-changed', '役割を変えた'), ('published', '公開した'), ('planned', '公開を予約した'), ('withdrawn', '公開の予約を取り消した'), ('incident-begun', '障害を知らせた'), ('incident-told', '障害の続報を書いた'), ('incident-changed', '障害の見出しや対象を変えた'), ('incident-corrected', '障害の続報を訂正した'), ('proposal-decided', '障害の疑いを決めた'), ('restored', 'バックアップから戻した')], max_length=20, verbose_name='したこと')),
                ('who', models.CharField(blank=True, max_length=150, verbose_name='だれが')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='だれに・何に')),
                ('detail', models.JSONField(blank=True, default=dict, verbose_name='くわしく')),
                ('network', models.CharField(blank=True, max_length=43, verbose_name='どこから')),
            ],
            options={
                'verbose_name': '監査記録',
                'verbose_name_plural': '監査記録',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(let_owners_read, migrations.RunPython.noop),
    ]
