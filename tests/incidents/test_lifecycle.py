"""An incident from its beginning to its end, and how every process learns of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.publishing.documents import small
from troubleshoot import snapshot
from troubleshoot.incidents import amending, lifecycle
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentScope, IncidentUpdate
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.loading import versions

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


def number():
    """Return the incidents' number."""
    return versions()[1]


def begun(**changes):
    given = {"actor": None, "title": {"ja": "届きません"}, "body": {"ja": "調べています。"}, "at": NOON, **changes}
    return lifecycle.begin(cause=Cause.objects.get(slug="filter"), **given)


@pytest.fixture(autouse=True)
def content():
    import_document(small(), actor=None)
    Cause.objects.filter(slug="filter").update(role=Cause.Role.OUTAGE)


def test_beginning_says_the_first_thing_to_everybody():
    incident = begun()

    assert (incident.slug, incident.status, incident.impact) == ("all-2026-11-25", "investigating", "major")
    assert [(one.guide, one.carrier) for one in incident.scopes.all()] == [(None, None)]
    assert [(one.status, one.body, one.at) for one in incident.updates.all()] == [
        ("investigating", {"ja": "調べています。"}, NOON)
    ]


def test_slug_says_whom_and_when():
    docomo, guide = Carrier.objects.get(slug="docomo"), Guide.objects.get()

    slugs = [begun(scopes=scopes).slug for scopes in ([(guide, docomo)], [(guide, None)], [(guide, docomo)])]

    assert slugs == ["docomo-2026-11-25", "sms-2026-11-25", "docomo-2026-11-25-2"]


def test_saying_more_moves_the_status():
    incident = begun()

    lifecycle.say(incident, actor=None, status="monitoring", body={"ja": "直りはじめました。"}, at=LATER)

    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("monitoring", None)
    assert [one.status for one in incident.updates.all()] == ["monitoring", "investigating"]


def test_resolving_ends_it_with_its_time():
    incident = begun()

    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, at=LATER)

    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("resolved", LATER)
    assert list(Incident.objects.ongoing()) == []


def test_second_to_resolve_is_told_and_says_nothing():
    incident = begun()
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    with pytest.raises(lifecycle.IncidentOverError):
        lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    assert incident.updates.count() == 2


def test_saying_it_goes_on_opens_it_again():
    incident = begun()
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    lifecycle.say(incident, actor=None, status="investigating", body={"ja": "また止まりました。"})

    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("investigating", None)


def test_each_act_raises_the_number():
    numbers = [number()]
    incident = begun()
    numbers.append(number())
    lifecycle.say(incident, actor=None, status="identified", body={"ja": "わかりました。"})
    numbers.append(number())
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    assert [*numbers, number()] == [0, 1, 2, 3]


def test_failure_leaves_neither_incident_nor_number():
    with pytest.raises(IntegrityError), transaction.atomic():
        begun(scopes=[(None, None), (Guide.objects.get(), None), (Guide.objects.get(), None)])

    assert (Incident.objects.count(), number()) == (0, 0)


@pytest.mark.parametrize(("model", "slug"), [(Guide, "sms"), (Carrier, "ahamo")])
def test_what_an_incident_names_cannot_be_deleted(model, slug):
    incident = begun(scopes=[(Guide.objects.get(), None), (None, Carrier.objects.get(slug="ahamo"))])
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    with pytest.raises(ProtectedError) as refusal:
        model.objects.get(slug=slug).delete()

    assert {type(one) for one in refusal.value.protected_objects} == {IncidentScope}


#: A maintenance of two hours.
PLAN = lifecycle.Plan(NOON, NOON + timedelta(hours=2))


def test_outage_told_late_began_earlier_and_says_when_it_was_written():
    before = datetime.now(UTC)

    incident = begun(at=NOON, next_update_at=LATER, notice_url="https://example.com/")

    said = incident.updates.get()
    assert (incident.started_at, said.at, incident.next_update_at) == (NOON, NOON, LATER)
    assert min(said.written_at, incident.created_at) >= before
    assert incident.notice_url == "https://example.com/"


def test_form_sent_twice_begins_one_incident_and_raises_nothing_more():
    first = begun(sent_as="a-form")

    second = begun(sent_as="a-form", title={"ja": "別の題"})

    assert (second.pk, second.title) == (first.pk, {"ja": "届きません"})
    assert (Incident.objects.count(), IncidentUpdate.objects.count()) == (1, 1)


def test_form_sent_twice_says_it_once_even_where_it_ended_the_incident():
    incident = begun()
    said = lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, sent_as="a-form")

    again = lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, sent_as="a-form")

    assert (again.pk, incident.updates.count()) == (said.pk, 2)


def test_next_update_is_promised_until_something_is_said_or_it_is_over():
    incident = begun(next_update_at=LATER)
    promises = []
    for status, next_update_at in (("identified", None), ("monitoring", LATER), ("resolved", LATER)):
        lifecycle.say(incident, actor=None, status=status, body={"ja": "。"}, next_update_at=next_update_at)
        promises.append(Incident.objects.get().next_update_at)

    assert promises == [None, LATER, None]


