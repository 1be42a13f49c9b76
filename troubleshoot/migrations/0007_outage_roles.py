"""What each role may do with the tables of outages, where the group is there still."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VIEW = ["view_incidenttemplate", "view_proposal", "view_reportcount"]
#: A proposal is decided, never written by hand or deleted.
OFFICER = [*VIEW, "add_incidenttemplate", "change_incidenttemplate", "delete_incidenttemplate", "change_proposal"]

ROLES = {"編集者": VIEW, "公開者": VIEW, "障害担当": OFFICER, "責任者": OFFICER}


def give(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Add the permissions to the groups; permissions are otherwise made after all migrations only."""
    from django.apps import apps as todays

    create_permissions(todays.get_app_config("troubleshoot"), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="troubleshoot")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions.filter(codename__in=ROLES[group.name]))


class Migration(migrations.Migration):
    dependencies = [("troubleshoot", "0006_outages")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
