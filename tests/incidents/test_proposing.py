"""What becomes of a proposal: decided once, remembered, expired; each raises the incidents' number."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from tests.publishing.documents import small
from troubleshoot.incidents import lifecycle, proposing
from troubleshoot.models import Carrier, Cause, Guide, IncidentTemplate, Proposal
from troubleshoot.models.proposals import HOLD
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.loading import versions

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def content():
    import_document(small(), actor=None)
    Cause.objects.filter(slug="filter").update(role=Cause.Role.OUTAGE)


@pytest.fixture
def officer():
    return User.objects.create_user("hanako")


def proposed(**changes):
    return Proposal.objects.create(**{"began_at": NOON, "noticed_at": NOON, "seen_at": NOON, **changes})


def told():
    words = {"title": {"ja": "届きません"}, "body": {"ja": "調べています。"}}
    return lifecycle.begin(actor=None, cause=Cause.objects.get(slug="filter"), **words)


def test_confirming_notes_the_incident_and_whoever_told_it(officer):
    proposal, incident = proposed(), told()
    before = versions()[1]

    proposing.confirm(proposal, incident=incident, actor=officer)

    row = Proposal.objects.get()
    assert (row.state, row.incident, row.decided_by) == ("confirmed", incident, officer)
    assert row.decided_at >= proposal.noticed_at
    assert versions()[1] > before


def test_dismissing_notes_who_and_why(officer):
    proposal = proposed()
    before = versions()[1]

    proposing.dismiss(proposal, actor=officer, reason="宣伝")

    row = Proposal.objects.get()
    assert (row.state, row.incident, row.decided_by, row.reason) == ("dismissed", None, officer, "宣伝")
    assert versions()[1] > before


@pytest.mark.parametrize("state", ["confirmed", "dismissed"])
def test_what_is_decided_is_not_decided_again(officer, state):
    stale = proposed()
    Proposal.objects.update(state=state, decided_by=officer)
    incident, before = told(), versions()[1]

    with pytest.raises(proposing.ProposalDecidedError) as confirming:
        proposing.confirm(stale, incident=incident, actor=None)
    with pytest.raises(proposing.ProposalDecidedError):
        proposing.dismiss(stale, actor=None)

    assert (confirming.value.proposal.state, confirming.value.proposal.decided_by) == (state, officer)
    assert (Proposal.objects.get().state, Proposal.objects.get().incident, versions()[1]) == (state, None, before)


def test_what_expired_may_be_confirmed_still_but_needs_no_dismissal(officer):
    proposal = proposed(state="expired")

    with pytest.raises(proposing.ProposalDecidedError):
        proposing.dismiss(proposal, actor=officer)
    proposing.confirm(proposal, incident=told(), actor=officer)

    assert Proposal.objects.get().state == "confirmed"


def test_what_nobody_decides_on_expires_once_it_is_not_seen_for_hours():
    old = proposed()
    seen = proposed(seen_at=NOON + timedelta(minutes=1))
    decided = proposed(state="dismissed")
    before = versions()[1]

    counts = [proposing.expire(NOON + HOLD - timedelta(seconds=1)), proposing.expire(NOON + HOLD)]

    states = [Proposal.objects.get(pk=row.pk).state for row in (old, seen, decided)]
    assert (counts, states) == ([0, 1], ["expired", "waiting", "dismissed"])
    assert Proposal.objects.get(pk=old.pk).decided_at == NOON + HOLD
    assert versions()[1] == before + 1


def prepare(name, guides=(), carriers=()):
    words = {"title": {"ja": name}, "first_words": {"ja": "調べています。"}}
    row = IncidentTemplate.objects.create(name=name, cause=Cause.objects.get(slug="filter"), **words)
    row.guides.set(Guide.objects.filter(slug__in=guides))
    row.carriers.set(Carrier.objects.filter(slug__in=carriers))


@pytest.mark.parametrize(
    ("guide", "carrier", "name"),
    [
        ("sms", None, "guide"),
        ("sms", "docomo", "docomo"),
        (None, "docomo", "docomo"),
        (None, None, None),
        ("sms", "ahamo", "guide on ahamo"),
        (None, "ahamo", None),
    ],
)
def test_template_fits_by_carrier_and_then_by_guide(guide, carrier, name):
    prepare("guide", ["sms"])
    prepare("docomo", (), ["docomo"])
    prepare("both carriers", (), ["docomo", "ahamo"])
    prepare("guide on ahamo", ["sms"], ["ahamo"])
    found = {
        "guide": Guide.objects.filter(slug=guide).first(),
        "carrier": Carrier.objects.filter(slug=carrier).first(),
    }

    fitting = proposing.fitting(proposed(**found))

    assert (fitting.name if fitting else None) == name


def test_of_two_templates_that_fit_alike_none_is_chosen():
    prepare("one", (), ["docomo"])
    prepare("other", (), ["docomo"])

    assert proposing.fitting(proposed(carrier=Carrier.objects.get(slug="docomo"))) is None
