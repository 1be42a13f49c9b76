"""What is due each minute is done by one of all processes, each part whatever becomes of the others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from tests.incidents.test_noticing import reported, usual
from troubleshoot.incidents import lifecycle, proposing, unasked
from troubleshoot.incidents.sources import Feed
from troubleshoot.incidents.watchman import Watchman, claimed
from troubleshoot.models import Cause, Counter, Guide, Incident, IncidentTemplate, Proposal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("content")]

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def template(name="止まった", **more):
    return IncidentTemplate.objects.create(
        name=name, title={"ja": "SMSが届きません", "en": "No SMS"}, cause=Cause.objects.get(slug="filter"),
        first_words={"ja": "調べています。"}, **more,
    )  # fmt: skip


def test_a_minute_is_one_process_s():
    assert [claimed(NOON), claimed(NOON + timedelta(seconds=20)), claimed(NOON + timedelta(minutes=1))] == [
        True, False, True,
    ]  # fmt: skip


def test_a_clock_that_was_wrong_once_stops_nothing():
    claimed(NOON + timedelta(days=365))

    assert claimed(NOON)


def test_maintenance_starts_and_ends_as_planned():
    incident = lifecycle.begin(
        actor=None, title={"ja": "作業"}, body={"ja": "予告"}, cause=Cause.objects.get(slug="filter"),
        plan=lifecycle.Plan(NOON, NOON + HOUR), at=NOON - HOUR,
    )  # fmt: skip

    statuses = []
    for at in (NOON - HOUR, NOON, NOON, NOON + HOUR, NOON + 2 * HOUR):
        Watchman().watch(at)
        incident.refresh_from_db()
        statuses.append(incident.status)

    assert statuses == ["scheduled", "in_progress", "in_progress", "completed", "completed"]
    assert [update.at for update in incident.updates.all()] == [NOON + HOUR, NOON, NOON - HOUR]


def test_a_surge_is_published_by_itself_where_the_operator_says_so():
    template()
    usual()
    reported(40)

    Watchman(publishes_for=["sms"]).watch(NOON)

    incident = Incident.objects.get()
    assert (incident.title, incident.status) == ({"ja": "SMSが届きません", "en": "No SMS"}, "investigating")
    assert [(one.guide, one.carrier) for one in incident.scopes.all()] == [(Guide.objects.get(), None)]
    assert (Proposal.objects.get().state, Proposal.objects.get().incident) == ("confirmed", incident)


@pytest.mark.parametrize("publishes_for", [[], ["mail"]])
def test_and_nowhere_else(publishes_for):
    template()
    usual()
    reported(40)

    Watchman(publishes_for=publishes_for).watch(NOON)

    assert (Incident.objects.count(), Proposal.objects.get().state) == (0, "waiting")


def test_the_template_that_names_the_guide_comes_first():
    template()
    template("この案内", impact="critical").guides.add(Guide.objects.get())
    usual()
    reported(40)

    Watchman(publishes_for=["sms"]).watch(NOON)

    assert Incident.objects.get().impact == "critical"


def test_without_a_template_nothing_is_published(caplog):
    usual()
    reported(40)

    Watchman(publishes_for=["sms"]).watch(NOON)

    assert Incident.objects.count() == 0
    assert "no template fits" in caplog.text


def test_a_part_that_fails_keeps_no_other_away(monkeypatch):
    monkeypatch.setattr("troubleshoot.incidents.noticing.notice", lambda *_: 1 / 0)
    Proposal.objects.create(began_at=NOON - 8 * HOUR, seen_at=NOON - 7 * HOUR, noticed_at=NOON - 8 * HOUR)

    with pytest.raises(ExceptionGroup):
        Watchman([Feed("sms", "http://127.0.0.1:9/")]).watch(NOON)

    assert Proposal.objects.get().state == "expired"


def test_nothing_due_changes_nothing():
    before = Counter.objects.filter(name=Counter.INCIDENTS).first()

    Watchman().watch(NOON)

    assert Counter.objects.filter(name=Counter.INCIDENTS).first() == before


def test_officers_are_mailed_of_what_is_published_by_itself(mailoutbox):
    User.objects.create_superuser("owner", "owner@help.example")
    template()
    usual()
    reported(40)

    Watchman(publishes_for=["sms"]).watch(NOON)

    assert (len(mailoutbox), Incident.objects.count()) == (1, 1)


def test_what_an_officer_dismisses_meanwhile_is_not_published(monkeypatch):
    template()
    usual()
    reported(40)
    fitting = proposing.fitting

    def dismissed_meanwhile(proposal):
        proposing.dismiss(Proposal.objects.get(pk=proposal.pk), actor=None)
        return fitting(proposal)

    monkeypatch.setattr(proposing, "fitting", dismissed_meanwhile)

    Watchman(publishes_for=["sms"]).watch(NOON)

    assert (Incident.objects.count(), Proposal.objects.get().state) == (0, "dismissed")


def test_a_surge_of_all_guides_is_published_for_those_named():
    template()
    Proposal.objects.create(began_at=NOON, noticed_at=NOON, seen_at=NOON, evidence={"share": 0.9})

    unasked.publish_all(["sms"], NOON)

    assert [(one.guide.slug, one.carrier) for one in Incident.objects.get().scopes.all()] == [("sms", None)]


def test_what_was_proposed_long_ago_is_not_published():
    template()
    Proposal.objects.create(
        guide=Guide.objects.get(), began_at=NOON, noticed_at=NOON, seen_at=NOON, evidence={"share": 0.9}
    )

    unasked.publish_all(["sms"], NOON + HOUR)

    assert Incident.objects.count() == 0
