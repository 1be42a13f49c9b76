"""Audit (ASVS 16.3): each act at the door, with accounts and with what readers see is recorded; the log only grows."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.signing_in import APP, code
from troubleshoot import auditing
from troubleshoot.door import factors
from troubleshoot.incidents import lifecycle, proposing
from troubleshoot.models import AuditEvent, Cause, IncidentTemplate, IncidentUpdate, PlannedRelease, Proposal
from troubleshoot.models.appending import AppendOnlyError
from troubleshoot.publishing import planning
from troubleshoot.publishing.publish import publish, rollback

PASSWORD = "a-long-enough-password"


def events():
    """Return what was recorded, in order: act, who, about what, and more of it."""
    rows = AuditEvent.objects.order_by("at")
    return [(row.act, row.who, row.about, row.detail) for row in rows]


@pytest.fixture
def owner(content):
    return User.objects.create_superuser("owner", password=PASSWORD)


@pytest.fixture
def recorded(owner):
    """Return what is recorded from now on."""
    begun = AuditEvent.objects.count()
    return lambda: events()[begun:]


def test_signing_in_and_out_is_recorded_with_the_network_it_came_from(client, recorded):
    said = {"username": "owner", "password": PASSWORD}
    client.post("/admin/login/", said, REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.77"})
    client.post("/admin/logout/")

    assert [event[:3] for event in recorded()] == [("signed-in", "owner", ""), ("signed-out", "owner", "")]
    assert AuditEvent.objects.get(act="signed-in").network == "203.0.113.0/24"


def test_a_wrong_password_is_recorded_and_what_may_be_one_is_not(client, recorded):
    client.post("/admin/login/", {"username": "owner", "password": "wrong"})
    client.post("/admin/login/", {"username": "typed-my-Passw0rd-here", "password": "x"})

    assert recorded() == [("refused", "", "owner", {})]


def test_being_locked_out_is_recorded(client, recorded):
    for _ in range(20):
        client.post("/admin/login/", {"username": "owner", "password": "wrong"})

        client.post("/admin/login/", {"username": "code:owner", "password": "wrong"})

    acts = [act for act, _, about, _ in recorded() if about == "owner"]
    assert acts == [*["refused"] * 4, "locked"]
    assert AuditEvent.objects.filter(about__startswith="code:").count() == 0


def test_passwords_tried_while_codes_are_locked_are_recorded(client, owner, recorded):
    auditing.record(auditing.Act.LOCKED, owner, who="", detail={"code": True})

    for _ in range(6):
        client.post("/admin/login/", {"username": "owner", "password": "wrong"})

    assert [act for act, *_ in recorded()] == ["locked", *["refused"] * 4, "locked"]


def test_second_factors_are_recorded_as_they_come_and_go(owner, recorded):
    factors.add_app(owner, APP, code())
    factors.is_right(owner, code(steps=1))
    factors.remove_all(owner)

    told = [(act, about, detail) for act, _, about, detail in recorded()]
    kind = {"kind": "TOTPDevice"}
    assert told == [("factor-added", "owner", kind), ("factor-removed", "owner", kind)]


def test_people_and_roles_are_recorded(client, owner, recorded):
    client.force_login(owner)
    role = Group.objects.get(name="公開者")
    before = len(recorded())

    client.post(
        "/admin/auth/user/add/",
        {
            "username": "sato",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "usable_password": "true",
            "groups": [role.pk],
        },
    )
    sato = User.objects.get(username="sato")
    client.post(f"/admin/auth/user/{sato.pk}/password/", {"password1": PASSWORD + "2", "password2": PASSWORD + "2"})
    client.post(f"/admin/auth/user/{sato.pk}/change/", {"username": "sato", "groups": []})
    sato.delete()

    told = recorded()[before:]
    assert ("person-added", "owner", "sato", {"superuser": False}) in told
    assert ("roles-changed", "owner", "sato", {"added": ["公開者"]}) in told
    assert ("password-changed", "owner", "sato", {}) in told
    assert ("roles-changed", "owner", "sato", {"removed": ["公開者"]}) in told
    assert ("person-changed", "owner", "sato", {"is_active": [True, False], "is_staff": [True, False]}) in told
    assert told[-1] == ("person-removed", "", "sato", {"removed": True})


def test_what_a_role_may_do_is_recorded(recorded):
    role = Group.objects.create(name="見るだけ")
    permission = Group.objects.get(name="責任者").permissions.get(codename="view_auditevent")
    role.permissions.add(permission)
    role.permissions.clear()

    assert [(act, about, detail) for act, _, about, detail in recorded()] == [
        ("roles-changed", "見るだけ", {"made": True}),
        ("roles-changed", "見るだけ", {"added": [str(permission)]}),
        ("roles-changed", "見るだけ", {"removed": "all"}),
    ]


def test_publishing_planning_and_going_back_are_recorded_whoever_does_it(owner, recorded):
    Cause.objects.filter(slug="airplane").update(title={"ja": "別の題"})
    publish(actor=owner, note="直した")
    rollback(1, actor=owner, note="戻した")
    Cause.objects.filter(slug="airplane").update(title={"ja": "また別の題"})
    call_command("publish", note="命令で")
    plan = PlannedRelease.objects.create(at=timezone.now(), actor=owner, drafts="{}", note="あとで")
    planning.withdraw(plan)

    told = [(act, who, about) for act, who, about, _ in recorded()]
    assert told == [
        ("published", "owner", "#2"),
        ("published", "owner", "#3"),
        ("published", "", "#4"),
        ("planned", "", "あとで"),
        ("withdrawn", "", "あとで"),
    ]
    assert AuditEvent.objects.get(about="#3").detail["note"] == "戻した"


def test_incidents_and_what_is_decided_of_proposals_are_recorded(owner, recorded):
    Cause.objects.filter(slug="filter").update(role="outage")
    told = {"title": {"ja": "止まっています"}, "body": {"ja": "調べています。"}}
    row = lifecycle.begin(actor=owner, cause=Cause.objects.get(slug="filter"), **told)
    lifecycle.correct(IncidentUpdate.objects.get(), actor=owner, body={"ja": "調べはじめました。"})
    row.refresh_from_db()
    row.notice_url = "https://elsewhere.example/"
    row.save()
    lifecycle.resolve(row, actor=owner, body={"ja": "直りました。"})
    proposal = Proposal.objects.create(began_at=timezone.now())
    proposing.dismiss(proposal, actor=owner)

    assert [(act, about) for act, _, about, _ in recorded()] == [
        ("incident-begun", row.slug),
        ("incident-changed", row.slug),  # whom it touches
        ("incident-told", row.slug),
        ("incident-corrected", row.slug),
        ("incident-changed", row.slug),
        ("incident-told", row.slug),
        ("proposal-decided", str(proposal)),
    ]


def test_templates_by_which_a_surge_may_be_told_are_recorded(owner, recorded):
    words = {"title": {"ja": "止まっています"}, "first_words": {"ja": "調べています。"}}
    row = IncidentTemplate.objects.create(name="全体", cause=Cause.objects.get(slug="filter"), **words)
    row.save()
    row.delete()

    assert [(act, about) for act, _, about, _ in recorded()] == [("template-changed", "全体")] * 3


def test_what_is_not_done_is_not_recorded(owner, recorded):
    with transaction.atomic():
        User.objects.create_user("nobody")
        transaction.set_rollback(True)

    assert recorded() == []


@pytest.mark.parametrize(
    "change", ["UPDATE troubleshoot_auditevent SET who = 'x'", "DELETE FROM troubleshoot_auditevent"]
)
def test_the_database_itself_refuses_to_change_the_log(owner, change):
    guard = import_module("troubleshoot.migrations.0013_audit_log")
    before = events()
    with connection.cursor() as cursor:
        for statement in guard.ON_POSTGRESQL if connection.vendor == "postgresql" else guard.ON_SQLITE:
            cursor.execute(statement)

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert before
    assert events() == before


def test_the_program_refuses_it_too(owner):
    event = AuditEvent.objects.first()

    for change in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(who="x"),
    ):
        with pytest.raises(AppendOnlyError):
            change()


def test_a_site_is_set_up_with_the_guard_and_owners_read_the_log(own_site):
    with_sql = "from django.db import connection; connection.cursor().execute('DELETE FROM troubleshoot_auditevent')"

    assert "only grows" in own_site.manage("shell", "-c", with_sql, code=1)


def test_owners_read_it(client, owner):
    client.force_login(owner)

    said = {"username": "owner", "password": "wrong"}
    client.post("/admin/login/", said, REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.77"})

    page = client.get("/admin/troubleshoot/auditevent/").content.decode()

    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert "人を加えた" in page
    assert "(サイト・コマンド)" in page
