"""What each role may do: every address of the admin, every action of a list, and no way to what is refused."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import RequestFactory
from django.urls import URLResolver, resolve, reverse
from django.utils import timezone

from tests.admin.forms import filled
from tests.signing_in import MARKS
from troubleshoot.admin import site
from troubleshoot.door import marks
from troubleshoot.incidents import lifecycle
from troubleshoot.models import (
    Cause,
    Feedback,
    Incident,
    IncidentTemplate,
    Miss,
    PlannedRelease,
    Proposal,
    Redirect,
    Revision,
    Tally,
    Took,
)
from troubleshoot.publishing import history
from troubleshoot.publishing.compile import compile_document

pytestmark = pytest.mark.once

#: Of each address: "-" refused, "view" to be looked at, "change" to be looked at and sent, "do" to be sent.
#: {content}, {told} and {people} stand for each of their tables. The last column is an owner without a second factor.
TABLE = """
                                        編集者  公開者  障害担当 責任者 二段階なし
index                                   view    view    view    view     view
app_list                                view    view    view    view     view
place                                   view    view    view    view     view
language                                do      do      do      do       do
checks                                  view    view    -       view     view
findings                                view    view    view    view     view
newer                                   view    view    view    view     view
manuals                                 view    view    view    view     view
manual                                  view    view    view    view     view
preview                                 view    view    view    view     view
exchange                                view    view    view    view     view
exchange_guide                          view    view    view    view     view
exchange_sheet                          view    view    view    view     view
exchange_bring_guide                    change  change  -       change   change
exchange_bring_sheet                    change  change  -       change   change
exchange_write                          do      do      -       do       do
replace                                 change  change  -       change   change
insight                                 view    view    -       view     view
insight_guide                           view    view    -       view     view
insight_part                            view    view    -       view     view
insight_sheet                           view    view    -       view     view
insight_json                            view    view    -       view     view
links                                   change  change  view    change   change
deleted                                 view    view    view    view     view
learning                                view    view    -       view     view
learning_guide                          change  change  -       change   change
restore                                 change  change  -       change   change
login                                   view    view    view    view     view
logout                                  do      do      do      do       do
jsi18n                                  view    view    view    view     view
autocomplete                            view    view    view    view     view
view_on_site                            view    view    view    view     view
password_change                         change  change  change  change   change
password_change_done                    view    view    view    view     view
second                                  view    view    view    view     view
factors                                 view    view    view    view     view
factors_app                             change  change  change  change   change
factors_passkey                         change  change  change  change   change
factors_codes                           do      do      do      do       do
factors_remove                          do      do      do      do       do

troubleshoot_{content}_changelist       view    view    view    view     view
troubleshoot_{content}_add              change  change  -       change   change
troubleshoot_{content}_change           change  change  view    change   change
troubleshoot_{content}_delete           change  change  -       change   change
troubleshoot_{content}_history          view    view    view    view     view

troubleshoot_cause_compare              change  change  view    change   change
troubleshoot_guide_begin                change  change  -       change   change
troubleshoot_guide_copy                 change  change  -       change   change
troubleshoot_guide_editor               change  change  -       change   change
troubleshoot_guide_picture              view    view    -       view     view
troubleshoot_guide_worth                view    view    -       view     view
troubleshoot_guide_questions            do      do      -       do       do
troubleshoot_guide_candidates           change  change  -       change   change
troubleshoot_question_editor            change  change  -       change   change
troubleshoot_question_remove            change  change  -       change   change

troubleshoot_incident_changelist        view    view    view    view     view
troubleshoot_incident_add               -       -       change  change   view
troubleshoot_incident_change            view    view    change  change   view
troubleshoot_incident_delete            -       -       -       -        -
troubleshoot_incident_history           view    view    view    view     view
troubleshoot_incident_say               -       -       change  change   view

troubleshoot_proposal_changelist        view    view    view    view     view
troubleshoot_proposal_add               -       -       -       -        -
troubleshoot_proposal_change            view    view    view    view     view
troubleshoot_proposal_delete            -       -       -       -        -
troubleshoot_proposal_history           view    view    view    view     view
troubleshoot_proposal_dismiss           -       -       do      do       -

