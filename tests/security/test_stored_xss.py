"""Stored XSS, links in content (ASVS 1.3.1, 1.3.5): whatever stands in any field, no script runs and none is tried.

Each of a hundred payloads stands in the fields of the whole content, in all languages, in incidents, in what readers
wrote and searched for. A real browser opens every kind of page: had one been drawn unescaped, it would run, or the
policy would report it.
"""

import json
import re
from functools import partial
from itertools import cycle
from shutil import copytree

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import Error

from tests.admin.forms import filled as sent
from tests.browser.conftest import opened
from tests.browser.desks import signed_in
from tests.browser.pages import PAGES
from tests.browser.test_admin_accessibility import ADDRESSES
from tests.publishing.documents import small
from tests.scale import scaled
from tests.server import Site
from troubleshoot.models import Carrier, Incident, RemedyStep
from troubleshoot.publishing.importing import ImportRefused, import_document

from .payloads import LINKS, PAYLOADS

pytestmark = pytest.mark.once

LANGUAGES = ("ja", "en", "easy")
#: Has a page tell what was run in it, and what its policy kept from running.
WATCH = """
window.broken = [];
window.pwned = (number) => broken.push("payload " + number);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => broken.push(name);
addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective + " " + event.blockedURI));
"""
ROWS = """
import json, sys
from pathlib import Path
from django.contrib.auth.models import User
from troubleshoot.incidents import lifecycle
from troubleshoot.models import *
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish
document, payloads = json.loads(Path({file!r}).read_text())
import_document(document, actor=None)
print(publish(actor=User.objects.get(username="editor"), note=payloads[0][:300]))
cause = Cause.objects.filter(role="outage").first()
words = {{language: " ".join(payloads[:9]) for language in ("ja", "en", "easy")}}
for number in range(0, 100, 20):
    title = {{language: payloads[number] for language in words}}
    body = {{language: " ".join(payloads[number:number + 20]) for language in words}}
    lifecycle.begin(actor=None, cause=cause, title=title, body=body)
IncidentTemplate.objects.create(name=payloads[3][:60], cause=cause, title=words, first_words=words)
Proposal.objects.create(title=payloads[4][:200], began_at="2026-11-25T12:00:00+09:00", reason=payloads[5])
about = dict(guide="x-sms", cause="ios-filter", verdict="unsolved", day="2026-11-25", language="ja", release=1)
Feedback.objects.bulk_create(Feedback(**about, text=payload) for payload in payloads)
for number, payload in enumerate(payloads):
    Miss.objects.create(query=payload[:60] + str(number), count=2, last_seen="2026-11-25")
names = dict(username=payloads[10][:100], first_name=payloads[11][:100], last_name=payloads[12][:100])
User.objects.create(**names, is_staff=True)
for payload in payloads:
    AuditEvent.objects.create(act="signed-in", who=payload[:150], about=payload, detail={{"note": payload}}, network="")
Redirect.objects.create(old_slug="old", cause=cause)
Tally.objects.create(bucket="2026-11-25T00:00:00Z", guide="x-sms", cause="ios-filter", verdict="solved", count=9)
Took.objects.create(guide="x-sms", cause="ios-filter", day="2026-11-25", minutes="5", count=3)
"""


