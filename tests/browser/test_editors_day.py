"""An editor's day, through the pages alone: from an empty page to a guide that readers use, and one step back."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, listening, opened
from .desks import signed_in

#: Milliseconds that checks and impacts of all guides may take beside other tests.
LONG = 60_000

NEW = "new"
STEPS = (
    ("共通(どの回線でも)", "SMSの拒否設定を開きます。"),
    ("ドコモ", "My docomoで「海外事業者からのSMS拒否」を切ります。"),
    ("au", "My auで「SMSの受信フィルター」を開きます。"),
    ("ソフトバンク", "My SoftBankで「迷惑SMS対策」を開きます。"),
)
CHANGED = "電話会社のアプリで、SMSの拒否設定を開きます。"


@pytest.fixture
def desk(browser, own_site):
    """Return the admin with an editor signed in who may publish; its console must not complain."""
    page = signed_in(browser, own_site, "publisher")
    page.set_default_timeout(LONG)
    complaints = listening(page)
    yield page
    page.close()
    # A refused form is answered 422, which a browser's console calls a failure to load.
    assert [said for said in complaints if "422" not in said] == []


@pytest.fixture
def reader(browser, own_site):
    page = opened(browser, own_site.address, **PHONE)
    yield page
    page.close()


def ask(desk: Page, text: str, answers: dict[str, str]) -> None:
    """Fill in the question that is open: its answers, each with the question it leads to, "" for advice; save."""
    desk.fill("#panel [name=text_ja]", text)
    for number, (words, next_text) in enumerate(answers.items()):
        desk.fill(f"[name=answers-{number}-text_ja]", words)
        if next_text:
            desk.select_option(f"[name=answers-{number}-leads]", NEW)
            desk.fill(f"[name=answers-{number}-new_text]", next_text)
    save(desk)


def save(desk: Page) -> None:
    desk.locator(".panel-save button").click()
    expect(desk.locator("#told .success")).to_be_visible()


def open_question(desk: Page, text: str) -> None:
    desk.locator("#outline .row-open", has_text=text).click()
    expect(desk.locator("#panel [name=text_ja]")).to_have_value(text)


def publish(desk: Page, note: str) -> None:
    desk.goto("/admin/troubleshoot/release/publish/", timeout=LONG)
    desk.fill("[name=note]", note)
    desk.get_by_role("button", name="公開する", exact=True).click(timeout=LONG)


def weigh(desk: Page, *weights: str) -> None:
    """Give the guide's candidates other weights, in their order; save."""
    desk.goto("/admin/troubleshoot/guide/")
    desk.get_by_role("link", name="LINEの認証番号が届かない").click()
    desk.locator(".editor-tools").get_by_role("link", name="候補と見込み").click()
    for number, weight in enumerate(weights):
        desk.fill(f"[name=candidates-{number}-weight]", weight)
    save(desk)


def advised(reader: Page, *answers: str) -> str:
    """Return the cause that a reader is advised after these answers."""
    reader.goto("/guides/line-code/")
    for words in answers:
        title = reader.title()
        reader.get_by_role("link", name=words, exact=True).click()
        expect(reader).not_to_have_title(title)
    return reader.locator("section[data-step=advice] h1").inner_text().strip("「」").removesuffix("」か確かめる")


def make_a_guide_of_six_questions(desk: Page) -> None:
    """A new guide with six questions."""
    desk.goto("/admin/troubleshoot/guide/")
    desk.get_by_role("link", name="新しい案内").click()
    desk.get_by_label("題名").fill("LINEの認証番号が届かない")
    desk.get_by_label("説明").fill("LINEの認証番号が来ない原因を、短い質問で探します。")
    desk.get_by_label("スラッグ").fill("line-code")
    desk.get_by_role("button", name="最初の質問を書く").click()
    ask(
        desk,
        "どの画面で止まっていますか",
        {"番号を入れる画面": "電話で受け取れますか", "何も出ない": "ほかのSMSは届きますか"},
    )
    open_question(desk, "電話で受け取れますか")
    ask(desk, "電話で受け取れますか", {"はい": "固定電話の番号ですか", "いいえ": ""})
    open_question(desk, "ほかのSMSは届きますか")
    ask(desk, "ほかのSMSは届きますか", {"届く": "", "届かない": "機内モードですか"})
    open_question(desk, "固定電話の番号ですか")
    ask(desk, "固定電話の番号ですか", {"はい": "", "いいえ": "最近、機種を変えましたか"})
    open_question(desk, "機内モードですか")
    ask(desk, "機内モードですか", {"はい": "", "いいえ": ""})
    open_question(desk, "最近、機種を変えましたか")
    ask(desk, "最近、機種を変えましたか", {"はい": "", "いいえ": ""})
    expect(desk.locator("#outline .row")).to_have_count(6)


