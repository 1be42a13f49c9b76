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
about = {"guide": "sms", "cause": "filter", "verdict": "unsolved"}
Tally.objects.create(**about, bucket="2026-11-25T00:00:00Z", count=3)
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
"""
#: What nobody adds or deletes by hand, and pages like one that is looked at: histories, and forms to add what has a
#: form to change.
LEFT_OUT = re.compile(
    r"troubleshoot_(tally|miss|release)_(add|delete)|troubleshoot_feedback_add|troubleshoot_(?!guide_)\w+_history"
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
        "troubleshoot_incident_change",
        "troubleshoot_scenario_add",
        "auth_user_add",
    ],
)
def test_axe_finds_nothing_in_the_dark_or_on_a_tablet(pages_of, name):
    desk, addresses = pages_of

    desk.emulate_media(color_scheme="dark")
    dark = seen(desk, addresses[name])
    desk.set_viewport_size(NARROW)
    narrow = findings(desk)
    desk.emulate_media(color_scheme="light")
    desk.set_viewport_size(WIDE)

    assert (dark, narrow) == ([], [])


def seen(desk, address):
    answered = desk.goto(address)
    assert answered.status == 200, address
    return findings(desk)
