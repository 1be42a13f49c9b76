"""The editors' pages in English for whoever chooses it: nothing but the content is Japanese there."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.test import Client

from tests.admin.conftest import outage
from tests.views.reading import Page
from troubleshoot.incidents import lifecycle
from troubleshoot.models import (
    Cause,
    Feedback,
    Guide,
    Incident,
    Miss,
    Proposal,
    Question,
    Release,
    RemedyStep,
    Tally,
    Took,
)

CHOSEN = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def document():
    return outage()


@pytest.fixture
def english(desk):
    """A browser in which the editor chose English."""
    desk.post("/admin/language/", {"language": "en"})
    return desk


def language_of(response):
    return Page(response.text).one("html")["lang"]


def test_pages_are_japanese_whatever_the_browser_says(desk):
    page = desk.get("/admin/", headers={"Accept-Language": "en"})

    assert (language_of(page), CHOSEN in page.cookies) == ("ja", False)


def test_who_chooses_english_stays_on_the_page_and_gets_it_from_now_on(desk):
    chose = desk.post("/admin/language/", {"language": "en", "next": "/admin/troubleshoot/cause/?q=a"})

    assert (chose.status_code, chose["Location"]) == (303, "/admin/troubleshoot/cause/?q=a")
    assert language_of(desk.get("/admin/troubleshoot/cause/")) == "en"
    desk.post("/admin/language/", {"language": "ja"})
    assert language_of(desk.get("/admin/troubleshoot/cause/")) == "ja"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", ""])
def test_the_switch_leads_nowhere_else(desk, elsewhere):
    assert desk.post("/admin/language/", {"language": "en", "next": elsewhere})["Location"] == "/admin/"


@pytest.mark.parametrize("language", ["easy", "de", ""])
def test_what_editors_have_no_words_in_is_not_chosen(desk, language):
    chose = desk.post("/admin/language/", {"language": language})

    assert CHOSEN not in chose.cookies
    desk.cookies[CHOSEN] = language
    assert language_of(desk.get("/admin/")) == "ja"


def test_the_choice_is_kept_from_readers_pages(content):
    reader = Client()
    chose = reader.post("/admin/language/", {"language": "en"})

    assert chose.cookies[CHOSEN]["path"] == "/admin/"
    reader.cookies[CHOSEN] = "en"
    home = reader.get("/", headers={"Accept-Language": "en"})
    assert (language_of(home), home.cookies, home["Vary"]) == ("ja", {}, "Accept-Encoding")


def test_the_login_has_the_switch_too(client, db):
    page = Page(client.get("/admin/login/").text)

    assert page.one("button", name="language")["value"] == "en"


def row_of_everything():
    """Have a row in the tables that the document leaves empty."""
    lifecycle.begin(
        actor=None,
        cause=Cause.objects.get(slug="filter"),
        title={"ja": "止まっています"},
        body={"ja": "調べています。"},
    )
    bins = [
        {"at": f"2026-11-25T12:{ten}0:00+09:00", "count": ten, "expected": 1, "low": 0, "high": 3} for ten in (0, 1)
    ]
    evidence = {"observed": 9, "expected": 1.5, "curve": bins, "carriers": [{"carrier": "", "observed": 9}]}
    Proposal.objects.create(title="SMS", began_at="2026-11-25T12:00:00+09:00", evidence=evidence)
    about = {"guide": "sms", "cause": "filter", "verdict": "unsolved"}
    Tally.objects.create(**about, bucket="2026-11-25T00:00:00Z", count=1)
    Took.objects.create(day="2026-11-25", guide="sms", cause="filter", minutes="5", count=1)
    Feedback.objects.create(**about, day="2026-11-25", language="ja", release=1, text="設定の名前が違う")
    Miss.objects.create(query="puk コード", count=2, last_seen="2026-11-25")


PAGES = {
    "index": lambda: "",
    "checks": lambda: "checks/",
    "replace": lambda: "replace/",
    "exchange": lambda: "exchange/",
    "links": lambda: "links/",
    "insight": lambda: "insight/sms/?span=all",
    "insight-releases": lambda: "insight/sms/releases/",
    "insight-work": lambda: "insight/sms/work/",
    "deleted": lambda: "deleted/",
    "publish": lambda: "troubleshoot/release/publish/",
    "release": lambda: f"troubleshoot/release/{Release.objects.get().pk}/change/",
    "incident": lambda: f"troubleshoot/incident/{Incident.objects.get().pk}/change/",
    "tell": lambda: "troubleshoot/incident/add/",
    "announce": lambda: "troubleshoot/incident/add/?plan=1",
    "incidents": lambda: "troubleshoot/incident/",
    "templates": lambda: "troubleshoot/incidenttemplate/",
    "template": lambda: "troubleshoot/incidenttemplate/add/",
    "proposals": lambda: "troubleshoot/proposal/",
    "proposal": lambda: f"troubleshoot/proposal/{Proposal.objects.get().pk}/change/",
    "say": lambda: f"troubleshoot/incident/{Incident.objects.get().pk}/say/",
    "causes": lambda: "troubleshoot/cause/",
    "cause": lambda: f"troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/",
    "comparison": lambda: f"troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/compare/",
    "history": lambda: f"troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/history/",
    "step": lambda: f"troubleshoot/remedystep/{RemedyStep.objects.first().pk}/change/",
    "guides": lambda: "troubleshoot/guide/",
    "guide": lambda: f"troubleshoot/guide/{Guide.objects.get().pk}/change/",
    "editor": lambda: f"troubleshoot/guide/{Guide.objects.get().pk}/editor/",
    "question-editor": lambda: f"troubleshoot/guide/{Guide.objects.get().pk}/editor/recent/",
    "question": lambda: f"troubleshoot/question/{Question.objects.first().pk}/change/",
    "effects": lambda: "troubleshoot/effect/",
    "scenario": lambda: "troubleshoot/scenario/add/",
    "feedback": lambda: "troubleshoot/feedback/",
    "misses": lambda: "troubleshoot/miss/",
    "tallies": lambda: "troubleshoot/tally/",
    "durations": lambda: "troubleshoot/took/",
}


@pytest.mark.parametrize("page", PAGES)
def test_english_pages_are_japanese_in_nothing_but_the_content(english, page):
    row_of_everything()

    response = english.get(f"/admin/{PAGES[page]()}")

    assert response.status_code == 200
    assert sorted(own_words(response.text)) == []


#: Words of attributes that are read, and what stands between tags.
_SAID = re.compile(r'>([^<]+)<| (?:alt|title|aria-label|placeholder|value)="([^"]*)"')
_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff々ー]+")


def own_words(html):
    """Return what is Japanese on a page, but neither content nor for readers nor a language one may switch to."""
    tables = apps.get_app_config("troubleshoot").get_models()
    content = "".join(serializers.serialize("json", one.objects.all(), ensure_ascii=False) for one in tables)
    text = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    usual = r'<(textarea|p|b)\b[^>]* lang="ja"[^>]*>.*?</\1>|<input [^>]*lang="ja"[^>]*>'
    text = re.sub(usual, "", text, flags=re.DOTALL)
    said = " ".join(words for pair in _SAID.findall(text) for words in pair)
    return {word for word in _JAPANESE.findall(said) if word not in content} - {"日本語"}
