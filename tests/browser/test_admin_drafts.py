"""What an editor types is not lost: a session that ends, a reload, two editors at one cause."""

import pytest
from playwright.sync_api import expect

from .axe import findings
from .conftest import listening
from .desks import sign_in, signed_in

TITLE = "迷惑メッセージの一覧に入っている"


@pytest.fixture
def editors(browser, own_site):
    """Two editors, each in a browser of their own; their consoles must not complain."""
    pages = [signed_in(browser, own_site, name) for name in ("sato", "suzuki")]
    complaints = [listening(page) for page in pages]
    yield pages
    for page in pages:
        page.close()
    assert complaints == [[], []]


def open_cause(page, slug="ios-filter"):
    page.goto(f"/admin/place/?kind=cause&slug={slug}")
    expect(page.locator("[name=title_ja]")).to_be_visible()


def new_question_comes_back_after_a_reload(page):
    page.goto("/admin/troubleshoot/question/add/")
    page.fill("[name=text_ja]", "新しい質問")
    for number, words in enumerate(("はい", "いいえ")):
        page.locator("#answers-group .add-row a").click()
        page.fill(f"[name=answers-{number}-text_ja]", words)

    page.reload()
    page.locator(".draft").get_by_role("button", name="戻す").click()
    expect(page.locator("[name=text_ja]")).to_have_value("新しい質問")
    expect(page.locator("[name=answers-1-text_ja]")).to_have_value("いいえ")
    expect(page.locator("[name=answers-TOTAL_FORMS]")).to_have_value("2")
    page.reload()
    page.locator(".draft").get_by_role("button", name="捨てる").click()
    page.reload()
    expect(page.locator(".draft")).to_have_count(0)


def test_what_was_typed_outlives_a_reload_and_the_session(editors):
    page, _ = editors
    new_question_comes_back_after_a_reload(page)
    open_cause(page)
    page.fill("[name=title_ja]", TITLE)
    page.context.clear_cookies(name="sessionid")

    page.click("input[name=_save]:visible >> nth=0")
    sign_in(page, "sato")
    told = page.locator(".draft")
    expect(told).to_contain_text("保存していない書きかけがあります")
    expect(page.locator("[name=title_ja]")).not_to_have_value(TITLE)
    assert findings(page) == []
    told.get_by_role("button", name="戻す").click()
    expect(page.locator("[name=title_ja]")).to_have_value(TITLE)
    page.click("input[name=_save]:visible >> nth=0")
    expect(page.locator(".messagelist .success")).to_be_visible()

    open_cause(page)
    expect(page.locator("[name=title_ja]")).to_have_value(TITLE)
    expect(page.locator(".draft")).to_have_count(0)


def test_two_editors_at_one_carrier_lose_nothing_and_are_both_told(editors):
    first, second = editors
    for page in editors:
        page.goto("/admin/place/?kind=carrier&slug=docomo")
    first.fill("[name=note_ja]", "一人目の文")
    first.click("[name=_save]")
    second.fill("[name=note_ja]", "二人目の文")

    second.click("[name=_save]")
    row = second.locator(".sides tbody tr")
    expect(row).to_contain_text(["最初に知っておくこと"])
    expect(row.locator("td").nth(0)).to_contain_text("一人目の文")
    expect(row.locator("td").nth(1)).to_contain_text("二人目の文")
    expect(row.get_by_role("button", name="写す").first).to_be_visible()
    assert findings(second) == []
    second.click("[name=_save]")
    expect(second.locator(".messagelist .success")).to_be_visible()

    first.goto("/admin/place/?kind=carrier&slug=docomo")
    expect(first.locator(".last-change")).to_contain_text("suzukiさん")
    first.get_by_role("link", name="履歴").click()
    expect(first.locator(".revision").first).to_contain_text("一人目の文")
    expect(first.locator(".revision").first).to_contain_text("二人目の文")
    assert findings(first) == []
