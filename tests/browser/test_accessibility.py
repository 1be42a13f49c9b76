"""axe-core finds nothing on any page, however it is looked at."""

from shutil import copytree

import pytest

from tests.server import Site

from .axe import findings
from .conftest import PHONE, opened
from .desks import signed_in
from .pages import PAGES
from .walking import LOCKED

WIDE = {"width": 1280, "height": 800}
#: How a page that is open can be looked at: the reader's wishes and the room there is.
LOOKS = {
    "light": ({}, PHONE["viewport"]),
    "dark": ({"color_scheme": "dark"}, PHONE["viewport"]),
    "forced colours": ({"forced_colors": "active"}, PHONE["viewport"]),
    "more contrast": ({"contrast": "more"}, PHONE["viewport"]),
    "more contrast in the dark": ({"contrast": "more", "color_scheme": "dark"}, PHONE["viewport"]),
    "wide": ({}, WIDE),
    "320 px": ({}, {"width": 320, "height": 640}),
    "400 %": ({}, {"width": 320, "height": 256}),
}
NOTHING = {look: [] for look in LOOKS}
#: Without motion, or axe would meet a colour on its way to another.
PLAIN = {
    "color_scheme": "light",
    "forced_colors": "none",
    "contrast": "no-preference",
    "reduced_motion": "reduce",
}
EVENTS = """
from troubleshoot.incidents import lifecycle
from django.utils import timezone
from troubleshoot.models import Cause, Guide, Tally, Took
from troubleshoot.publishing import learning
from troubleshoot.publishing.compile import compile_document
tell = dict(actor=None, cause=Cause.objects.get(slug="x-outage"), body={"ja": "調べています。"})
past = lifecycle.begin(title={"ja": "コードが遅れています"}, **tell)
lifecycle.resolve(past, actor=None, body={"ja": "直りました。"})
lifecycle.begin(title={"ja": "コードが届きにくくなっています"}, **tell)
verdicts = dict(guide="x-sms", answers="situation=locked", bucket=timezone.now())
Tally.objects.create(cause="wrong-channel", verdict="solved", count=300, **verdicts)
Tally.objects.create(cause="ios-filter", verdict="unsolved", count=200, **verdicts)
Took.objects.create(guide="x-sms", cause="ios-filter", day=timezone.localdate(), minutes="15", count=30)
found = learning.learned(compile_document(), "x-sms", timezone.now())
learning.accept("x-sms", found.values, ["weight:wrong-channel"], seen=found.seen, actor=None)
Guide.objects.filter(slug="x-sms").update(learns_by=1)
"""

#: Whether something is what one would hit at its middle.
SEEN = """one => {
    const {x, y, width, height} = one.getBoundingClientRect();
    return one.parentElement.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.fixture(scope="module")
def screen(browser, site):
    """A page to look at in many ways; its scripts run."""
    page = opened(browser, site.address, **PHONE)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def still(browser, site):
    """A page whose own scripts do not run, until ``wake`` lets axe in."""
    page = opened(browser, site.address, **PHONE)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def eventful(tmp_path_factory, static, filled):
    """Serve the first content with an editor, an outage that is over and one that goes on."""
    with Site(copytree(filled, tmp_path_factory.mktemp("eventful") / "var"), static) as site:
        site.manage("shell", "-c", EVENTS)
        yield site.start()


@pytest.fixture(scope="module")
def desk(browser, eventful):
    """Return the admin with the editor signed in."""
    page = signed_in(browser, eventful, viewport=WIDE)
    yield page
    page.context.close()


def seen(page, looks=LOOKS):
    """Return what axe finds by each way of looking."""
    found = {}
    for name, (wishes, room) in looks.items():
        page.emulate_media(**{**PLAIN, **wishes})
        page.set_viewport_size(room)
        found[name] = findings(page)
    return found


each_page = pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())


@each_page
def test_axe_finds_nothing_by_any_look(screen, url):
    screen.goto(url)

    assert seen(screen) == NOTHING


@each_page
def test_axe_finds_nothing_without_javascript(still, url):
    scripts = still.context.new_cdp_session(still)
    scripts.send("Emulation.setScriptExecutionDisabled", {"value": True})
    still.goto(url)
    ran = still.evaluate("'htmx' in window")
    scripts.send("Emulation.setScriptExecutionDisabled", {"value": False})

    assert (ran, findings(still)) == (False, [])


@each_page
@pytest.mark.parametrize("language", ["easy", "en"])
def test_axe_finds_nothing_in_other_languages(screen, url, language):
    screen.goto(f"/{language}{url}")

    assert findings(screen) == []


@pytest.mark.parametrize("url", ["/", LOCKED, "/causes/ios-filter/", "/incidents/", "incident"])
def test_axe_finds_nothing_during_an_outage(browser, eventful, url):
    page = opened(browser, eventful.address, **PHONE)
    page.goto("/incidents/" if url == "incident" else url)
    if url == "incident":
        page.locator("main a.answer").first.click()

    assert page.get_by_text("届きにくくなっています").count() > 0
    assert findings(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert findings(page) == []
    page.context.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "checks/",
        "deleted/",
        "exchange/",
        "learning/",
        "learning/x-sms/",
        "links/",
        "manual/new-guide/",
        "replace/?find=SMS&table=causes&language=ja",
        "troubleshoot/guide/",
        "troubleshoot/cause/1/compare/",
        "troubleshoot/guide/1/candidates/",
        "troubleshoot/guide/1/copy/",
        "troubleshoot/guide/1/editor/",
        "troubleshoot/guide/1/editor/reach/",
        "troubleshoot/guide/1/picture/",
        "troubleshoot/guide/1/worth/",
        "troubleshoot/incident/add/",
        "troubleshoot/incident/2/say/",
        "troubleshoot/release/1/change/",
        "troubleshoot/release/publish/",
    ],
)
def test_axe_finds_nothing_in_our_own_pages_of_the_admin(desk, url):
    answered = desk.goto(f"/admin/{url}")

    assert answered.status == 200
    assert findings(desk) == []


def test_what_a_guide_learned_fits_a_phone_and_no_tick_hides_under_the_buttons(desk):
    desk.set_viewport_size({"width": 360, "height": 640})
    desk.goto("/admin/learning/x-sms/")
    room = desk.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    hidden = []
    for tick in desk.locator("[name=accept], [name=back]").all():
        tick.focus()
        if not tick.evaluate(SEEN):
            hidden.append(tick.get_attribute("value"))
    desk.set_viewport_size(WIDE)

    assert (room, hidden) == ([360, 360], [])
