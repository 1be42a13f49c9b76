"""How a reader is guided (points 5, 6, 9, 20, 21, 22), as far as no other test says it."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE
from .pages import ADVICE, PAGES
from .walking import LOCKED, TICKS, answer, step, tap, to_advice

#: Note whatever a screen reader would be told beside the focus.
HEAR = """() => {
    window.heard = [];
    new MutationObserver(() => {
        for (const one of document.querySelectorAll("[role=status], [role=alert], [aria-live]"))
            if (one.textContent.trim()) window.heard.push(one.textContent);
    }).observe(document, {subtree: true, childList: true, characterData: true});
}"""
#: What a page is made of, from the top; data for search engines are nothing that anybody sees.
PARTS = """[...document.body.children].filter((one) => one.localName !== "script")
    .map((one) => one.className || one.localName)"""


@pytest.mark.point(5)
def test_a_step_is_announced_by_the_focus_alone(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    phone.evaluate(HEAR)

    answer(phone, "locked")
    expect(phone.locator("#step-title")).to_be_focused()

    assert phone.evaluate("window.heard") == []
    assert phone.locator("[aria-live], [role=alert], [role=log]").count() == 0


@pytest.mark.point(5)
def test_what_a_screen_reader_is_told_is_heard_by_this_test(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    phone.evaluate(HEAR)

    phone.evaluate("document.getElementById('status').textContent = '読み込み中'")
    phone.evaluate("0")

    assert phone.evaluate("window.heard") == ["読み込み中"]


@pytest.mark.point(6)
def test_each_step_of_a_walk_has_a_title_of_its_own(phone: Page) -> None:
    titles = []
    phone.goto("/guides/x-sms/")
    for slug in ("locked", "sent-match", "people-only", "docomo"):
        titles.append(phone.title())
        answer(phone, slug)
        expect(phone.locator("#step-title")).to_be_focused()
    titles.append(phone.title())

    assert len(set(titles)) == 5


@pytest.mark.point(6)
def test_kinds_of_pages_have_titles_of_their_own_the_missing_one_too(faulty: Page) -> None:
    titles = {}
    for name, url in PAGES.items():
        faulty.goto(url)
        titles[name] = faulty.title()

    del titles["question again"]  # the same question, its answer marked
    assert sorted(set(titles.values())) == sorted(titles.values())


@pytest.mark.point(9)
@pytest.mark.parametrize(
    "url", [LOCKED, TICKS, ADVICE, "/guides/x-sms/end/"], ids=["question", "ticks", "advice", "end"]
)
def test_every_step_offers_to_begin_again(plain: Page, url: str) -> None:
    plain.goto(url)

    tap(plain, plain.get_by_role("link", name="最初からやり直す"))

    expect(plain).to_have_url("/guides/x-sms/")


@pytest.mark.point(20, 21)
def test_help_stands_in_the_same_place_on_every_page(faulty: Page) -> None:
    places = {}
    for name, url in PAGES.items():
        faulty.goto(url)
        places[name] = faulty.evaluate(PARTS)
        helping = faulty.locator("aside.help")
        expect(helping.get_by_role("heading", name="自分で直すのが難しいとき")).to_be_visible()
        helping.get_by_text("このスマホが使えないとき").click()
        for way in ("Wi-Fi", "家族のスマホ", "店へ"):
            expect(helping.get_by_text(way)).to_be_visible()

    assert places == dict.fromkeys(PAGES, places["home"])


@pytest.mark.point(22)
def test_a_verdict_is_taken_in_a_second_tab(browser, site) -> None:
    context = browser.new_context(base_url=site.address, **PHONE)
    first, second = context.new_page(), context.new_page()
    first.goto(LOCKED)
    to_advice(first)
    second.goto(first.url)

    tap(first, "button[value=unsolved]")
    tap(second, "button[value=solved]")

    assert (step(first), "/solved/" in second.url) == ("advice", True)
    assert context.cookies() == []
    context.close()
