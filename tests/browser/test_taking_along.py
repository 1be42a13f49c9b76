"""Ticks stay in the tab; a walk is copied, shared (17), printed (18); the language follows the step (15, 35)."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, listening, opened
from .walking import LOCKED, answer, place, tap

ADVICE = "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo&recent=spam-setting"
LONGEST = [
    ADVICE,
    "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=services-ok&recent=none&carrier=au",
    "/guides/x-sms/walk/?situation=locked&screen=limit-msg&reach=unsure&recent=many-resend&carrier=unsure",
    "/guides/x-sms/walk/?situation=code-invalid",
    "/causes/ios-filter/",
    "/guides/x-sms/carry-on/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo&recent=spam-setting",
]


def ticks(page: Page) -> list[bool]:
    return [box.is_checked() for box in page.locator(".step input").all()]


def test_ticks_are_there_after_a_reload_and_on_coming_back(phone: Page) -> None:
    phone.goto(ADVICE)
    phone.get_by_role("checkbox").nth(1).check()
    before = ticks(phone)

    phone.reload()
    assert ticks(phone) == before
    phone.get_by_role("link", name="戻る").click()
    expect(phone.locator("#step")).to_have_attribute("data-step", "question")
    phone.go_back()
    expect(phone.locator("#step")).to_have_attribute("data-step", "advice")

    assert before[:3] == [False, True, False]
    assert ticks(phone) == before


def test_ticks_leave_no_cookie_and_stay_in_their_tab(phone: Page, browser, site) -> None:
    phone.goto(ADVICE)

    phone.get_by_role("checkbox").first.check()
    other = opened(browser, site.address, **PHONE)
    other.goto(ADVICE)

    assert phone.context.cookies() == []
    assert set(ticks(other)) == {False}
    other.close()


def test_a_browser_that_keeps_nothing_still_ticks_and_copies(phone: Page) -> None:
    phone.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('off'); }})")
    phone.goto(ADVICE)

    phone.get_by_role("checkbox").first.check()
    phone.get_by_text("別の端末で続ける・人に見せる").click()

    assert ticks(phone)[:2] == [True, False]
    expect(phone.get_by_role("button", name="コピーする")).to_be_visible()


def test_a_step_is_ticked_by_a_tap_on_its_words_without_javascript(plain: Page) -> None:
    plain.goto(ADVICE)

    plain.locator(".step .imperative").nth(1).tap()

    assert ticks(plain)[:3] == [False, True, False]


def test_each_tick_is_named_by_its_step_and_large_enough(phone: Page) -> None:
    phone.goto(ADVICE)

    first = phone.locator(".step").first
    box = first.bounding_box()
    words = first.locator(".imperative").inner_text()
    expect(phone.get_by_role("checkbox", name=re.compile(re.escape(words)))).to_have_count(1)
    assert box
    assert box["height"] >= 44


@pytest.mark.point(17)
def test_the_address_is_copied_and_told(browser, site) -> None:
    page = opened(browser, site.address, **PHONE, permissions=["clipboard-read", "clipboard-write"])
    complaints = listening(page)
    page.goto(LOCKED)
    page.get_by_text("別の端末で続ける・人に見せる").click()

    page.get_by_role("button", name="コピーする").click()

    expect(page.locator("details.carry-on").get_by_role("status")).to_have_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert complaints == []
    page.close()


@pytest.mark.point(17)
def test_an_address_that_may_not_be_copied_is_selected(phone: Page) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject()}})")
    phone.goto(LOCKED)
    phone.get_by_text("別の端末で続ける・人に見せる").click()

    phone.get_by_role("button", name="コピーする").click()

    expect(phone.locator("#address")).to_be_focused()
    assert phone.evaluate("getSelection().toString()") == phone.url


@pytest.mark.point(17)
def test_the_phone_s_own_sharing_is_given_the_address(phone: Page) -> None:
    phone.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    phone.goto(LOCKED)
    phone.get_by_text("別の端末で続ける・人に見せる").click()

    phone.get_by_role("button", name="ほかのアプリに送る").click()

    assert phone.evaluate("shared") == {"title": phone.title(), "url": phone.url}


def test_the_address_after_a_step_is_that_step_s(phone: Page) -> None:
    phone.goto("/guides/x-sms/")

    answer(phone, "locked")
    expect(phone.locator("#step-title")).to_be_focused()

    expect(phone.locator("#address")).to_have_value(phone.url)
    phone.get_by_text("別の端末で続ける・人に見せる").click()
    expect(phone.get_by_role("button", name="コピーする")).to_be_visible()


def test_without_javascript_the_address_stands_there_and_no_button_is_dead(plain: Page) -> None:
    plain.goto(LOCKED)
    plain.get_by_text("別の端末で続ける・人に見せる").click()

    expect(plain.locator("#address")).to_have_value(plain.url)
    expect(plain.locator("#address")).to_be_visible()
    expect(plain.get_by_role("button")).to_have_count(0)
    tap(plain, plain.get_by_role("link", name="QRコードと、窓口に見せる文"))
    expect(plain.get_by_role("img", name="このページを開くQRコード")).to_be_visible()


@pytest.mark.point(18)
@pytest.mark.parametrize("url", LONGEST)
def test_a_page_is_printed_on_two_sheets_at_most(plain: Page, url: str) -> None:
    plain.goto(url)
    sheets = re.findall(rb"/Type /Page\b", plain.pdf(format="A4"))
    plain.emulate_media(media="print")

    assert 1 <= len(sheets) <= 2
    expect(plain.locator(".printed-address")).to_be_visible()
    expect(plain.locator(".printed-address")).to_have_text(plain.url)


@pytest.mark.point(18)
def test_numbers_stand_on_paper(plain: Page) -> None:
    plain.goto(ADVICE)

    plain.emulate_media(media="print")

    expect(plain.locator(".phone-card")).to_contain_text("0120-800-000")
    expect(plain.locator(".number").first).to_be_visible()
    expect(plain.locator(".verdict")).to_be_hidden()


def languages(page: Page) -> dict[str, str]:
    links = page.locator("#languages a").all()
    return {link.get_attribute("hreflang") or "": link.get_attribute("href") or "" for link in links}


def test_the_language_switch_follows_the_step(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    places = []
    for slug in ("locked", "sent-match"):
        answer(phone, slug)
        expect(phone.locator("#step-title")).to_be_focused()
        path = phone.url.split(":", 2)[2].partition("/")[2]
        assert languages(phone) == {"ja": f"/{path}", "en": f"/en/{path}", "ja-x-easy": f"/easy/{path}"}
        places.append((place(phone), languages(phone)))

    phone.go_back()
    expect(phone.locator("#step-title")).to_have_text(places[0][0][2])
    assert (place(phone), languages(phone)) == places[0]
    phone.go_forward()
    expect(phone.locator("#step-title")).to_have_text(places[1][0][2])
    assert (place(phone), languages(phone)) == places[1]

    phone.get_by_text("Language").click()
    tap(phone, phone.get_by_role("link", name="English"))
    assert "/en/guides/x-sms/walk/reach/?situation=locked&screen=sent-match" in phone.url


@pytest.mark.point(15)
@pytest.mark.parametrize("prefix", ["", "/en", "/easy"])
def test_the_first_action_is_on_the_first_screen_in_every_language(phone: Page, prefix: str) -> None:
    phone.goto(prefix + ADVICE)

    box = phone.locator(".step").first.bounding_box()

    assert box
    assert box["y"] + 44 <= 640
