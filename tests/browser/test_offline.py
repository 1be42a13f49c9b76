"""The walk goes on without a line, and nothing kept is taken for today's (point 40)."""

import json
import os
import random
import re
import signal
import subprocess

import pytest
from playwright.sync_api import Error, Page, expect

from tests.server import Site

from .conftest import PHONE, opened
from .walking import LOCKED, TICKS, answer, step, tap, to_advice

KEPT = """async () => {
    const kept = {};
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const {url} of await cache.keys()) {
            kept[`${name} ${new URL(url).pathname}`] = (await (await cache.match(url)).arrayBuffer()).byteLength;
        }
    }
    return kept;
}"""
PREFIXES = pytest.mark.parametrize("prefix", ["", "/en", "/easy"], ids=["ja", "en", "easy"])


def kept(page: Page) -> dict[str, int]:
    """Return the bytes of everything kept, by the name of its cache and its path."""
    return page.evaluate(KEPT)


def until_kept(page: Page, ending: str) -> None:
    """Wait until something is kept; the first pack of a release takes its time."""
    for _ in range(240):
        if any(name.endswith(ending) for name in kept(page)):
            return
        page.wait_for_timeout(250)
    raise AssertionError(kept(page))


def visit(page: Page, url: str, prefix: str = "") -> None:
    """Visit a page of the guide once, and lose the line when the guide is kept."""
    page.goto(prefix + url)
    until_kept(page, f"{prefix}/guides/x-sms/offline.json.gz")
    page.context.set_offline(True)


@pytest.fixture
def reader(browser, site):
    """A phone with JavaScript, whose console may complain of the line."""
    page = opened(browser, site.address, service_workers="allow", **PHONE)
    yield page
    page.context.close()


@pytest.fixture
def own_reader(browser, own_site):
    page = opened(browser, own_site.address, service_workers="allow", **PHONE)
    yield page
    page.context.close()


@pytest.mark.point(40)
@PREFIXES
def test_after_one_page_the_walk_reaches_advice(reader: Page, prefix: str) -> None:
    visit(reader, "/guides/x-sms/", prefix)
    reader.evaluate("window.same = true")

    to_advice(reader)

    assert (step(reader), reader.evaluate("window.same")) == ("advice", True)
    expect(reader.locator(".steps .imperative").first).to_be_visible()
    expect(reader.locator("#step .offline")).to_contain_text("1")


@pytest.mark.parametrize("url", ["/", "/causes/mobile-off/"], ids=["home", "cause"])
def test_a_page_that_leads_to_a_guide_keeps_it(reader: Page, url: str) -> None:
    visit(reader, url)

    reader.goto("/guides/x-sms/")
    to_advice(reader)

    assert step(reader) == "advice"


@pytest.mark.parametrize(
    "url", [LOCKED, "/guides/x-sms/walk/?situation=locked&screen=limit-msg"], ids=["question", "advice"]
)
def test_one_page_of_the_walk_is_enough(reader: Page, url: str) -> None:
    visit(reader, url)

    reader.goto("/guides/x-sms/")
    to_advice(reader)

    assert step(reader) == "advice"


def test_offline_leads_where_the_engine_leads(reader: Page, site: Site) -> None:
    visit(reader, "/guides/x-sms/")
    chance = random.Random(40)

    for _ in range(12):
        asked = f"carrier={chance.choice(['docomo', 'ahamo', 'rakuten', 'povo'])}" if chance.random() < 0.4 else ""
        for _ in range(8):
            walk = json.loads(site.get(f"/api/v1/guides/x-sms/walk/?{asked}")[1])
            expected = walk["step"]
            if len(walk["tried"]) >= 3:
                break
            reader.goto(f"/guides/x-sms/walk/?{asked}&asked=")
            assert step(reader) == expected["kind"], asked
            if expected["kind"] == "end":
                break
            if expected["kind"] == "advice":
                assert reader.locator("#step").get_attribute("data-cause") == expected["cause"], asked
                onward = expected["not_solved"]
            else:
                shown = reader.locator("[data-answer]")
                slugs = [one.get_attribute("data-answer") for one in shown.all()]
                assert sorted(slugs) == sorted(one["slug"] for one in expected["answers"]), asked
                picked = chance.choice(slugs)
                onward = next(one for one in expected["answers"] if one["slug"] == picked)
            asked = onward["api"].partition("?")[2]


