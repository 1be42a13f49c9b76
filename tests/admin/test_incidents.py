"""Incidents in the admin: told and ended in a few taps, and every change of one reaches every process."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from tests.admin.conftest import outage, staff
from tests.admin.forms import FormReader, filled
from tests.views.reading import Page
from troubleshoot import snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.incidents.loading import load_incidents
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentScope, IncidentTemplate, IncidentUpdate
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


def pk(model, slug):
    return str(model.objects.get(slug=slug).pk)


def test_limited_incident_names_each_guide_with_each_carrier(desk):
    scope = {"guides": [pk(Guide, "sms")], "carriers": [pk(Carrier, "docomo"), pk(Carrier, "ahamo")]}

    desk.post(ADD, filled(desk.get(ADD), "tell-form", title="止まっています", **scope))

    rows = IncidentScope.objects.all()
    assert {(row.guide.slug, row.carrier.slug) for row in rows} == {("sms", "docomo"), ("sms", "ahamo")}


def test_cause_that_readers_do_not_have_yet_is_not_offered(desk):
    Cause.objects.create(slug="new", role="outage", title={"ja": "まだ下書き"}, summary={"ja": "。"})

    radios = Page(desk.get(ADD).text).all("input", type_="radio", name="cause")

    assert [radio["value"] for radio in radios] == [str(Cause.objects.get(slug="filter").pk)]


def buttons(page):
    """Return what the buttons of a page say with one tap, and where they are sent."""
    return {form["id"]: form["action"] for form in Page(page.text).all("form", class_="tap")}


@pytest.mark.parametrize("address", ["/admin/", LIST, "page"])
def test_what_usually_comes_next_takes_one_tap(desk, incident, address):
    page = desk.get(page_of(incident) if address == "page" else address)

    assert buttons(page) == {
        f"tap-{incident.pk}-{status}": say_of(incident) for status in ("identified", "monitoring", "resolved")
    }
    assert Page(page.text).links()["ことばを書いて知らせる"] == say_of(incident)


def tapped(desk, row, status):
    """Return what a button on the incident's page sends."""
    page = desk.get(page_of(row))
    found = FormReader(page.text.replace('class="tap" ', ""), f"tap-{row.pk}-{status}").fields
    return {name: values[0] for name, values in found.items()}


def test_one_tap_says_the_usual_words_in_every_language(desk, editor, incident):
    answer = desk.post(say_of(incident), tapped(desk, incident, "monitoring"))

    incident.refresh_from_db()
    said = incident.updates.first()
    assert (answer.status_code, answer["Location"]) == (303, page_of(incident))
    assert (incident.status, set(said.body)) == ("monitoring", {"ja", "en", "easy"})
    assert LogEntry.objects.get(user=editor).get_change_message() == f"回復を見守り中: {said.body['ja']}"


def test_two_quick_taps_say_it_once_and_both_arrive(desk, incident):
    sent = tapped(desk, incident, "resolved")

    first, second = desk.post(say_of(incident), sent), desk.post(say_of(incident), sent)

    assert (
        (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (303, page_of(incident))
    )
    assert incident.updates.count() == 2
    assert LogEntry.objects.count() == 1


def test_button_of_an_old_page_does_not_open_again_what_somebody_ended(desk, incident):
    sent = tapped(desk, incident, "monitoring")
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})

    refused = desk.post(say_of(incident), sent)

    incident.refresh_from_db()
    assert (refused.status_code, incident.status) == (422, "resolved")
    assert "ほかの人が「解消」にしました。" in refused.text


def test_words_of_its_template_are_said_where_it_came_from_one(desk, template):
    desk.post(ADD, filled(desk.get(f"{ADD}?template={template.pk}"), "tell-form"))
    row = Incident.objects.get()

    desk.post(say_of(row), tapped(desk, row, "resolved"))

    assert row.updates.first().body == {"ja": "ドコモは直りました。", "en": "docomo is back."}


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
    assert "ほかの人が「解消」にしました。" in told.text
    assert filled(told, "tell-form")["body"] == ["直りました。"]
    assert incident.updates.count() == 2


def test_own_words_have_their_own_time_and_none_to_come(desk, incident):
    Incident.objects.update(started_at="2026-11-01T00:00:00+09:00")
    sent = filled(desk.get(f"{say_of(incident)}?status=resolved"), "tell-form", body="昨日、直りました。")

    early = desk.post(say_of(incident), {**sent, "at": "2026-10-31T10:00"})
    late = desk.post(say_of(incident), {**sent, "at": "2999-01-01T10:00"})
    desk.post(say_of(incident), {**sent, "at": "2026-11-02T10:00"})

    incident.refresh_from_db()
    assert ("始まりより前の時刻です。" in early.text, "これからの時刻は書けません。" in late.text) == (True, True)
    assert incident.resolved_at.isoformat() == "2026-11-02T01:00:00+00:00"
    assert incident.updates.get(status="resolved").body == {"ja": "昨日、直りました。"}


