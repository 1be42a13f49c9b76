"""Proposals in the admin: their evidence, told with one tap or dismissed, and decided on once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from tests.admin.conftest import outage, staff
from tests.admin.forms import filled
from tests.views.reading import Page
from troubleshoot.incidents import proposing
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentTemplate, Proposal

ADD = "/admin/troubleshoot/incident/add/"
LIST = "/admin/troubleshoot/proposal/"
#: Quarter past eleven in Tokyo.
NOON = datetime.fromisoformat("2026-11-25T11:15:00+09:00")


@pytest.fixture
def document():
    return outage()


def curve(bins=144):
    """Return a day in which the last two hours have many reports."""
    first = datetime.fromisoformat("2026-11-24T12:50:00+09:00")
    return [
        {
            "at": (first + timedelta(minutes=10 * number)).isoformat(),
            "count": 14 if number > bins - 12 else number % 3,
            "expected": 1.25,
            "low": 0,
            "high": 4.5,
        }
        for number in range(bins)
    ]


EVIDENCE = {
    "observed": 31,
    "expected": 2.5,
    "since": NOON.isoformat(),
    "senders": 29,
    "curve": curve(),
    "carriers": [
        {"carrier": "", "observed": 3, "expected": 0.5},
        {"carrier": "docomo", "observed": 28, "expected": 2},
    ],
}


@pytest.fixture
def proposal(content):
    return Proposal.objects.create(
        guide=Guide.objects.get(), carrier=Carrier.objects.get(slug="docomo"), began_at=NOON, evidence=EVIDENCE
    )


@pytest.fixture
def template(content):
    """Have one template for the proposal's carrier, and one for another."""
    for slug in ("ahamo", "docomo"):
        row = IncidentTemplate.objects.create(
            name=slug,
            title={"ja": f"{slug}で止まっています", "en": f"{slug} is down"},
            cause=Cause.objects.get(slug="filter"),
            first_words={"ja": "調べています。", "en": "Looking."},
        )
        row.carriers.set(Carrier.objects.filter(slug=slug))
    return row


def page_of(row):
    return f"{LIST}{row.pk}/change/"


def test_short_address_of_a_mail_leads_to_the_page_after_the_login(client, content, proposal):
    User.objects.create_superuser("root", password="a-long-enough-password")

    stranger = client.get(f"{LIST}{proposal.pk}/")
    sent = {"username": "root", "password": "a-long-enough-password"}
    arrived = client.post(stranger["Location"], sent, follow=True)

    assert stranger["Location"] == f"/admin/login/?next={LIST}{proposal.pk}/"
    assert arrived.redirect_chain[-1][0] == page_of(proposal)


def test_page_draws_the_evidence(desk, proposal):
    page = Page(desk.get(page_of(proposal)).text)

    words = page.one("p", class_="evidence-sum").text
    assert words == "11/25 11:15ごろから報告が 31件 (ふだんなら2.5件)。別々の29か所から。"
    assert len(page.one("polyline", class_="curve-counts")["points"].split()) == 144
    assert len(page.one("polygon", class_="curve-band")["points"].split()) == 288
    assert page.all("line", class_="curve-since") != []
    assert [row.text for row in page.all("th", scope="row")][-2:] == ["ドコモ", "わからない"]
    assert [meter["value"] for meter in page.all("meter")] == ["28", "3"]
    assert sum("11/25 11:1" in row.text for row in page.all("th", scope="row")) == 1


@pytest.mark.parametrize("evidence", [{}, {"curve": [], "carriers": []}, {"curve": curve(1)}, {"observed": 4}])
def test_page_is_there_whatever_the_evidence_lacks(desk, proposal, evidence):
    Proposal.objects.update(evidence=evidence)

    page = desk.get(page_of(proposal))

    assert page.status_code == 200
    assert Page(page.text).all("svg", class_="curve") == []


def test_feed_is_quoted_and_only_a_safe_address_is_a_link(desk, proposal):
    told = {"title": "SMS delays", "status": "investigating", "body": "We look.", "components": ["SMS", "Login"]}
    Proposal.objects.update(source="feed", key="a", evidence={**told, "url": "https://status.example.com/1"})
    page = Page(desk.get(page_of(proposal)).text)
    Proposal.objects.update(evidence={**told, "url": "javascript:alert(1)"})
    unsafe = Page(desk.get(page_of(proposal)).text)

    assert page.links()["https://status.example.com/1"] == "https://status.example.com/1"
    assert page.one("input", name="notice_url")["value"] == "https://status.example.com/1"
    assert page.one("blockquote").text == "We look."
    assert [link for link in unsafe.links().values() if link.startswith("javascript")] == []
    assert "value" not in unsafe.one("input", name="notice_url").attributes


