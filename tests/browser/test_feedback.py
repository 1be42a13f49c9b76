"""A reader's own words in a real browser: with and without JavaScript, by the keyboard, with nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from .axe import findings
from .pages import ADVICE

TRIED = f"{ADVICE}&tried=ios-filter,carrier-intl-block"
TEXT = "設定の名前が違いました"


@pytest.mark.parametrize("reader", ["phone", "plain"])
@pytest.mark.parametrize(("verdict", "step"), [("solved", "/solved/"), ("unsolved", "tried=")])
def test_words_are_taken_after_a_verdict(request, reader: str, verdict: str, step: str) -> None:
    screen: Page = request.getfixturevalue(reader)
    screen.goto(ADVICE)
    screen.click(f"button[value={verdict}]")
    if verdict == "unsolved":
        screen.click(".feedback-fold summary")

    screen.get_by_label("気づいたこと").fill(f"{TEXT}({reader})")
    screen.get_by_role("button", name="送る").click()

    expect(screen.locator("#feedback-kept")).to_be_visible()
    assert step in screen.url
    assert screen.url.endswith("#feedback-kept")
    assert screen.context.cookies() == []


def test_the_form_is_filled_in_by_the_keyboard_alone_and_its_trap_never_met(phone: Page) -> None:
    phone.goto("/guides/x-sms/solved/ios-filter/")
    phone.get_by_label("気づいたこと").focus()

    phone.keyboard.type("キーボードで書きました")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="送る")).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone.locator("#feedback-kept")).to_be_visible()


def test_an_error_keeps_the_words_and_is_read_with_the_field(faulty: Page) -> None:
    faulty.goto("/guides/x-sms/solved/ios-filter/")
    faulty.get_by_label("気づいたこと").fill("482913")

    faulty.get_by_role("button", name="送る").click()

    field = faulty.get_by_label("気づいたこと")
    expect(field).to_have_value("482913")
    expect(field).to_have_accessible_description(re.compile("番号やリンクは、消してから.* エラー: ことばで書いて"))
    assert "エラー" in faulty.title()
    assert findings(faulty) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_form_is_usable_by_everyone(phone: Page, scheme: str, width: int) -> None:
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    phone.set_viewport_size({"width": width, "height": 740})
    phone.goto(TRIED)
    phone.click(".feedback-fold summary")

    expect(phone.get_by_role("radio")).to_have_count(2)
    assert findings(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


def test_data_for_machines_offend_no_policy(phone: Page) -> None:
    phone.goto("/causes/carrier-intl-block/docomo/")

    kinds = phone.evaluate(
        "[...document.querySelectorAll('script[type=\"application/ld+json\"]')]"
        ".flatMap((block) => JSON.parse(block.textContent)['@graph'].map((thing) => thing['@type']))"
    )
    assert kinds == ["WebPage", "BreadcrumbList", "HowTo"]
