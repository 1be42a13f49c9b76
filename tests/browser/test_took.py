"""How long it took, in a real browser: asked without moving anything, answered by tap and by key, scripts or none."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server import Site

from .axe import findings
from .conftest import PHONE, opened
from .pages import ADVICE
from .test_keyboard import press

SOLVED = "/guides/x-sms/solved/ios-filter/"
QUESTION = "どのくらいかかりましたか(任意)"


@pytest.fixture
def asking(browser: Browser, tmp_path: Path, static: Path, filled: Path) -> Iterator[Page]:
    """A phone without JavaScript on a site that asks everybody."""
    with Site(copytree(filled, tmp_path / "var"), static, HOW_LONG_ONE_IN="1").start() as site:
        page = opened(browser, site.address, java_script_enabled=False, **PHONE)
        yield page
        page.close()


def test_whoever_was_helped_is_asked_once_and_thanked(asking: Page) -> None:
    asking.goto(ADVICE)
    asking.click("button[value=solved]")
    expect(asking.get_by_role("heading", name=QUESTION)).to_be_visible()

    asking.get_by_role("button", name="約15分").click()

    expect(asking.locator("#took-kept")).to_be_visible()
    expect(asking.get_by_role("heading", name=QUESTION)).to_be_hidden()
    assert asking.url.endswith("#took-kept")
    assert asking.context.cookies() == []


def tops(page: Page) -> list[float]:
    """Return where everything above the question stands on the page."""
    above = page.locator(".solved > :not(.shown-when-target, .took, .took ~ *)")
    return above.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top + scrollY)")


@pytest.mark.parametrize("screen", ["phone", "plain"])
def test_one_question_is_asked_at_a_time_and_moves_nothing_before_it(
    request: pytest.FixtureRequest, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    page.goto(SOLVED)
    plain = tops(page)
    expect(page.locator(".took")).to_be_hidden()
    expect(page.get_by_label("気づいたこと")).to_be_visible()

    page.goto(f"{SOLVED}#how-long")

    expect(page.locator(".took")).to_be_visible()
    expect(page.get_by_label("気づいたこと")).to_be_hidden()
    assert tops(page) == plain
    assert len(plain) >= 4
    expect(page.locator("#afterwards-title")).to_be_in_viewport()
    expect(page.locator("#took-title")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", ["", "/en", "/easy"])
def test_its_beginning_is_in_sight_on_a_small_phone(phone: Page, language: str) -> None:
    phone.goto(f"{language}{SOLVED}#how-long")

    expect(phone.locator("#took-title")).to_be_in_viewport(ratio=1)


def test_it_is_answered_by_keys_alone(phone: Page) -> None:
    phone.goto(f"{SOLVED}#how-long")

    press(phone, "button[value='60']")

    expect(phone.locator("#took-kept")).to_be_visible()


def test_it_is_read_with_its_title_and_each_answer_with_what_is_meant(phone: Page) -> None:
    phone.goto(f"{SOLVED}#how-long")

    form = phone.get_by_role("form", name=QUESTION)

    expect(form.get_by_role("button")).to_have_count(5)
    said = "手順を始めてから、コードが届くまでの時間です。待っていた時間は入れません。"
    expect(form.get_by_role("button").first).to_have_accessible_description(said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_question_is_usable_by_everyone(phone: Page, scheme: str, width: int) -> None:
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    phone.set_viewport_size({"width": width, "height": 740})
    phone.goto(f"/en{SOLVED}#how-long")

    expect(phone.locator(".took button")).to_have_count(5)
    assert findings(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
