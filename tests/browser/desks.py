"""Editors at their desks: a filled site's accounts, each signed in from the start, and how one signs in again."""

from playwright.sync_api import Browser, Page, expect

from tests.server import PASSWORD, Site
from tests.signing_in import code

from .conftest import opened

#: Milliseconds that hashing a password may take beside other tests.
SLOW = 60_000
WIDE = {"viewport": {"width": 1280, "height": 900}, "locale": "ja-JP"}


def signed_in(browser: Browser, site: Site, name: str = "editor", **context) -> Page:
    """Return the admin in a browser of its own in which somebody is signed in."""
    page = opened(browser, site.address, **{**WIDE, **context})
    page.context.add_cookies([{"name": "sessionid", "value": f"session-of-{name}", "url": site.address}])
    page.goto("/admin/")
    expect(page.locator("#user-tools")).to_be_visible()
    return page


def sign_in(page: Page, name: str = "editor") -> None:
    """Fill in the form that asks who it is."""
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter", timeout=SLOW)
    asked = page.locator("#door-code")
    expect(asked.or_(page.locator("#user-tools"))).to_be_visible(timeout=SLOW)
    if asked.count():
        asked.fill(code())
        asked.press("Enter")
    expect(page.locator("#user-tools")).to_be_visible(timeout=SLOW)
