"""Two editors at one row: the second is told, and nobody's words are lost."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.admin import site
from troubleshoot.admin.base import ContentAdmin
from troubleshoot.models import Cause, Revision
from troubleshoot.publishing.compile import compile_document

FORM = "cause_form"


@pytest.fixture
def page(content):
    return f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/"


@pytest.mark.parametrize("field", ["title_ja", "steps-0-text_ja"])
def test_second_editor_is_told_and_keeps_the_words(desk, page, field):
    sent = filled(desk.get(page), FORM, title_ja="二人目の題")
    desk.post(page, filled(desk.get(page), FORM, **{field: "一人目の言葉"}))

    told = desk.post(page, sent)

    assert told.status_code == 200
    assert "開いている間にeditorさん(" in told.text
    assert filled(told, FORM)["title_ja"] == ["二人目の題"]
    assert Cause.objects.get(slug="filter").title["ja"] != "二人目の題"


def test_second_editor_who_insists_is_saved(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="二人目の題")
    desk.post(page, filled(desk.get(page), FORM, title_ja="一人目の題"))

    told = desk.post(page, sent)
    saved = desk.post(page, filled(told, FORM))

    assert saved.status_code == 302
    assert Cause.objects.get(slug="filter").title["ja"] == "二人目の題"


@pytest.mark.parametrize(
    ("button", "done"), [("verified:", "今日確かめたことにしました"), ("duplicate:own", "いちばん後ろに足しました")]
)
def test_refused_save_does_not_say_that_its_button_did_anything(desk, page, button, done):
    sent = filled(desk.get(page), FORM, _continue=button)
    desk.post(page, filled(desk.get(page), FORM, title_ja="一人目の題"))

    told = desk.post(page, sent)
    insisted = desk.post(page, filled(told, FORM, _continue=button), follow=True)

    assert [done in answer.text for answer in (told, insisted)] == [False, True]
    assert "まだ保存していません" in told.text


def test_mistake_in_the_form_is_no_conflict(desk, page):
    refused = desk.post(page, filled(desk.get(page), FORM, title_ja=""))

    saved = desk.post(page, filled(refused, FORM, title_ja="新しい題"))

    assert (refused.status_code, saved.status_code) == (200, 302)


def test_form_that_never_saw_the_row_is_not_saved(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="どこかの題")
    del sent["seen"]

    assert desk.post(page, sent).status_code == 200
    assert Cause.objects.get(slug="filter").title["ja"] == "フィルターが止める"


@pytest.fixture
def sides(desk, page):
    """Open a cause, let somebody else save it, then save it too; return what each side of the refusal says."""

    def told(theirs, mine):
        sent = filled(desk.get(page), FORM)
        desk.post(page, {**filled(desk.get(page), FORM), **theirs})
        return rows_of(desk.post(page, {**sent, **mine}))

    return told


def rows_of(answer):
    """Return the table of both versions, a row a line: where, what is stored, what the form says."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer.text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    plain = [[" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row] for row in cells]
    return [tuple(row) for row in plain if row[1:2] != ["相手が保存した内容"] and len(row) == 3]


def test_refusal_shows_both_versions_of_each_field_side_by_side(sides):
    found = sides(
        {"title_ja": "一人目の題", "role": "look-alike", "steps-0-text_ja": "一人目の手順"},
        {"title_ja": "二人目の題", "signs_ja": "見分け方\nは\n長い"},
    )

    assert found == [
        ("種類", "似ている別の問題", "原因(読者が直せる)"),
        ("題名", "一人目の題", "二人目の題"),
        ("こんなときに当てはまる", "(なし)", "見分け方 は 長い"),
        ("手順「設定を開きます。」 › 文", "一人目の手順", "設定を開きます。"),
    ]


def test_refusal_shows_rows_that_either_side_added_or_removed(sides):
    new = {"steps-2-text_ja": "足した", "steps-2-minutes": "1", "steps-2-wait_minutes": "0", "steps-TOTAL_FORMS": "3"}

    found = sides({"steps-1-DELETE": "on"}, new)

    assert [where for where, _, _ in found] == [
        "手順[ドコモ]「設定を開きます。」 (あなたにだけある)",
        "手順「足した」 (あなたにだけある)",
    ]


