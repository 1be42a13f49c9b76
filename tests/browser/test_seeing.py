"""What a reader sees: points 25 to 37, each by its number, over a page of every kind in a real Chromium."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, opened
from .pages import ADVICE, PAGES
from .walking import LOCKED, TICKS

NARROWEST = {"width": 320, "height": 640}
FOUR_TIMES = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %

#: Whatever sticks out of the page, or is cut off by its own box.
CUT = """() => [...document.querySelectorAll("body *:not(svg *)")].filter((one) => {
    if (!one.checkVisibility() || one.closest(".visually-hidden, .skip-link, textarea, input, [hidden]")) return false;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) return true;
    const clips = /hidden|clip/.test(style.overflow) && style.clipPath === "none";
    return clips && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 20)}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNFOLD = "() => document.querySelectorAll('main details').forEach((one) => one.open = true)"
#: What can be hit: everything with a box of its own; a field counts with its label, a link within a sentence does not.
TARGETS = """() => [...document.querySelectorAll("a, button, summary, label:has(input), input, textarea")]
    .filter((one) => one.type !== "hidden")
    .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip-link"))
    .filter((one) => one.tagName === "LABEL" || !one.closest("label"))"""
SMALL = f"""() => ({TARGETS})().map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
    .map(([one, box]) => `${{one.textContent.trim()}}: ${{box.width}} × ${{box.height}}`)"""
ROWS = """() => [...document.querySelectorAll(".answers .row, .ticks .row")].map((row) => row.getBoundingClientRect())
    .map(({top, bottom, height}) => ({top, bottom, height}))"""
#: WCAG 1.4.12: the spacing that a reader's own style sheet may set.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }"""
#: Colours that text and what it stands on are drawn with.
SHOWN = """(but) => {
    const below = (one) => {
        for (; one; one = one.parentElement) {
            const colour = getComputedStyle(one).backgroundColor;
            if (!/, 0\\)$|^transparent$/.test(colour)) return colour;
        }
    };
    const texts = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
        && !one.closest(".visually-hidden, svg") && !one.closest(but)
        && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    return texts.map((one) => [one.textContent.trim().slice(0, 20), getComputedStyle(one).color, below(one)]);
}"""
FOCUSED = """() => { const style = getComputedStyle(document.activeElement);
    return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor, style.boxShadow]; }"""

ADOPT = """(css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""
PLAIN = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none", "reduced_motion": "reduce"}
ALL = {
    f"{language} {name}".strip(): f"{language}{url}" for language in ("", "/en", "/easy") for name, url in PAGES.items()
}


@pytest.fixture(scope="module")
def screen(browser, site):
    """A phone's screen that many tests look at, one after the other."""
    page = opened(browser, site.address, **PHONE)
    yield page
    page.context.close()


def kept_open(browser, site, url):
    """Open a page for all tests that look at it."""
    page = opened(browser, site.address, **PHONE)
    page.goto(url)
    yield page
    page.context.close()


@pytest.fixture(scope="module", params=PAGES.values(), ids=PAGES.keys())
def each(request, browser, site):
    """Each page."""
    yield from kept_open(browser, site, request.param)


@pytest.fixture(scope="module", params=ALL.values(), ids=ALL.keys())
def every(request, browser, site):
    """Each page in every language: words differ, and so does their room."""
    yield from kept_open(browser, site, request.param)


def look(page: Page, url: str = "", size=PHONE["viewport"], css: str = "", **wishes) -> None:
    """See a page, or another one, everything unfolded, as a reader does with these wishes and a style sheet added."""
    page.emulate_media(**{**PLAIN, **wishes})
    page.set_viewport_size(size)
    if url:
        page.goto(url)
    page.evaluate(UNFOLD)
    page.evaluate(ADOPT, css)


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours as the browser writes them."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(number) / 255 for number in re.findall(r"\d+", colour)[:3])
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint(page: Page, least: float, but: str = "none") -> list[tuple[str, str, str]]:
    """Return the texts that stand out less than that, but for those in certain boxes."""
    shown = page.evaluate(SHOWN, but)
    assert len(shown) > 10
    return [(text, above, below) for text, above, below in shown if ratio(above, below) < least]


def test_25_nothing_scrolls_sideways_at_320(every):
    look(every, size=NARROWEST)

    assert (every.evaluate(SIDEWAYS), every.evaluate(CUT)) == (0, [])