def test_end_told_late_has_its_own_time_and_a_postmortem_leaves_it():
    incident = begun()
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, at=LATER)

    lifecycle.say(incident, actor=None, status="postmortem", body={"ja": "設定の間違いでした。"})

    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("postmortem", LATER)


def test_correction_is_marked_and_raises_the_number_and_the_same_words_do_nothing():
    said = begun().updates.get()
    before = number()
    lifecycle.correct(said, actor=None, body={"ja": "調べています。"})
    same = (number(), said.corrected_at)

    lifecycle.correct(said, actor=None, body={"ja": "調べました。"}, at=LATER)

    row = IncidentUpdate.objects.get()
    assert same == (before, None)
    assert (row.body, row.at, row.corrected_at is not None, number()) == (
        {"ja": "調べました。"},
        LATER,
        True,
        before + 1,
    )


def test_amending_says_something_and_moves_nothing():
    incident = begun()
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, at=LATER)
    before = number()

    amending.amend(incident, actor=None, body={"ja": "題を直しました。"})

    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at, number()) == ("resolved", LATER, before + 1)
    assert incident.updates.get(body={"ja": "題を直しました。"}).status == "resolved"


def test_maintenance_is_announced_before_it_starts():
    incident = begun(at=None, plan=PLAN)

    said = incident.updates.get()
    assert (incident.status, incident.impact, incident.started_at) == ("scheduled", "maintenance", NOON)
    assert (incident.scheduled_start, incident.scheduled_end) == (PLAN.start, PLAN.end)
    assert (said.status, said.at == said.written_at) == ("scheduled", True)
    assert (list(Incident.objects.ongoing()), list(Incident.objects.planned())) == ([], [incident])


def states(*hours):
    """Run what is planned at these hours after noon; return how many that were, and where the maintenance stands."""
    return [(lifecycle.run_plans(NOON + timedelta(hours=hour)), Incident.objects.get().status) for hour in hours]


def test_maintenance_starts_and_ends_by_itself_and_once():
    incident = begun(at=None, plan=PLAN)

    stood = states(-0.1, 0, 0.1, 2, 2.1)

    assert stood == [(0, "scheduled"), (1, "in_progress"), (0, "in_progress"), (1, "completed"), (0, "completed")]
    said = IncidentUpdate.objects.filter(incident=incident).exclude(status="scheduled")
    assert {one.status: (one.at, set(one.body)) for one in said} == {
        "in_progress": (PLAN.start, {"ja", "en", "easy"}),
        "completed": (PLAN.end, {"ja", "en", "easy"}),
    }
    assert Incident.objects.get().resolved_at == PLAN.end


def test_maintenance_that_officers_run_stays_where_they_left_it():
    begun(at=None, plan=lifecycle.Plan(PLAN.start, PLAN.end, runs_itself=False))

    assert states(0, 3) == [(0, "scheduled"), (0, "scheduled")]


def test_maintenance_that_officers_ended_early_is_not_ended_again():
    incident = begun(at=None, plan=PLAN)
    states(0)
    lifecycle.resolve(incident, actor=None, body={"ja": "早く終わりました。"}, at=NOON + timedelta(hours=1))

    assert states(3) == [(0, "completed")]
    assert Incident.objects.get().resolved_at == NOON + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_this_process_serves_it_at_once():
    snapshot.swap(None)
    before = snapshot.current().ongoing

    incident = begun()

    assert (before, [one.slug for one in snapshot.current().ongoing]) == ((), [incident.slug])
    snapshot.swap(None)


@pytest.mark.django_db(transaction=True)
def test_snapshot_that_cannot_be_loaded_keeps_nobody_from_telling(monkeypatch):
    monkeypatch.setattr(snapshot, "reload", lambda: 1 / 0)

    incident = begun()

    assert Incident.objects.get() == incident


def test_what_is_told_of_the_past_moves_nothing():
    incident = begun()
    lifecycle.say(incident, actor=None, status="monitoring", body={"ja": "直りはじめました。"}, at=LATER)

    lifecycle.say(incident, actor=None, status="identified", body={"ja": "原因です。"}, at=LATER - timedelta(hours=1))

    incident.refresh_from_db()
    assert incident.status == "monitoring"


def test_correcting_the_time_of_the_end_moves_the_end():
    incident = begun()
    update = lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"}, at=LATER)

    lifecycle.correct(update, actor=None, body=update.body, at=LATER + timedelta(minutes=30))

    incident.refresh_from_db()
    assert incident.resolved_at == LATER + timedelta(minutes=30)


def test_a_plan_told_after_its_start_starts_once():
    cause = Cause.objects.get(slug="filter")
    plan = lifecycle.Plan(NOON, LATER)
    incident = lifecycle.begin(
        actor=None, title={"ja": "作業"}, body={"ja": "予告"}, cause=cause, plan=plan, at=NOON + timedelta(minutes=5)
    )

    ran = [lifecycle.run_plans(NOON + timedelta(minutes=minutes)) for minutes in (6, 7)]

    incident.refresh_from_db()
    assert (ran, incident.status, incident.updates.count()) == ([1, 0], "in_progress", 2)
