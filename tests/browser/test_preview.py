"""An editor sees a change before readers do: in the phone beside the form, walked, and kept as a scenario."""

import re

import pytest
from playwright.sync_api import expect

from .axe import findings
from .conftest import listening
from .desks import signed_in

LONG = "「メッセージ」を開いて、いちばん上まで戻ってから、右上の丸い形の印を一度だけ押して、出てきた一覧を見ます。"


@pytest.fixture
def desk(browser, own_site):
    """Return the admin with an editor signed in; its console must not complain."""
    page = signed_in(browser, own_site)
    complaints = listening(page)
    yield page
    page.close()
    assert complaints == []


def test_a_change_is_seen_walked_and_kept_before_it_is_published(desk):
    desk.goto("/admin/troubleshoot/cause/?q=ios-filter")
    desk.click("#result_list tbody th a")
    desk.fill("[name=steps-0-text_ja]", LONG)
    desk.get_by_role("button", name="保存して編集を続ける").click()

    expect(desk.locator(".field-text .field-finding").first).to_contain_text("50字以内に分けます", timeout=15_000)
    phone = desk.frame_locator("#preview-frame")
    expect(phone.locator(".preview-bar")).to_contain_text("読者にはまだ見えません")
    expect(phone.locator("main")).to_contain_text(LONG, timeout=15_000)
    assert findings(desk) == []

    desk.get_by_role("link", name="同僚に見せるリンク").click()
    expect(desk.get_by_label(re.compile("同僚に見せるリンク"))).to_have_value(
        re.compile(r"^http.*/preview/\d+\..*/causes/")
    )

    phone.get_by_role("link", name="困ったときの手引き").click()
    phone.locator("main .answer").first.click()
    expect(phone.locator("#step")).to_have_attribute("data-step", "question")
    phone.locator("#step .answer").first.click()
    expect(phone.get_by_text("これまでの答え")).to_be_visible()
    phone.get_by_role("link", name="この道を場面テストに残す").click()

    expect(desk.locator(".scene dd")).to_have_count(1)
    assert findings(desk) == []
    desk.fill("[name=text]", "ログインしようとしても、コードが来ません。")
    desk.click("[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    row = desk.locator("#result_list tr", has_text="ログインしようとしても、コードが来ません。")
    expect(row.locator(".scene-green")).to_have_text("✓ 期待どおり")
