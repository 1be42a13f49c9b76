"""The copy of a guide on its page."""

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot.models import Guide, Revision
from troubleshoot.publishing.compile import compile_document


@pytest.fixture
def address(content):
    return f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/copy/"


def test_copy_is_made_kept_in_the_history_and_led_to(desk, editor, address):
    done = desk.post(
        address, filled(desk.get(address), "copy-form", title="メールが届かない", slug="mail"), follow=True
    )

    new = Guide.objects.get(slug="mail")
    original = small()["guides"]["sms"]
    assert compile_document()["guides"] == {
        "sms": original,
        "mail": original | {"title": {"ja": "メールが届かない"}, "position": 1},
    }
    assert done.redirect_chain == [(f"/admin/troubleshoot/guide/{new.pk}/editor/", 303)]
    assert Revision.objects.filter(slugs="mail", note="案内「コードが届かない」を写した", actor=editor).exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": "題", "slug": "sms"}, "このスラッグの案内はもうあります。ほかの名前にしてください。"),
        ({"title": "題", "slug": "メール"}, "「slug」"),
        ({"title": "", "slug": "mail"}, "このフィールドは必須です。"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_lost(desk, address, sent, words):
    answer = desk.post(address, sent)

    asked = Page(answer.text)
    assert answer.status_code == 422
    assert words in answer.text or asked.all("ul", class_="errorlist")
    assert (asked.one("input", name="title")["value"] if sent["title"] else "") == sent["title"]
    assert compile_document() == small()


def test_guide_and_its_list_lead_to_the_copy(desk, address):
    guide = Guide.objects.get()

    pages = [
        desk.get(path).text for path in (f"/admin/troubleshoot/guide/{guide.pk}/change/", "/admin/troubleshoot/guide/")
    ]

    assert [address in text for text in pages] == [True, True]


def test_who_may_not_add_guides_may_not_copy_them(client, address):
    client.force_login(staff("reader", "view_guide", "change_guide"))

    assert client.get(address).status_code == 403
