"""Publishing with eyes open in a real browser: the differences, what they do to readers, and two taps back."""

import pytest
from playwright.sync_api import expect

from .axe import findings
from .conftest import PHONE, listening
from .desks import signed_in

PUBLISH = "/admin/troubleshoot/release/publish/"
#: A change of one guide that readers notice.
SETUP = """
from troubleshoot.models import Candidate, Cause
Candidate.objects.filter(guide__slug="sms-any", cause__slug="ios-filter").update(weight=40)
cause = Cause.objects.get(slug="ios-filter")
cause.title = {**cause.title, "ja": "iPhoneの迷惑メッセージの一覧に入っている"}
cause.save()
"""


@pytest.fixture
def desks(browser, own_site):
    """Sign an editor in to a browser of some shape; its console must not complain."""
    own_site.manage("shell", "-c", SETUP)
    pages = []

    def sign_in(**shape):
        page = signed_in(browser, own_site, reduced_motion="reduce", **shape)
        page.set_default_timeout(60_000)  # an impact takes seconds of a processor that others share
        pages.append((page, listening(page)))
        return page

    yield sign_in
    for page, complaints in pages:
        page.context.close()
        assert complaints == []


def test_editor_reads_what_changes_for_readers_publishes_and_goes_back(desks):
    desk = desks()
    desk.goto(PUBLISH)

    expect(desk.locator(".impact")).to_contain_text("で、最初の助言が変わります。", timeout=60_000)
    expect(desk.locator(".sides ins").first).to_be_visible()
    assert findings(desk) == []
    desk.get_by_label("原因「iPhoneの迷惑メッセージの一覧に入っている」").uncheck()
    expect(desk.locator(".stale")).to_contain_text("選び方を変えました。")
    desk.locator(".impact summary").first.click()
    assert findings(desk) == []

    desk.get_by_role("button", name="公開する", exact=True).click()
    desk.get_by_role("link", name="ひとつ前の版に戻す").click()
    expect(desk.locator(".change")).to_contain_text("100人中40人")
    assert findings(desk) == []
    desk.get_by_role("button", name="この版に戻す").click()

    expect(desk.locator(".messagelist .success")).to_contain_text("#1 の内容を、公開版 #3 として公開しました。")
    assert findings(desk) == []


def test_phone_without_javascript_plans_and_withdraws(desks):
    phone = desks(java_script_enabled=False, **PHONE)
    phone.goto(PUBLISH)

    phone.locator(".plan summary").click()
    phone.get_by_label("公開する日").fill("2099-01-01")
    phone.get_by_label("時刻").fill("09:00")
    phone.get_by_role("button", name="この時刻に公開する").click()
    expect(phone.locator(".plans")).to_contain_text("2099年1月1日 09:00")
    phone.get_by_role("button", name="取り消す").click()
    expect(phone.locator(".plans")).to_have_count(0)
    phone.locator(".impact a").first.click()

    expect(phone.locator(".impact")).to_contain_text("で、最初の助言が変わります。")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
