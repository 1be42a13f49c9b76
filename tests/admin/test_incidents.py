"""Incidents in the admin: told and ended in a few taps, and every change of one reaches every process."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.admin.conftest import outage, staff
from tests.admin.forms import filled
from tests.views.reading import Page
from troubleshoot import snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.incidents.loading import load_incidents
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentScope, IncidentUpdate
from troubleshoot.publishing.loading import versions

ADD = "/admin/troubleshoot/incident/add/"
LIST = "/admin/troubleshoot/incident/"


@pytest.fixture
def document():
    return outage()


def page_of(row):
    return f"{LIST}{row.pk}/change/"


def say_of(row):
    return f"{LIST}{row.pk}/say/"


def test_incident_from_first_word_to_the_last_as_readers_see_it(live, desk):
    quiet = desk.get("/guides/sms/").text
    begun = desk.post(ADD, filled(desk.get(ADD), "tell-form", title="SMSが届きません"))
    told = desk.get("/guides/sms/").text
    incident = Incident.objects.get()
    ended = desk.post(say_of(incident), filled(desk.get(f"{say_of(incident)}?status=resolved"), "tell-form"))

    after = desk.get("/guides/sms/").text

    assert (begun.status_code, ended.status_code) == (303, 303)
    assert ["SMSが届きません" in page for page in (quiet, told, after)] == [False, True, False]
    assert desk.get(f"/incidents/{incident.slug}/").status_code == 200


def test_telling_takes_a_title_and_nothing_else(desk, editor):
    sent = filled(desk.get(ADD), "tell-form", title="SMSが届きません")

    desk.post(ADD, sent)

    incident = Incident.objects.get()
    assert (incident.title, incident.cause.slug, incident.impact) == ({"ja": "SMSが届きません"}, "filter", "major")
    assert incident.updates.get().body["ja"].startswith("いま調べています。")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (editor, str(incident.pk))
    assert entry.get_change_message().startswith("障害を知らせました: いま調べています。")


def test_telling_without_a_title_keeps_the_rest(desk):
    refused = desk.post(ADD, filled(desk.get(ADD), "tell-form", body="だいじな\r\n知らせ"))

    assert refused.status_code == 422
    assert filled(refused, "tell-form")["body"] == ["だいじな\r\n知らせ"]
    assert Incident.objects.count() == 0


def test_limited_incident_names_its_guide_and_carrier(desk):
    scope = {"guide": str(Guide.objects.get().pk), "carrier": str(Carrier.objects.get(slug="docomo").pk)}

    desk.post(ADD, filled(desk.get(ADD), "tell-form", title="止まっています", **scope))

    (row,) = IncidentScope.objects.all()
    assert (row.guide.slug, row.carrier.slug) == ("sms", "docomo")


def test_cause_that_readers_do_not_have_yet_is_not_offered(desk):
    Cause.objects.create(slug="new", role="outage", title={"ja": "まだ下書き"}, summary={"ja": "。"})

    radios = Page(desk.get(ADD).text).all("input", type_="radio", name="cause")

    assert [radio["value"] for radio in radios] == [str(Cause.objects.get(slug="filter").pk)]


def test_first_page_reaches_telling_and_ending_in_one_tap(desk, incident):
    links = Page(desk.get("/admin/").text).links()

    assert (links["障害を知らせる"], links["解消した"]) == (ADD, f"{say_of(incident)}?status=resolved")


@pytest.mark.parametrize("address", [LIST, "page"])
def test_list_and_page_offer_what_can_be_said(desk, incident, address):
    links = Page(desk.get(page_of(incident) if address == "page" else address).text).links()

    assert (links["続報を書く"], links["解消した"]) == (say_of(incident), f"{say_of(incident)}?status=resolved")


def test_saying_more_moves_the_status_and_is_logged(desk, editor, incident):
    desk.post(say_of(incident), {"status": "monitoring", "body": "直りはじめました。"})

    incident.refresh_from_db()
    assert incident.status == "monitoring"
    assert LogEntry.objects.get(user=editor).get_change_message() == "回復を見守り中: 直りはじめました。"


def test_second_to_end_it_is_told(desk, incident):
    sent = filled(desk.get(f"{say_of(incident)}?status=resolved"), "tell-form", body="直りました。")
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    told = desk.post(say_of(incident), sent)

    assert told.status_code == 422
    assert "ほかの人がもう解消にしています。" in told.text
    assert filled(told, "tell-form")["body"] == ["直りました。"]
    assert incident.updates.count() == 2


def test_ending_it_by_hand_notes_the_time_and_going_on_drops_it(desk, incident):
    desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", status="resolved"))
    incident.refresh_from_db()
    ended = incident.resolved_at
    desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", status="monitoring"))
    incident.refresh_from_db()

    assert ended is not None
    assert (incident.status, incident.resolved_at) == ("monitoring", None)


def _edit(desk, incident, **changes):
    desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", **changes))


WAYS = {
    "begin": lambda desk, _: desk.post(ADD, filled(desk.get(ADD), "tell-form", title="別の障害")),
    "say": lambda desk, one: desk.post(say_of(one), {"status": "identified", "body": "わかりました。"}),
    "resolve": lambda desk, one: desk.post(say_of(one), {"status": "resolved", "body": "直りました。"}),
    "form": lambda desk, one: _edit(desk, one, title_ja="別の題"),
    "update's words": lambda desk, one: _edit(desk, one, **{"updates-0-body_ja": "言い直し。"}),
    "update removed": lambda desk, one: _edit(desk, one, **{"updates-0-DELETE": "on"}),
    "scope's carrier": lambda desk, one: _edit(desk, one, **{"scopes-0-carrier": ""}),
    "scope removed": lambda desk, one: _edit(desk, one, **{"scopes-0-DELETE": "on"}),
    "resolving action": lambda desk, one: desk.post(LIST, {"action": "resolve_chosen", "_selected_action": [one.pk]}),
    "deleting action": lambda desk, one: desk.post(
        LIST, {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
    ),
    "delete": lambda desk, one: desk.post(f"{LIST}{one.pk}/delete/", {"post": "yes"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_change_of_an_incident_raises_the_number_and_is_served(live, desk, incident, way):
    told, before = load_incidents(), versions()[1]
    snapshot.reload()

    WAYS[way](desk, incident)

    assert load_incidents() != told
    assert versions()[1] > before
    assert snapshot.current().incidents == load_incidents()


@pytest.mark.parametrize(
    ("permissions", "codes"),
    [
        (("view_incident",), [403, 403, 200]),
        (("add_incident",), [200, 403, 403]),
        (("change_incident",), [403, 200, 200]),
        (("change_cause", "add_release"), [403, 403, 403]),
    ],
)
def test_incidents_need_their_own_permissions(client, incident, permissions, codes):
    client.force_login(staff("officer", *permissions))

    assert [client.get(address).status_code for address in (ADD, say_of(incident), page_of(incident))] == codes


@pytest.mark.parametrize("permissions", [("view_incident",), ("add_incident",)])
def test_nobody_without_permission_says_anything(client, incident, permissions):
    client.force_login(staff("officer", *permissions))

    refused = client.post(say_of(incident), {"status": "resolved", "body": "直りました。"})

    assert refused.status_code == 403
    assert IncidentUpdate.objects.count() == 1
