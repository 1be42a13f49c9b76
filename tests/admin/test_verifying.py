"""「今日、確かめた」 in one tap, and the list of what is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.models import Cause, RemedyStep, Revision
from troubleshoot.publishing.checks import check
from troubleshoot.publishing.compile import compile_document

LIST = "/admin/troubleshoot/remedystep/"


def page_of(slug):
    return f"/admin/troubleshoot/cause/{Cause.objects.get(slug=slug).pk}/change/"


def marked():
    return sorted(RemedyStep.objects.filter(reviewed=timezone.localdate()).values_list("cause__slug", "key"))


def chosen(*keys):
    rows = [RemedyStep.objects.get(cause__slug=slug, key=key).pk for slug, key in keys]
    return {"action": "verify_chosen", "_selected_action": rows}


def test_chosen_steps_of_two_causes_are_marked_and_kept(desk, editor):
    answer = desk.post(LIST, chosen(("filter", "open"), ("airplane", "on")), follow=True)

    assert marked() == [("airplane", "on"), ("filter", "open")]
    assert "手順2個を、今日確かめたことにしました。" in answer.text
    kept = Revision.objects.filter(note="今日、確かめた", actor=editor).order_by("slugs")
    assert [(one.kind, one.slugs) for one in kept] == [("cause", "airplane"), ("cause", "filter")]


def test_marking_twice_keeps_one_change(desk):
    for _time in range(2):
        desk.post(LIST, chosen(("filter", "open")))

    assert Revision.objects.filter(note="今日、確かめた").count() == 1


@pytest.mark.parametrize(
    ("tab", "expected"), [("", ["open", "own"]), ("general", ["open"]), ("docomo", ["own"]), ("ahamo", [])]
)
def test_tab_of_a_cause_is_marked_and_what_was_written_is_saved(desk, editor, tab, expected):
    before = Revision.objects.count()
    page = page_of("filter")

    answer = desk.post(
        page, filled(desk.get(page), "cause_form", title_ja="書きかけの題", _continue=f"verified:{tab}"), follow=True
    )

    assert [key for _slug, key in marked()] == expected
    assert f"手順{len(expected)}個を、今日確かめたことにしました。" in answer.text
    assert Cause.objects.get(slug="filter").title["ja"] == "書きかけの題"
    assert Revision.objects.count() == before + 1
    last = Revision.objects.first()
    assert [step["key"] for step in last.after["steps"] if step["reviewed"] == str(timezone.localdate())] == expected


def test_nothing_is_marked_when_somebody_else_saved_meanwhile(desk):
    page = page_of("filter")
    sent = filled(desk.get(page), "cause_form", _continue="verified:")
    desk.post(page, filled(desk.get(page), "cause_form", title_ja="相手の題"))

    told = desk.post(page, sent)

    assert (told.status_code, marked()) == (200, [])


def test_list_of_what_is_due_agrees_with_the_check(desk):
    today = timezone.localdate()
    days = {"open": 366, "own": 365, "off": 335, "on": None}
    for key, ago in days.items():
        RemedyStep.objects.filter(key=key).update(reviewed=ago and today - timedelta(days=ago))
    RemedyStep.objects.filter(cause__slug="contact").update(reviewed=today)

    due = {
        sort: {one.key for one in desk.get(LIST, {"review": sort}).context["cl"].result_list}
        for sort in ("over", "never", "soon")
    }

    assert due == {"over": {"open"}, "never": {"on"}, "soon": {"own"}}
    stale = {one.place[:2] for one in check(compile_document(), at=today) if one.code == "stale-review"}
    assert {place[1] for place in stale} == {"filter", "airplane"}


def test_whoever_may_only_look_has_no_such_action(client, content):
    client.force_login(staff("reader", "view_remedystep"))

    client.post(LIST, chosen(("filter", "open")))

    assert "verify_chosen" not in client.get(LIST).text
    assert marked() == []
