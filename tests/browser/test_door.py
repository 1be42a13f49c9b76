"""Coming in by a real browser: an app, a passkey, what is asked again, and nothing typed is lost on the way."""

import re
from base64 import b32decode
from contextlib import closing
from sqlite3 import connect

import pytest
from playwright.sync_api import expect

from tests.server import DATABASE, PASSWORD
from tests.signing_in import code

from .axe import findings
from .conftest import PHONE, listening, opened
from .desks import SLOW, WIDE, sign_in, signed_in

PUBLISH = "/admin/troubleshoot/release/publish/"
CAUSE = "/admin/place/?kind=cause&slug=ios-filter"


@pytest.fixture
def desk(browser, own_site):
    """A browser at the login, by the site's name; its console must not complain, of the policy neither."""
    page = opened(browser, own_site.address.replace("127.0.0.1", "localhost"), **WIDE, reduced_motion="reduce")
    complaints = listening(page)
    yield page
    page.context.close()
    assert [one for one in complaints if not re.search(r"status of 4(03|22|29)", one)] == []


def authenticator(page):
    """Give a browser an authenticator that agrees to everything."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    more = {"hasResidentKey": True, "automaticPresenceSimulation": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})


def looked_at(page):
    """Return what axe finds on a page, wide and on a phone, in the light and in the dark."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE["viewport"], WIDE["viewport"]):
            page.set_viewport_size(size)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if there := [*findings(page), *(["scrolls sideways"] if wider > 0 else [])]:
                found[scheme, size["width"]] = there
    page.emulate_media(color_scheme="light")
    return found


def enter(page, name="publisher"):
    page.goto("/admin/login/")
    sign_in(page, name)


def changed(page, title="迷惑メッセージの一覧に入っている"):
    """Have something to publish."""
    page.goto(CAUSE)
    page.fill("[name=title_ja]", title)
    page.click("input[name=_save]:visible >> nth=0")
    expect(page.locator(".messagelist .success")).to_be_visible()


def app_added(page):
    """Add an app on the page that shows its key; return the key."""
    shown = page.locator(".door-key").inner_text()
    key = b32decode(shown.replace(" ", "")).hex()
    page.fill("#code", code(key))
    page.get_by_role("button", name="加える").click()
    expect(page.locator(".door-codes li")).to_have_count(10)
    return key


def test_whoever_publishes_first_is_led_to_an_app_and_publishes_what_they_chose(desk):
    enter(desk)
    changed(desk)
    desk.goto(PUBLISH)
    expect(desk.locator("#content .set-up")).to_contain_text("二段階の確認が要ります")
    desk.fill("[name=note]", "題を直した")
    desk.get_by_role("button", name="公開する", exact=True).click()
    expect(desk.locator("h1")).to_have_text("二段階の確認が要ります")
    needed = looked_at(desk)

    with desk.context.expect_page() as tab:
        desk.get_by_role("link", name="二段階の確認を設定する").click()
    other = tab.value
    first = looked_at(other)
    other.get_by_role("link", name="認証アプリを加える").click()
    expect(other.locator(".door-picture svg")).to_be_visible()
    app = looked_at(other)
    app_added(other)
    codes = looked_at(other)
    other.get_by_role("link", name="しまった").click()
    expect(other.locator(".door-list li")).to_have_count(1)
    has = looked_at(other)
    desk.get_by_role("button", name="もう一度送る").click()

    expect(desk.locator(".messagelist .success")).to_contain_text("公開しました")
    expect(desk.locator("#result_list")).to_contain_text("題を直した")
    assert (needed, first, app, codes, has) == ({}, {}, {}, {}, {})


def test_passkey_is_made_and_lets_in_without_a_code(desk):
    authenticator(desk)
    enter(desk)
    desk.goto("/admin/factors/passkey/")
    expect(desk.get_by_role("button", name="パスキーを作る")).to_be_visible()
    form = looked_at(desk)
    desk.fill("#name", "自分の電話")
    desk.get_by_role("button", name="パスキーを作る").click()
    expect(desk.locator(".door-codes li")).to_have_count(10)
    desk.goto("/admin/factors/")
    expect(desk.locator(".door-list li")).to_contain_text("自分の電話")

    desk.get_by_role("button", name="ログアウト").click()
    desk.goto("/admin/login/")
    desk.fill("#id_username", "publisher")
    desk.fill("#id_password", PASSWORD)
    desk.press("#id_password", "Enter", timeout=SLOW)
    expect(desk.get_by_role("button", name="パスキーで確かめる")).to_be_visible(timeout=SLOW)
    asked = looked_at(desk)
    desk.get_by_role("button", name="パスキーで確かめる").click()

    expect(desk.locator("#user-tools")).to_be_visible()
    desk.goto(PUBLISH)
    expect(desk.locator("#content .set-up")).to_have_count(0)
    assert (form, asked) == ({}, {})