troubleshoot_incidenttemplate_changelist  view  view    view    view     view
troubleshoot_incidenttemplate_add       -       -       change  change   view
troubleshoot_incidenttemplate_change    view    view    change  change   view
troubleshoot_incidenttemplate_delete    -       -       change  change   view
troubleshoot_incidenttemplate_history   view    view    view    view     view

troubleshoot_feedback_changelist        view    view    -       view     view
troubleshoot_feedback_add               -       -       -       -        -
troubleshoot_feedback_change            change  change  -       change   change
troubleshoot_feedback_delete            change  change  -       change   change
troubleshoot_feedback_history           view    view    -       view     view

troubleshoot_{counted}_changelist       view    view    -       view     view
troubleshoot_{counted}_add              -       -       -       -        -
troubleshoot_{counted}_change           view    view    -       view     view
troubleshoot_{counted}_delete           -       -       -       -        -
troubleshoot_{counted}_history          view    view    -       view     view

troubleshoot_auditevent_changelist      -       -       -       view     view
troubleshoot_auditevent_add             -       -       -       -        -
troubleshoot_auditevent_change          -       -       -       view     view
troubleshoot_auditevent_delete          -       -       -       -        -
troubleshoot_auditevent_history         -       -       -       view     view

troubleshoot_release_publish            -       change  -       change   view
troubleshoot_release_impact             -       view    -       view     view
troubleshoot_release_rollback           -       change  -       change   view
troubleshoot_release_withdraw           -       do      -       do       -

