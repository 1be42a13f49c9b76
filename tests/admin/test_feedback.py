"""What readers wrote, as editors see it: beside its cause, always as text, marked once it is handled."""

import pytest

from tests.admin.conftest import staff
from troubleshoot.admin.feedback import NEWEST
from troubleshoot.models import Cause, Feedback, Redirect

LIST = "/admin/troubleshoot/feedback/"


def a_text(text="設定の名前が違う", **changes):
    plain = {"day": "2026-11-25", "guide": "sms", "cause": "filter", "verdict": "unsolved", "language": "ja"}
    return Feedback.objects.create(**{**plain, "release": 1, "text": text, **changes})


def page_of(desk, slug="filter"):
    return desk.get(f"/admin/troubleshoot/cause/{Cause.objects.get(slug=slug).pk}/change/").text


def test_texts_stand_beside_their_cause_newest_first(desk):
    a_text("古い", day="2026-11-01")
    a_text("新しい", verdict="solved", handled=True)
    a_text("別の原因", cause="airplane")

    page = page_of(desk)

    assert page.index("新しい<br><small>届いた・2026年11月25日・対応済み") < page.index("古い<br>")
    assert "別の原因" not in page
    assert f'href="{LIST}?cause=filter"' in page


def test_a_cause_shows_the_ten_newest(desk):
    for day in range(1, NEWEST + 3):
        a_text(f"{day}日の声", day=f"2026-11-{day:02}")

    page = page_of(desk)

    assert [day for day in range(1, NEWEST + 3) if f">{day}日の声<" in page] == list(range(3, NEWEST + 3))


def test_texts_follow_a_cause_to_its_new_slug(desk):
    a_text("前の名前での声", cause="filtre-old")
    Redirect.objects.create(old_slug="filtre-old", cause=Cause.objects.get(slug="filter"))

    assert "前の名前での声" in page_of(desk)


def test_a_text_is_text_and_no_markup(desk):
    a_text("<script>alert(1)</script><b>太字</b>")

    for page in (page_of(desk), desk.get(LIST).text):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;太字" in page
        assert "<b>太字" not in page


def test_a_cause_nobody_wrote_about_says_so(desk):
    assert "まだありません。" in page_of(desk)
    assert "まだありません。" in desk.get("/admin/troubleshoot/cause/add/").text


@pytest.mark.parametrize(
    ("query", "found"), [("handled__exact=1", "済"), ("cause=limit", "残"), ("verdict__exact=solved", "済")]
)
def test_the_list_is_filtered(desk, query, found):
    a_text("済", verdict="solved", handled=True)
    a_text("残", cause="limit")

    rows = desk.get(f"{LIST}?{query}").context["cl"].result_list

    assert [row.text for row in rows] == [found]


@pytest.mark.parametrize(("action", "before", "after"), [("mark_handled", False, True), ("mark_open", True, False)])
def test_texts_are_marked_as_handled_and_back(desk, action, before, after):
    chosen, other = a_text("一", handled=before), a_text("二", handled=before)

    desk.post(LIST, {"action": action, "_selected_action": [chosen.pk]})

    assert (Feedback.objects.get(pk=chosen.pk).handled, Feedback.objects.get(pk=other.pk).handled) == (after, before)


def test_one_may_be_marked_and_nothing_else_changed(desk):
    row = a_text()

    desk.post(f"{LIST}{row.pk}/change/", {"handled": "on", "text": "書きかえ", "cause": "airplane"})

    row.refresh_from_db()
    assert (row.handled, row.text, row.cause) == (True, "設定の名前が違う", "filter")


def test_nobody_adds_one_by_hand(desk):
    assert desk.get(f"{LIST}add/").status_code == 403


def test_one_that_names_somebody_can_be_deleted(desk):
    row = a_text()

    desk.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})

    assert not Feedback.objects.exists()


def test_who_may_only_look_is_not_offered_the_mark(client, content):
    a_text()
    client.force_login(staff("looker", "view_feedback"))

    page = client.get(LIST).text

    assert "設定の名前が違う" in page
    assert "mark_handled" not in page
