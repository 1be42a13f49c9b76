"""The way into a preview from the editors' pages, and the link for a colleague."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import staff
from troubleshoot.models import Carrier, Cause, Guide, Question, RemedyStep
from troubleshoot.publishing import passes

PREVIEW = "/admin/preview/"


def led(response):
    """Return the path that a preview leads to, without its pass."""
    found = re.fullmatch(r"/preview/([^/]+)(/.*)", response["Location"])
    assert passes.opened(found[1])
    return found[2]


def test_an_editor_is_led_into_the_preview_with_a_new_pass(desk):
    first = desk.get(PREVIEW, {"path": "/causes/filter/"})

    assert (first.status_code, led(first)) == (302, "/causes/filter/")
    assert "no-store" in first["Cache-Control"]
    assert first["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in first["Content-Security-Policy"]


def test_a_question_is_shown_after_answers_that_lead_to_it(desk):
    assert led(desk.get(PREVIEW, {"path": "/guides/sms/walk/recent/"})) == "/guides/sms/walk/recent/?reach=unsure"
    assert led(desk.get(PREVIEW, {"path": "/guides/sms/walk/nowhere/"})) == "/guides/sms/walk/nowhere/"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "evil", ""])
def test_a_preview_leads_nowhere_else(desk, path):
    assert desk.get(PREVIEW, {"path": path})["Location"].startswith("/preview/")


def test_previews_are_for_who_may_see_drafts(client, content):
    assert client.get(PREVIEW)["Location"].startswith("/admin/login/")
    client.force_login(staff("nobody"))
    assert client.get(PREVIEW).status_code == 403
    client.force_login(staff("reader", "view_guide"))
    assert client.get(PREVIEW).status_code == 302


def test_a_colleague_without_an_account_opens_the_link(desk):
    RemedyStep.objects.filter(key="open", cause__slug="filter").update(text={"ja": "新しい画面を開きます。"})
    page = desk.get(PREVIEW, {"path": "/causes/filter/", "share": "1"})
    link = unescape(re.search(r'id="preview-address"[^>]* value="([^"]+)"', page.text)[1])
    colleague = Client()

    shown = colleague.get(link.removeprefix("http://testserver"))

    assert "新しい画面を開きます。" in shown.text
    assert colleague.cookies == {}
    until = page.context["until"]
    assert timezone.now() < until <= timezone.now() + timedelta(minutes=30)
    assert f"{timezone.localtime(until):%H:%M}まで" in page.text


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (Guide.objects.get, "%2Fguides%2Fsms%2F"),
        (lambda: Question.objects.get(slug="recent"), "%2Fguides%2Fsms%2Fwalk%2Frecent%2F"),
        (lambda: Cause.objects.get(slug="filter"), "%2Fcauses%2Ffilter%2F"),
        (lambda: RemedyStep.objects.get(key="own"), "%2Fcauses%2Ffilter%2F"),
        (lambda: Carrier.objects.get(slug="ahamo"), "%2Fcarriers%2Fahamo%2F"),
    ],
)
def test_a_form_has_its_page_beside_it(desk, row, path):
    one = row()

    response = desk.get(f"/admin/troubleshoot/{one._meta.model_name}/{one.pk}/change/")

    assert re.search(rf'<iframe [^>]*src="/admin/preview/\?path={path}" title="下書きのプレビュー"', response.text)
    assert "frame-src 'self'" in response["Content-Security-Policy"]


def test_a_form_of_who_may_not_see_guides_has_no_preview(client, content):
    client.force_login(staff("causes", "view_cause"))

    page = client.get(f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/")

    assert page.status_code == 200
    assert "<iframe" not in page.text
