"""A reader finds a page by words: suggested while typing, by a tap or by the keyboard alone, and without JavaScript."""

import re

from playwright.sync_api import Page, expect

SHIFTS = """
() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({type: "layout-shift"});
}
"""
ENDING = """
() => {
  window.ended = new Promise((resolve) => document.addEventListener("htmx:finally:request", resolve, {once: true}));
  return null;
}
"""


def test_suggestions_come_while_typing_and_move_nothing(phone: Page) -> None:
    phone.goto("/search/")
    phone.evaluate(SHIFTS)

    phone.locator("#q").press_sequentially("ドコモ 海外")

    expect(phone.locator(".suggestions a").first).to_have_attribute("href", re.compile("^/(causes|carriers)/"))
    expect(phone.locator("#suggested")).to_have_text(re.compile(r"^候補が\d件あります$"))
    assert phone.evaluate("window.shifted") == 0
    heights = phone.locator(".suggestions a").evaluate_all("links => links.map((link) => link.offsetHeight)")
    assert min(heights) >= 44


def test_a_suggestion_is_reached_and_opened_by_the_keyboard(phone: Page) -> None:
    phone.goto("/")
    field = phone.locator("#q")

    field.press_sequentially("ahamo")
    first = phone.locator(".suggestions a").first
    expect(first).to_be_visible()
    expect(field).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    expect(first).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone).to_have_url(re.compile("/carriers/ahamo/$"))


def test_suggestions_go_when_the_reader_goes_on(phone: Page) -> None:
    phone.goto("/")
    phone.locator("#q").press_sequentially("ahamo")
    expect(phone.locator(".suggestions a").first).to_be_visible()

    phone.locator("main a").first.focus()
    expect(phone.locator(".suggestions")).to_be_hidden()

    phone.locator("#q").fill("")
    expect(phone.locator(".suggestions a")).to_have_count(0)


def test_a_failing_suggestion_leaves_the_form_as_it_is(faulty: Page) -> None:
    faulty.goto("/search/")
    faulty.route("**/search/suggest/**", lambda route: route.fulfill(status=502, body="<p>502</p>"))

    faulty.evaluate(ENDING)

    faulty.locator("#q").press_sequentially("機種変更")
    faulty.evaluate("() => window.ended")
    expect(faulty.locator("#suggestions")).to_be_empty()
    faulty.keyboard.press("Enter")

    expect(faulty).to_have_url(re.compile(r"/search/\?q="))
    expect(faulty.locator(".results a").first).to_have_attribute("href", "/causes/sim-switch/")


def test_results_are_found_without_javascript(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#q").fill("迷惑メッセージ")
    plain.locator("form[role=search] button").click()

    expect(plain.locator("h2#found")).to_have_text(re.compile(r"^\d+件見つかりました$"))
    plain.locator(".results a").first.click()
    expect(plain).to_have_url(re.compile("/causes/"))
