"""A surge of readers' reports is proposed once, of whom it concerns, with what it rests on."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from troubleshoot.engine.surge import Surge
from troubleshoot.incidents import lifecycle, proposing
from troubleshoot.incidents.loading import load_suspicions
from troubleshoot.incidents.noticing import Found, chosen, notice
from troubleshoot.incidents.usual import Learned
from troubleshoot.models import Carrier, Cause, Guide, Incident, Proposal, Report, ReportCount
from troubleshoot.publishing.loading import versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
numbers = count()


def usual(per_bin=2, days=28, carrier=""):
    """Have had so many reports each ten minutes for some days."""
    bins = range(1, days * 144 + 1)
    ReportCount.objects.bulk_create(
        ReportCount(bucket=NOON - 10 * MINUTE * back, guide="sms", carrier=carrier, count=per_bin) for back in bins
    )


def reported(times, carrier="", until=NOON, **more):
    """Have so many reports, a minute each, the last one in the minute before ``until``."""
    Report.objects.bulk_create(
        Report(at=until - MINUTE * (times - at), guide="sms", carrier=carrier, sender=f"{next(numbers)}", **more)
        for at in range(times)
    )


def told():
    return [(one.guide and one.guide.slug, one.carrier and one.carrier.slug) for one in Proposal.objects.all()]


def test_a_surge_is_proposed_with_its_evidence():
    usual()
    reported(40)

    (proposal,) = notice(NOON)

    assert told() == [("sms", None)]
    assert (proposal.state, proposal.noticed_at, proposal.mailed_at) == ("waiting", NOON, None)
    assert NOON - 41 * MINUTE <= proposal.began_at <= NOON - 30 * MINUTE
    evidence = proposal.evidence
    assert evidence["observed"] > 4 * evidence["expected"]
    assert [ten["count"] for ten in evidence["curve"]][-5:] == [10, 10, 10, 10, 0]
    assert evidence["curve"][-1]["at"] == "2026-11-25T12:00:00+09:00"
    assert all(ten["low"] <= ten["expected"] <= ten["high"] for ten in evidence["curve"])


def test_what_is_usual_is_proposed_to_nobody():
    usual(per_bin=10)
    reported(40)

    assert notice(NOON) == []


def test_it_is_proposed_once_and_followed():
    usual()
    reported(40)
    notice(NOON)
    reported(10, until=NOON + 10 * MINUTE)

    again = notice(NOON + 10 * MINUTE)

    proposal = Proposal.objects.get()
    assert again == []
    assert (proposal.noticed_at, proposal.seen_at) == (NOON, NOON + 10 * MINUTE)
    assert proposal.evidence["observed"] == 50


@pytest.mark.parametrize("days", [-1, 1])
def test_while_a_clock_is_a_day_off_nothing_else_is_proposed_and_afterwards_it_goes_on(days):
    usual()
    reported(40)
    learned = Learned()
    notice(NOON, learned)
    suspected = load_suspicions()
    off = NOON + timedelta(days=days)
    proposing.expire(off)
    notice(off, learned)
    reported(10, until=NOON + 10 * MINUTE)

    proposing.expire(NOON + 10 * MINUTE)
    again = notice(NOON + 10 * MINUTE, learned)

    assert again == []
    assert [(one.state, one.seen_at) for one in Proposal.objects.all()] == [("waiting", NOON + 10 * MINUTE)]
    assert load_suspicions() == suspected


def test_of_one_carrier_where_nearly_all_comes_from_it():
    usual()
    reported(40, carrier="docomo")

    notice(NOON)

    assert told() == [("sms", "docomo")]


def test_a_brand_s_reports_are_its_network_s():
    usual()
    reported(20, carrier="docomo")
    reported(20, carrier="ahamo")

    notice(NOON)

    assert told() == [("sms", "docomo")]


def test_one_carrier_s_may_become_everyone_s():
    usual()
    reported(40, carrier="docomo")
    notice(NOON)
    reported(60, until=NOON + 60 * MINUTE)

    notice(NOON + 60 * MINUTE)

    assert told() == [("sms", None)]


def test_carriers_are_told_apart_in_the_evidence():
    usual()
    Carrier.objects.create(slug="au", name={"ja": "au"})
    reported(30, carrier="docomo")
    reported(30, carrier="au")

    (proposal,) = notice(NOON)

    carriers = {one["carrier"]: one["observed"] for one in proposal.evidence["carriers"]}
    assert told() == [("sms", None)]
    assert carriers == {"au": 30, "docomo": 30}


@pytest.mark.parametrize("state", ["dismissed", "expired", "confirmed"])
def test_what_was_decided_is_not_proposed_again_while_it_goes_on(state):
    usual()
    reported(40)
    notice(NOON)
    Proposal.objects.update(state=state)
    reported(400, until=NOON + 400 * MINUTE)

    assert notice(NOON + 400 * MINUTE) == []
    assert Proposal.objects.count() == 1


def test_another_surge_of_another_day_is_proposed():
    usual()
    reported(40)
    notice(NOON)
    Proposal.objects.update(state="dismissed")
    tomorrow = NOON + timedelta(days=1)
    reported(40, until=tomorrow)

    assert len(notice(tomorrow)) == 1


def test_an_incident_that_says_it_keeps_proposals_away():
    usual()
    reported(40)
    cause, guide = Cause.objects.get(slug="filter"), Guide.objects.get()
    tell = {"actor": None, "title": {"ja": "止"}, "body": {"ja": "。"}, "cause": cause}

    lifecycle.begin(**tell, scopes=[(guide, Carrier.objects.get(slug="docomo"))])
    of_another = len(notice(NOON))
    Proposal.objects.all().delete()
    lifecycle.begin(**tell, scopes=[(guide, None)])
    of_the_same = len(notice(NOON))

    assert (of_another, of_the_same) == (1, 0)


def test_an_outage_published_is_no_part_of_what_is_usual():
    usual()
    ReportCount.objects.filter(
        bucket__gte=NOON - timedelta(days=2, hours=4), bucket__lt=NOON - timedelta(days=2)
    ).update(count=60)
    cause = Cause.objects.get(slug="filter")
    begun = lifecycle.begin(
        actor=None, title={"ja": "止"}, body={"ja": "。"}, cause=cause, at=NOON - timedelta(days=2, hours=4)
    )
    lifecycle.resolve(begun, actor=None, body={"ja": "。"}, at=NOON - timedelta(days=2))
    reported(40)

    (proposal,) = notice(NOON)

    assert proposal.evidence["curve"][-1]["expected"] == pytest.approx(2, abs=0.2)


def test_reports_of_those_who_were_told_are_no_surge():
    usual()
    reported(40, was_told=True)

    assert notice(NOON) == []


def test_only_what_readers_see_otherwise_raises_the_number():
    usual()
    reported(40)
    before = versions()[1]
    notice(NOON)
    proposed = versions()[1]
    reported(1, until=NOON + MINUTE)

    notice(NOON + MINUTE)

    assert (proposed - before, versions()[1] - proposed) == (1, 0)


def test_readers_are_advised_as_usual_once_it_is_over():
    usual()
    reported(40)
    notice(NOON)
    during = load_suspicions()

    notice(NOON + timedelta(hours=3))

    assert [(one.guide, one.carrier) for one in during] == [("sms", None)]
    assert 0.3 < during[0].probability <= 0.5
    assert [one.probability for one in load_suspicions()] == [0]
    assert "over" in Proposal.objects.get().evidence


def test_a_site_whose_proposals_were_right_is_believed_more():
    usual()
    reported(40)
    notice(NOON)
    doubted = load_suspicions()[0].probability
    long_ago = NOON - timedelta(days=30)
    for state in ["confirmed"] * 8 + ["dismissed"]:
        Proposal.objects.create(state=state, began_at=long_ago, noticed_at=long_ago)

    assert load_suspicions()[0].probability == pytest.approx(doubted * 2 * 9 / 11)


@pytest.mark.parametrize("state", ["dismissed", "confirmed"])
def test_what_was_decided_of_a_carrier_hides_no_outage_of_all(state):
    usual()
    reported(40, carrier="docomo")
    notice(NOON)
    Proposal.objects.update(state=state)
    reported(200, until=NOON + 200 * MINUTE)

    (wider,) = notice(NOON + 200 * MINUTE)

    assert (wider.guide.slug, wider.carrier) == ("sms", None)


def test_after_a_confirmed_one_is_over_a_second_wave_is_proposed():
    usual()
    reported(40)
    notice(NOON)
    Proposal.objects.update(state="confirmed")
    later = NOON + timedelta(hours=4)
    reported(40, until=later)

    assert len(notice(later)) == 1


def test_after_a_dismissed_one_it_is_left_for_six_hours():
    usual()
    reported(40)
    notice(NOON)
    Proposal.objects.update(state="dismissed")
    waves = [NOON + timedelta(hours=hours) for hours in (4, 8)]
    for later in waves:
        reported(40, until=later)

    assert [len(notice(later)) for later in waves] == [0, 1]


def test_two_carriers_at_once_are_two_where_all_together_are_no_surge():
    one, other = (Found((None, carrier), Surge(0, 1, 20, 2.0, 12, 10)) for carrier in ("docomo", "au"))

    assert chosen([one, other]) == [one, other]


def test_an_incident_of_one_carrier_or_without_impact_hides_nothing_of_the_others():
    usual()
    tell = {"actor": None, "title": {"ja": "止"}, "body": {"ja": "。"}, "cause": Cause.objects.get(slug="filter")}
    docomo = Carrier.objects.get(slug="docomo")
    lifecycle.begin(**tell, scopes=[(None, docomo)], at=NOON - timedelta(days=20))
    lifecycle.begin(**tell, impact="none", at=NOON - timedelta(days=20))
    learned = Learned()

    notice(NOON, learned)

    assert not learned.of([("sms", None)], NOON, {})["sms", None].cold


def test_a_maintenance_to_come_hides_nothing():
    usual()
    reported(40)
    plan = lifecycle.Plan(NOON + timedelta(days=9), NOON + timedelta(days=10))
    cause = Cause.objects.get(slug="filter")
    lifecycle.begin(actor=None, title={"ja": "作業"}, body={"ja": "。"}, cause=cause, plan=plan)
    Incident.objects.update(started_at=NOON - timedelta(days=20))

    (proposal,) = notice(NOON)

    assert proposal.evidence["curve"][0]["expected"] == pytest.approx(2, abs=0.2)


def test_what_is_usual_is_learned_anew_within_hours():
    usual()
    learned = Learned()
    quiet = learned.of([("sms", None)], NOON, {})["sms", None].rate(0)
    ReportCount.objects.update(count=6)

    soon = learned.of([("sms", None)], NOON + 5 * MINUTE, {})["sms", None].rate(0)
    later = learned.of([("sms", None)], NOON + 2 * timedelta(hours=1), {})["sms", None].rate(0)

    assert (soon, later) == (quiet, pytest.approx(3 * quiet, rel=0.05))
