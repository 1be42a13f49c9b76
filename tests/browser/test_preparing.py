"""The next step is asked for as the finger comes down, and only then: one request, one history entry (point 14)."""

from playwright.sync_api import Page, Request, expect

from .conftest import PHONE, opened
from .walking import LOCKED, TICKS, answer

ANSWER = "a[data-answer=sent-match]"


def requested(page: Page) -> list[str]:
    """Return the pages asked for from now on, by path."""
    paths: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in {"document", "fetch", "xhr"}:
            paths.append(request.url.split("/guides/x-sms/")[-1].split("/?")[0])

    page.on("request", note)
    return paths


def finger_down(page: Page, selector: str) -> None:
    box = page.locator(selector).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def test_a_step_is_there_when_the_finger_lifts(phone: Page) -> None:
    phone.goto(LOCKED)
    before = phone.evaluate("history.length")
    asked = requested(phone)

    with phone.expect_response("**/walk/reach/**") as early:
        finger_down(phone, ANSWER)
    early.value.finished()
    expect(phone.locator("#step-title")).to_have_text("いまの画面に近いものはどれですか")
    phone.mouse.up()

    expect(phone.locator("#step-title")).to_have_text("ほかのSMSは届きますか")
    expect(phone.locator("#step-title")).to_be_focused()
    assert asked == ["walk/reach"]
    assert phone.evaluate("history.length") == before + 1


def test_a_tap_on_glass_asks_once(phone: Page) -> None:
    phone.goto(LOCKED)
    asked = requested(phone)

    phone.locator(ANSWER).tap()

    expect(phone.locator("#step-title")).to_have_text("ほかのSMSは届きますか")
    assert asked == ["walk/reach"]


def test_hovering_asks_for_nothing(phone: Page) -> None:
    phone.goto(LOCKED)
    asked = requested(phone)

    phone.locator(ANSWER).hover()
    answer(phone, "sent-mismatch")

    assert len(asked) == 1


def test_a_finger_that_moves_away_takes_its_request_back(faulty: Page) -> None:
    faulty.goto(LOCKED)
    faulty.route("**/walk/reach/**", lambda route: None)  # never answered

    with faulty.expect_event("requestfailed") as given_up:
        finger_down(faulty, ANSWER)
        faulty.mouse.move(1, 1)
        faulty.mouse.up()

    assert "/walk/reach/" in given_up.value.url
    assert faulty.url.endswith(LOCKED)


def test_a_long_press_then_a_tap_elsewhere_leads_elsewhere(phone: Page) -> None:
    phone.goto(LOCKED)
    finger_down(phone, ANSWER)
    phone.mouse.move(1, 1)
    phone.mouse.up()

    answer(phone, "sent-mismatch")

    assert "screen=sent-mismatch" in phone.url


def test_a_second_button_or_a_new_tab_asks_for_nothing_early(phone: Page) -> None:
    phone.goto(LOCKED)
    asked = requested(phone)

    phone.locator(ANSWER).dispatch_event("pointerdown", {"button": 1})
    phone.locator(ANSWER).dispatch_event("pointerdown", {"ctrlKey": True})
    answer(phone, "sent-mismatch")

    assert len(asked) == 1


def test_readers_who_save_data_are_spared(browser, site) -> None:
    page = opened(browser, site.address, **PHONE)
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(LOCKED)
    asked = requested(page)

    finger_down(page, ANSWER)
    page.mouse.move(1, 1)
    page.mouse.up()
    answer(page, "sent-mismatch")

    assert len(asked) == 1
    page.close()


def test_a_form_is_never_sent_early(phone: Page) -> None:
    phone.goto(TICKS)
    asked = requested(phone)

    finger_down(phone, ".ticks button")
    phone.mouse.move(1, 1)
    phone.mouse.up()
    answer(phone, "none")

    assert len(asked) == 1


def test_a_step_prepared_in_vain_does_not_hold_up_the_keyboard(phone: Page) -> None:
    phone.goto(LOCKED)
    finger_down(phone, ANSWER)
    phone.mouse.move(1, 1)
    phone.mouse.up()

    phone.locator(ANSWER).press("Enter")

    expect(phone.locator("#step-title")).to_have_text("ほかのSMSは届きますか")