def test_next_update_is_promised_and_kept_by_the_end(desk, incident):
    sent = filled(desk.get(say_of(incident)), "tell-form", next_update="60")
    desk.post(say_of(incident), sent)
    incident.refresh_from_db()
    promised = incident.next_update_at - timezone.now()

    desk.post(say_of(incident), tapped(desk, incident, "resolved"))

    incident.refresh_from_db()
    assert timedelta(minutes=58) < promised <= timedelta(minutes=60)
    assert incident.next_update_at is None


def test_after_the_end_a_postmortem_is_written_or_it_opens_again(desk, incident):
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})
    offered = Page(desk.get(page_of(incident)).text).links()["振り返りを書く"]
    form = desk.get(offered)
    desk.post(offered, filled(form, "tell-form", status="postmortem", body="設定の間違いでした。"))
    incident.refresh_from_db()
    after = incident.status
    desk.post(offered, filled(desk.get(offered), "tell-form", status="investigating", body="また止まりました。"))
    incident.refresh_from_db()

    assert [radio["value"] for radio in Page(form.text).all("input", type_="radio", name="status")] == [
        *("postmortem", "investigating", "identified", "monitoring")
    ]
    assert (after, incident.status, incident.resolved_at) == ("postmortem", "investigating", None)


@pytest.fixture
def template(content):
    """Have a template for one carrier."""
    row = IncidentTemplate.objects.create(
        name="ドコモの障害",
        title={"ja": "ドコモで止まっています", "en": "docomo is down"},
        cause=Cause.objects.get(slug="filter"),
        impact="critical",
        first_words={"ja": "ドコモを調べています。", "en": "We look at docomo."},
        resolved={"ja": "ドコモは直りました。", "en": "docomo is back."},
    )
    row.carriers.set(Carrier.objects.filter(slug="docomo"))
    return row


def test_template_fills_the_form_and_keeps_its_other_languages(desk, template):
    address = Page(desk.get(ADD).text).links()["ドコモの障害"]
    page = desk.get(f"{ADD}{address}")

    desk.post(ADD, filled(page, "tell-form"))

    row = Incident.objects.get()
    assert (row.title, row.impact, row.slug[:6]) == (template.title, "critical", "docomo")
    assert row.updates.get().body == template.first_words
    assert [(scope.guide, scope.carrier.slug) for scope in row.scopes.all()] == [(None, "docomo")]


def test_words_that_an_officer_changes_are_told_in_japanese_alone(desk, template):
    page = desk.get(f"{ADD}?template={template.pk}")

    desk.post(ADD, filled(page, "tell-form", body="ドコモが止まっています。"))

    row = Incident.objects.get()
    assert (row.title, row.updates.get().body) == (template.title, {"ja": "ドコモが止まっています。"})


def test_form_sent_twice_tells_once_and_arrives_at_the_same_place(desk):
    sent = filled(desk.get(ADD), "tell-form", title="止まっています")

    first, second = desk.post(ADD, sent), desk.post(ADD, sent)

    assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
    assert (Incident.objects.count(), IncidentUpdate.objects.count(), LogEntry.objects.count()) == (1, 1, 1)


def test_preview_shows_the_readers_pages_tells_nobody_and_loses_nothing(desk):
    sent = filled(desk.get(ADD), "tell-form", title="<b>止まっています", body="調べています。", next_update="30")
    sent["notice_url"] = "https://example.com/notice"

    page = desk.post(ADD, {**sent, "_preview": "1"})

    banner, own = (frame["srcdoc"] for frame in Page(page.text).all("iframe"))
    assert Page(banner).one("section", class_="banner").text.count("<b>止まっています") == 1
    assert Page(own).one("h1").text == "<b>止まっています"
    assert (page.status_code, Incident.objects.count()) == (200, 0)
    kept = filled(page, "tell-form")
    written = {name: [value] if isinstance(value, str) else value for name, value in sent.items()}
    assert {**kept, "csrfmiddlewaretoken": 0} == {**written, "csrfmiddlewaretoken": 0}


