"""A session gets a new key, ends in time and on the server, and with what it rests on; weighty acts ask again."""

import re
from itertools import pairwise

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.forms import filled
from tests.security.coming_in import PASSWORD, come_in, is_in, somebody, try_in
from tests.security.test_no_second_factor import hidden, set_up
from tests.signing_in import code
from troubleshoot.door import marks
from troubleshoot.models import Cause, Guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Return what moves the clock of sessions forward, by minutes."""
    now = [1_700_000_000.0]
    monkeypatch.setattr(marks.time, "time", lambda: now[0])

    def later(minutes):
        now[0] += minutes * 60

    return later


def key_of(client):
    return client.cookies["sessionid"].value


def test_signing_in_gives_a_new_key_at_each_step(client, content):
    somebody(app=True)
    client.get("/admin/")
    client.cookies["sessionid"] = "a-key-that-a-stranger-chose"

    try_in(client)
    first = key_of(client)
    client.post("/admin/login/second/", {"door-code": code()})
    second = key_of(client)

    assert all(one != other for one, other in pairwise(["a-key-that-a-stranger-chose", first, second]))
    assert set(Session.objects.values_list("session_key", flat=True)) == {second}


def test_signing_out_ends_the_session_on_the_server(client, content):
    somebody()
    come_in(client)
    key = key_of(client)

    client.post("/admin/logout/")
    client.cookies["sessionid"] = key

    assert not is_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_session_ends_after_thirty_minutes_without_a_request(client, content, clock):
    somebody()
    come_in(client)

    clock(29)
    there = is_in(client)
    clock(29)
    still = is_in(client)
    clock(31)

    assert (there, still, is_in(client), Session.objects.count()) == (True, True, False, 0)


def test_session_ends_after_eight_hours_whatever_one_does(client, content, clock):
    somebody()
    come_in(client)

    seen = []
    for _ in range(24):
        clock(20)
        seen.append(is_in(client))
    clock(1)

    assert (all(seen), is_in(client)) == (True, False)


def test_session_of_before_the_marks_is_over(client, content):
    user = somebody()
    client.force_login(user)
    session = client.session
    del session[marks.KEY]
    session.save()

    assert not is_in(client)


def test_what_was_sent_in_a_session_that_is_over_changes_nothing_and_leads_back(client, content, clock):
    somebody()
    come_in(client)
    page = f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/"
    form = filled(client.get(page), "cause_form", title_ja="別の題")
    clock(31)

    answer = client.post(page, form)

    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={page}")
    assert Cause.objects.get(slug="filter").title["ja"] != "別の題"


def test_readers_pages_ask_for_no_session_of_an_editor(client, content, django_assert_num_queries):
    somebody()
    come_in(client)
    client.get("/incidents/")

    with django_assert_num_queries(0):
        answer = client.get("/incidents/")

    assert "sessionid" not in answer.cookies


def test_new_password_ends_the_other_sessions(client, content):
    somebody()
    other = Client()
    come_in(client)
    come_in(other)
    new = "an-even-longer-password-5"

    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert (is_in(client), is_in(other)) == (True, False)


def test_password_set_by_an_owner_ends_all_sessions_of_the_person(client, content):
    user, other = somebody(), Client()
    come_in(other)
    client.force_login(User.objects.create_superuser("root"))
    page, new = f"/admin/auth/user/{user.pk}/password/", "an-even-longer-password-5"

    client.post(page, {"usable_password": "true", "password1": new, "password2": new})

    assert not is_in(other)


def test_second_factor_that_is_added_or_taken_ends_the_other_sessions(client, content):
    somebody()
    other = Client()
    come_in(client)
    come_in(other)

    key, _ = set_up(client)
    added = (is_in(client), is_in(other))
    come_in_by(other, key)
    client.post("/admin/factors/remove/", {"kind": "app", "pk": TOTPDevice.objects.get().pk})

    assert (added, is_in(client), is_in(other)) == ((True, False), True, False)
    assert not marks.has_second(client.session)


def come_in_by(client, key):
    try_in(client)
    assert client.post("/admin/login/second/", {"door-code": code(key, steps=1)}).status_code == 302


def test_owner_takes_a_lost_factor_away_and_the_person_comes_in_by_the_password(client, content):
    person, other = somebody(app=True), Client()
    come_in(other)
    client.force_login(User.objects.create_superuser("root"))

    client.post(f"/admin/auth/user/{person.pk}/factors/")

    assert (is_in(other), TOTPDevice.objects.count()) == (False, 0)
    assert try_in(other).status_code == 302


def test_operator_takes_a_lost_factor_away(client, content, capsys):
    somebody(app=True)
    come_in(client)

    call_command("forget_second_factor", "hanako")

    assert "1個外し、1台から" in capsys.readouterr().out
    assert (is_in(client), TOTPDevice.objects.count()) == (False, 0)


def test_another_s_factor_is_not_taken_by_its_number(client, content):
    somebody("taro", app=True)
    somebody()
    come_in(client)

    client.post("/admin/factors/remove/", {"kind": "app", "pk": TOTPDevice.objects.get().pk})

    assert TOTPDevice.objects.count() == 1


def asks(client, page, **form):
    """Tell whether sending something is answered by the question who one is."""
    answer = client.post(page, form)
    return answer.status_code == 403 and "again-form" in answer.text


def test_weighty_acts_ask_again_after_ten_minutes_and_others_do_not(client, content, clock):
    somebody(role="責任者", app=True)
    come_in(client)
    guide, cause = Guide.objects.get(), Cause.objects.get(slug="filter")
    user = User.objects.get()
    weighty = [
        "/admin/auth/user/add/",
        f"/admin/auth/user/{user.pk}/change/",
        f"/admin/auth/user/{user.pk}/password/",
        f"/admin/auth/user/{user.pk}/factors/",
        f"/admin/auth/user/{user.pk}/delete/",
        f"/admin/auth/group/{Group.objects.first().pk}/change/",
        f"/admin/troubleshoot/guide/{guide.pk}/delete/",
        f"/admin/troubleshoot/cause/{cause.pk}/delete/",
        "/admin/troubleshoot/release/1/rollback/",
        "/admin/replace/?find=x&to=y&table=causes&language=ja",
        "/admin/factors/app/",
        "/admin/factors/passkey/",
        "/admin/factors/codes/",
        "/admin/factors/remove/",
    ]
    clock(11)

    assert [page for page in weighty if not asks(client, page)] == []
    deleting = {"action": ["delete_selected", "x"], "index": "0", "_selected_action": cause.pk, "post": "yes"}
    assert asks(client, "/admin/troubleshoot/cause/", **deleting)
    assert not asks(client, f"/admin/troubleshoot/cause/{cause.pk}/change/")
    assert not asks(client, "/admin/troubleshoot/release/publish/")


@pytest.mark.parametrize("proof", [{"door-password": PASSWORD}, {"door-code": None}])
def test_what_is_asked_again_is_done_once_it_is_answered(client, content, clock, proof):
    somebody(role="責任者", app=True)
    come_in(client, steps=-1)
    page = "/admin/auth/user/add/"
    new = {"password1": "quite-another-password-6", "password2": "quite-another-password-6"}
    form = {**filled(client.get(page), "user_form"), "username": "jiro", "usable_password": "true", **new}
    clock(11)

    asked = client.post(page, form)
    assert ("username", "jiro") in hidden(asked)
    answered = filled(asked, "again-form") | {name: value or code() for name, value in proof.items()}
    done = client.post(page, answered)

    assert (done.status_code, User.objects.filter(username="jiro").exists()) == (302, True)


def test_wrong_answers_to_what_is_asked_again_are_counted_too(client, content, clock):
    somebody(role="責任者", app=True)
    come_in(client)
    clock(11)

    statuses = [client.post("/admin/factors/codes/", {"door-password": "wrong"}).status_code for _ in range(6)]

    assert statuses == [422, 422, 422, 422, 429, 429]


def test_cookies_are_the_host_s_alone_behind_tls():
    import subprocess
    import sys

    program = "from helpcenter import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"

    def names(https):
        environ = {"HTTPS": https, "VAR_DIR": str(project.VAR_DIR), "PATH": ""}
        done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    assert names("true") == ["__Host-sessionid", "__Host-csrftoken"]
    assert names("false") == ["sessionid", "csrftoken"]
    assert (project.SESSION_COOKIE_PATH, project.SESSION_COOKIE_DOMAIN, project.CSRF_COOKIE_PATH) == ("/", None, "/")


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("short-pass1", False),
        ("passwordpassword", False),
        ("hanako@pass1", True),
        ("なにかの長い合言葉です。はい", True),
        ("correct horse battery staple", True),
        ("lowercaseonlybutlong", True),
        ("qwerty123456", False),
        ("Password1234!", False),
        ("abcdabcdabcd", False),
        ("9876543210" * 2 + "a tail of its own", True),
        ("a long sentence of mine " * 5, True),
    ],
)
def test_passwords_are_long_and_uncommon_and_of_any_signs(client, content, password, is_taken):
    somebody()
    come_in(client)
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}

    answer = client.post("/admin/password_change/", form)

    assert (answer.status_code == 302) == is_taken
    if is_taken:
        client.logout()
        assert try_in(client, password=password).status_code == 302


def test_pages_of_the_door_keep_to_the_strict_policy(client, content):
    somebody(app=True)
    try_in(client)
    pages = [client.get("/admin/login/second/"), client.get("/admin/login/")]
    client.post("/admin/login/second/", {"door-code": code()})
    pages += [client.get(f"/admin/factors/{page}") for page in ("", "app/", "passkey/")]

    for page in pages:
        assert page.status_code == 200
        policy = page["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*(src=|type=.application/json))|\son[a-z]+=|<[^>]+\sstyle=", page.text)
