"""An editor's day in a real browser: a change goes from the admin to the reader, an outage comes and goes."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, listening, opened
from .desks import signed_in
from .walking import LOCKED

WORDS = "「メッセージ」を開いて、一番上まで戻ります。"


@pytest.fixture
def desk(browser, own_site):
    """Return the admin with an editor signed in; its console must not complain."""
    page = signed_in(browser, own_site)
    complaints = listening(page)
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def reader(browser, own_site):
    page = opened(browser, own_site.address, **PHONE)
    yield page
    page.close()


def test_a_changed_step_is_read_once_it_is_published(desk, reader):
    desk.goto("/admin/troubleshoot/cause/?q=ios-filter")
    desk.click("#result_list tbody th a")
    desk.fill("[name=steps-0-text_ja]", WORDS)
    desk.click("[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    reader.goto("/causes/ios-filter/")
    expect(reader.locator(".imperative").first).not_to_have_text(WORDS)

    desk.goto("/admin/")
    desk.get_by_role("link", name="変更を見て公開する").click()
    expect(desk.locator("main, #content").first).to_contain_text(WORDS)
    desk.fill("[name=note]", "最初の手順を直した")
    desk.get_by_role("button", name=re.compile("公開する")).last.click()
    expect(desk.locator(".messagelist .success")).to_contain_text("#2")

    reader.reload()
    expect(reader.locator(".imperative").first).to_have_text(WORDS)


@pytest.mark.point(23)
def test_an_outage_is_told_to_readers_while_it_lasts(desk, reader):
    reader.goto(LOCKED)
    expect(reader.locator(".banner")).to_have_count(0)

    desk.goto("/admin/")
    desk.get_by_role("link", name="障害を知らせる").click()
    desk.fill("[name=title]", "Xの認証コードが届きにくくなっています")
    desk.get_by_label("X側で送信が止まっている").check()
    desk.get_by_role("button", name="知らせる").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()

    reader.reload()
    expect(reader.locator("#step")).to_have_attribute("data-cause", "x-outage")
    expect(reader.locator(".banner")).to_contain_text("届きにくくなっています")
    reader.get_by_role("button", name="待たずに次を試す").click()
    expect(reader.locator("#step-title")).to_have_text("いまの画面に近いものはどれですか")

    desk.goto("/admin/")
    desk.get_by_role("button", name="解消した").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    reader.reload()
    expect(reader.locator(".banner")).to_have_count(0)
    expect(reader.locator("#step")).to_have_attribute("data-step", "question")


def test_a_wrong_field_does_not_hide_in_a_closed_fold(desk):
    desk.goto("/admin/troubleshoot/cause/?q=ios-filter")
    desk.click("#result_list tbody th a")
    minutes = desk.locator("[name=steps-0-minutes]")
    minutes.evaluate("field => { field.removeAttribute('min'); field.value = '-5'; }")

    desk.click("[name=_save]")

    expect(minutes).to_be_visible()
    expect(desk.locator("details[open] .errorlist").first).to_be_visible()
