"""Every path by Tab, Space and Enter alone: in the page's order, without a trap, with the focus always in sight."""

import re

import pytest
from playwright.sync_api import Page, expect

from .pages import ADVICE, PAGES
from .walking import TICKS, step

#: Whatever a key can reach, in the order in which it stands on the page.
STOPS = """() => {
    const all = "a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex]";
    window.stops = [...document.querySelectorAll(all)].filter((one) =>
        one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}));
    return stops.length;
}"""
#: Which of them has the focus, and what is wrong with how it is seen.
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const wrong = [ringed || "no ring", seen || "out of sight"].filter((word) => word !== true);
    return [window.stops.indexOf(one), wrong.length ? `${one.outerHTML.slice(0, 80)}: ${wrong}` : ""];
}"""


def tabbed(page: Page, key: str, times: int) -> tuple[list[int], list[str]]:
    """Press a key so many times; return the places the focus was at, and what was wrong with how it was seen."""
    been = []
    for _ in range(times):
        page.keyboard.press(key)
        been.append(page.evaluate(FOCUSED))
    return [place for place, _ in been], [wrong for _, wrong in been if wrong]


def reach(page: Page, selector: str) -> None:
    """Go on by Tab until something has the focus; it must be ahead."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    message = f"{selector} is not reached on {page.url}"
    raise AssertionError(message)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Reach something by Tab, press it, and be where it leads, at the top of the step."""
    before = page.url
    reach(page, selector)
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


@pytest.mark.parametrize("name", PAGES)
def test_keys_go_through_a_page_in_its_order_and_back(phone: Page, name: str) -> None:
    phone.goto(PAGES[name].replace("/nowhere/", "/search/"))
    count = phone.evaluate(STOPS)

    there, wrong = tabbed(phone, "Tab", count)
    back, wrong_back = tabbed(phone, "Shift+Tab", count - 1)

    assert there == list(range(count))
    assert back == list(reversed(range(count - 1)))
    assert wrong + wrong_back == []


@pytest.mark.point(1)
@pytest.mark.parametrize("screen", ["phone", "plain"])
def test_a_whole_walk_by_keys_alone(request: pytest.FixtureRequest, screen: str) -> None:
    page = request.getfixturevalue(screen)
    page.goto("/")
    press(page, 'a[href="/guides/x-sms/"]')
    for slug in ("locked", "sent-match", "people-only", "docomo"):
        press(page, f'[data-answer="{slug}"]')

    reach(page, "input[value=mnp]")
    page.keyboard.press("Space")
    press(page, ".ticks button")
    assert step(page) == "advice"
    reach(page, ".step input")
    page.keyboard.press("Space")
    expect(page.locator(".step input").first).to_be_checked()
    press(page, "button[value=unsolved]")
    assert step(page) == "advice"
    press(page, "button[value=solved]")

    assert "/solved/" in page.url


def test_the_skip_link_leads_past_the_header(phone: Page) -> None:
    phone.goto(ADVICE)

    phone.keyboard.press("Tab")
    expect(phone.locator(".skip-link")).to_be_in_viewport()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")

    assert phone.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("selector", ["#languages", ".help details:nth-of-type(1)"])
def test_what_is_folded_opens_by_key_and_is_read_next(phone: Page, selector: str) -> None:
    phone.goto(TICKS)

    reach(phone, f"{selector} summary")
    phone.keyboard.press("Enter")

    expect(phone.locator(f"{selector} ul")).to_be_visible()
    phone.keyboard.press("Enter")
    expect(phone.locator(f"{selector} ul")).to_be_hidden()


def test_after_a_step_keys_go_on_from_its_title(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    press(phone, '[data-answer="locked"]')
    expect(phone.locator("#step-title")).to_be_focused()

    phone.keyboard.press("Tab")

    assert re.match(r"SUMMARY|A", phone.evaluate("document.activeElement.tagName"))
    assert phone.evaluate("""document.querySelector("#step-title").compareDocumentPosition(document.activeElement)
        === Node.DOCUMENT_POSITION_FOLLOWING""")
