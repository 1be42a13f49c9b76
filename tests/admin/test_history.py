"""What editors do is kept: who, when, before and after; and it comes back."""

import html
import re

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.models import (
    Answer,
    Candidate,
    Carrier,
    Cause,
    Device,
    Effect,
    Guide,
    GuideNote,
    Question,
    Redirect,
    RemedyStep,
    Revision,
    Scenario,
)
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.parts import part_of


def page_of(row, view="change"):
    return f"/admin/troubleshoot/{row._meta.model_name}/{row.pk}/{view}/"


def form_of(row):
    return f"{row._meta.model_name}_form"


def save(desk, row, **changes):
    """Open a row's page and save it with some changes."""
    answer = desk.post(page_of(row), filled(desk.get(page_of(row)), form_of(row), **changes))
    assert answer.status_code == 302, answer.text


@pytest.fixture(autouse=True)
def since(content):
    """Forget how the content came, so that only the test's own changes are there."""
    Revision.objects.all().delete()


def kept():
    """Return what the history holds, oldest first."""
    return [(one.place, one.actor and one.actor.username) for one in Revision.objects.order_by("pk")]


def test_saved_cause_is_kept_with_what_it_said_before_and_after(desk):
    before = compile_document()["causes"]["filter"]

    save(desk, Cause.objects.get(slug="filter"), **{"title_ja": "新しい題", "steps-0-text_ja": "新しい手順"})

    revision = Revision.objects.get()
    assert (revision.place, revision.actor.username) == (("cause", "filter"), "editor")
    assert (revision.before, revision.after) == (before, compile_document()["causes"]["filter"])
    assert revision.after["steps"][0]["text"]["ja"] == "新しい手順"


def test_untouched_page_keeps_nothing(desk):
    save(desk, Cause.objects.get(slug="filter"))

    assert kept() == []


@pytest.mark.parametrize(
    ("table", "changes", "place"),
    [
        (RemedyStep, {"text_ja": "別"}, ("cause", "filter")),
        (Answer, {"text_ja": "別"}, ("question", "sms", "reach")),
        (Effect, {"says": "rules-out"}, ("question", "sms", "reach")),
        (Candidate, {"weight": "7"}, ("guide", "sms")),
        (GuideNote, {"text_ja": "別"}, ("guide", "sms")),
        (Scenario, {"text": "別"}, ("scenario", "sms", "cabin")),
        (Carrier, {"name_ja": "別"}, ("carrier", "docomo")),
        (Device, {"name_ja": "別"}, ("device", "ios")),
        (Redirect, {"old_slug": "older"}, ("cause", "filter")),
    ],
)
def test_row_on_its_own_page_is_a_change_of_what_it_belongs_to(desk, table, changes, place):
    row = next(one for one in table.objects.order_by("pk") if part_of(one) == place)

    save(desk, row, **changes)

    assert kept() == [(place, "editor")]


def test_step_that_moves_to_another_cause_changes_both(desk):
    airplane = Cause.objects.get(slug="airplane")

    save(desk, RemedyStep.objects.get(key="own"), cause=str(airplane.pk))

    assert kept() == [(("cause", "filter"), "editor"), (("cause", "airplane"), "editor")]


def test_deleted_answer_takes_what_leaned_on_it_along(desk):
    reach = Question.objects.get(slug="reach")
    later = Question.objects.get(slug="recent")
    Question.objects.filter(pk=later.pk).update(guard=reach)
    later.guard_answers.set(reach.answers.filter(slug="some"))

    desk.post(page_of(reach.answers.get(slug="some"), "delete"), {"post": "yes"})

    assert kept() == [(("question", "sms", "reach"), "editor"), (("question", "sms", "recent"), "editor")]


def test_deleted_and_chosen_rows_are_kept(desk):
    unused = [Cause.objects.create(slug=slug, title={"ja": slug}, summary={"ja": slug}) for slug in "ab"]
    sent = {"action": "delete_selected", "_selected_action": [one.pk for one in unused], "post": "yes"}

    desk.post("/admin/troubleshoot/cause/", sent)

    assert kept() == [(("cause", "a"), "editor"), (("cause", "b"), "editor")]


def words(answer):
    """Return a page's words without its marks."""
    return " ".join(re.sub("<[^>]*>", " ", answer.text.partition('id="content"')[2]).split())


def link(answer, text):
    """Return where the first link or button of these words leads."""
    return html.unescape(re.search(rf'href="([^"]*)">{text}</a>', answer.text)[1])


