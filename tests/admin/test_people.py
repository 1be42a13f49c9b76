"""Roles as groups that owners may change, and accounts that they give them to."""

import importlib
import re

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.forms import filled
from tests.security.test_beyond_the_role import person


def make_roles():
    """Run the migration's step again, as whoever goes back and forth between versions does."""
    importlib.import_module("troubleshoot.migrations.0005_roles").make_roles(apps, None)


def test_a_role_that_an_owner_changed_stays_as_it_is(db):
    editors = Group.objects.get(name="編集者")
    editors.permissions.remove(Permission.objects.get(codename="delete_guide"))
    Group.objects.get(name="公開者").delete()
    before = set(editors.permissions.all())

    make_roles()

    assert set(editors.permissions.all()) == before
    assert Group.objects.get(name="公開者").permissions.filter(codename="add_release").exists()


def test_an_owner_adds_somebody_who_may_enter_in_a_role(client, content):
    client.force_login(person("責任者"))
    password = "quite-a-long-password-4"
    form = filled(client.get("/admin/auth/user/add/"), "user_form")
    role = Group.objects.get(name="障害担当")

    client.post(
        "/admin/auth/user/add/",
        {
            **form,
            "username": "jiro",
            "password1": password,
            "password2": password,
            "usable_password": "true",
            "groups": [role.pk],
        },
    )

    client.logout()
    client.post("/admin/login/", {"username": "jiro", "password": password})
    assert "障害を知らせる" in client.get("/admin/").text
    assert client.get("/admin/troubleshoot/cause/add/").status_code == 403


def test_an_owner_sees_in_the_list_who_lacks_a_second_factor(client, content):
    owner, editor = person("責任者"), person("編集者")
    TOTPDevice.objects.create(user=owner, confirmed=True)
    client.force_login(owner)

    page = client.get("/admin/auth/user/?o=5.1").text

    rows = [row for row in page.split("<tr")[1:] if "field-has_factor" in row]
    has = {re.search(r">(who-\w+)<", row)[1]: re.search(r'alt="(\w+)"', row)[1] for row in rows}
    assert has == {owner.username: "True", editor.username: "False"}


def test_nobody_but_a_superuser_touches_or_makes_one(client, content):
    root = User.objects.create_superuser("root", password="a-long-enough-password")
    owner = person("責任者")
    client.force_login(owner)
    page, own = f"/admin/auth/user/{root.pk}/", f"/admin/auth/user/{owner.pk}/change/"

    refused = [client.post(f"{page}{what}/", {"post": "yes"}).status_code for what in ("change", "delete", "password")]
    client.post(own, {**filled(client.get(own), "user_form"), "is_superuser": "on"})

    owner.refresh_from_db()
    assert (refused, owner.is_superuser) == ([403, 403, 403], False)
    assert User.objects.filter(pk=root.pk).exists()