def test_row_that_the_other_added_stays_when_the_second_insists(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="二人目の題")
    new = {"steps-2-text_ja": "足した", "steps-2-minutes": "1", "steps-2-wait_minutes": "0", "steps-TOTAL_FORMS": "3"}
    desk.post(page, {**filled(desk.get(page), FORM), **new})

    told = desk.post(page, sent)
    saved = desk.post(page, filled(told, FORM))

    assert [row[0] for row in rows_of(told)] == ["題名", "手順「足した」 (相手にだけある)"]
    assert saved.status_code == 302
    assert Cause.objects.get(slug="filter").steps.count() == 3


def test_row_that_the_other_deleted_comes_back_when_the_second_insists(desk, page):
    sent = filled(desk.get(page), FORM, **{"steps-1-text_ja": "ドコモの設定を開きます。"})
    desk.post(page, filled(desk.get(page), FORM, **{"steps-1-DELETE": "on"}))

    told = desk.post(page, sent)
    saved = desk.post(page, filled(told, FORM))

    assert saved.status_code == 302
    assert [step.text["ja"] for step in Cause.objects.get(slug="filter").steps.all()] == [
        "設定を開きます。",
        "ドコモの設定を開きます。",
    ]


def test_refusal_of_a_form_with_other_mistakes_shows_the_other_side_once_they_are_mended(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="", signs_ja="二人目の目印")
    desk.post(page, filled(desk.get(page), FORM, signs_ja="一人目の目印"))

    mistaken = desk.post(page, sent)
    mended = desk.post(page, filled(mistaken, FORM, title_ja="二人目の題"))

    assert "ほかにも直すところがあります。" in mistaken.text
    assert ("こんなときに当てはまる", "一人目の目印", "二人目の目印") in rows_of(mended)
    assert Cause.objects.get(slug="filter").signs["ja"] == "一人目の目印"


def test_refusal_leaves_no_trace(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="二人目の題")
    desk.post(page, filled(desk.get(page), FORM, title_ja="一人目の題"))
    before = (compile_document(), Revision.objects.count(), LogEntry.objects.count())

    desk.post(page, sent)

    assert (compile_document(), Revision.objects.count(), LogEntry.objects.count()) == before


def test_first_editor_is_told_who_changed_the_row_since(desk, page, client):
    desk.post(page, filled(desk.get(page), FORM, title_ja="一人目の題"))
    client.force_login(staff("suzuki", "all"))
    client.post(page, filled(client.get(page), FORM, title_ja="二人目の題"))

    assert "最後に変えた人: suzukiさん(" in desk.get(page).text


def test_words_about_what_was_deleted_meanwhile_are_given_back(desk):
    spare = Cause.objects.create(slug="spare", title={"ja": "題"}, summary={"ja": "文"})
    page = f"/admin/troubleshoot/cause/{spare.pk}/change/"
    sent = filled(desk.get(page), FORM, title_ja="書いた題")
    spare.delete()

    told = desk.post(page, sent)

    assert told.status_code == 404
    assert "保存する前に、ほかの人が消しました" in told.text
    assert "書いた題" in told.text


def test_every_row_on_a_page_is_watched():
    unwatched = {
        admin: inlines
        for admin in site._registry.values()
        if isinstance(admin, ContentAdmin)
        and (inlines := _edited_on(admin) ^ {getattr(admin.model, part).rel.related_model for part in admin.parts})
    }

    assert unwatched == {}


def _edited_on(admin):
    return {rows.model for rows in admin.inlines if rows.fields is None or set(rows.fields) - set(rows.readonly_fields)}


def test_view_only_editor_cannot_save(client, page):
    client.force_login(staff("reader", "view_cause"))

    answers = [client.get(page).status_code, client.post(page, {"title_ja": "x"}).status_code]

    assert answers == [200, 403]
