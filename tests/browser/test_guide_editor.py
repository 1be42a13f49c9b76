"""A guide is built in the editor by a real browser: questions, moves, the picture, with and without scripts."""

import pytest
from playwright.sync_api import expect

from .axe import findings
from .conftest import listening
from .desks import signed_in


def begin(page):
    page.goto("/admin/troubleshoot/guide/")
    page.get_by_role("link", name="新しい案内").click()
    page.get_by_label("題名").fill("メールが届かない")
    page.get_by_label("説明").fill("確認メールが届かないときの案内です。")
    page.get_by_label("スラッグ").fill("mail")
    page.get_by_role("button", name="作って、最初の質問を書く").click()


@pytest.fixture
def desk(browser, own_site):
    """Return the panel of a new guide's first question; the page's console must not complain, nor axe."""
    page = signed_in(browser, own_site)
    complaints = listening(page)
    begin(page)
    yield page
    assert findings(page) == []
    page.close()
    assert complaints == []


def save(page):
    page.locator("#panel").get_by_role("button", name="保存").last.click()
    expect(page.locator("#told")).to_contain_text("保存しました")


def first_two(page):
    """Write the first question, one of whose answers makes the second."""
    page.fill("[name=text_ja]", "ほかのメールは届きますか")
    page.fill("[name=answers-0-text_ja]", "届く")
    page.select_option("[name=answers-0-leads]", "new")
    page.fill("[name=answers-0-new_text]", "いつからですか")
    save(page)
    page.evaluate("window.same = true")


def test_question_is_written_moved_and_opened_in_place(desk):
    rows = desk.locator(".row-open")

    first_two(desk)
    expect(desk.locator("#panel-title")).to_be_focused()
    expect(desk.locator("#row-q-1 .row-ways li")).to_have_text(["届く → 2. いつからですか", "わからない → 助言"])
    desk.locator("#answers [name=do][value='answers:down:0']").click()
    expect(desk.locator("#panel")).to_contain_text("まだ保存していません。")
    save(desk)
    expect(desk.locator("#row-q-1 .row-ways li").first).to_have_text("わからない → 助言")

    rows.nth(1).click()
    expect(desk.locator("[name=text_ja]")).to_have_value("いつからですか")
    desk.fill("[name=text_ja]", "いつから届きませんか")
    desk.locator("#row-q-2 summary").click()
    desk.locator("#row-q-2 [name=up]").click()
    expect(rows).to_have_text(["1. いつからですか", "2. ほかのメールは届きますか"])
    expect(desk.locator("#row-q-2 [name=down]")).to_be_enabled()
    desk.drag_and_drop("#row-q-1 .row-kind", "#row-q-2 .row-kind")
    expect(rows).to_have_text(["1. ほかのメールは届きますか", "2. いつからですか"])

    expect(desk.locator("[name=text_ja]")).to_have_value("いつから届きませんか")
    assert asked_by_one_reload(desk) == 1
    assert desk.evaluate("window.same")


def asked_by_one_reload(page):
    """Return how often the frame of the preview is asked for when it is to be loaded anew once."""
    page.get_by_text("読者に見える形(下書き)").click()
    page.evaluate("""() => {
        window.asked = 0;
        new MutationObserver((changes) => { window.asked += changes.length; })
            .observe(document.getElementById("preview-frame"), {attributeFilter: ["src"]});
    }""")
    page.get_by_role("button", name="読み込み直す").click()
    return page.evaluate("window.asked")


def put_back(page):
    """Reload, and ask for what was not saved."""
    page.reload()
    page.locator(".draft").get_by_role("button", name="戻す").click()
    expect(page.locator("#panel")).to_contain_text("まだ保存していません。")
    expect(page.locator(".draft")).to_have_count(0)


def test_rows_that_were_typed_come_back_after_each_reload(desk):
    answer = desk.locator("[name=answers-3-text_ja]")
    desk.get_by_role("button", name="答えを足す").click()
    answer.fill("何も届かない")
    desk.select_option("[name=answers-3-leads]", "new")
    desk.fill("[name=answers-3-new_text]", "いつからですか")
    desk.locator("[name=do][value='answers:up:3']").click()
    expect(desk.locator("[name=answers-3-order]")).to_have_value("2")

    put_back(desk)
    expect(answer).to_have_value("何も届かない")
    desk.fill("[name=text_ja]", "ほかのメールは届きますか")
    put_back(desk)
    expect(answer).to_have_value("何も届かない")
    expect(desk.locator("[name=answers-3-order]")).to_have_value("2")

    save(desk)
    expect(desk.locator("#row-q-1 .row-ways li").first).to_have_text("何も届かない → 2. いつからですか")
    desk.reload()
    expect(desk.locator("[name=answers-0-text_ja]")).to_have_value("何も届かない")
    expect(desk.locator(".draft")).to_have_count(0)


def test_candidates_and_last_resorts_that_were_typed_come_back_after_a_reload(desk):
    desk.get_by_role("link", name="候補と見込み").click()
    desk.get_by_role("button", name="候補を足す").click()
    desk.fill("[name=candidates-1-new_cause]", "迷惑メールに入っている")
    desk.get_by_role("button", name="手段を足す").click()
    desk.fill("[name=resorts-1-new_cause]", "電話で聞く")

    put_back(desk)

    expect(desk.locator("[name=candidates-1-new_cause]")).to_have_value("迷惑メールに入っている")
    expect(desk.locator("[name=resorts-1-new_cause]")).to_have_value("電話で聞く")


def test_picture_opens_questions_and_weights_add_up(desk):
    first_two(desk)

    desk.get_by_text("図で見る").click()
    expect(desk.locator(".graph-box")).to_have_count(2)
    desk.get_by_role("button", name="図を大きく").click()
    desk.locator(".graph-box").nth(1).click()
    expect(desk.locator("[name=text_ja]")).to_have_value("いつからですか")
    desk.get_by_role("link", name="候補と見込み").click()
    desk.fill("[name=candidates-0-new_cause]", "迷惑メールに入っている")
    desk.fill("[name=candidates-0-weight]", "60")
    expect(desk.locator("#weights-sum")).to_have_text("見込みの合計: 60 / 100")
    save(desk)

    expect(desk.locator("#candidates")).to_contain_text("迷惑メールに入っている")
    expect(desk.locator(".findings-box")).to_contain_text("直すまで公開できないこと")
    assert desk.evaluate("window.same")


def test_guide_is_built_without_scripts(browser, own_site):
    page = signed_in(browser, own_site, java_script_enabled=False, color_scheme="dark")
    begin(page)

    page.fill("[name=text_ja]", "ほかのメールは届きますか")
    page.fill("[name=answers-0-text_ja]", "届く")
    page.get_by_role("button", name="答えを足す").click()
    page.fill("[name=answers-3-text_ja]", "何も届かない")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("保存しました")
    page.get_by_role("button", name="最後に質問を足す").click()
    page.fill("[name=text_ja]", "いつからですか")
    page.fill("[name=answers-0-text_ja]", "きのうから")
    page.get_by_role("button", name="保存").last.click()
    page.locator("#row-q-2 summary").click()
    page.locator("#row-q-2 [name=up]").click()

    expect(page.locator(".row-open")).to_have_text(["1. いつからですか", "2. ほかのメールは届きますか"])
    page.get_by_text("図で見る").click()
    page.get_by_role("link", name="図を開く").click()
    expect(page.locator(".graph-box")).to_have_count(2)
    page.close()
