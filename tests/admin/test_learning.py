"""The page of what a guide learned: shown beside the editor's numbers, accepted one by one or all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.models import Candidate, Guide, Tally
from troubleshoot.publishing.compile import compile_document

ADDRESS = "/admin/learning/sms/"
FORM = "learning-form"


@pytest.fixture
def told(content):
    """Have readers tell that the rarer cause is the commoner one."""
    at = timezone.now() - timedelta(days=2)
    one = {"bucket": at, "guide": "sms", "answers": "reach=none&recent=none", "cause": "airplane"}
    Tally.objects.create(**one, verdict="solved", count=700)
    Tally.objects.create(**one, verdict="unsolved", count=300)


def weights():
    return {one["cause"]: one["weight"] for one in compile_document()["guides"]["sms"]["candidates"]}


def test_without_verdicts_it_says_so(desk):
    assert "読者の結果が、まだ少なすぎます。30人分が集まると" in desk.get(ADDRESS).text


def test_proposals_stand_beside_what_is_there(desk, told):
    page = desk.get(ADDRESS)

    assert "読者 " in page.text
    assert "機内モードになっている" in page.text
    assert 'value="weight:airplane"' in page.text


def test_all_are_accepted_into_the_draft_and_can_be_published(desk, told):
    before = weights()

    done = desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM, all="1"), follow=True)

    assert "受け入れて、下書きを書きかえました。公開するまで読者には見えません。" in done.text
    assert weights()["airplane"] > before["airplane"]
    assert "いまの数は、結果とよく合っています。" in done.text
    assert desk.get("/admin/troubleshoot/release/publish/").status_code == 200


def test_what_is_ticked_alone_is_accepted(desk, told):
    before = compile_document()["guides"]["sms"]

    desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM, accept="efficacy:airplane"))

    now = compile_document()["guides"]["sms"]
    assert now["questions"] == before["questions"]
    assert weights() == {one["cause"]: one["weight"] for one in before["candidates"]}
    assert now["candidates"] != before["candidates"]
    assert "編集部の見積り" in desk.get(ADDRESS).text


def test_nothing_ticked_is_said(desk, told):
    refused = desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM))

    assert (refused.status_code, "受け入れるものに印を付けてください。" in refused.text) == (422, True)


def test_what_was_shown_of_another_draft_is_not_written(desk, told):
    sent = filled(desk.get(ADDRESS), FORM, all="1")
    Candidate.objects.filter(cause__slug="filter").update(weight=50)
    before = compile_document()

    refused = desk.post(ADDRESS, sent)

    assert (refused.status_code, "だれかがこの案内を保存しました" in refused.text) == (422, True)
    assert compile_document() == before


@pytest.mark.parametrize("sealed", ["", "forged"])
def test_what_nobody_was_shown_is_not_written(desk, told, sealed):
    before = compile_document()

    refused = desk.post(ADDRESS, {"sealed": sealed, "all": "1"})

    assert refused.status_code == 422
    assert compile_document() == before


def test_an_unfinished_draft_is_said(desk, told):
    Guide.objects.update(entry=None)

    assert "まだ読者がたどれる形になっていません" in desk.get(ADDRESS).text


def test_one_guide_is_gone_to_and_an_unknown_one_is_not_there(desk):
    assert desk.get("/admin/learning/")["Location"] == ADDRESS
    assert desk.get("/admin/learning/nobody/").status_code == 404


def test_who_may_not_edit_guides_may_not_see_it(client, content, told):
    client.force_login(staff("reader", "view_guide", "view_tally"))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"all": "1"}).status_code == 403
