"""Walks a guide as a reader does: by its answers."""

from playwright.sync_api import Locator, Page

LOCKED = "/guides/x-sms/walk/screen/?situation=locked"
TICKS = "/guides/x-sms/walk/recent/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo"
DEEP = "/guides/x-sms/walk/carrier/?situation=locked&screen=sent-match&reach=people-only"


def tap(page: Page, target: Locator | str) -> None:
    """Tap something that leads elsewhere and wait for the address to change."""
    before = page.url
    (page.locator(target) if isinstance(target, str) else target).click()
    page.wait_for_url(lambda address: address != before)


def answer(page: Page, slug: str) -> None:
    """Give an answer."""
    tap(page, f'a[data-answer="{slug}"]')


def step(page: Page) -> str:
    """Return which kind of step the page shows."""
    return page.locator("#step").get_attribute("data-step") or ""


def to_advice(page: Page) -> int:
    """Give the first answer of every question until there is advice; return how many were asked."""
    for asked in range(8):
        if step(page) != "question":
            return asked
        tap(page, page.locator("a[data-answer]").first)
    message = f"no advice after eight questions: {page.url}"
    raise AssertionError(message)


def place(page: Page) -> tuple[str, str, str]:
    """Return the address, the title and the heading, which have to agree."""
    return page.url, page.title(), page.locator("#step-title").inner_text()
