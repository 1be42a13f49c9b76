"""A bad line or a failing server never leaves a dead link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from .walking import LOCKED

NEXT = "**/walk/reach/**"


def once(fault: Callable[[Route], None]) -> Callable[[Route], None]:
    """Fail the first request alone."""
    failed: list[Route] = []

    def handle(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route)
            fault(route)

    return handle


@pytest.mark.point(13)
@pytest.mark.parametrize(
    "fault",
    [
        lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fiにログイン</h1>"),
        lambda route: route.abort(),
    ],
    ids=["502", "somebody else's page", "abort"],
)
def test_the_browser_takes_over(faulty: Page, fault: Callable[[Route], None]) -> None:
    faulty.goto(LOCKED)
    faulty.route(NEXT, once(fault))

    faulty.locator("a[data-answer=sent-match]").click()

    expect(faulty.locator("#step-title")).to_have_text("ほかのSMSは届きますか", timeout=10_000)
    assert "/walk/reach/" in faulty.url


@pytest.mark.point(12, 39)
def test_nothing_moves_when_a_slow_answer_is_admitted(faulty: Page) -> None:
    faulty.goto("/guides/x-sms/")
    faulty.route("**/walk/screen/**", lambda route: None)
    rows = faulty.locator(".answers .row")
    before = [row.bounding_box() for row in rows.all()]

    faulty.locator("a[data-answer=locked]").click()
    expect(faulty.locator("a[data-answer=locked]")).to_have_attribute("data-loading", "読み込み中")

    assert [row.bounding_box() for row in rows.all()] == before


@pytest.mark.point(12)
def test_a_slow_answer_is_admitted_and_given_up(faulty: Page) -> None:
    faulty.goto(LOCKED)
    faulty.route(NEXT, once(lambda route: None))

    faulty.locator("a[data-answer=sent-match]").click()

    expect(faulty.locator("#status")).to_have_text("読み込み中", timeout=2_000)
    faulty.wait_for_url(NEXT, timeout=15_000)
