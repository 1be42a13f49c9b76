"""The list of releases, one of them, and the way back with the same view as publishing."""

import pytest

from tests.admin.conftest import staff
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot.models import Release
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

RELEASES = "/admin/troubleshoot/release/"
IMPACT = f"{RELEASES}impact/"


@pytest.fixture
def second(content):
    """Have a second release, in which an answer speaks for another cause."""
    document = small()
    document["guides"]["sms"]["questions"][0]["answers"][0]["effects"] = {"filter": "strongly"}
    document["guides"]["sms"]["scenarios"] = []
    import_document(document, actor=None)
    return publish(actor=None).release


def test_newest_is_what_readers_have_and_every_other_can_come_back(desk, second):
    page = Page(desk.get(RELEASES).text)

    assert [cell.text for cell in page.all("td", class_="field-rollback_link")] == [
        "いま読者に見えている版",
        "この版に戻す",
    ]


def test_release_and_rollback_show_what_they_do_to_readers(desk, second):
    shown = Page(desk.get(f"{RELEASES}{second.pk}/change/").text).one("div", class_="impact")["data-hx-get"]
    back = Page(desk.get(f"{RELEASES}1/rollback/").text).one("div", class_="impact")["data-hx-get"]

    assert (shown, back) == (f"{IMPACT}?from=1&to=2&of=sms", f"{IMPACT}?from=2&to=1&of=sms")
    for address in (shown, back):
        told = Page(desk.get(address).text)
        assert "で、最初の助言が変わります。" in told.one("div", class_="impact").text
        assert "下書きで開く" not in told.links()


def test_first_release_and_the_newest_offer_nothing_to_go_back_to(desk, content):
    page = Page(desk.get(f"{RELEASES}{content.pk}/change/").text)

    assert page.all("div", class_="impact") == []
    assert "この版に戻す" not in page.links()


def test_publishing_is_followed_by_the_way_back(desk, second):
    document = small()
    document["causes"]["filter"]["title"]["ja"] = "別の題"
    import_document(document, actor=None)

    answer = desk.post(f"{RELEASES}publish/", {"choosing": "1", "cause": "filter", "seen": _marks(desk)}, follow=True)

    assert Page(answer.text).links()["ひとつ前の版に戻す"] == f"{RELEASES}2/rollback/"


def _marks(desk):
    return [field["value"] for field in Page(desk.get(f"{RELEASES}publish/").text).all("input", name="seen")]


def test_those_who_may_only_read_releases_see_no_way_back(client, second):
    client.force_login(staff("reader", "view_release"))

    listed, shown = client.get(RELEASES), client.get(f"{RELEASES}{Release.objects.get(number=1).pk}/change/")
    asked = [client.get(f"{IMPACT}?of=sms"), client.get(f"{IMPACT}?of=sms&from=1&to=2")]

    assert [listed.status_code, shown.status_code, *(answer.status_code for answer in asked)] == [200, 200, 403, 403]
    assert "rollback" not in listed.text + shown.text


def test_list_reads_no_documents(desk, second, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as asked:
        desk.get(RELEASES)

    assert not [query for query in asked.captured_queries if '"troubleshoot_release"."document"' in query["sql"]]