def give_it_three_causes(desk: Page) -> None:
    """Three causes: two that are there, one new; and what an answer says about them."""
    desk.locator(".editor-tools").get_by_role("link", name="候補と見込み").click()
    for number, weight in enumerate(("20", "30", "50")):
        if number:
            desk.get_by_role("button", name="候補を足す").click()
            expect(desk.locator(f"[name=candidates-{number}-weight]")).to_be_visible()
        desk.fill(f"[name=candidates-{number}-weight]", weight)
    desk.select_option("[name=candidates-0-cause]", "mobile-off")
    desk.select_option("[name=candidates-1-cause]", "carrier-all-block")
    desk.fill("[name=candidates-2-new_cause]", "LINEからのSMSを拒否している")
    expect(desk.locator("#weights-sum output")).to_have_text("100")
    save(desk)
    open_question(desk, "ほかのSMSは届きますか")
    cells = desk.locator(".grid tr", has_text="LINEからのSMSを拒否している").locator("select")
    cells.nth(0).select_option(label="ずっとありそう(×6)")
    cells.nth(1).select_option(label="ほぼありえなくなる(×1/20)")
    save(desk)


def mend_what_the_check_refuses(desk: Page) -> None:
    """The check refuses a cause without steps; the steps are written, with variants for three carriers."""
    publish(desk, "案内を作った")
    refusal = desk.locator(".findings li", has_text="手順が一つもありません")
    expect(refusal).to_be_visible(timeout=LONG)
    refusal.get_by_role("link").first.click()
    desk.fill("[name=summary_ja]", "電話会社の設定で、LINEの番号からのSMSが止まっています。")
    for number, (carrier, words) in enumerate(STEPS):
        if number:
            desk.get_by_role("link", name="手順を足す").or_(desk.get_by_role("button", name="手順を足す")).click()
        step = desk.locator("#steps-rows .step").nth(number)
        step.locator("[name$=-text_ja]").fill(words)
        step.locator("[name$=-carrier]").select_option(label=carrier)
    desk.locator("[name=_continue]").last.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(desk.locator(".steps-tabs")).to_contain_text("ソフトバンク")


def keep_a_scenario_from_the_preview(desk: Page) -> None:
    """The preview is walked, and the way becomes a scenario."""
    desk.goto("/admin/troubleshoot/guide/")
    desk.get_by_role("link", name="LINEの認証番号が届かない").click()
    desk.get_by_text("読者に見える形(下書き)").click()
    frame = desk.frame_locator("#preview-frame")
    frame.get_by_role("link", name="何も出ない").click()
    frame.get_by_role("link", name="届く", exact=True).click()
    expect(frame.locator("h1")).to_contain_text("LINEからのSMSを拒否している")
    frame.get_by_role("link", name="この道を場面テストに残す").click()
    desk.get_by_label("読者の状況").fill("ほかのSMSは届くのに、LINEの番号だけ来ません。")
    desk.click("[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()


def publish_and_be_found(desk: Page, reader: Page) -> None:
    """It is published, and readers find it."""
    publish(desk, "案内を作った")
    expect(desk.locator(".messagelist .success")).to_contain_text("#2", timeout=LONG)
    assert advised(reader, "何も出ない", "届く") == "LINEからのSMSを拒否している"
    expect(reader.locator(".imperative").first).to_have_text(STEPS[0][1])


def learn_which_change_a_scenario_refuses(desk: Page) -> None:
    """A step and an estimate change; the scenario refuses the estimate and names it, a milder one goes out."""
    desk.goto("/admin/troubleshoot/cause/?q=LINEからの")
    desk.click("#result_list tbody th a")
    desk.locator("#steps-rows .step").first.locator("[name$=-text_ja]").fill(CHANGED)
    desk.click("[name=_save] >> nth=0")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    weigh(desk, "68", "30", "2")
    publish(desk, "手順と見込みを直した")
    red = desk.locator(".findings li", has_text="次の変更をやめると、通ります。")
    expect(red).to_contain_text("100人中50人 → 100人中2人", timeout=LONG)
    weigh(desk, "45", "25", "30")


def read_the_impact_publish_and_take_back(desk: Page, reader: Page) -> None:
    """What that does to readers is read, then it is published, and taken back."""
    desk.goto("/admin/troubleshoot/release/publish/", timeout=LONG)
    expect(desk.locator(".changes")).to_contain_text("電話会社のアプリ")
    expect(desk.locator(".impact").first).to_contain_text(
        re.compile(r"100人のうち\d+人で、最初の助言が「LINEからのSMSを拒否している」から"), timeout=LONG
    )
    publish(desk, "手順と見込みを直した")
    expect(desk.locator(".messagelist .success")).to_contain_text("#3", timeout=LONG)
    assert advised(reader, "何も出ない", "わからない") == "機内モードか、回線がオフ"
    desk.get_by_role("link", name="ひとつ前の版に戻す").click()
    desk.get_by_role("button", name="この版に戻す").click(timeout=LONG)
    expect(desk.locator(".messagelist .success")).to_contain_text("#4", timeout=LONG)
    assert advised(reader, "何も出ない", "わからない") == "LINEからのSMSを拒否している"
    expect(reader.locator(".imperative").first).to_have_text(STEPS[0][1])


def test_a_guide_is_made_proved_published_and_taken_back(desk, reader):
    make_a_guide_of_six_questions(desk)
    give_it_three_causes(desk)
    mend_what_the_check_refuses(desk)
    keep_a_scenario_from_the_preview(desk)
    publish_and_be_found(desk, reader)
    learn_which_change_a_scenario_refuses(desk)
    read_the_impact_publish_and_take_back(desk, reader)
