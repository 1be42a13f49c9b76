"""Whoever has a form open is told that somebody else has saved the same thing."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.views.reading import Page
from troubleshoot.models import Cause, Guide, Revision


def asked_by(page: str) -> str:
    """Return what an open form asks for, as its page says; its clock counts whole seconds, so a minute earlier."""
    address = Page(page).one("div", class_="newer")["data-hx-get"]
    return address.rpartition("=")[0] + f"={int(time.time()) - 60}"


@pytest.fixture
def other(content):
    """Somebody else, signed in at another browser; the content lies there since yesterday."""
    Revision.objects.update(at=timezone.now() - timedelta(days=1))
    client = Client()
    client.force_login(staff("suzuki", "all"))
    return client


def test_open_form_hears_of_another_s_save_and_not_of_one_s_own(desk, other):
    page = f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/"
    opened = desk.get(page)
    ask = asked_by(opened.text)
    quiet = Page(desk.get(ask).text).one("div", id="newer-words").text

    other.post(page, filled(other.get(page), "cause_form", title_ja="相手の題"))

    told = Page(desk.get(ask).text).one("div", id="newer-words").text
    own = Page(other.get(ask).text).one("div", id="newer-words").text
    assert (quiet, own) == ("", "")
    assert "suzukiさんが" in told


def test_open_panel_of_the_guide_editor_asks_too(desk, other):
    guide = Guide.objects.get(slug="sms")
    page = f"/admin/troubleshoot/guide/{guide.pk}/editor/reach/"
    ask = asked_by(desk.get(page).text)

    other.post(page, filled(other.get(page), "panel-form", text_ja="相手の質問"))

    assert "suzukiさんが" in desk.get(ask).text


@pytest.mark.parametrize("query", ["", "?kind=cause", "?kind=nothing&slug=x", "?kind=cause&slug=filter&since=９９"])
def test_odd_questions_are_answered_without_a_fault(desk, query):
    assert desk.get(f"/admin/newer/{query}").status_code in {200, 404}