def test_on_an_address_the_page_says_that_passkeys_need_a_name(browser, own_site):
    page = signed_in(browser, own_site, "publisher", reduced_motion="reduce")

    page.goto("/admin/factors/passkey/")

    expect(page.locator(".errornote")).to_contain_text("サイトの名前")
    assert looked_at(page) == {}
    page.context.close()


def aged(site, seconds):
    """Have the sessions of a site have been begun, seen and asked so much earlier than now."""
    script = f"""
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
import time
from troubleshoot.door.marks import KEY
for row in Session.objects.all():
    store = SessionStore(row.session_key)
    if KEY in store:
        then = time.time() - {seconds}
        store[KEY] = {{**store[KEY], "seen": then, "asked": then}}
        store.save()
"""
    site.manage("shell", "-c", script)


def test_what_was_typed_outlives_a_session_that_the_server_ended(desk, own_site):
    enter(desk, "sato")
    desk.goto(CAUSE)
    desk.fill("[name=title_ja]", "書きかけの題")

    aged(own_site, 31 * 60)
    desk.click("input[name=_save]:visible >> nth=0")
    expect(desk.locator("#id_username")).to_be_visible()
    sign_in(desk, "sato")
    desk.locator(".draft").get_by_role("button", name="戻す").click()
    expect(desk.locator("[name=title_ja]")).to_have_value("書きかけの題")
    desk.click("input[name=_save]:visible >> nth=0")

    expect(desk.locator(".messagelist .success")).to_be_visible()
    desk.goto(CAUSE)
    expect(desk.locator("[name=title_ja]")).to_have_value("書きかけの題")


def test_what_is_asked_again_carries_what_was_written(desk, own_site):
    enter(desk, "sato")
    desk.goto("/admin/replace/?find=SMS&to=ＳＭＳ&table=causes&language=ja")
    kept = desk.locator("input[name=hit]:checked").count()
    desk.locator("input[name=hit]").first.uncheck()

    aged(own_site, 11 * 60)
    desk.get_by_role("button", name="印の付いたところを置きかえる").click()
    expect(desk.locator("h1")).to_have_text("あなたであることの確認")
    asked = looked_at(desk)
    desk.fill("#door-password", "wrong-password-1")
    desk.get_by_role("button", name="確かめて送る").click(timeout=SLOW)
    expect(desk.locator(".errornote")).to_contain_text("確かめられませんでした", timeout=SLOW)
    desk.fill("#door-password", PASSWORD)
    desk.get_by_role("button", name="確かめて送る").click(timeout=SLOW)

    expect(desk.locator(".messagelist .success")).to_contain_text(f"{kept - 1}か所", timeout=SLOW)
    assert (kept > 1, asked) == (True, {})


def test_too_many_tries_are_told_with_how_long_to_wait(desk, own_site):
    desk.goto("/admin/login/")
    for _ in range(5):
        desk.fill("#id_username", "suzuki")
        desk.fill("#id_password", "wrong-password-1")
        desk.press("#id_password", "Enter", timeout=SLOW)
        desk.wait_for_load_state()

    expect(desk.locator(".errornote")).to_contain_text("15分待って", timeout=SLOW)
    assert looked_at(desk) == {}
    with closing(connect(own_site.folder / DATABASE)) as database:
        assert database.execute("SELECT COUNT(*) FROM axes_accessattempt WHERE ip_address LIKE '127.%'").fetchone() == (
            0,
        )


def test_an_owner_takes_a_lost_factor_away(desk, own_site):
    script = """
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.signing_in import APP
for name in ("editor", "publisher"):
    TOTPDevice.objects.create(user=User.objects.get(username=name), name="app", key=APP)
print("person", User.objects.get(username="publisher").pk)
"""
    person = own_site.manage("shell", "-c", script).split("person ")[1].split()[0]
    enter(desk, "editor")
    desk.goto(f"/admin/auth/user/{person}/change/")
    desk.get_by_role("link", name="なくした人のために外す").click()
    asked = looked_at(desk)
    desk.get_by_role("button", name="全部外す").click()

    expect(desk.locator(".messagelist .success")).to_contain_text("二段階の確認を外しました(publisherさん)")
    assert asked == {}