def test_one_tap_tells_with_the_fitting_template(desk, editor, template, proposal):
    page = desk.get(page_of(proposal))

    answer = desk.post(ADD, filled(page, "tell-form"))

    row = Incident.objects.get()
    proposal.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, f"/admin/troubleshoot/incident/{row.pk}/change/")
    assert (row.title, row.started_at) == ({"ja": "docomoで止まっています", "en": "docomo is down"}, NOON)
    assert [(scope.guide.slug, scope.carrier.slug) for scope in row.scopes.all()] == [("sms", "docomo")]
    assert (proposal.state, proposal.incident, proposal.decided_by) == ("confirmed", row, editor)


def test_without_a_template_it_has_a_name_in_every_language(desk, proposal):
    desk.post(ADD, filled(desk.get(page_of(proposal)), "tell-form"))

    row = Incident.objects.get()
    assert (row.title["ja"], set(row.title)) == ("ドコモで、SMSのコードが届きにくくなっています", {"ja", "en", "easy"})


def test_double_tap_tells_once_and_arrives_twice(desk, proposal):
    sent = filled(desk.get(page_of(proposal)), "tell-form")

    first, second = desk.post(ADD, sent), desk.post(ADD, sent)

    assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
    assert (Incident.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_preview_and_another_template_keep_the_proposal(desk, template, proposal):
    page = desk.get(page_of(proposal))
    other = desk.get(page_of(proposal) + Page(page.text).links()["ahamo"])

    seen = desk.post(ADD, {**filled(other, "tell-form"), "_preview": "1"})
    desk.post(ADD, filled(seen, "tell-form"))

    proposal.refresh_from_db()
    assert proposal.incident.title["ja"] == "ahamoで止まっています"
    assert [scope.carrier.slug for scope in proposal.incident.scopes.all()] == ["docomo"]


def test_second_officer_is_told_what_the_first_decided(desk, proposal):
    sent = filled(desk.get(page_of(proposal)), "tell-form", title="止まっています")
    proposing.dismiss(proposal, actor=User.objects.create_user("hanako"))

    refused = desk.post(ADD, sent)
    again = desk.post(f"{LIST}{proposal.pk}/dismiss/", {}, follow=True)

    assert (refused.status_code, Incident.objects.count()) == (422, 0)
    assert "もう「障害ではない」と決まっています(hanakoさん)。" in refused.text
    assert "もう「障害ではない」と決まっています(hanakoさん)。" in again.text
    assert filled(refused, "tell-form")["title"] == ["止まっています"]


def test_dismissal_is_remembered_with_who_and_why(desk, editor, proposal):
    answer = desk.post(f"{LIST}{proposal.pk}/dismiss/", {"reason": "宣伝で増えただけ"})

    listed = desk.get(LIST).text
    shown = desk.get(page_of(proposal)).text
    proposal.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert (proposal.state, proposal.decided_by) == ("dismissed", editor)
    assert "宣伝で増えただけ" in listed
    assert "宣伝で増えただけ" in shown
    assert Page(shown).all("form", class_="tell-form") == []
    assert LogEntry.objects.get().get_change_message() == "障害ではない: 宣伝で増えただけ"


def test_what_waits_comes_first(desk, proposal):
    Proposal.objects.create(began_at=NOON, state="expired", noticed_at=timezone.now() + timedelta(hours=1))

    rows = desk.get(LIST).context["cl"].result_list

    assert [row.state for row in rows] == ["waiting", "expired"]


def test_first_page_has_what_waits_at_the_very_top(desk, proposal):
    page = Page(desk.get("/admin/").text)

    assert page.links()["確かめて知らせる"] == page_of(proposal)
    assert page.one(id="proposals-title").place < page.one(id="ongoing-title").place


@pytest.mark.parametrize(
    ("permissions", "forms"),
    [
        (("view_proposal",), []),
        (("view_proposal", "change_proposal"), ["dismiss-form"]),
        (("view_proposal", "change_proposal", "add_incident"), ["tell-form", "dismiss-form"]),
    ],
)
def test_each_is_offered_what_they_may(client, proposal, permissions, forms):
    client.force_login(staff("officer", *permissions))

    page = Page(client.get(page_of(proposal)).text)
    dismissed = client.post(f"{LIST}{proposal.pk}/dismiss/")

    assert [one["class"] for one in page.all("form") if one.attributes.get("class", "").endswith("-form")] == forms
    assert dismissed.status_code == (303 if "change_proposal" in permissions else 403)


def test_who_may_not_decide_leaves_the_proposal_as_it_is(client, proposal):
    client.force_login(staff("officer", "add_incident"))
    sent = filled(client.get(ADD), "tell-form", title="止まっています", proposal=str(proposal.pk))

    client.post(ADD, sent)

    proposal.refresh_from_db()
    assert (Incident.objects.count(), proposal.state) == (1, "waiting")
