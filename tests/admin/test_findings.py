"""What the checks say of a part, as the list that an editor's page loads once it is there."""

import re
from html import unescape

import pytest

from tests.admin.conftest import staff
from troubleshoot.models import Cause, Guide, Question, RemedyStep

LONG = "設定の画面を開いて、いちばん上の項目から順に一つずつ確かめながら、オンになっているものをすべてオフにします。"


def listed(response):
    """Return each finding of a list: its field, its row, and what stands there."""
    items = re.findall(r'<li class="finding-(\w+)" ([^>]*)>(.*?)</li>', response.text, re.DOTALL)
    return [
        (
            level,
            dict(re.findall(r'data-(\w+)="([^"]*)"', data)),
            " ".join(unescape(re.sub("<[^>]+>", " ", words)).split()),
        )
        for level, data, words in items
    ]


def test_a_cause_s_long_step_is_named_with_its_row_and_field(desk):
    RemedyStep.objects.filter(cause__slug="filter", key="own").update(text={"ja": LONG})

    page = desk.get("/admin/findings/", {"kind": "cause", "slug": "filter"})

    long, *_others = [one for one in listed(page) if "字の文があります" in one[2]]
    assert long[0] == "warning"
    assert long[1] == {"field": "text", "rows": "steps", "key": "key", "name": "own"}
    assert long[2].startswith(f"手順「{LONG[:19]}…」 › 文 「文」に")


def test_errors_come_before_warnings_with_the_way_to_mend(desk):
    Question.objects.get(slug="reach").answers.filter(slug="unsure").delete()

    page = desk.get("/admin/findings/", {"kind": "guide", "slug": "sms"})

    assert "直すまで公開できないこと: 1件" in page.text
    assert listed(page)[0][0] == "error"
    assert "質問「reachはどうですか?」 › 答え" in listed(page)[0][2]
    assert 'href="/admin/place/?kind=question&amp;slug=sms&amp;slug=reach"' in page.text


def test_nothing_to_mend_is_said(desk):
    page = desk.get("/admin/findings/?kind=question&slug=sms&slug=reach")

    assert listed(page) == []
    assert "直すことはありません。" in page.text


@pytest.mark.parametrize("query", ["", "kind=document", "kind=question&slug=sms", "kind=weather&slug=fine"])
def test_no_place_is_not_found(desk, query):
    assert desk.get(f"/admin/findings/?{query}").status_code == 404


def test_findings_are_for_who_may_see_the_part(client, content):
    client.force_login(staff("guides", "view_guide"))

    assert client.get("/admin/findings/?kind=guide&slug=sms").status_code == 200
    assert client.get("/admin/findings/?kind=cause&slug=filter").status_code == 403


@pytest.mark.parametrize(
    ("row", "query"),
    [
        (lambda: Cause.objects.get(slug="filter"), "kind=cause&amp;slug=filter"),
        (lambda: Question.objects.get(slug="reach"), "kind=question&amp;slug=sms&amp;slug=reach"),
        (lambda: RemedyStep.objects.get(key="own"), "kind=step&amp;slug=filter&amp;slug=own"),
        (Guide.objects.get, "kind=guide&amp;slug=sms"),
    ],
)
def test_a_form_loads_what_is_said_of_its_row(desk, row, query):
    one = row()

    page = desk.get(f"/admin/troubleshoot/{one._meta.model_name}/{one.pk}/change/").text

    assert f'data-hx-get="/admin/findings/?{query}" data-hx-trigger="load"' in page
    assert f'<a href="/admin/findings/?{query}">' in page
