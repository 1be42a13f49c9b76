"""Guessing passwords and codes: the sixth try in a row is refused, by account and by network, for 15 minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import F, Sum
from django.test import Client

from tests.security.coming_in import PASSWORD, SECOND, come_in, is_in, somebody, try_in
from tests.signing_in import code
from troubleshoot.door import locks
from troubleshoot.models import AuditEvent

WRONG = "another-long-password-9"
pytestmark = pytest.mark.django_db


def time_passes(**time):
    """Have all tries be longer ago."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**time))


def from_network(number):
    """Return what a request has that comes from a network of its own."""
    return {"REMOTE_ADDR": f"198.51.{number}.7"}


def test_the_sixth_try_is_refused_though_it_is_right(client):
    somebody()

    failed = [try_in(client, password=WRONG).status_code for _ in range(5)]
    sixth = try_in(client)

    assert failed == [200, 200, 200, 200, 429]
    assert (sixth.status_code, is_in(client)) == (429, False)
    assert "15分待って" in sixth.text
    assert 0 < int(sixth["Retry-After"]) <= 15 * 60


def test_tries_from_many_networks_are_counted_for_the_account(client):
    somebody()

    for number in range(5):
        try_in(Client(), password=WRONG, **from_network(number))

    assert try_in(client, **from_network(99)).status_code == 429


def test_a_name_that_nobody_has_is_refused_alike(client):
    answers = [try_in(client, "nobody", WRONG) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]


def test_a_network_that_tries_many_accounts_is_refused_and_another_is_not(client):
    somebody()

    for number in range(30):
        try_in(client, f"nobody-{number}", WRONG, **from_network(1))

    assert try_in(client, **from_network(1)).status_code == 429
    assert try_in(client, **from_network(2)).status_code == 302


def test_an_office_with_a_few_failures_is_not_refused(client):
    somebody()

    for number in range(29):
        try_in(Client(), f"nobody-{number}", WRONG)

    assert try_in(client).status_code == 302


def test_whoever_comes_in_may_not_go_on_trying_at_others(client):
    somebody("insider", "編集者")
    somebody()

    for _ in range(4):
        try_in(client, password=WRONG)
    come_in(client, "insider")
    client.post("/admin/logout/")

    assert try_in(client, password=WRONG).status_code == 429


def test_right_password_forgets_what_failed_before(client):
    somebody()

    for _ in range(3):
        for _ in range(4):
            try_in(client, password=WRONG)
        answer = try_in(client)

    assert answer.status_code == 302


def test_a_stranger_locks_nobody_out_for_good(client):
    somebody()
    for _ in range(5):
        try_in(Client(), password=WRONG)

    time_passes(minutes=14)
    still = [try_in(Client(), password=WRONG).status_code for _ in range(20)]
    time_passes(minutes=1, seconds=1)

    assert set(still) == {429}
    assert try_in(client).status_code == 302


@pytest.mark.parametrize(("whom", "recorded"), [("hanako", "hanako"), ("--all", "*")])
def test_the_operator_lets_somebody_in_again(client, capsys, whom, recorded):
    from django.core.management import call_command

    somebody(app=True)
    for _ in range(5):
        try_in(client, password=WRONG)

    call_command("unlock", whom)

    assert "もう一度ためせます" in capsys.readouterr().out
    assert AuditEvent.objects.filter(act="unlocked").values_list("about", flat=True).get() == recorded
    assert come_in(client).status_code == 302


def test_the_sixth_code_is_refused_though_it_is_right(client):
    somebody(app=True)
    try_in(client)

    failed = [client.post(SECOND, {"door-code": "000000"}).status_code for _ in range(5)]
    sixth = client.post(SECOND, {"door-code": code()})

    assert failed == [422, 422, 422, 422, 429]
    assert (sixth.status_code, is_in(client)) == (429, False)


def test_right_password_again_gives_no_more_tries_at_codes(client):
    somebody(app=True)
    for _ in range(5):
        try_in(client)
        client.post(SECOND, {"door-code": "000000"})

    try_in(client)

    assert client.post(SECOND, {"door-code": code()}).status_code == 429


def test_what_is_kept_of_tries_names_no_address(client):
    somebody()

    try_in(client, password=WRONG, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.77")
    try_in(client, password=WRONG, REMOTE_ADDR="203.0.113.78")

    kept = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    assert [value for value in kept if "203.0.113" in value or WRONG in value] == []
    assert len({row.ip_address for row in AccessAttempt.objects.all()}) == 1


def test_what_is_kept_of_tries_has_nothing_of_what_was_sent(client):
    somebody(app=True)
    come_in(client)
    session = client.session
    session["door"] = {**session["door"], "asked": 0.0}
    session.save()

    sent = {"door-password": WRONG, "door-code": "123456", "new": "typed-along"}
    answer = client.post("/admin/factors/codes/?given=in-the-address", sent)

    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert (answer.status_code, AccessAttempt.objects.count()) == (422, 1)
    assert not any(one in kept for one in (*sent.values(), "in-the-address"))


def test_the_numbers_are_the_ones_that_are_told():
    from django.conf import settings

    assert (settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME) == (locks.TRIES, locks.WAIT)


def test_a_stranger_keeps_nobody_from_their_second_step(client):
    somebody(app=True)
    for number in range(10):
        assert try_in(Client(), "code:hanako", WRONG, **from_network(number)).status_code == 200

    assert come_in(client).status_code == 302


def test_the_old_password_is_not_guessed_from_a_session_left_open(client):
    somebody()
    come_in(client)
    new = {"new_password1": "a-new-long-password-7", "new_password2": "a-new-long-password-7"}

    answers = [client.post("/admin/password_change/", {"old_password": WRONG, **new}) for _ in range(6)]
    right = client.post("/admin/password_change/", {"old_password": PASSWORD, **new})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]
    assert right.status_code == 429
    assert User.objects.get(username="hanako").check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_many_passwords_at_one_moment_are_no_more_than_their_number(transactional_db):
    if connections["default"].vendor == "sqlite":
        pytest.skip("A test's SQLite lies in memory, where writers do not wait for one another.")
    User.objects.create_user("hanako", password=PASSWORD, is_staff=True)

    def ask(number):
        try:
            return try_in(Client(), password=WRONG, **from_network(number)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(24)))

    assert AccessAttempt.objects.filter(username="hanako").aggregate(n=Sum("failures_since_start"))["n"] == 5
