"""Coming in by the door, as a browser does: by name, password and, for whoever has one, a code."""

from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.signing_in import APP, code

PASSWORD = "quite-a-long-password-4"
LOGIN = "/admin/login/"
SECOND = "/admin/login/second/"


def somebody(name="hanako", role="公開者", *, app=False):
    """Make an account in a role; ``app``: with an app that shows codes."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if app:
        TOTPDevice.objects.create(user=user, name="app", key=APP)
    return user


def try_in(client, name="hanako", password=PASSWORD, **more):
    """Send name and password."""
    return client.post(LOGIN, {"username": name, "password": password}, **more)


def come_in(client, name="hanako", steps=0):
    """Send name and password, and the code where one is asked for."""
    answer = try_in(client, name)
    if answer.status_code == 303:
        answer = client.post(SECOND, {"door-code": code(steps=steps)})
    assert answer.status_code == 302, answer.text
    return answer


def is_in(client):
    """Tell whether a browser is signed in."""
    return client.get("/admin/").status_code == 200
