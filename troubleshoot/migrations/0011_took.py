"""How long remedies took, by readers' answers; whoever sees tallies sees them, where the group is there still."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ["編集者", "公開者", "責任者"]


def give(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Add the permission to the groups; permissions are otherwise made after all migrations only."""
    from django.apps import apps as todays

    create_permissions(todays.get_app_config("troubleshoot"), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="troubleshoot")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions.filter(codename="view_took"))


class Migration(migrations.Migration):
    dependencies = [("troubleshoot", "0010_asking_and_learning")]
    operations = [
        migrations.CreateModel(
            name="Took",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日")),
                ("guide", models.SlugField(max_length=40, verbose_name="案内")),
                ("cause", models.SlugField(max_length=40, verbose_name="原因")),
                (
                    "minutes",
                    models.CharField(
                        choices=[
                            ("2", "2分まで"),
                            ("5", "5分くらい"),
                            ("15", "15分くらい"),
                            ("60", "1時間くらい"),
                            ("longer", "もっと長い"),
                        ],
                        max_length=8,
                        verbose_name="かかった時間",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="数")),
            ],
            options={
                "verbose_name": "かかった時間",
                "verbose_name_plural": "かかった時間",
                "ordering": ["-day", "guide", "cause", "minutes"],
                "constraints": [
                    models.UniqueConstraint(fields=["day", "guide", "cause", "minutes"], name="took_counts_one_thing"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__in", ["2", "5", "15", "60", "longer"])),
                        name="took_minutes_are_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
