"""The page of dead links: what is known, and a look when an editor asks for one. It reaches nothing outside."""

import json

import pytest

from tests.admin.conftest import staff
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot.publishing.importing import import_document

PAGE = "/admin/links/"


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def inside():
    """Have links that lead to this machine alone, where nobody is asked."""
    document = small()
    document["carriers"]["docomo"]["url"] = "https://127.0.0.1:9/"
    document["causes"]["filter"]["steps"][0]["url"] = "/causes/gone/"
    return document


def test_links_are_listed_by_what_became_of_them_with_where_they_stand(desk, inside, var):
    inside["causes"]["airplane"]["steps"][0]["url"] = "https://old.example/"
    import_document(inside, actor=None)
    fate = [["moved", "https://new.example/"], "2026-11-01"]
    (var / "links.json").write_text(json.dumps({"https://old.example/": fate}))

    page = Page(desk.get(PAGE).text)

    assert [one.text for one in page.all("h2") if one.text.endswith("(1)")] == [
        "引っ越しました(新しいアドレスに直してください)(1)",
        "まだ確かめていません(1)",
    ]
    moved = page.all("details", class_="links-group")[0].text
    assert moved.endswith(
        "https://old.example/ → https://new.example/ 2026-11-01 に確認 原因「機内モードになっている」 › 手順 off"
    )
    assert "リンク先のページがありません: /causes/gone/" in page.one("section", class_="findings").text


def test_look_is_taken_when_asked_for_and_kept(desk, inside, var):
    import_document(inside, actor=None)

    done = desk.post(PAGE, follow=True)

    assert done.redirect_chain == [(PAGE, 303)]
    assert "1件のリンクを確かめました。" in done.text
    kept = json.loads((var / "links.json").read_text())
    assert kept["https://127.0.0.1:9/"][0] == ["inside", "https://127.0.0.1:9/"]


def test_who_may_only_look_at_content_sees_what_is_known_and_asks_nobody(client, content, var):
    client.force_login(staff("reader", "view_cause", "view_carrier"))

    page, refused = client.get(PAGE), client.post(PAGE)

    assert (page.status_code, refused.status_code) == (200, 403)
    assert not Page(page.text).all("form", id="look-form")
    assert not (var / "links.json").exists()


def test_who_sees_no_content_sees_no_links(client, content):
    client.force_login(staff("officer", "view_incident"))

    assert client.get(PAGE).status_code == 403