def confirm(desk, address, **changes):
    """Open the page that asks, and press its button."""
    return desk.post(address, filled(desk.get(address), "form-buttons", **changes))


def test_history_page_says_who_changed_what_when_and_leads_back(desk):
    cause = Cause.objects.get(slug="filter")
    save(desk, cause, title_ja="一度目の題", role="look-alike")
    save(desk, cause, title_ja="二度目の題")

    shown = desk.get(page_of(cause, "history"))
    asked = desk.get(link(shown, "この版に戻す"))
    done = confirm(desk, link(shown, "この版に戻す"))

    assert "editorさん 変更 題名 一度目の 題 二度目の 題 いまの下書きはこの版です。" in words(shown)
    assert "種類 原因(読者が直せる) 似ている別の問題" in words(shown)
    assert "題名 二度目の 題 一度目の 題" in words(asked)
    assert (done.status_code, desk.get(done["Location"])["Location"]) == (303, page_of(cause))
    assert Cause.objects.get(slug="filter").title["ja"] == "一度目の題"


def test_history_leads_to_before_its_first_change(desk):
    cause = Cause.objects.get(slug="filter")
    save(desk, cause, title_ja="新しい題")

    confirm(desk, link(desk.get(page_of(cause, "history")), "この変更の前に戻す"))

    assert Cause.objects.get(slug="filter").title["ja"] == "フィルターが止める"


def test_history_of_a_guide_tells_of_its_questions_too(desk):
    save(desk, Question.objects.get(slug="reach"), text_ja="どれが届きますか")

    shown = words(desk.get(page_of(Guide.objects.get(), "history")))

    assert "editorさん 変更 質問「どれが届きますか」" in shown


def test_version_is_not_brought_back_over_what_came_meanwhile(desk):
    cause = Cause.objects.get(slug="filter")
    save(desk, cause, title_ja="一度目の題")
    address = link(desk.get(page_of(cause, "history")), "この変更の前に戻す")
    sent = filled(desk.get(address), "form-buttons")
    save(desk, cause, title_ja="あとから来た題")

    refused = desk.post(address, sent)

    assert refused.status_code == 422
    assert "開いている間にほかの人が変えました。" in refused.text
    assert Cause.objects.get(slug="filter").title["ja"] == "あとから来た題"


def test_deleted_guide_comes_back_from_the_page_of_what_was_deleted(desk):
    before = compile_document()
    desk.post(page_of(Guide.objects.get(), "delete"), {"post": "yes"})

    shown = desk.get("/admin/deleted/")
    done = confirm(desk, link(shown, "元に戻す"))

    assert "editorさん 削除 案内「コードが届かない」" in words(shown)
    assert (done.status_code, compile_document()) == (303, before)
    assert "消したものはありません。" in words(desk.get("/admin/deleted/"))


def test_what_leans_on_something_gone_is_refused_in_words(desk):
    desk.post(page_of(Question.objects.get(slug="recent"), "delete"), {"post": "yes"})
    Answer.objects.update(next=None)
    desk.post(page_of(Question.objects.get(slug="recent"), "delete"), {"post": "yes"})
    address = link(desk.get("/admin/deleted/"), "元に戻す")
    desk.post(page_of(Guide.objects.get(), "delete"), {"post": "yes"})

    refused = confirm(desk, address)

    assert refused.status_code == 422
    assert "先に「消したもの」から案内を元に戻してください。" in refused.text


def test_who_may_only_read_is_offered_no_way_back(client, desk):
    save(desk, Cause.objects.get(slug="filter"), title_ja="新しい題")
    Revision.objects.create(kind="cause", slugs="gone", before={"title": {"ja": "消えた"}}, after=None)
    address = link(desk.get(page_of(Cause.objects.get(slug="filter"), "history")), "この変更の前に戻す")
    client.force_login(staff("reader", "view_cause"))

    history, gone = client.get(page_of(Cause.objects.get(slug="filter"), "history")), client.get("/admin/deleted/")

    assert ("戻す</a>" in history.text, "戻す</a>" in gone.text) == (False, False)
    assert "原因「消えた」" in words(gone)
    assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]


def test_what_was_deleted_is_shown_to_those_who_may_see_such_things(client, desk):
    Revision.objects.create(kind="cause", slugs="gone", before={"title": {"ja": "消えた"}}, after=None)
    client.force_login(staff("officer", "view_carrier"))

    assert "消えた" not in client.get("/admin/deleted/").text
