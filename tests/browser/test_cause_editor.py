"""A cause is edited in a real browser: tabs that lose nothing, order by buttons and dragging, by keyboard too."""

import pytest
from playwright.sync_api import expect

from .axe import findings
from .conftest import PHONE, listening
from .desks import signed_in


def entered(browser, site, **context):
    """Sign the editor in and open a cause with steps by device."""
    page = signed_in(browser, site, **context)
    page.set_default_timeout(30_000)
    page.goto("/admin/troubleshoot/cause/?q=ios-filter")
    page.click("#result_list tbody th a")
    page.wait_for_url("**/change/**")
    return page


@pytest.fixture
def desk(browser, own_site):
    """Return the page of a cause with steps by device; its console must not complain."""
    page = entered(browser, own_site)
    complaints = listening(page)
    yield page
    page.close()
    assert complaints == []


def sentences(page):
    """Return the first sentences that are shown, in their order."""
    return page.locator(".step:not([hidden]) [name$=-text_ja]").evaluate_all("boxes => boxes.map((box) => box.value)")


def save(page):
    page.locator("[name=_continue].default, .submit-row [name=_continue]").first.click()
    expect(page.locator(".messagelist .success").first).to_be_visible()


def drag(page, grip, over):
    """Take a row by its handle to the upper half of another."""
    over.scroll_into_view_if_needed()
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), over.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 50, end["y"] + 5, steps=5)
    page.mouse.up()


def test_steps_are_moved_and_written_across_tabs(desk):
    first, second, third, *_rest = sentences(desk)
    desk.locator("#steps-1").get_by_role("button", name="上へ").focus()
    desk.keyboard.press("Enter")
    drag(desk, desk.locator("#steps-2 [data-drag]"), desk.locator("#steps-1"))
    assert sentences(desk)[:3] == [third, second, first]

    desk.fill("[name=steps-0-text_ja]", "書きかけの文です。")
    desk.locator("#steps-carrier").select_option("ahamo")
    expect(desk.locator("[data-gets=ahamo]")).to_contain_text("共通の手順が出ます")
    desk.get_by_role("link", name="手順を足す").click()
    desk.keyboard.type("ahamoのアプリを開きます。")
    desk.locator(".step:not([hidden])").last.get_by_role("button", name="複製").click()
    assert findings(desk) == []
    save(desk)

    assert sentences(desk) == ["ahamoのアプリを開きます。", "ahamoのアプリを開きます。", ""]
    assert "carrier=ahamo" in desk.url
    desk.locator("[data-tab='']").click()
    assert sentences(desk)[:3] == [third, second, "書きかけの文です。"]


def test_device_folds_and_a_phone_has_room(browser, own_site):
    page = entered(browser, own_site, color_scheme="dark", **PHONE)
    page.locator("#steps-device").select_option("android")

    folded = page.locator(".step.other-device")
    expect(folded.first).to_contain_text("この端末の読者には出ません")
    expect(folded.first.locator("[name$=-text_ja]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert findings(page) == []
    page.get_by_role("link", name="回線ごとに見比べる").click()
    expect(page.get_by_role("columnheader", name="共通")).to_contain_text("ahamo")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert findings(page) == []
    page.close()


def test_copies_without_a_script(browser, own_site):
    page = entered(browser, own_site, java_script_enabled=False)
    page.fill("[name=steps-0-text_ja]", "書いた文です。")
    save(page)
    page.locator("#steps-carrier").select_option("ahamo")
    page.get_by_role("button", name="見る").click()
    page.locator("[data-gets=ahamo]").get_by_role("button", name="これを写して、この回線専用の手順を作る").click()

    expect(page.locator(".messagelist")).to_contain_text("個を写しました")
    assert sentences(page)[0] == "書いた文です。"
    page.close()
