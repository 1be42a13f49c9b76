"""An officer's day on a phone: from a mail's link to a banner and to its end, in taps that are counted."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server import PASSWORD

from .conftest import PHONE, listening, opened
from .desks import sign_in

#: What the site noticed, and an officer who may decide on it; both stand ready before the day begins.
NOTICED = f"""
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.signing_in import APP
from troubleshoot.models import Guide, Proposal
officer = User.objects.create_user("officer", password={PASSWORD!r}, is_staff=True)
officer.groups.add(Group.objects.get(name="障害担当"))
TOTPDevice.objects.create(user=officer, name="app", key=APP)
now = timezone.now().replace(second=0, microsecond=0)
def ten_minutes(number):
    at, count = now - timedelta(minutes=10 * (143 - number)), 12 if number > 140 else number % 3
    return {{"at": at.isoformat(), "count": count, "expected": 1.2, "low": 0, "high": 4.4}}
evidence = {{
    "observed": 36, "expected": 3.6, "since": now.isoformat(), "senders": 30,
    "curve": [ten_minutes(number) for number in range(144)], "carriers": [],
}}
row = Proposal.objects.create(guide=Guide.objects.get(slug="x-sms"), began_at=now, evidence=evidence)
print("proposal", row.pk)
"""
TITLE = "XからのSMSコードが届きにくくなっています"
#: From the mail's link to the banner, at most.
MOST = 4


class Phone:
    """An officer's phone whose taps are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, name: str, *, twice: bool = False) -> None:
        """Tap a button that is in view already: nobody scrolls."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        expect(button).to_be_in_viewport(ratio=1)
        self.taps += 1
        if twice:
            button.dblclick()
        else:
            button.click()

    def follow(self, name: str) -> None:
        """Tap a link that is in view already."""
        link = self.page.get_by_role("link", name=name, exact=True).first
        expect(link).to_be_in_viewport(ratio=1)
        self.taps += 1
        link.click()

    def told(self) -> Locator:
        """Return what the page says was done."""
        return self.page.locator(".messagelist .success")


@pytest.fixture
def noticed(own_site):
    """Return the path that a mail's link has."""
    lines = own_site.manage("shell", "-c", NOTICED).splitlines()
    pk = next(line.split()[1] for line in lines if line.startswith("proposal "))
    return f"/admin/troubleshoot/proposal/{pk}/"


@contextmanager
def phone_of(browser, site, **context):
    page = opened(browser, site.address, **PHONE, **context)
    complaints = listening(page)
    yield Phone(page)
    page.context.close()
    assert complaints == []


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def phone(request, browser, own_site):
    with phone_of(browser, own_site, java_script_enabled=request.param) as held:
        yield held


@pytest.fixture
def reader(browser, own_site):
    page = opened(browser, own_site.address, **PHONE)
    yield page
    page.close()


def banners(reader: Page, *titles: str) -> None:
    """Expect a reader of the guide to be told of these, within seconds."""

    def shown():
        reader.goto("/guides/x-sms/")
        return reader.locator(".banner-incident a").all_inner_texts()

    for _ in range(20):
        if (found := ["".join(text.split()) for text in shown()]) == list(titles):
            return
        reader.wait_for_timeout(250)
    assert found == list(titles)


def test_from_a_mail_s_link_to_the_banner_and_to_its_end(phone, reader, noticed):
    phone.page.goto(noticed)
    sign_in(phone.page, "officer")
    expect(phone.page.locator("svg.curve")).to_be_visible()
    banners(reader)

    phone.tap("知らせる")
    expect(phone.told()).to_contain_text("障害を知らせました。")
    published = phone.taps
    banners(reader, TITLE)
    phone.tap("原因がわかった")
    expect(phone.told()).to_contain_text("知らせました。")
    phone.page.get_by_role("button", name="解消した").click()
    expect(phone.page.get_by_role("link", name="振り返りを書く")).to_be_visible()

    assert published == 1 <= MOST
    banners(reader)


def test_two_quick_taps_publish_once(phone, reader, noticed, own_site):
    phone.page.goto(noticed)
    sign_in(phone.page, "officer")

    phone.tap("知らせる", twice=True)
    expect(phone.told()).to_contain_text("障害を知らせました。")
    phone.page.goto("/admin/troubleshoot/incident/")

    expect(phone.page.locator("#result_list tbody tr")).to_have_count(1)
    banners(reader, TITLE)


def test_prepared_outage_is_looked_at_and_told(phone, reader, noticed):
    phone.page.goto("/admin/troubleshoot/incident/add/")
    sign_in(phone.page, "officer")

    phone.follow("X全体でコードが送られない")
    expect(phone.page.locator("[name=title]")).to_have_value(TITLE)
    phone.tap("見てみる")
    frame = phone.page.frame_locator(".tell-frame >> nth=0")
    expect(frame.locator(".banner")).to_contain_text("届きにくくなっています")
    expect(phone.page.locator("#glimpse-title")).to_be_in_viewport()
    banners(reader)
    phone.tap("知らせる")

    expect(phone.told()).to_contain_text("障害を知らせました。")
    assert phone.taps == 3 <= MOST
    banners(reader, TITLE)


def test_what_is_no_outage_is_dismissed_and_never_shown(phone, reader, noticed):
    phone.page.goto(noticed)
    sign_in(phone.page, "officer")

    phone.page.get_by_label("理由(書かなくてもかまいません)").fill("宣伝で増えただけ")
    phone.page.get_by_role("button", name="障害ではないと記録する").click()

    expect(phone.page.locator("#result_list")).to_contain_text("宣伝で増えただけ")
    banners(reader)
