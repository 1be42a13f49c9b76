"""An incident from its beginning to its end, and how every process learns of it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.publishing.documents import small
from troubleshoot import snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentScope
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