@pytest.mark.parametrize(
    ("box", "value", "said"),
    [
        ("started_at", "2999-01-01T10:00", "これからの時刻は書けません。"),
        ("notice_url", "http://example.com/", "URL"),
        ("title", "", "必須"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_box(desk, box, value, said):
    sent = filled(desk.get(ADD), "tell-form", title="止まっています")

    refused = desk.post(ADD, {**sent, box: value, "_preview": "1"})

    assert (refused.status_code, Incident.objects.count()) == (422, 0)
    assert said in refused.text
    assert Page(refused.text).all("iframe") == []


def test_outage_may_have_begun_before_it_is_told(desk):
    sent = filled(desk.get(ADD), "tell-form", title="止まっています", started_at="2026-11-01T10:00")

    desk.post(ADD, sent)

    row = Incident.objects.get()
    assert row.started_at.isoformat() == row.updates.get().at.isoformat() == "2026-11-01T01:00:00+00:00"
    assert row.updates.get().written_at > row.started_at


def test_maintenance_is_told_before_it_starts_and_begun_by_a_tap(desk):
    plan = {"title": "夜の作業", "start": "2999-01-01T01:00", "end": "2999-01-01T03:00"}
    page = desk.get(f"{ADD}?plan=1")

    seen = desk.post(f"{ADD}?plan=1", filled(page, "tell-form", **plan, _preview="1"))
    desk.post(f"{ADD}?plan=1", filled(page, "tell-form", **plan))
    row = Incident.objects.get()
    planned = (row.status, row.impact, row.runs_itself, row.scheduled_start.isoformat())
    desk.post(say_of(row), tapped(desk, row, "in_progress"))

    row.refresh_from_db()
    assert seen.status_code == 200
    assert planned == ("scheduled", "maintenance", True, "2998-12-31T16:00:00+00:00")
    assert row.status == "in_progress"
    assert set(buttons(desk.get("/admin/"))) == {f"tap-{row.pk}-{status}" for status in ("verifying", "completed")}


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2999-01-01T03:00", "2999-01-01T01:00", "開始の予定よりあと"),
        ("2020-01-01T01:00", "2020-01-01T03:00", "もう過ぎた予定です。"),
    ],
)
def test_plan_that_cannot_be_is_refused(desk, start, end, said):
    page = desk.get(f"{ADD}?plan=1")

    refused = desk.post(f"{ADD}?plan=1", filled(page, "tell-form", title="作業", start=start, end=end))

    assert (refused.status_code, said in refused.text, Incident.objects.count()) == (422, True, 0)


def test_correction_shows_and_the_earlier_words_stay_in_the_log(desk, editor, incident):
    _edit(desk, incident, **{"updates-0-body_ja": "言い直し。"})

    said = incident.updates.get()
    assert (said.body, said.corrected_at is not None) == ({"ja": "言い直し。"}, True)
    messages = [entry.get_change_message() for entry in LogEntry.objects.filter(user=editor)]
    assert any(message.startswith("続報を訂正しました。前の文: 調べています。") for message in messages)


def test_saving_without_a_change_corrects_nothing(desk, incident):
    _edit(desk, incident)

    assert (incident.updates.count(), incident.updates.get().corrected_at) == (1, None)


@pytest.mark.parametrize(
    "change", [{"title_ja": "別の題"}, {"impact": "minor"}, {"scopes-0-carrier": ""}, {"scopes-0-DELETE": "on"}]
)
def test_what_readers_know_is_changed_along_with_words_for_them(desk, incident, change):
    before = load_incidents()
    refused = desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", **change))
    kept = load_incidents() == before

    _edit(desk, incident, **change, words="お知らせを直しました。")

    incident.refresh_from_db()
    said = incident.updates.first()
    assert (kept, "も書いてください" in refused.text) == (True, True)
    assert (incident.status, said.status, said.body) == (
        "investigating",
        "investigating",
        {"ja": "お知らせを直しました。"},
    )


def test_nobody_deletes_what_readers_were_told(client, incident):
    client.force_login(User.objects.create_superuser("root"))

    page, deleted = client.get(page_of(incident)), client.post(f"{LIST}{incident.pk}/delete/", {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [incident.pk], "post": "yes"})
    _edit(client, incident, **{"updates-0-DELETE": "on"})

    assert deleted.status_code == 403
    assert Page(page.text).all("a", class_="deletelink") == []
    assert (Incident.objects.count(), IncidentUpdate.objects.count()) == (1, 1)


def _edit(desk, incident, **changes):
    desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", **changes))


WAYS = {
    "begin": lambda desk, _: desk.post(ADD, filled(desk.get(ADD), "tell-form", title="別の障害")),
    "say": lambda desk, one: desk.post(say_of(one), {"status": "identified", "body": "わかりました。"}),
    "resolve": lambda desk, one: desk.post(say_of(one), {"status": "resolved", "body": "直りました。"}),
    "one tap": lambda desk, one: desk.post(say_of(one), tapped(desk, one, "monitoring")),
    "form": lambda desk, one: _edit(desk, one, title_ja="別の題", words="題を直しました。"),
    "notice": lambda desk, one: _edit(desk, one, notice_url="https://example.com/"),
    "update's words": lambda desk, one: _edit(desk, one, **{"updates-0-body_ja": "言い直し。"}),
    "scope's carrier": lambda desk, one: _edit(desk, one, **{"scopes-0-carrier": ""}, words="広げました。"),
    "scope removed": lambda desk, one: _edit(desk, one, **{"scopes-0-DELETE": "on"}, words="狭めました。"),
    "resolving action": lambda desk, one: desk.post(LIST, {"action": "resolve_chosen", "_selected_action": [one.pk]}),
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
