"""axe-core finds nothing on any stock page of the admin: each table's list, add, change and delete."""

import json
import re
from shutil import copytree

import pytest

from tests.server import Site

from .axe import findings
from .desks import signed_in

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 768, "height": 1024}
#: A row in each table, and somebody who may see all of them.
ROWS = """
from tests.admin.conftest import outage
from troubleshoot.incidents import lifecycle
from troubleshoot.models import *
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish
import_document(outage(), actor=None)
publish(actor=None)
cause = Cause.objects.get(slug="filter")
lifecycle.begin(actor=None, cause=cause, title={"ja": "届きにくくなっています"}, body={"ja": "調べています。"})
words = {"title": {"ja": "止まっています"}, "first_words": {"ja": "調べています。"}}
IncidentTemplate.objects.create(name="全体", cause=cause, **words)
curve = [
    {"at": f"2026-11-25T{n // 6:02}:{n % 6}0:00+09:00", "count": n % 5, "expected": 1, "low": 0, "high": 3}
    for n in range(144)
]
carriers = [{"carrier": "docomo", "observed": 9, "expected": 1.5}, {"carrier": "", "observed": 2, "expected": 1}]
evidence = {"observed": 11, "expected": 2.5, "senders": 10, "curve": curve, "carriers": carriers}
Proposal.objects.create(guide=Guide.objects.get(), began_at="2026-11-25T12:00:00+09:00", evidence=evidence)
about = {"guide": "sms", "cause": "filter", "verdict": "unsolved"}
Tally.objects.create(**about, bucket="2026-11-25T00:00:00Z", count=3)
Took.objects.create(guide="sms", cause="filter", day="2026-11-25", minutes="5", count=3)
Tally.objects.create(bucket="2026-11-25T00:00:00Z", guide="sms", cause="filter", verdict="solved", count=9)
Feedback.objects.create(**about, day="2026-11-25", language="ja", release=1, text="設定の名前が違う")
Miss.objects.create(query="puk コード", count=2, last_seen="2026-11-25")
Redirect.objects.create(old_slug="old", cause=cause)
"""
#: The address of each stock page, by its name.
ADDRESSES = """
import json
from django.urls import reverse
from troubleshoot.admin import site
for model in site._registry:
    name, row = f"{model._meta.app_label}_{model._meta.model_name}", model.objects.order_by("pk").last()
    for page in ("changelist", "add", "change", "delete", "history"):
        takes = [] if page in ("changelist", "add") else [row.pk]
        print("page", json.dumps([f"{name}_{page}", reverse(f"admin:{name}_{page}", args=takes)]))
for name in ("factors", "factors_app", "factors_passkey"):
    print("page", json.dumps([name, reverse(f"admin:{name}")]))
for name, *takes in (("insight_guide", "sms"), ("insight_part", "sms", "releases"), ("insight_part", "sms", "work")):
    print("page", json.dumps(["_".join([name, *takes]), reverse(f"admin:{name}", args=takes) + "?span=all"]))
"""
#: What nobody adds or deletes by hand, and pages like one that is looked at: histories, and forms to add what has a
#: form to change.
LEFT_OUT = re.compile(
    r"troubleshoot_(tally|took|miss|release|proposal|auditevent)_(add|delete)|troubleshoot_(feedback_add|incident_delete)|troubleshoot_(?!guide_)\w+_history"
    r"|troubleshoot_(answer|effect|candidate|lastresort|guidenote|carrier|device|remedystep)_add"
)


@pytest.fixture(scope="module")
def pages_of(tmp_path_factory, static, filled, browser):
    """Return the admin over small content with an editor signed in, and the addresses of its stock pages by name."""
    with Site(copytree(filled, tmp_path_factory.mktemp("stock") / "var"), static) as site:
        site.manage("shell", "-c", ROWS)
        lines = site.manage("shell", "-c", ADDRESSES).splitlines()
        addresses = dict(json.loads(line.removeprefix("page ")) for line in lines if line.startswith("page "))
        desk = signed_in(browser, site.start(), viewport=WIDE, reduced_motion="reduce")
        yield desk, {name: one for name, one in addresses.items() if not LEFT_OUT.fullmatch(name)}
        desk.context.close()


def test_axe_finds_nothing_on_any_stock_page(pages_of):
    desk, addresses = pages_of

    found = {name: seen(desk, address) for name, address in addresses.items()}

    assert len(found) > 60
    assert {name: found_there for name, found_there in found.items() if found_there} == {}


@pytest.mark.parametrize(
    "name",
    [
        "troubleshoot_cause_changelist",
        "troubleshoot_answer_change",
        "troubleshoot_incident_add",
        "troubleshoot_incident_change",
        "troubleshoot_incident_changelist",
        "troubleshoot_proposal_change",
        "troubleshoot_scenario_add",
        "auth_user_add",
        "insight_guide_sms",
        "insight_part_sms_releases",
    ],
)
def test_axe_finds_nothing_in_the_dark_or_on_a_tablet(pages_of, name):
    desk, addresses = pages_of

    desk.emulate_media(color_scheme="dark")
    dark = seen(desk, addresses[name])
    desk.set_viewport_size(NARROW)
    narrow = found_on(desk)
    desk.emulate_media(color_scheme="light")
    desk.set_viewport_size(WIDE)

    assert (dark, narrow) == ([], [])


def test_axe_finds_nothing_where_officers_look_before_they_tell(pages_of):
    desk, addresses = pages_of
    add = addresses["troubleshoot_incident_add"]

    desk.goto(add)
    desk.get_by_role("link", name="全体", exact=True).click()
    desk.get_by_role("button", name="見てみる").click()
    desk.wait_for_selector("#glimpse")
    preview = found_on(desk)
    plan = seen(desk, f"{add}?plan=1")
    say = seen(desk, addresses["troubleshoot_incident_change"].replace("change/", "say/"))
    refused = _refused(desk, add)
    front = seen(desk, "/admin/")

    assert (preview, plan, say, refused, front) == ([], [], [], [], [])


def _refused(desk, add):
    desk.goto(add)
    desk.fill("[name=title]", "題")
    desk.fill("[name=body]", " ")
    desk.get_by_role("button", name="知らせる").click()
    desk.wait_for_selector(".errornote")
    return found_on(desk)


def seen(desk, address):
    answered = desk.goto(address)
    assert answered.status == 200, address
    return found_on(desk)


def found_on(desk):
    """Return what axe finds on a page once the bar that stays in view covers nothing, as after scrolling."""
    desk.evaluate("for (const bar of document.querySelectorAll('.tell-bar')) bar.style.position = 'static'")
    return findings(desk)
