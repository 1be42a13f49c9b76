"""Several causes tried as one, in a browser: without scripts, by keys, and the codes counted on the way."""

import pytest
from playwright.sync_api import Page, expect

from .pages import BATCH, PAUSE
from .test_keyboard import press, reach
from .walking import step, tap

CAUSES = ["海外からのSMSを止める設定", "携帯会社の迷惑SMSフィルター"]


def headings(page: Page) -> list[str]:
    """Return what the parts of the remedy are called."""
    return page.locator(".part > h3").all_inner_texts()


@pytest.mark.parametrize("screen", ["phone", "plain"])
def test_a_batch_is_tried_as_one(request: pytest.FixtureRequest, screen: str) -> None:
    page: Page = request.getfixturevalue(screen)
    page.goto(BATCH)

    assert headings(page) == [*CAUSES, "送り直す(1回だけ)", "そのあと"]
    numbers = [text.strip(".\n") for text in page.locator(".steps .number").all_inner_texts()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert page.get_by_text("「My docomo」を開いて").count() == 1
    assert page.get_by_text("コードを1回だけ送り直します").count() == 1

    tap(page, page.get_by_role("button", name="まだ届かない"))
    tried = page.locator(".given dd").filter(has=page.locator("a.more")).all_inner_texts()

    assert "resent=1" in page.url
    assert [text.split("取り消す")[0].strip() for text in tried] == [
        CAUSES[0],
        "iPhoneが別の一覧に入れている",
        CAUSES[1],
    ]


def test_a_batch_by_keys_alone(phone: Page) -> None:
    phone.goto(BATCH)

    for count in (1, 2):
        reach(phone, "input[type=checkbox]")
        phone.keyboard.press("Space")
        assert phone.locator("input:checked").count() == count
    press(phone, "button[value=solved]")

    expect(phone.locator("h1")).to_have_text("届いてよかったです")
    undo = phone.locator("#afterwards-title + p, #afterwards-title ~ p").all_inner_texts()
    assert len(undo) >= 2


@pytest.mark.parametrize("screen", ["phone", "plain"])
def test_a_pause_leads_on_a_day_later(request: pytest.FixtureRequest, screen: str) -> None:
    page: Page = request.getfixturevalue(screen)
    page.goto(PAUSE)
    assert page.locator(".pause h2").inner_text() == "今日は、もう送り直しません"

    tap(page, ".pause a")

    assert (step(page), page.locator(".pause").count()) == ("advice", 0)
    assert "resent" not in page.url
