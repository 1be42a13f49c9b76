"""A real Chromium on a real site. What goes wrong in a page's console fails the test."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
# Without these Chromium asks for addresses of its maker's, which no test needs.
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
#: Milliseconds that a page may take to do or show what is expected while other tests share the processor.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell"),
        "args": QUIET,
    }


def opened(browser: Browser, address: str, **context) -> Page:
    """Open a blank page of a site; without a worker, which keeps the guide anew for each test, unless asked for."""
    page = browser.new_page(**{"base_url": address, "service_workers": "block", **context})
    page.set_default_timeout(PATIENCE)
    return page


def listening(page: Page) -> list[str]:
    """Return what the page's console complains of from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def phone(browser, site):
    """A phone with JavaScript."""
    page = opened(browser, site.address, **PHONE)
    complaints = listening(page)
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def plain(browser, site):
    """A phone without JavaScript."""
    page = opened(browser, site.address, java_script_enabled=False, **PHONE)
    complaints = listening(page)
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def faulty(browser, site):
    """A phone on a bad line: its console may complain. A worker would ask past the test's faults."""
    page = opened(browser, site.address, **PHONE)
    yield page
    page.close()
