"""What the outline's buttons do, and how a guide begins."""

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.models import Guide, Revision
from troubleshoot.publishing.compile import compile_document


def order(guide):
    return list(guide.questions.order_by("position", "slug").values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("sent", "questions", "shown"),
    [
        ({"up": "recent"}, ["recent", "reach", "where"], "editor/"),
        ({"down": "reach", "open": "where"}, ["recent", "reach", "where"], "editor/where/"),
        ({"up": "reach"}, ["reach", "recent", "where"], "editor/"),
        ({"move": "where", "to": "0", "open": "gone"}, ["where", "reach", "recent"], "editor/"),
        ({"move": "where", "to": "-"}, ["reach", "recent", "where"], "editor/"),
        ({"add": "reach"}, ["reach", "q-1", "recent", "where"], "editor/q-1/"),
        ({"add": ""}, ["reach", "recent", "where", "q-1"], "editor/q-1/"),
        ({"copy": "reach"}, ["reach", "q-1", "recent", "where"], "editor/q-1/"),
        ({}, ["reach", "recent", "where"], "editor/"),
    ],
)
def test_button_does_what_it_says_and_shows_what_it_was_about(desk, base, sent, questions, shown):
    answer = desk.post(f"{base}questions/", sent)

    assert (answer.status_code, answer["Location"]) == (303, f"{base}{shown}")
    assert order(Guide.objects.get()) == questions


def test_removing_asks_and_names_what_leads_there(desk, base):
    page = desk.get(f"{base}editor/recent/remove/").text

    assert "「reachはどうですか?」の答え「some」" in page
    assert '<option value="where">' in page


def test_removed_question_gives_way_and_comes_to_the_history(desk, guide, base, editor):
    address = f"{base}editor/recent/remove/"
    Revision.objects.all().delete()

    removed = desk.post(address, filled(desk.get(address), "panel-form", instead="where"))

    assert (removed.status_code, removed["Location"]) == (303, f"{base}editor/")
    assert order(guide) == ["reach", "where"]
    assert set(guide.questions.get(slug="reach").answers.values_list("next__slug", flat=True)) == {"where", None}
    assert {(one.slugs, one.actor) for one in Revision.objects.all()} == {("sms/reach", editor), ("sms/recent", editor)}


def test_new_guide_begins_with_a_question_to_be_written(desk):
    sent = {"title": "メールが届かない", "summary": "メールが届かないときの案内です。", "slug": "mail"}

    begun = desk.post("/admin/troubleshoot/guide/begin/", sent, follow=True)

    guide = Guide.objects.get(slug="mail")
    assert begun.redirect_chain == [(f"/admin/troubleshoot/guide/{guide.pk}/editor/q-1/", 303)]
    assert filled(begun, "panel-form")["answers-2-text_ja"] == ["わからない"]
    assert compile_document()["guides"]["mail"]["entry"] == "q-1"
    assert Revision.objects.filter(kind="guide", slugs="mail").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"slug": "sms"}, "このスラッグの案内はもうあります。"),
        ({"slug": "メール"}, "英小文字・数字・ハイフンだけで書いてください"),
        ({"title": ""}, "必須"),
    ],
)
def test_new_guide_is_refused_with_what_was_written(desk, wrong, told):
    sent = {"title": "メールが届かない", "summary": "メールが届かないときの案内です。", "slug": "mail"}

    refused = desk.post("/admin/troubleshoot/guide/begin/", {**sent, **wrong})

    assert refused.status_code == 422
    assert told in refused.text
    assert filled(refused, "begin-form")["summary"] == ["メールが届かないときの案内です。"]
    assert Guide.objects.count() == 1


def test_who_may_change_but_not_add_or_delete_has_no_editor(client, guide, base):
    """A panel deletes answers that a form leaves out, and makes the questions and rows that it names."""
    parts = ("guide", "question", "answer", "effect", "candidate", "lastresort", "guidenote")
    client.force_login(staff("changer", *(f"{verb}_{name}" for verb in ("view", "change") for name in parts)))
    before = compile_document()

    asked = [
        client.get("/admin/troubleshoot/guide/begin/"),
        client.post(f"{base}questions/", {"add": ""}),
        client.get(f"{base}editor/reach/remove/"),
        client.get(f"{base}editor/reach/"),
        client.post(f"{base}editor/reach/", {"answers-0-order": "0"}),
        client.post(f"{base}candidates/", {"candidates-0-order": "0"}),
    ]

    assert {one.status_code for one in asked} == {403}
    assert compile_document() == before


@pytest.mark.parametrize(
    ("place", "leads"),
    [
        ("kind=question&slug=sms&slug=reach", "editor/reach/"),
        ("kind=answer&slug=sms&slug=reach&slug=some", "editor/reach/"),
        ("kind=candidate&slug=sms&slug=filter", "candidates/"),
        ("kind=last-resort&slug=sms&slug=contact", "candidates/"),
        ("kind=note&slug=sms&slug=secret", "editor/"),
        ("kind=guide&slug=sms", "editor/"),
        ("kind=question&slug=sms&slug=gone", "editor/"),
    ],
)
def test_findings_lead_to_the_editor(desk, base, place, leads):
    assert desk.get(f"/admin/place/?{place}")["Location"] == f"{base}{leads}"


def test_whoever_may_only_look_is_led_to_the_ordinary_form(client, guide):
    client.force_login(staff("reader", "view_guide"))

    assert client.get("/admin/place/?kind=guide&slug=sms")["Location"].endswith(f"/guide/{guide.pk}/change/")