def test_a_verdict_leads_on(reader: Page) -> None:
    reader.goto("/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=services-ok&recent=none")
    until_kept(reader, "/guides/x-sms/offline.json.gz")
    first = reader.locator("#step").get_attribute("data-cause") or "none"
    reader.context.set_offline(True)

    reader.get_by_role("button", name="まだ届かない").click()
    expect(reader.locator("#step .offline")).to_contain_text("数えません")
    expect(reader.locator("#step")).not_to_have_attribute("data-cause", first)
    expect(reader.locator(".given")).to_contain_text("取り消す")
    reader.get_by_role("button", name="届いた").click()

    expect(reader.locator("h1")).to_have_text("届いてよかったです")
    assert f"tried={first}" in reader.url


def test_earlier_answers_are_listed_and_changed(reader: Page) -> None:
    visit(reader, "/guides/x-sms/")
    answer(reader, "locked")
    answer(reader, "sent-match")
    expect(reader.locator(".given dd")).to_have_count(2)

    tap(reader, reader.locator(".given dd a").first)
    expect(reader.locator(".answer[aria-current]")).to_have_attribute("data-answer", "locked")
    answer(reader, "signup")

    assert "screen=sent-match" in reader.url
    expect(reader.locator(".caption")).to_have_text("質問3")
    tap(reader, ".back a")
    expect(reader.locator(".answer[aria-current]")).to_have_attribute("data-answer", "sent-match")
    tap(reader, ".restart")
    expect(reader.locator("h1")).to_have_text("XのSMS認証コードが届かない")


def test_of_several_ticks_the_first_counts_and_the_page_says_so(reader: Page) -> None:
    visit(reader, TICKS)
    reader.goto(TICKS)
    expect(reader.locator(".remark").first).to_contain_text("一番上")

    reader.check("input[value=spam-setting]")
    reader.check("input[value=mnp]")
    tap(reader, ".ticks button")
    both = reader.locator("#step").get_attribute("data-cause")
    reader.goto(f"{TICKS.replace('recent/', '')}&recent=mnp")

    assert reader.locator("#step").get_attribute("data-cause") == both


def test_another_carrier_has_its_own_steps(reader: Page) -> None:
    asked = "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&recent=spam-setting&carrier="
    visit(reader, "/guides/x-sms/")
    reader.goto(f"{asked}docomo")
    before = reader.locator(".steps").all_inner_texts()
    expect(reader.locator(".switched")).to_contain_text("ドコモ")

    reader.locator("details.switch summary").click()
    tap(reader, reader.locator("details.switch a", has_text="ソフトバンク").first)

    expect(reader.locator(".switched")).to_contain_text("ソフトバンク")
    assert reader.locator(".steps").all_inner_texts() != before


def test_what_an_answer_rules_out_is_no_way_in(reader: Page) -> None:
    asked = "/guides/x-sms/walk/?situation=signup"
    reader.goto(asked)
    ways = reader.locator(".other-ways a").all_inner_texts()
    visit(reader, "/guides/x-sms/")
    assert reader.goto("/guides/x-sms/walk/?situation=locked").ok
    assert reader.locator(".other-ways a").count() > len(ways)

    reader.goto(asked)

    assert reader.locator(".other-ways a").all_inner_texts() == ways


def test_nothing_from_an_address_becomes_markup(reader: Page) -> None:
    visit(reader, "/guides/x-sms/")

    reader.goto("/guides/x-sms/walk/?situation=locked&x=%22%3E%3Cb%20id=in%3E&carrier=__proto__&tried=%3Cb%20id=in%3E")

    assert step(reader) == "question"
    expect(reader.locator("#in")).to_have_count(0)


def test_nothing_from_an_address_is_a_pattern(reader: Page) -> None:
    visit(reader, "/guides/x-sms/")

    reader.goto("/guides/x-sms/walk/?situation=locked&x=$`$&y=$'")

    ways = reader.locator("#languages a")
    expect(ways).to_have_count(3)
    assert "x=$`$&y=$" in (ways.first.get_attribute("href") or "")


def test_causes_are_read_and_the_rest_is_told_to_be_missing(reader: Page) -> None:
    visit(reader, "/guides/x-sms/")

    reader.goto("/causes/backup-code/")
    expect(reader.locator("h1")).to_have_text("バックアップコードで入る")
    expect(reader.locator(".offline")).to_be_visible()

    assert reader.goto("/search/?q=SMS").status == 503
    expect(reader.locator("h1")).to_have_text("いまはつながっていません")
    tap(reader, reader.get_by_role("link", name="XのSMS認証コードが届かない"))
    assert step(reader) == "question"


def test_a_language_that_is_not_kept_leads_back_to_one_that_is(reader: Page) -> None:
    visit(reader, "/guides/x-sms/")

    assert reader.goto("/en/guides/x-sms/").status == 503
    expect(reader.locator("h1")).to_have_text("いまはつながっていません")
    tap(reader, reader.get_by_role("link", name="XのSMS認証コードが届かない"))
    assert step(reader) == "question"


