"""Two editors at one row: the second is told, and nobody's words are lost."""

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.admin import site
from troubleshoot.admin.base import ContentAdmin
from troubleshoot.models import Cause

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


def test_mistake_in_the_form_is_no_conflict(desk, page):
    refused = desk.post(page, filled(desk.get(page), FORM, title_ja=""))

    saved = desk.post(page, filled(refused, FORM, title_ja="新しい題"))

    assert (refused.status_code, saved.status_code) == (200, 302)


def test_form_that_never_saw_the_row_is_not_saved(desk, page):
    sent = filled(desk.get(page), FORM, title_ja="どこかの題")
    del sent["seen"]

    assert desk.post(page, sent).status_code == 200
    assert Cause.objects.get(slug="filter").title["ja"] == "フィルターが止める"


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
