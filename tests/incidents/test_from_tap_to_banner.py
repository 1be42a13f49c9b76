"""From readers' taps to the officer and back: noticed, believed in, told. And one network alone moves nothing."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from troubleshoot import engine, snapshot
from troubleshoot.incidents import lifecycle, proposing
from troubleshoot.incidents.watchman import Watchman
from troubleshoot.insight import recording
from troubleshoot.insight.flushing import flush
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Recorder
from troubleshoot.models import Candidate, Cause, Proposal, Report, ReportCount
from troubleshoot.publishing.publish import publish

pytestmark = pytest.mark.django_db(transaction=True)

TOO = "/guides/sms/too/"


@pytest.fixture(autouse=True)
def site(content, tmp_path):
    """Serve the content, with four weeks of two reports each ten minutes, and a journal of the test's own."""
    Candidate.objects.filter(cause__slug="filter").update(weight=5)
    publish(actor=None)
    now = timezone.now()
    ReportCount.objects.bulk_create(
        ReportCount(bucket=now - timedelta(minutes=10 * back), guide="sms", carrier="", count=2)
        for back in range(1, 28 * 144)
    )
    before = recording.current()
    recording.install(Recorder(Journal(tmp_path / "journal")))
    snapshot.swap(None)
    yield
    recording.install(before)
    snapshot.swap(None)


def tap(network, carrier=""):
    form = {"content_type": "application/x-www-form-urlencoded", "headers": {"X-Forwarded-For": network}}
    return Client().post(TOO, urlencode({"carrier": carrier}), **form)


def networks(count):
    return (f"203.{number // 250}.{number % 250}.7" for number in range(count))


def a_minute_later():
    """Count what was said, and have the watchman look a minute after."""
    flush(recording.current().journal)
    Watchman().watch(timezone.now() + timedelta(minutes=1))


def begun(title, **more):
    cause = Cause.objects.get(slug="filter")
    return lifecycle.begin(actor=None, title={"ja": title}, body={"ja": "調べています。"}, cause=cause, **more)


def outage_believed():
    served = snapshot.current()
    guide = served.release().guides["sms"]
    return engine.replay(guide, {"carrier": "docomo"}, suspicions=served.suspicions).beliefs.get("filter", 0)


def test_taps_become_a_proposal_that_walks_believe_in_and_then_a_banner():
    quiet = outage_believed()
    for network in networks(40):
        tap(network, "docomo")

    a_minute_later()

    proposal = Proposal.objects.get()
    doubted = outage_believed()
    incident = begun("SMSが届きません", scopes=[(proposal.guide, None)], at=proposal.began_at)
    proposing.confirm(proposal, incident=incident, actor=None)
    told = Client().get("/guides/sms/").text

    assert (f"{proposal}", proposal.evidence["observed"]) == ("コードが届かない × ドコモ", 40)
    assert 0 < 2 * quiet < doubted
    assert "SMSが届きません" in told
    assert snapshot.current().suspicions == ()


def test_five_thousand_taps_from_one_network_move_nothing():
    for number in range(5000):
        tap(f"198.51.100.{number % 256}")

    a_minute_later()

    assert (Report.objects.count(), Proposal.objects.count()) == (1, 0)


def test_the_same_from_a_network_of_the_new_protocol():
    for number in range(1000):
        tap(f"2001:db8:0:{number % 256:x}::{number:x}", "docomo")

    a_minute_later()

    assert (Report.objects.count(), Proposal.objects.count()) == (1, 0)


def test_those_who_read_the_banner_are_no_surge():
    begun("止まっています")
    for network in networks(40):
        tap(network)

    a_minute_later()

    assert (Report.objects.filter(was_told=True).count(), Proposal.objects.count()) == (40, 0)
