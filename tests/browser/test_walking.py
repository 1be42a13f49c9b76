"""A reader walks from the symptom to advice, with and without JavaScript."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .walking import DEEP, LOCKED, TICKS, answer, place, step, tap, to_advice

FIXTURES = Path(__file__).parents[2] / "fixtures/guides.json"
SITUATIONS = [
    row["fields"]["slug"]
    for row in json.loads(FIXTURES.read_text())
    if row["model"] == "troubleshoot.answer" and row["fields"]["question"] == ["x-sms", "situation"]
]
each_situation = pytest.mark.parametrize("situation", SITUATIONS)


@each_situation
def test_every_situation_leads_to_advice(phone: Page, situation: str) -> None:
    phone.goto("/guides/x-sms/")
    answer(phone, situation)

    asked = to_advice(phone)

    assert asked <= 4
    expect(phone.locator("#step[data-step=advice]")).to_have_attribute("data-cause", phone.url.split("/")[-2])
    expect(phone.locator(".steps .imperative").first).to_be_visible()


@pytest.mark.point(1)
@each_situation
def test_every_situation_leads_to_advice_without_javascript(plain: Page, situation: str) -> None:
    plain.goto("/guides/x-sms/")
    answer(plain, situation)

    to_advice(plain)

    assert step(plain) == "advice"
    expect(plain.locator(".steps .imperative").first).to_be_visible()


@pytest.mark.point(1)
def test_several_are_ticked_without_javascript(plain: Page) -> None:
    plain.goto(TICKS)
    plain.check("input[value=mnp]")
    plain.check("input[value=many-resend]")

    tap(plain, ".ticks button")

    assert "recent=many-resend,mnp" in plain.url
    assert step(plain) == "advice"


def test_sending_no_tick_says_what_to_do(plain: Page) -> None:
    plain.goto(TICKS)

    tap(plain, ".ticks button")

    expect(plain.locator("#tick-one")).to_be_visible()
    expect(plain.locator("#tick-one")).to_be_focused()


@pytest.mark.point(4)
def test_a_step_changes_without_a_page_load(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    phone.evaluate("window.same = true")

    answer(phone, "locked")

    expect(phone.locator("#step-title")).to_be_focused()
    assert phone.evaluate("window.same") is True
    assert phone.evaluate("scrollY") == 0


@pytest.mark.point(2)
def test_back_twice_and_forward_agree(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    places = [place(phone)]
    for slug in ("locked", "sent-match"):
        answer(phone, slug)
        expect(phone.locator("#step-title")).to_be_focused()
        places.append(place(phone))

    for direction, expected in ((phone.go_back, 1), (phone.go_back, 0), (phone.go_forward, 1), (phone.go_forward, 2)):
        direction()
        expect(phone.locator("#step-title")).to_have_text(places[expected][2])
        assert place(phone) == places[expected]


@pytest.mark.point(3)
def test_a_step_is_reloaded_as_it_was(phone: Page) -> None:
    phone.goto("/guides/x-sms/")
    answer(phone, "locked")
    expect(phone.locator("#step-title")).to_be_focused()
    before = place(phone)

    phone.reload()

    assert place(phone) == before


@pytest.mark.point(8)
def test_changing_an_early_answer_keeps_the_later_ones(phone: Page) -> None:
    phone.goto(DEEP)

    tap(phone, phone.locator(".given dd a").first)
    expect(phone.locator("#step a[aria-current]")).to_have_attribute("data-answer", "locked")
    answer(phone, "signup")

    expect(phone).to_have_url(re.compile("situation=signup&screen=sent-match&reach=people-only"))


@pytest.mark.point(14)
def test_a_double_tap_is_one_step(phone: Page) -> None:
    phone.goto(LOCKED)
    before = phone.evaluate("history.length")

    phone.locator("a[data-answer=sent-match]").dblclick()
    expect(phone.locator("#step-title")).to_be_focused()
    phone.wait_for_load_state("networkidle")

    assert phone.evaluate("history.length") == before + 1


def test_the_second_half_of_a_double_click_answers_no_question_that_came_between(phone: Page) -> None:
    phone.goto(LOCKED)
    tap(phone, "a[data-answer=sent-match]")
    expect(phone.locator("#step-title")).to_be_focused()
    came = phone.url

    phone.locator("a[data-answer]").first.hover()
    phone.mouse.down(click_count=2)
    phone.mouse.up(click_count=2)
    for _ in range(3):
        phone.evaluate("fetch(location.href)")  # what the click had asked for would be there before

    assert phone.url == came


def test_the_second_half_of_a_double_click_leaves_the_focus_where_the_step_put_it(phone: Page) -> None:
    phone.goto(LOCKED)
    tap(phone, "a[data-answer=sent-match]")
    expect(phone.locator("#step-title")).to_be_focused()

    phone.mouse.move(1, 400)  # beside every link
    phone.mouse.down(click_count=2)
    phone.mouse.up(click_count=2)

    expect(phone.locator("#step-title")).to_be_focused()


def test_a_walk_goes_to_advice_by_keyboard_alone(phone: Page) -> None:
    phone.goto("/guides/x-sms/")

    for slug in ("locked", "sent-match", "services-ok", "none"):
        for _ in range(40):
            phone.keyboard.press("Tab")
            if phone.evaluate("document.activeElement.dataset.answer") == slug:
                break
        title = phone.locator("#step-title").inner_text()
        phone.keyboard.press("Enter")
        expect(phone.locator("#step-title")).not_to_have_text(title)
        expect(phone.locator("#step-title")).to_be_focused()

    assert step(phone) == "advice"


def test_answers_that_are_gone_are_told_of(phone: Page) -> None:
    phone.goto(f"{LOCKED}&reach=gone")
    expect(phone.locator("#answers-changed")).to_be_visible()

    answer(phone, "sent-match")

    expect(phone.locator("#answers-changed")).to_be_hidden()


def test_waiting_is_told_as_a_clock_time(phone: Page, plain: Page) -> None:
    for page, words in ((phone, "明日"), (plain, "24時間後")):
        page.goto("/causes/resend-limit/")
        expect(page.locator("[data-wait-minutes='1440']").first).to_contain_text(words)


def test_the_verdict_leads_on(phone: Page) -> None:
    phone.goto(LOCKED)
    to_advice(phone)
    first = phone.locator("#step").get_attribute("data-cause") or "none"

    tap(phone, "button[value=unsolved]")
    assert f"tried={first}" in phone.url
    tap(phone, "button[value=solved]")

    assert "/solved/" in phone.url