def test_26_nothing_is_cut_at_four_times_the_size(every):
    look(every, size=FOUR_TIMES)

    assert (every.evaluate(SIDEWAYS), every.evaluate(CUT)) == (0, [])


def test_26_nothing_is_cut_with_text_twice_as_large(every):
    look(every, css=":root { font-size: 200% }")

    assert (every.evaluate(SIDEWAYS), every.evaluate(CUT)) == (0, [])


def test_27_nothing_is_cut_with_wide_spacing(every):
    look(every, size=NARROWEST, css=SPACING)

    assert (every.evaluate(SIDEWAYS), every.evaluate(CUT)) == (0, [])


def test_28_targets_are_large_enough_to_hit(every):
    look(every)

    assert every.evaluate(SMALL) == []


@pytest.mark.parametrize("url", ["/guides/x-sms/", LOCKED, TICKS], ids=["guide", "question", "ticks"])
def test_28_answers_are_rows_of_56_with_gaps_of_8(screen, url):
    look(screen, url)

    rows = screen.evaluate(ROWS)
    assert len(rows) > 3
    assert min(row["height"] for row in rows) >= 56
    assert min(later["top"] - row["bottom"] for row, later in pairwise(rows)) >= 7.9


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_29_and_30_text_stands_out(each, scheme):
    look(each, color_scheme=scheme)

    assert faint(each, 4.5) == []
    assert faint(each, 7, but=".notice, .banner, .safety, .wait") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", [TICKS, ADVICE, "/search/"], ids=["ticks", "advice", "search"])
def test_29_controls_stand_out(screen, url, scheme):
    look(screen, url, color_scheme=scheme)

    edges = screen.evaluate("""() => [...document.querySelectorAll(".row, .button, .search input")].map((one) =>
        [getComputedStyle(one).borderTopColor, getComputedStyle(document.body).backgroundColor])""")
    assert edges != []
    assert [(edge, page) for edge, page in edges if ratio(edge, page) < 3] == []


def test_30_the_dark_page_is_dark(screen):
    look(screen, "/", color_scheme="dark")

    assert screen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(26, 26, 26)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_31_more_contrast_brings_all_text_to_seven(each, scheme):
    look(each, color_scheme=scheme, contrast="more")

    assert faint(each, 7) == []


