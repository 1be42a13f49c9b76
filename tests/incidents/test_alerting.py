"""Officers are mailed what was noticed, by a real mail server: none is missed, and none twice but for a kill."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import Permission, User

from tests.publishing.processes import act
from tests.servers import free_port
from troubleshoot.incidents.alerting import addresses, alert
from troubleshoot.models import Guide, Proposal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("content")]

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
EVIDENCE = {
    "observed": 42, "expected": 6.5, "share": 0.8, "curve": [],
    "carriers": [{"carrier": "docomo", "observed": 30, "expected": 2.0}],
}  # fmt: skip


class Postman:
    """A mail server on this machine, and what it was given."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[Any] = []
        self.receivers: list[list[str]] = []
        self.refuses = False
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # as aiosmtpd calls it
        if self.refuses:
            return "451 Try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.receivers.append(envelope.rcpt_tos)
        return "250 OK"

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture
def postman(settings) -> Iterator[Postman]:
    postman = Postman()
    settings.MAILERS = mailers(postman.port)
    settings.SITE_URL = "https://help.example"
    yield postman
    postman.stop()


def mailers(port):
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def somebody(name, *may, **more):
    """Return a user who may do something; without ``email`` in ``more``, of this name."""
    user = User.objects.create_user(name, **{"email": f"{name}@help.example", **more})
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    return user


@pytest.fixture(autouse=True)
def officer():
    return somebody("officer", "change_proposal")


def proposed(**more):
    given = {"began_at": NOON, "noticed_at": NOON, "seen_at": NOON, "evidence": EVIDENCE, **more}
    return Proposal.objects.create(guide=Guide.objects.get(), **given)


def test_a_mail_tells_the_evidence_and_leads_to_the_decision(postman):
    proposal = proposed()

    alert()

    (mail,) = postman.mails
    body = mail.get_content()
    assert mail["Subject"] == "障害の疑い: コードが届かない"
    assert "11月25日 12:00 から" in body
    assert "読者の報告が42件ありました。いつもなら6.5件ほどです。" in body
    assert "ドコモ: 30(2)" in body
    assert f"https://help.example/admin/troubleshoot/proposal/{proposal.pk}/change/" in body
    assert (postman.receivers, mail["To"]) == ([["officer@help.example"]], None)


def test_each_is_mailed_once(postman):
    proposed()
    alert()
    proposed()

    alert()
    alert()

    assert len({mail["Message-ID"] for mail in postman.mails}) == len(postman.mails) == 2


def test_a_server_that_is_away_or_refuses_gets_it_later(postman, settings, caplog):
    proposed()
    settings.MAILERS = mailers(free_port())
    alert()
    settings.MAILERS = mailers(postman.port)
    postman.refuses = True
    alert()
    postman.refuses = False

    alert()

    assert len(postman.mails) == 1
    assert Proposal.objects.unmailed().count() == 0


def test_who_may_not_decide_is_not_mailed():
    somebody("editor", "view_proposal")
    somebody("gone", "change_proposal", is_active=False)
    somebody("silent", "change_proposal", email="")
    User.objects.create_superuser("owner", "owner@help.example")

    assert addresses() == ["officer@help.example", "owner@help.example"]


@pytest.mark.usefixtures("postman")
def test_where_nobody_has_an_address_the_log_says_so(caplog):
    User.objects.update(email="")
    proposed()

    alert()

    assert "has a mail address" in caplog.text


def test_what_is_decided_is_not_mailed(postman):
    proposed(state="dismissed")

    alert()

    assert postman.mails == []


def test_a_feed_s_proposal_says_what_the_feed_says(postman):
    told = {"title": "SMS delays", "body": "We look.", "url": "https://status.example/1", "status": "investigating"}
    proposed(source="feed", key="k", title="SMS delays", evidence=told)

    alert()

    assert "SMS delays\nWe look.\nhttps://status.example/1" in postman.mails[0].get_content().replace("\r\n", "\n")


def test_killed_at_any_moment_none_is_missed_and_a_second_one_is_the_same(postman, tmp_path):
    found = act("kill_while_mailing", tmp_path, "tests.incidents.acts", port=postman.port, kills=20, seed=1)

    sent = Counter(mail["Message-ID"] for mail in postman.mails)
    assert (found["proposals"], len(sent)) == (20, 20)
    assert max(sent.values()) <= 2
    assert found["halfway"] > 0