auth_{people}_changelist                -       -       -       view     view
auth_{people}_add                       -       -       -       change   view
auth_{people}_change                    -       -       -       change   view
auth_{people}_delete                    -       -       -       change   view
auth_{people}_history                   -       -       -       view     view
auth_user_password_change               -       -       -       change   view
auth_user_factors                       -       -       -       change   view
"""
TABLES = {
    "content": "guide question answer effect candidate lastresort guidenote scenario "
    "cause remedystep carrier device redirect",
    "whole": "guide cause carrier device",
    "counted": "release tally took miss",
    "people": "user group",
}
ROLES = TABLE.split()[:5]
#: An owner who has not given a second factor in this session: edits, and reads, but publishes nothing.
WITHOUT = "二段階なし"
#: Whose pages hold no way to what is refused; whoever lacks a second factor sees the way, and is led to having one.
OFFERED = ROLES[:4]
#: Of each list's actions, who is offered them; {whole} can be published by itself.
ACTIONS = """
troubleshoot_{content}   delete_selected  編集者 公開者 責任者
troubleshoot_{whole}     publish_chosen   公開者 責任者
troubleshoot_remedystep  verify_chosen    編集者 公開者 責任者
troubleshoot_feedback    delete_selected  編集者 公開者 責任者
troubleshoot_feedback    mark_handled     編集者 公開者 責任者
troubleshoot_feedback    mark_open        編集者 公開者 責任者
troubleshoot_incident    resolve_chosen   障害担当 責任者
troubleshoot_incidenttemplate delete_selected 障害担当 責任者
auth_{people}            delete_selected  責任者
"""
#: What an address takes beside a row of the table in its name, and the table of an address whose name has none.
TAKES = {
    "app_list": {"app_label": "troubleshoot"},
    "exchange_guide": {"slug": "sms"},
    "learning_guide": {"slug": "sms"},
    "exchange_write": {"way": "guide"},
    "insight_guide": {"guide": "sms"},
    "insight_part": {"guide": "sms", "part": "releases"},
    "insight_sheet": {"guide": "sms", "sheet": "causes"},
    "insight_json": {"guide": "sms"},
    "manual": {"name": "roles"},
    "troubleshoot_question_editor": {"slug": "recent"},
    "troubleshoot_question_remove": {"slug": "recent"},
    "troubleshoot_release_rollback": {"number": 1},
}
TABLE_OF = {
    "restore": "troubleshoot_revision",
    "troubleshoot_question_editor": "troubleshoot_guide",
    "troubleshoot_question_remove": "troubleshoot_guide",
    "troubleshoot_release_withdraw": "troubleshoot_plannedrelease",
}
#: What takes nothing, whatever is sent there.
READ = {
    "second",
    *("login", "index", "app_list", "checks", "preview", "place", "findings", "newer", "jsi18n", "view_on_site"),
    *("manuals", "manual", "insight", "insight_guide", "insight_part", "insight_sheet", "insight_json"),
    *("password_change_done", "troubleshoot_guide_picture", "troubleshoot_guide_worth"),
    "troubleshoot_release_impact",
}
#: What a request must say so that it is answered at all.
SAYS = {
    "autocomplete": {"app_label": "troubleshoot", "model_name": "incident", "field_name": "cause"},
    "place": {"kind": "cause", "slug": "filter"},
    "troubleshoot_release_impact": {"from": "1", "to": "1", "of": "sms"},
    "findings": {"kind": "cause", "slug": "filter"},
    "newer": {"kind": "cause", "slug": "filter"},
}


def spread(text):
    """Return the lines of a table as words, with each placeholder replaced by each of its tables in turn."""
    for line in filter(str.strip, text.splitlines()):
        names = re.search(r"\{(\w+)\}", line)
        for model in TABLES[names[1]].split() if names else [""]:
            yield (line.replace(names[0], model) if names else line).split()


EXPECTED = {name: dict(zip(ROLES, cells, strict=True)) for name, *cells in list(spread(TABLE))[1:]}


def addresses(resolvers, before=()):
    """Yield the name of each address of the admin, and what it takes."""
    for one in resolvers:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, (*before, *one.pattern.converters))
        elif one.name:
            yield one.name, (*before, *one.pattern.regex.groupindex)


ADDRESSES = dict(addresses(site.get_urls()))


def row_of(name):
    app, model, *_ = TABLE_OF.get(name, name).split("_")
    return apps.get_model(app, model).objects.order_by("pk").first()


def address_of(name):
    """Return an address of a name: of the first row of its table, and as TAKES says."""
    if name == "view_on_site":
        of_causes = Permission.objects.get(codename="view_cause").content_type_id
        return reverse("admin:view_on_site", args=[of_causes, Cause.objects.first().pk])
    rows = {key: row_of(name).pk for key in ADDRESSES[name] if key in {"object_id", "pk", "id"}}
    return reverse(f"admin:{name}", kwargs={**rows, **TAKES.get(name, {})})


@pytest.fixture
def full(content):
    """Have a row in every table."""
    told = {"title": {"ja": "止まっています"}, "body": {"ja": "調べています。"}}
    lifecycle.begin(actor=None, cause=Cause.objects.get(slug="filter"), **told)
    words = {"title": {"ja": "止まっています"}, "first_words": {"ja": "調べています。"}}
    IncidentTemplate.objects.create(name="全体", cause=Cause.objects.get(slug="filter"), **words)
    Proposal.objects.create(began_at="2026-11-25T00:00:00Z")
    Tally.objects.create(bucket="2026-11-25T00:00:00Z", guide="sms", cause="filter", verdict="solved", count=1)
    Took.objects.create(day="2026-11-25", guide="sms", cause="filter", minutes="5", count=1)
    Miss.objects.create(query="puk コード", count=2, last_seen="2026-11-25")
    somebody = User.objects.create_user("somebody")
    with history.recording(("cause", "airplane"), actor=somebody):
        Cause.objects.filter(slug="airplane").update(title={"ja": "別の題"})
    PlannedRelease.objects.create(at=timezone.now(), actor=somebody, drafts="{}")
    Redirect.objects.create(old_slug="old", cause=Cause.objects.get(slug="filter"))
    about = {"day": "2026-11-25", "guide": "sms", "cause": "filter", "verdict": "unsolved", "language": "ja"}
    Feedback.objects.create(**about, release=1, text="設定の名前が違う")


def person(role):
    """Return somebody who has a role and nothing else."""
    somebody = User.objects.create_user(f"who-{role}", password="a-long-enough-password", is_staff=True)
    somebody.groups.add(Group.objects.get(name="責任者" if role == WITHOUT else role))
    return somebody


def session_of(somebody):
    session = SessionStore()
    session.update(MARKS)
    if somebody.username.endswith(WITHOUT):
        marks.forget_second(session)
    return session


def status_of(somebody, method, address, says):
    """Return how a view answers, without drawing what it answers with: that is what takes the time."""
    request = getattr(RequestFactory(), method)(address, says)
    request.user, request.session, request._dont_enforce_csrf_checks = somebody, session_of(somebody), True
    request._messages = CookieStorage(request)
    found = resolve(address)
    try:
        return found.func(request, *found.args, **found.kwargs).status_code
    except PermissionDenied:
        return 403


def cell(somebody, name):
    """Return what becomes of looking at an address and of sending to it, as the table has it."""
    address, says = address_of(name), SAYS.get(name, {})
    with transaction.atomic():
        looked = status_of(somebody, "get", address, says)
        sent = (
            405
            if name.endswith(("_changelist", "_history")) or name in READ
            else status_of(somebody, "post", address, says)
        )
        transaction.set_rollback(True)
    assert {looked, sent} <= {200, 301, 302, 303, 400, 403, 405, 422}, (name, looked, sent)
    if looked in {403, 405} and sent in {403, 405}:
        return "-"
    return "do" if looked == 405 else "view" if sent in {403, 405} else "change"


def by_name(names, find):
    return {name: find(name) for name in names}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_may_and_nothing_else(full, role):
    somebody = person(role)

    cells = by_name(ADDRESSES, lambda name: cell(somebody, name))

    assert cells == by_name(ADDRESSES, lambda name: EXPECTED.get(name, {}).get(role))


#: Stock pages that look the same for each table: they are drawn for some tables alone.
ALIKE = re.compile(
    r"troubleshoot_(?!guide_|cause_|question_|incident_|proposal_|release_)\w+_change"
    r"|troubleshoot_(?!guide_|cause_|incident_)\w+_(add|delete|history)"
)


@pytest.mark.parametrize("role", OFFERED)
def test_pages_of_a_role_show_no_way_to_what_is_refused(client, full, role):
    client.force_login(person(role))
    seen = [name for name in ADDRESSES if may(role, "get", name) and not ALIKE.fullmatch(name)]

    pages = by_name(seen, lambda name: client.get(address_of(name), SAYS.get(name, {})))

    leads = by_name(seen, lambda name: ways(pages[name]) if pages[name].status_code == 200 else set())
    dead = [(name, *way) for name, found in leads.items() for way in found if not may(role, *way)]
    assert sorted(map(" ".join, dead)) == []


class Ways(HTMLParser):
    """Collects where a page leads within the admin: what is followed and what is sent."""

    def __init__(self, html, own):
        super().__init__()
        self.found = set()
        self.form = None
        self.own = own
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            list_of_rows = given.get("id") == "changelist-form"
            self.form = None if list_of_rows else (given.get("method", "get").lower(), given.get("action") or self.own)
        kind = given.get("type", "submit" if tag == "button" else "")
        if self.form and kind == "submit" and "form" not in given:
            self.found.add(self.form)
        for name in ("href", "data-hx-get", "formaction", "data-hx-post"):
            if given.get(name):
                self.found.add(("get" if name in {"href", "data-hx-get"} else "post", given[name]))


def ways(page):
    """Return the names of the addresses that a page leads to, each with how it is asked."""
    if not page["Content-Type"].startswith("text/html"):
        return set()
    found = Ways(page.text, page.request["PATH_INFO"]).found
    paths = {(how, re.split("[?#]", address)[0]) for how, address in found}
    return {(how, resolve(path).url_name) for how, path in paths if path.startswith("/admin/")} - {("get", None)}


def may(role, how, name):
    """Tell whether a role gets anywhere by a link or a form."""
    return EXPECTED.get(name, {}).get(role) in ({"view", "change"} if how == "get" else {"change", "do"})


def test_each_role_is_offered_the_actions_that_are_for_it(full):
    people = {role: person(role) for role in OFFERED}
    offered = {}
    for model, admin in site._registry.items():
        for role, somebody in people.items():
            request = RequestFactory().get("/")
            request.user = somebody
            for action in admin.get_actions(request) if admin.has_view_permission(request) else ():
                offered.setdefault((f"{model._meta.app_label}_{model._meta.model_name}", action), []).append(role)

    assert offered == {(model, action): roles for model, action, *roles in spread(ACTIONS)}


def test_an_action_that_is_not_offered_does_nothing_when_it_is_sent(client, full):
    client.force_login(person("障害担当"))
    chosen = {"_selected_action": [Feedback.objects.get().pk]}

    refused = client.post("/admin/troubleshoot/feedback/", {"action": "mark_handled", **chosen})
    client.force_login(person("編集者"))
    client.post("/admin/troubleshoot/incident/", {"action": "resolve_chosen", "_selected_action": [1]})

    assert refused.status_code == 403
    assert not Feedback.objects.get().handled
    assert Incident.objects.ongoing().count() == 1


def person_lacking(*rights):
    """Return an editor of a group from which an owner took some rights."""
    Group.objects.get(name="編集者").permissions.remove(*Permission.objects.filter(codename__in=rights))
    return person("編集者")


#: A right, an address that takes it, a page that leads there and how.
LACKING = [
    ("delete_answer", "troubleshoot_question_editor", "troubleshoot_guide_change", "質問を編集する"),
    ("add_effect", "troubleshoot_guide_editor", "troubleshoot_guide_changelist", "/editor/"),
    ("delete_candidate", "troubleshoot_guide_candidates", "troubleshoot_guide_change", "質問を編集する"),
    ("delete_question", "troubleshoot_question_remove", "troubleshoot_guide_change", "質問を編集する"),
    ("delete_guidenote", "troubleshoot_guide_begin", "troubleshoot_guide_changelist", "/begin/"),
    ("add_scenario", "troubleshoot_guide_copy", "troubleshoot_guide_changelist", "/copy/"),
    ("add_scenario", "troubleshoot_guide_copy", "troubleshoot_guide_change", "/copy/"),
    ("change_remedystep", "troubleshoot_cause_compare", "troubleshoot_cause_compare", "を今日、確かめた"),
    ("delete_remedystep", "exchange_bring_sheet", "exchange", "sheet-form"),
    ("delete_effect", "exchange_bring_guide", "exchange", "guide-form"),
    ("delete_effect", "exchange_write", "exchange", "guide-form"),
    ("change_remedystep", "replace", "index", "/replace/"),
    ("delete_remedystep", "restore", "troubleshoot_cause_history", "の前に戻す"),
]


def test_right_that_an_owner_took_away_is_gone_everywhere(client, full):
    Revision.objects.all().delete()
    with history.recording(("cause", row_of("troubleshoot_cause_history").slug), actor=None):
        Cause.objects.update(title={"ja": "また別の題"})
    client.force_login(person("編集者"))
    group = Group.objects.get(name="編集者")
    found = []
    for lacking, address, page, control in LACKING:
        right, before = Permission.objects.get(codename=lacking), client.get(address_of(page)).text
        group.permissions.remove(right)
        status, after = client.post(address_of(address)).status_code, client.get(address_of(page)).text
        group.permissions.add(right)
        found.append((lacking, address, page, control, control in before, status, control in after))

    assert found == [(*one, True, 403, False) for one in LACKING]


def test_editor_who_may_not_add_causes_makes_none_in_a_guide(client, full):
    client.force_login(person_lacking("add_cause"))
    page = address_of("troubleshoot_guide_candidates")
    row = {"resorts-9-order": "9", "resorts-9-was": "", "resorts-9-new_cause": "新しい原因"}

    refused = client.post(page, {**filled(client.get(page), "panel-form"), **row})

    assert refused.status_code == 403
    assert "新しい原因の題名" not in client.get(page).text
    assert not Cause.objects.filter(title__ja="新しい原因").exists()


@pytest.mark.parametrize(
    ("lacking", "pressed"),
    [("change_remedystep", "verified:"), ("add_remedystep", "copy:docomo"), ("add_remedystep", "duplicate:on")],
)
def test_button_of_the_steps_takes_the_right_to_what_it_writes(client, full, lacking, pressed):
    client.force_login(person_lacking(lacking))
    page = reverse("admin:troubleshoot_cause_change", args=[Cause.objects.get(slug="airplane").pk])
    before = compile_document()

    refused = client.post(page, filled(client.get(page), "cause_form", _continue=pressed))

    assert (refused.status_code, compile_document()) == (403, before)
    assert f'value="{pressed}' not in client.get(page).text