def laden(value, payloads):
    """Return a document in which every text of every language carries a payload."""
    if isinstance(value, dict):
        if "ja" in value and set(value) <= set(LANGUAGES):
            return {language: f"{value['ja'][:6]} {next(payloads)}" for language in LANGUAGES}
        return {key: laden(inner, payloads) for key, inner in value.items()}
    return [laden(inner, payloads) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def laden_site(tmp_path_factory, static, filled):
    """Serve content that is nothing but payloads."""
    folder = tmp_path_factory.mktemp("laden")
    with Site(copytree(filled, folder / "var"), static) as site:
        document = json.loads(site.manage("export_document"))
        file = folder / "rows.json"
        file.write_text(json.dumps([laden(document, cycle(PAYLOADS)), PAYLOADS]))
        site.manage("shell", "-c", ROWS.format(file=str(file)))
        yield site.start()


def tried(page, address):
    """Return what a page tried to run, once whatever may have the focus has had it."""
    complaints = []
    listen = partial(told, complaints)
    page.on("console", listen)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate("document.querySelectorAll('a, button, input, [tabindex]').forEach((one) => one.focus())")
    page.remove_listener("console", listen)
    return [*page.evaluate("window.broken"), *complaints]


def told(complaints, message):
    if "Content Security" in message.text:
        complaints.append(message.text)


def test_no_reader_s_page_runs_what_stands_in_the_content(laden_site, browser):
    page = opened(browser, laden_site.address, locale="ja-JP")
    page.context.add_init_script(WATCH)
    prefixes = scaled(("", "/en", "/easy"), ("",))
    addresses = [prefix + address for prefix in prefixes for address in PAGES.values()]

    found = {address: tried(page, address) for address in addresses}

    seen = page.content()
    assert {address: what for address, what in found.items() if what} == {}
    assert "pwned(" in seen
    page.context.close()


def test_no_editor_s_page_runs_it(laden_site, browser):
    desk = signed_in(browser, laden_site)
    desk.context.add_init_script(WATCH)
    lines = laden_site.manage("shell", "-c", ADDRESSES.replace('"sms"', '"x-sms"')).splitlines()
    addresses = [json.loads(line.removeprefix("page "))[1] for line in lines if line.startswith("page ")]
    own = ("/admin/", "/admin/deleted/", "/admin/links/", "/admin/findings/", "/admin/troubleshoot/release/publish/")

    found = {address: tried(desk, address) for address in (*own, *addresses[:: scaled(3, 12)])}

    assert len(found) > scaled(100, 10)
    assert {address: what for address, what in found.items() if what} == {}
    desk.context.close()


def test_what_is_searched_for_runs_nowhere(laden_site, browser):
    page = opened(browser, laden_site.address, locale="ja-JP")
    page.context.add_init_script(WATCH)

    found = []
    for payload in PAYLOADS[:: scaled(1, 7)]:
        page.goto("/search/")
        page.fill("#q", payload)
        page.press("#q", "Enter")
        found += page.evaluate("window.broken")

    assert found == []
    page.context.close()


def test_the_api_gives_no_page(laden_site, browser):
    page = opened(browser, laden_site.address)
    page.context.add_init_script(WATCH)

    for address in ("/api/v1/release/", "/api/v1/causes/ios-filter/", "/api/v2/summary.json", "/incidents/feed.atom"):
        try:
            response = page.goto(address)
        except Error:  # taken for a file to keep
            continue
        assert "html" not in response.header_value("content-type")
        assert response.header_value("x-content-type-options") == "nosniff"
        assert page.evaluate("window.broken ?? []") == []
    page.context.close()


@pytest.mark.parametrize("payload", PAYLOADS[::10])
def test_what_an_editor_types_is_kept_as_text(desk, payload):
    carrier = Carrier.objects.get(slug="docomo")
    address = f"/admin/troubleshoot/carrier/{carrier.pk}/change/"
    page = desk.get(address)
    names = [name for name in sent(page, "carrier_form") if re.fullmatch(r"(name|note)_\w+", name)]

    desk.post(address, sent(page, "carrier_form", **dict.fromkeys(names, payload)))

    carrier.refresh_from_db()
    assert set(carrier.name.values()) == {payload.strip()}
    seen = desk.get(address).text
    assert payload not in seen or not re.search(r"[<>&\"']", payload)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_leads_nowhere_good_is_refused_by_import(db, link):
    document = small()
    document["causes"]["filter"]["steps"][0]["url"] = link

    with pytest.raises(ImportRefused):
        import_document(document, actor=None)


@pytest.mark.parametrize("link", LINKS)
def test_it_is_refused_by_every_form(content, link):
    step, carrier = RemedyStep.objects.first(), Carrier.objects.first()
    step.url, carrier.url = link, link
    incident = Incident(slug="x", title={"ja": "x"}, notice_url=link)

    for row, field in ((step, "url"), (carrier, "url"), (incident, "notice_url")):
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        told = refusal.value.message_dict
        assert re.search("https|URL", str(told.get(field, told.get("__all__")))), (field, told)
