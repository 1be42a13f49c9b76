"""The first content as a whole: complete, sound, shared by both guides, and served without a query."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from troubleshoot import engine
from troubleshoot.publishing.checks import check
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.first import FIXTURES

FAULTS = [
    *("carrier-intl-block", "wrong-channel", "x-outage", "ios-filter", "resend-limit"),
    *("old-number", "wrong-number", "device-blocklist", "number-refused", "carrier-spam-filter"),
    *("no-sms-line", "other-line", "route-refused", "mobile-off", "weak-signal"),
    *("wrong-inbox", "android-spam", "carrier-all-block", "app-filter", "sim-switch"),
    *("roaming", "line-suspended", "carrier-outage", "storage-full", "legacy-3g"),
]
LOOK_ALIKES = {"code-invalid", "unrequested-code", "suspended", "hijacked", "sim-hijack"}
CARRIERS = [
    *("docomo", "ahamo", "au", "uq", "povo", "softbank", "ymobile", "linemo", "rakuten"),
    *("mvno-docomo", "mvno-au", "mvno-softbank", "data-sim", "landline-050"),
]


def test_x_sms_has_the_whole_catalogue_in_order(release):
    assert list(release.guides["x-sms"].candidates) == FAULTS
    assert {slug for slug, cause in release.causes.items() if cause.role == "look-alike"} == LOOK_ALIKES


def test_both_guides_share_their_causes(release):
    x_sms, sms_any = (set(release.guides[slug].candidates) for slug in ("x-sms", "sms-any"))

    assert sms_any - x_sms == {"service-outage"}
    assert x_sms - sms_any == {"x-outage"}


def test_every_carrier_of_the_first_content_is_there(release):
    assert list(release.carriers) == CARRIERS
    assert {slug: release.carriers[slug].parent for slug in ("ahamo", "povo", "linemo")} == {
        "ahamo": "docomo", "povo": "au", "linemo": "softbank",
    }  # fmt: skip


@pytest.mark.point(10, 11, 16)
def test_checks_find_nothing(document):
    assert [str(finding) for finding in check(document, at=date(2026, 11, 25))] == []


def test_every_page_is_served_without_a_query(client, served):
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)

    answers = {path: client.get(path) for path in listed}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(listed, 200)
    assert [path for path, answer in answers.items() if answer.cookies] == []


def test_every_link_inside_leads_to_a_page(client, served):
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)
    links = {link for path in listed for link in re.findall(r'href="(/[^"#]*)', client.get(path).text)}
    inside = {link.replace("&amp;", "&") for link in links if not link.startswith("/static/")}

    assert {link: client.get(link).status_code for link in inside} == dict.fromkeys(inside, 200)


@pytest.mark.django_db
def test_loading_twice_gives_the_same_bytes():
    files = [f"fixtures/{name}" for name in FIXTURES]
    call_command("loaddata", *files, verbosity=0)
    once = engine.canonical_bytes(compile_document())

    call_command("loaddata", *files, verbosity=0)

    assert engine.canonical_bytes(compile_document()) == once


def test_fixtures_are_what_a_site_s_drafts_are_written_as(tmp_path, loaded):
    loaded.manage("write_first_content", str(tmp_path))

    for name in FIXTURES:
        assert (tmp_path / name).read_text() == (Path("fixtures") / name).read_text()


HARMFUL = re.compile(
    r"初期化し(ます|て)|eSIMを(削除|消)|認証アプリを(消|削除)|ログアウトし(ます|てください)|受信代行を使|VPNを使|"
    r"(何度も|くり返し)(送|押)(り|し)(ます|直します|てください)|コードを(教え|伝え)ます|新しいアカウントを作(ります|ってください)"
)


def test_no_step_tells_to_do_what_harms(release):
    told = [step.text for cause in release.causes.values() for step in cause.steps]

    assert HARMFUL.search("スマホを初期化します。")
    assert [text for text in told if HARMFUL.search(text)] == []
