"""axe-core finds nothing on the readers' pages, and nothing is cut off on a narrow screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .walking import DEEP, LOCKED, TICKS

ADVICE = "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo&recent=spam-setting"
PAGES = {
    "home": "/",
    "guide": "/guides/x-sms/",
    "question": LOCKED,
    "question to tick": TICKS,
    "question again": f"{DEEP}&carrier=docomo",
    "advice": ADVICE,
    "end": "/guides/x-sms/end/",
    "cause": "/causes/carrier-intl-block/",
    "cause on carrier": "/causes/carrier-intl-block/docomo/",
    "cause by device": "/causes/ios-filter/",
    "carrier": "/carriers/docomo/",
    "search": "/search/?q=SMS",
    "incidents": "/incidents/",
    "not found": "/nowhere/",
}
each_page = pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(faulty, url, scheme):
    faulty.emulate_media(color_scheme=scheme)
    faulty.goto(url)

    found = Axe().run(faulty)

    assert found.violations_count == 0, found.generate_report()


@each_page
def test_nothing_scrolls_sideways_on_the_narrowest_screen(faulty, url):
    faulty.set_viewport_size({"width": 320, "height": 640})
    faulty.goto(url)

    assert faulty.evaluate("document.documentElement.scrollWidth") <= 320


@each_page
def test_targets_are_large_enough_to_hit(faulty, url):
    faulty.goto(url)

    small = faulty.evaluate("""() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
        .filter((one) => one.checkVisibility() && !one.closest("label, .visually-hidden, .skip-link"))
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44)
        .map(([text, box]) => `${text}: ${box.width} × ${box.height}`)""")
    assert small == []


def test_the_first_action_is_on_the_first_screen(faulty):
    faulty.goto(ADVICE)

    box = faulty.locator(".steps .imperative").first.bounding_box()
    assert box["y"] + box["height"] <= 640
