"""A page left open learns of an outage, and of its end, without a reload and without being taken from its reader."""

import re
from shutil import copytree

import pytest
from playwright.sync_api import Page, expect

from tests.server import Site

from .axe import findings
from .conftest import PATIENCE, PHONE, listening, opened
from .walking import DEEP, LOCKED, answer, tap

#: Milliseconds within which an open page knows.
KNOWS = 10_000
#: Milliseconds in which a tap was aimed at what has moved, as static/js/site.js has them.
AIMED_WITHIN = 500
TITLE = "Xの認証コードが届きにくくなっています"
ACT = """
from datetime import timedelta
from django.utils import timezone
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Cause, Guide, Incident
now = timezone.now()
def begin(title="{title}", cause="x-outage", **more):
    given = dict(title={{"ja": title}}, cause=Cause.objects.get(slug=cause), body={{"ja": "調べています。"}})
    return lifecycle.begin(actor=None, **given, **more)
def on(carrier):
    return [(None, Carrier.objects.get(slug=carrier))]
def end(incident):
    lifecycle.resolve(incident, actor=None, body={{"ja": "直りました。"}})
{act}
"""
LOOKS = [
    {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for width in (360, 1280)
    for scheme in ("light", "dark")
]


def act(site: Site, act: str) -> None:
    """Do something with incidents in a process of its own, as another node's officer does."""
    site.manage("shell", "-c", ACT.format(title=TITLE, act=act))


def end_all(site: Site) -> None:
    act(site, "for one in Incident.objects.ongoing(): end(one)")


def asks(page: Page) -> list[str]:
    """Return the addresses that a page asks for what is out of order, from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/incidents/now/" in request.url else None)
    return asked


@pytest.fixture
def reader(browser, own_site):
    """A phone on a site of its own; its worker is there too."""
    page = opened(browser, own_site.address, service_workers="allow", **PHONE)
    complaints = listening(page)
    yield page
    page.context.close()
    assert complaints == []


@pytest.mark.point(5, 23)
def test_open_walk_learns_of_the_beginning_and_the_end(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    reader.evaluate("window.same = true")
    reader.locator("a[data-answer=sent-match]").focus()
    before = reader.evaluate("document.activeElement.outerHTML")

    act(own_site, "begin(next_update_at=now + timedelta(hours=1))")

    expect(reader.locator(".banner")).to_contain_text(TITLE, timeout=KNOWS)
    expect(reader.locator("#status")).to_have_text(f"障害のお知らせ: {TITLE}")
    expect(reader.locator(".banner [data-until]")).to_have_text(re.compile(r"^次の続報: .*\d\d:\d\dごろ$"))
    assert reader.evaluate("document.activeElement.outerHTML") == before
    assert reader.evaluate("document.querySelectorAll('[role=status] .banner, .banner [role=status]').length") == 0

    end_all(own_site)

    expect(reader.locator(".banner")).to_have_count(0, timeout=KNOWS)
    expect(reader.locator("#status")).to_have_text(f"障害のお知らせは終わりました: {TITLE}")
    assert reader.evaluate("document.activeElement.outerHTML") == before
    assert reader.evaluate("window.same") is True


def test_banner_that_comes_leads_to_waiting_and_the_door_stays_open(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    act(own_site, "begin()")
    expect(reader.locator(".banner")).to_be_visible(timeout=KNOWS)
    reader.wait_for_timeout(AIMED_WITHIN)

    tap(reader, reader.get_by_role("link", name="待つ案内を見る"))

    expect(reader.locator("#step")).to_have_attribute("data-cause", "x-outage")
    assert "situation=locked" in reader.url
    expect(reader.get_by_role("link", name="待つ案内を見る")).to_be_hidden()
    reader.get_by_role("button", name="待たずに次を試す").click()
    expect(reader.locator("#step")).to_have_attribute("data-step", "question")
    expect(reader.locator(".banner")).to_be_visible()
    expect(reader.get_by_role("link", name="待つ案内を見る")).to_be_hidden()


def test_what_is_asked_follows_the_step(own_site: Site, reader: Page) -> None:
    reader.goto(DEEP)
    asked = asks(reader)
    answer(reader, "docomo")
    expect(reader.locator("#banners")).to_have_attribute("data-now", "/incidents/now/x-sms/docomo/")

    act(own_site, 'begin("auの障害", scopes=on("au")); begin("ドコモの障害", scopes=on("docomo"), impact="minor")')

    expect(reader.locator(".banner-incident")).to_have_count(1, timeout=KNOWS)
    expect(reader.locator(".banner")).to_contain_text("ドコモの障害")
    assert {address.removeprefix(own_site.address) for address in asked} == {"/incidents/now/x-sms/docomo/"}


def test_several_are_all_told_most_severe_first(own_site: Site, reader: Page) -> None:
    reader.goto("/")

    act(own_site, 'begin("小さな障害", impact="minor"); begin("重大な障害", impact="critical")')

    links = reader.locator(".banner-incident a")
    expect(links).to_have_text(["重大な障害", "小さな障害"], timeout=KNOWS)
    act(own_site, 'end(Incident.objects.get(impact="critical"))')
    expect(links).to_have_text(["小さな障害"], timeout=KNOWS)
    expect(reader.locator("#status")).to_have_text("障害のお知らせは終わりました: 重大な障害")


def test_hidden_page_asks_nothing_and_asks_at_once_when_it_is_seen(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    turn = """(hidden) => {
        Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    reader.evaluate(turn, True)
    asked = asks(reader)

    reader.wait_for_timeout(KNOWS)

    assert asked == []
    with reader.expect_request("**/incidents/now/**", timeout=1000):
        reader.evaluate(turn, False)


def test_page_without_a_line_asks_nothing_and_asks_once_it_is_back(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    reader.evaluate("navigator.serviceWorker.ready.then(() => null)")  # its script is not taken from it half read
    reader.context.set_offline(True)
    asked = asks(reader)
    reader.wait_for_timeout(KNOWS)
    assert asked == []

    with reader.expect_request("**/incidents/now/**", timeout=1000):
        reader.context.set_offline(False)


def test_page_shown_again_by_back_is_up_to_date_at_once(own_site: Site, reader: Page) -> None:
    reader.goto("/")
    reader.goto("/accessibility/")
    act(own_site, "begin()")

    own_site.until(lambda: TITLE in own_site.get("/")[1])
    reader.go_back()

    expect(reader.locator(".banner")).to_contain_text(TITLE, timeout=2000)


def test_nothing_moves_under_a_finger(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    reader.mouse.move(180, 500)
    reader.mouse.down()
    with reader.expect_response("**/incidents/now/**", timeout=PATIENCE):
        act(own_site, "begin()")
    own_site.until(lambda: TITLE in own_site.get("/")[1])
    with reader.expect_response("**/incidents/now/**", timeout=PATIENCE):
        pass
    reader.wait_for_timeout(300)
    expect(reader.locator(".banner")).to_have_count(0)

    reader.mouse.move(0, 0)
    reader.mouse.up()

    expect(reader.locator(".banner")).to_be_visible(timeout=2000)


def test_tap_aimed_at_what_moved_is_none(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    reader.evaluate("""() => new MutationObserver((_, watching) => {
        watching.disconnect();
        const link = document.querySelector("#step a[data-answer]");
        const tap = new PointerEvent("click", {bubbles: true, cancelable: true, detail: 1});
        window.tapped = link.dispatchEvent(tap);
    }).observe(document.getElementById("step"), {childList: true})""")
    here = reader.url

    act(own_site, "begin()")

    expect(reader.locator(".banner")).to_be_visible(timeout=KNOWS)
    assert (reader.evaluate("window.tapped"), reader.url) == (False, here)


def test_what_is_said_next_goes_when_its_time_has_come(own_site: Site, reader: Page) -> None:
    act(own_site, "begin(next_update_at=now + timedelta(seconds=12))")
    own_site.until(lambda: TITLE in own_site.get("/")[1])
    reader.goto("/")
    expect(reader.locator(".banner")).to_be_visible()

    expect(reader.locator("[data-until]")).to_be_hidden(timeout=PATIENCE)


def test_maintenance_to_come_is_told_quietly(own_site: Site, reader: Page) -> None:
    reader.goto("/carriers/docomo/")

    act(
        own_site,
        'begin("設備の更新", scopes=on("docomo"), '
        "plan=lifecycle.Plan(now + timedelta(days=2), now + timedelta(days=2, hours=3)))",
    )

    expect(reader.locator(".planned")).to_contain_text("設備の更新", timeout=KNOWS)
    expect(reader.locator(".banner")).to_have_count(0)
    expect(reader.locator("#status")).to_have_text("")


def test_page_without_javascript_asks_nothing(own_site: Site, browser) -> None:
    act(own_site, "begin(next_update_at=now + timedelta(hours=1))")
    own_site.until(lambda: TITLE in own_site.get("/")[1])
    page = opened(browser, own_site.address, java_script_enabled=False, **PHONE)
    asked = asks(page)
    page.goto("/guides/x-sms/")

    page.wait_for_timeout(6000)

    expect(page.locator("[data-until]")).to_have_text(re.compile("次の続報: .*ごろ"))
    assert asked == []
    page.context.close()


def test_asking_sends_no_cookie_and_asks_nobody_else(own_site: Site, reader: Page) -> None:
    reader.goto(LOCKED)
    with reader.expect_request("**/incidents/now/**", timeout=PATIENCE) as asked:
        pass

    sent = asked.value.all_headers()
    assert asked.value.url == f"{own_site.address}/incidents/now/x-sms/-/"
    assert "cookie" not in sent
    assert asked.value.response().header_value("set-cookie") is None


@pytest.fixture(scope="module")
def eventful(tmp_path_factory, static, filled):
    """Serve several incidents at once, and a maintenance to come: by a server of its own, for it outlasts a test."""
    with Site(copytree(filled, tmp_path_factory.mktemp("eventful") / "var"), static).start() as site:
        act(
            site,
            'begin("重大な障害", next_update_at=now + timedelta(hours=1)); begin("ドコモの障害", scopes=on("docomo"))',
        )
        act(site, 'begin("設備の更新", plan=lifecycle.Plan(now + timedelta(days=2), now + timedelta(days=3)))')
        site.until(lambda: "設備の更新" in site.get("/")[1])
        yield site


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']} {look['color_scheme']}")
@pytest.mark.parametrize("url", ["/", "/guides/x-sms/"])
def test_axe_finds_nothing_in_banners(eventful: Site, browser, look, url) -> None:
    page = opened(browser, eventful.address, reduced_motion="reduce", locale="ja-JP", **look)
    page.goto(url)
    expect(page.locator(".banner-incident")).to_have_count(2)
    expect(page.locator(".planned")).to_have_count(1)

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_what_waits_for_a_focus_in_the_banner_gives_way_to_what_is_newer(own_site: Site, reader: Page) -> None:
    act(own_site, "begin()")
    own_site.until(lambda: TITLE in own_site.get("/")[1])
    reader.goto(LOCKED)
    expect(reader.locator(".banner-incident")).to_have_count(1)
    reader.locator(".banner a").first.focus()
    reader.evaluate("""() => {
        window.said = [];
        new MutationObserver(() => window.said.push(document.getElementById("status").textContent))
            .observe(document.getElementById("status"), {childList: true});
    }""")

    for title in ("二つめ", "三つめ"):
        act(own_site, f"begin(title='{title}')")
        own_site.until(lambda title=title: title in own_site.get("/")[1])
        for _ in range(2):  # the first may have been under way before
            with reader.expect_response("**/incidents/now/**", timeout=PATIENCE):
                pass
    reader.wait_for_timeout(2 * AIMED_WITHIN)
    reader.evaluate("document.activeElement.blur()")

    expect(reader.locator(".banner-incident")).to_have_count(3, timeout=2000)
    reader.wait_for_timeout(4 * AIMED_WITHIN)
    assert len([line for line in reader.evaluate("window.said") if line]) == 1


def test_whoever_waits_is_told_that_it_is_over(own_site: Site, reader: Page) -> None:
    act(own_site, "begin()")
    own_site.until(lambda: TITLE in own_site.get("/")[1])
    reader.goto(LOCKED)
    expect(reader.locator("#step-title")).to_have_text("X側で送信が止まっている")
    told = reader.locator("[data-ends]")
    expect(told).to_be_hidden()

    end_all(own_site)

    expect(told).to_be_visible(timeout=KNOWS)
    reader.wait_for_timeout(AIMED_WITHIN)
    told.locator("a").click()
    expect(reader).to_have_url(re.compile("/walk/"))


def test_page_of_how_a_guide_stands_follows_by_itself(own_site: Site, reader: Page) -> None:
    end_all(own_site)
    own_site.until(lambda: "いま知られている障害はありません" in own_site.get("/guides/x-sms/status/")[1])
    reader.goto("/guides/x-sms/status/")

    act(own_site, "begin()")

    expect(reader.locator("section[aria-labelledby=now-title]")).to_contain_text(TITLE, timeout=KNOWS)