@pytest.mark.parametrize("wishes", [{}, {"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("target", [".site-name", "#step .answer", "summary"])
def test_31_the_focus_is_seen(screen, wishes, target):
    look(screen, LOCKED, **wishes)
    screen.keyboard.press("Tab")

    screen.locator(target).first.focus()

    style, width, colour, halo = screen.evaluate(FOCUSED)
    assert (style, width) == ("solid", 4)
    if "forced_colors" not in wishes:
        dark = wishes.get("color_scheme") == "dark"
        assert colour == ("rgb(255, 212, 61)" if dark else "rgb(0, 0, 0)")
        assert halo.startswith("rgb(0, 0, 0)" if dark else "rgb(255, 212, 61)")


@pytest.mark.parametrize("wishes", [{}, {"contrast": "more"}, {"forced_colors": "active"}])
def test_31_the_selection_is_seen(screen, wishes):
    look(screen, f"{TICKS}&recent=mnp", **wishes)
    screen.goto(TICKS)
    screen.check("input[value=mnp]")

    borders = screen.evaluate("""() => ["mnp", "new-phone"].map((slug) =>
        parseFloat(getComputedStyle(document.querySelector(`.tick[data-answer="${slug}"]`)).borderTopWidth))""")
    assert borders[0] > borders[1]


def test_32_nothing_moves_for_who_wants_no_motion(each):
    look(each)

    moving = each.evaluate("""() => [...document.querySelectorAll("*")].filter((one) => {
        const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(one);
        return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
    }).map((one) => one.className)""")
    assert moving == []


def test_32_without_that_wish_something_does(screen):
    look(screen, LOCKED, reduced_motion="no-preference")

    assert "0.12s" in screen.locator(".answer").first.evaluate("(one) => getComputedStyle(one).transitionDuration")


def test_33_nothing_sticks(each):
    look(each)

    fixed = """() => [...document.querySelectorAll("*")]
        .filter((one) => /fixed|sticky/.test(getComputedStyle(one).position)).map((one) => one.className)"""
    assert each.evaluate(fixed) == []


def test_33_the_focus_is_never_hidden(screen):
    look(screen, ADVICE, FOUR_TIMES)
    hidden = []

    for _ in range(60):
        screen.keyboard.press("Tab")
        seen = screen.evaluate("""() => { const box = document.activeElement.getBoundingClientRect();
            const at = document.elementFromPoint(box.left + box.width / 2, Math.max(box.top, 0) + 4);
            const own = document.activeElement;
            return own === document.body || (box.top < innerHeight && box.bottom > 0
                && (own.contains(at) || at?.contains(own) || own.closest("label")?.contains(at))); }""")
        if not seen:
            hidden.append(screen.evaluate("document.activeElement.textContent.trim()"))

    assert hidden == []


def test_34_zoom_is_allowed(each):
    look(each)

    viewport = each.locator("meta[name=viewport]").get_attribute("content")
    assert viewport == "width=device-width, initial-scale=1"


def test_34_the_page_turns_with_the_phone(screen):
    look(screen, ADVICE, {"width": 640, "height": 360})

    assert (screen.evaluate(SIDEWAYS), screen.evaluate(CUT)) == (0, [])


def test_the_end_is_among_the_pages_looked_at(screen):
    look(screen, PAGES["end"])

    expect(screen.locator("#step")).to_have_attribute("data-step", "end")


@pytest.mark.parametrize(("name", "prefix", "lang"), [("English", "/en", "en"), ("やさしい にほんご", "/easy", "ja")])
def test_35_the_language_switch_keeps_the_step(screen, name, prefix, lang):
    look(screen, ADVICE)
    here = screen.evaluate("location.pathname + location.search")

    screen.locator("#languages summary").click()
    screen.get_by_role("link", name=name).click()

    screen.wait_for_url(f"**{prefix}{here}")
    expect(screen.locator("html")).to_have_attribute("lang", lang)
    expect(screen.locator(f"link[hreflang='ja'][href$='{here}']")).to_have_count(1)


def test_36_only_easy_japanese_has_readings(every):
    readings = every.locator("ruby").count()

    assert (readings > 0) == ("/easy/" in every.url)


def test_36_lines_do_not_jump_for_readings(screen):
    look(screen, f"/easy{LOCKED}")

    lines = screen.evaluate("""() => [...document.querySelectorAll("main p, main h1, main h2, main .row > span")]
        .filter((one) => one.checkVisibility() && !one.querySelector("small, a, button, .chip")).map((one) => {
            const height = one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight);
            return Math.abs(height - Math.round(height));
        })""")
    assert len(lines) > 3
    assert max(lines) < 0.1


#: The text of each line of an element.
LINES = """(one) => {
    const range = document.createRange(), lines = new Map();
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
        for (let at = 0; at < node.length; at++) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const line = Math.round(range.getBoundingClientRect().top / 8);
            lines.set(line, (lines.get(line) ?? "") + node.data[at]);
        }
    }
    return [...lines.values()].map((line) => line.trim()).filter(Boolean);
}"""
TITLES = {
    LOCKED: ["いまの画面に近いものは", "どれですか"],
    "/guides/x-sms/": ["XのSMS認証コードが", "届かない"],
    "/": ["認証コードのSMSが", "届かないときに"],
}


@pytest.mark.parametrize("url", TITLES)
def test_37_headings_break_between_phrases(screen, url):
    look(screen, url)

    assert screen.locator("h1").evaluate(LINES) == TITLES[url]


@pytest.mark.parametrize("url", ["/guides/x-sms/", "/"])
def test_37_headings_break_between_phrases_where_the_browser_knows_none(screen, url):
    look(screen, url, css="html { word-break: normal } .phrased { word-break: keep-all }")

    assert screen.locator("h1").evaluate(LINES) == TITLES[url]
    screen.evaluate("document.querySelectorAll('wbr').forEach((one) => one.remove())")
    assert screen.locator("h1").evaluate(LINES) != TITLES[url]


def test_37_no_balance_in_japanese(each):
    look(each)

    balanced = """() => [...document.querySelectorAll("*")]
        .filter((one) => getComputedStyle(one).textWrapStyle === "balance").length"""
    assert each.evaluate(balanced) == 0
