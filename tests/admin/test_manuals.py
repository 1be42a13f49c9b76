"""The manuals and what is refused, in words, where editors work."""

from tests.admin.conftest import staff
from tests.views.reading import Page
from troubleshoot.admin.manuals import FOLDER, NAMES


def test_every_manual_of_the_folder_is_shown_with_its_links_leading_to_the_others(desk):
    assert {file.stem for file in FOLDER.glob("*.md")} == set(NAMES)

    for name in NAMES:
        shown = Page(desk.get(f"/admin/manual/{name}/").text)
        text = shown.one("article")
        assert len(text.text) > 200
        leading = [link["href"] for link in shown.all("a") if link.place > text.place]
        assert all(address.startswith("/admin/manual/") for address in leading), leading


def test_front_page_and_every_page_s_head_lead_to_the_manuals(desk):
    assert 'href="/admin/manual/"' in desk.get("/admin/").text
    assert 'href="/admin/manual/"' in desk.get("/admin/troubleshoot/cause/").text


def test_manual_that_is_not_there_is_told_in_the_admin_s_own_words(desk):
    answer = desk.get("/admin/manual/secret/")

    assert answer.status_code == 404
    assert "見つかりません" in answer.text
    assert "困ったときの手引き 編集" in answer.text


def test_what_a_role_may_not_do_is_told_in_the_admin_s_own_words(client, content):
    client.force_login(staff("reader", "view_cause"))

    answer = client.get("/admin/troubleshoot/release/publish/")

    assert answer.status_code == 403
    assert "責任者に頼んでください" in answer.text


def test_form_whose_secret_went_stale_is_told_how_its_words_come_back(content):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff("editor", "all"))

    answer = strict.post("/admin/troubleshoot/cause/add/", {"title_ja": "新しい題"})

    assert answer.status_code == 403
    assert "「戻す」を押すと、書きかけが戻ります。" in answer.text
