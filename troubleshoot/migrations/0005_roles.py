"""The four roles, as groups: the one place that says what each may do at first.

An owner may change a group afterwards; nothing here runs again, and a group that is there already is left as it is.
What a later table needs is given to these groups by a later migration.
"""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DO = ("view", "add", "change", "delete")
#: What a release is compiled from.
CONTENT = [
    *("guide", "question", "answer", "effect", "candidate", "lastresort", "guidenote", "scenario"),
    *("cause", "remedystep", "carrier", "device", "redirect"),
]
INCIDENTS = ["incident", "incidentscope", "incidentupdate"]


def _may(models: list[str], *verbs: str) -> set[str]:
    return {f"{verb}_{model}" for model in models for verb in verbs}


EDITOR = {
    *_may(CONTENT, *DO),
    *_may(["feedback"], "view", "change", "delete"),
    *_may(["release", "plannedrelease", "revision", "tally", "miss", *INCIDENTS], "view"),
}
PUBLISHER = {*EDITOR, "add_release", *_may(["plannedrelease"], "add", "change")}
#: What an incident names is chosen from lists, which takes the right to see it; its pages lead to the rest.
OFFICER = {*_may(INCIDENTS, *DO), *_may(CONTENT, "view")}
OWNER = {*PUBLISHER, *OFFICER, *_may(["user", "group"], *DO)}

ROLES = {"編集者": EDITOR, "公開者": PUBLISHER, "障害担当": OFFICER, "責任者": OWNER}


def make_roles(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Create the groups that are not there yet; permissions are otherwise made after all migrations only."""
    from django.apps import apps as todays

    for label in ("auth", "troubleshoot"):
        create_permissions(todays.get_app_config(label), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label__in=["auth", "troubleshoot"]
    )
    for name, may in ROLES.items():
        group, created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if created:
            group.permissions.set(permissions.filter(codename__in=may))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("troubleshoot", "0004_history_and_plans"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