@pytest.mark.point(40)
@PREFIXES
def test_what_a_guide_takes_is_small(reader: Page, prefix: str) -> None:
    visit(reader, "/guides/x-sms/", prefix)

    assert sum(kept(reader).values()) <= 200 * 1024


def test_the_admin_and_errors_are_left_alone(reader: Page) -> None:
    reader.goto("/guides/x-sms/")
    until_kept(reader, "/guides/x-sms/offline.json.gz")
    for url in ("/admin/login/", "/causes/nowhere/", "/incidents/", "/search/?q=SMS", "/carriers/docomo/"):
        reader.goto(url)
    until_kept(reader, "/carriers/docomo/")

    pages = [name.split()[1] for name in kept(reader) if name.endswith("/")]
    assert pages == ["/carriers/docomo/"]
    reader.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reader.goto("/admin/login/")


@pytest.mark.point(40)
def test_an_outage_is_never_shown_as_todays(own_site: Site, own_reader: Page) -> None:
    own_site.manage("shell", "-c", _BEGIN)
    own_site.until(lambda: "届きにくい" in own_site.get("/")[1])
    own_reader.goto("/guides/x-sms/")
    expect(own_reader.locator(".banner")).to_be_visible()
    until_kept(own_reader, "/guides/x-sms/offline.json.gz")
    own_reader.goto("/carriers/docomo/")
    until_kept(own_reader, "/carriers/docomo/")

    own_reader.context.set_offline(True)

    own_reader.reload()
    expect(own_reader.locator(".banner time")).to_be_visible()
    expect(own_reader.locator(".offline")).to_contain_text(re.compile(r"\d+年\d+月\d+日.*読み込んだ.*障害"))
    own_reader.goto(LOCKED)
    expect(own_reader.locator(".offline")).to_contain_text("障害の有無は、つながるまでわかりません")
    expect(own_reader.locator(".banner")).to_have_count(0)


_BEGIN = """
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause
lifecycle.begin(actor=None, title={"ja": "届きにくい"}, cause=Cause.objects.get(slug="x-outage"), body={"ja": "調査中"})
"""


@pytest.mark.point(40)
def test_a_new_release_is_kept_at_the_next_load(own_site: Site, own_reader: Page) -> None:
    own_reader.goto("/guides/x-sms/")
    until_kept(own_reader, "/guides/x-sms/offline.json.gz")
    before = {name.split()[0] for name in kept(own_reader)}
    change = "from troubleshoot.models import Guide; Guide.objects.update(title={'ja': '新しい題名'})"
    own_site.manage("shell", "-c", change)
    own_site.manage("publish")
    own_site.until(lambda: "新しい題名" in own_site.get("/guides/x-sms/")[1])

    own_reader.reload()
    for _ in range(240):
        after = {name.split()[0] for name in kept(own_reader)}
        if before.isdisjoint(after) and after:
            break
        own_reader.wait_for_timeout(250)

    own_reader.context.set_offline(True)
    own_reader.reload()
    expect(own_reader.locator("h1")).to_have_text("新しい題名")
    expect(own_reader.locator(".offline")).to_contain_text("第2版")


@pytest.mark.point(40)
def test_the_switch_ends_it_in_the_browser_too(
    own_site: Site, own_reader: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_reader.goto("/guides/x-sms/")
    until_kept(own_reader, "/guides/x-sms/offline.json.gz")

    own_site.stop()
    monkeypatch.setenv("OFFLINE", "false")
    own_site.start()
    own_reader.reload()

    gone = "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"
    for _ in range(120):
        if own_reader.evaluate(gone):
            break
        own_reader.wait_for_timeout(250)
    assert own_reader.evaluate(gone)
    expect(own_reader.locator("[data-worker]")).to_have_count(0)


@pytest.mark.point(40)
def test_a_server_that_does_not_answer_is_not_waited_for(own_site: Site, own_reader: Page) -> None:
    own_reader.goto("/guides/x-sms/")
    until_kept(own_reader, "/guides/x-sms/offline.json.gz")
    servers = subprocess.run(["pgrep", "-P", str(own_site._server.pid)], capture_output=True, text=True, check=True)
    workers = [int(pid) for pid in servers.stdout.split()]

    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        own_reader.goto("/guides/x-sms/walk/?situation=locked&screen=limit-msg")
        expect(own_reader.locator(".offline")).to_be_visible()
        own_reader.get_by_role("button", name="届いた").click()
        expect(own_reader.locator("h1")).to_have_text("届いてよかったです", timeout=15_000)
        assert own_reader.locator("#address").input_value() == f"{own_site.address}/guides/x-sms/"
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)

    own_reader.goto(LOCKED)
    expect(own_reader.locator(".offline")).to_have_count(0)
