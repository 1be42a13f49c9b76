"""What a page weighs and how it settles (point 39): counted, never timed; make audit has what the clock says."""

from dataclasses import dataclass
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from .conftest import PHONE, opened
from .pages import ADVICE
from .walking import LOCKED, TICKS, answer, step, to_advice

KB = 1024
#: From now on, how far things have moved without the reader's doing, as Chromium counts it.
SHIFTS = """() => {
    window.shifted = [];
    new PerformanceObserver((seen) => window.shifted.push(...seen.getEntries().map((one) => one.value)))
        .observe({type: "layout-shift", buffered: true});
}"""


@dataclass(frozen=True)
class Loaded:
    """Something that a page was made of; ``size`` as it came over the line, without its headers."""

    url: str
    kind: str
    size: int


@pytest.fixture
def fresh(browser, site):
    """A phone that was never here before."""
    page = opened(browser, site.address, service_workers="allow", **PHONE)
    yield page
    page.context.close()


def loaded(page: Page, url: str) -> list[Loaded]:
    """Open a page and return all that it takes; a tab's icon and what is kept for later are no part of it."""
    finished: list[Request] = []
    page.context.on("requestfinished", lambda one: finished.append(one) if one.service_worker is None else None)
    page.goto(url, wait_until="networkidle")
    assert page.url.endswith(url), "a redirect is one request more"
    parts = [one for one in finished if "/img/mark" not in one.url]
    return [Loaded(one.url, one.resource_type, one.sizes()["responseBodySize"]) for one in parts]


def weight(parts: list[Loaded], *kinds: str) -> int:
    """Return the bytes of some kinds together."""
    return sum(one.size for one in parts if one.kind in kinds)


@pytest.mark.point(39)
def test_the_first_view_is_light(fresh: Page, site) -> None:
    parts = loaded(fresh, "/guides/x-sms/")

    assert {one.kind for one in parts} == {"document", "stylesheet", "script"}
    assert weight(parts, "document", "stylesheet") <= 14 * KB
    assert weight(parts, "document", "stylesheet", "script") <= 30 * KB
    assert len(parts) <= 4
    assert [one.url for one in parts if not one.url.startswith(site.address)] == []


@pytest.mark.point(39)
def test_all_that_is_kept_for_later_comes_from_here(fresh: Page, site) -> None:
    asked: list[str] = []
    fresh.context.on("request", lambda request: asked.append(request.url))
    fresh.goto("/guides/x-sms/")
    fresh.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    to_advice(fresh)

    assert len(asked) > 4
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []


@pytest.mark.point(39)
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", [LOCKED, TICKS, ADVICE], ids=["question", "ticks", "advice"])
def test_what_an_answer_leads_to_is_light(browser, site, url: str, prefix: str) -> None:
    with urlopen(site.address + prefix + url) as led:  # to where the walk leads
        there = led.url.removeprefix(site.address)
    context: BrowserContext = browser.new_context(base_url=site.address, java_script_enabled=False)

    parts = loaded(context.new_page(), there)
    context.close()

    assert 0 < weight(parts, "document") <= 6 * KB


@pytest.mark.point(39)
def test_no_font_is_fetched(fresh: Page) -> None:
    fresh.goto("/guides/x-sms/", wait_until="networkidle")

    assert fresh.evaluate("[...document.fonts].length") == 0


@pytest.mark.point(39)
@pytest.mark.parametrize(
    "url", ["/", "/guides/x-sms/", LOCKED, TICKS, ADVICE, "/causes/resend-limit/", "/search/?q=SMS"]
)
def test_nothing_moves_while_a_page_loads(fresh: Page, url: str) -> None:
    fresh.goto(url, wait_until="networkidle")
    fresh.evaluate(SHIFTS)
    fresh.evaluate("new Promise(requestAnimationFrame)")

    assert fresh.evaluate("window.shifted") == []


@pytest.mark.point(39)
def test_nothing_moves_after_a_step_changes(fresh: Page) -> None:
    fresh.goto("/guides/x-sms/")
    fresh.evaluate(SHIFTS)
    answer(fresh, "locked")
    expect(fresh.locator("#step-title")).to_be_focused()
    to_advice(fresh)
    expect(fresh.locator("#step[data-step=advice]")).to_be_visible()
    fresh.evaluate("new Promise(requestAnimationFrame)")

    assert step(fresh) == "advice"
    assert fresh.evaluate("window.shifted") == []
