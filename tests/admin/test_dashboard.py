"""The first page: what goes on, what waits and by whom, what is to be done, what readers report."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from tests.admin.conftest import outage
from tests.views.reading import Page
from troubleshoot.insight.reports import Report, Verdicts, weekly
from troubleshoot.models import Cause, Feedback, Miss, PlannedRelease, RemedyStep, Tally
from troubleshoot.publishing import history
from troubleshoot.publishing.publish import preview, publish
from troubleshoot.publishing.reviews import due
from troubleshoot.publishing.unpublished import unpublished

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def document():
    return outage()


def rename(slug, title, actor):
    """Give a cause another title, as its page does."""
    with history.recording(("cause", slug), actor=actor):
        Cause.objects.filter(slug=slug).update(title={"ja": title})


def test_what_is_not_published_is_told_with_whoever_wrote_it(content, editor):
    colleague = User.objects.create_user("hanako")
    begun = timezone.now()

    rename("filter", "一", colleague)
    rename("filter", "二", editor)

    (one,) = unpublished()
    assert (one.change.place, one.change.name, set(one.who)) == (("cause", "filter"), "二", {"hanako", "editor"})
    assert begun <= one.since <= timezone.now()


def test_what_a_release_left_out_is_still_told_and_what_it_took_is_not(content, editor):
    rename("filter", "一", editor)
    rename("airplane", "二", editor)

    publish(actor=None, only=frozenset({("cause", "airplane")}))

    (one,) = unpublished()
    assert (one.change.place, one.who) == (("cause", "filter"), ("editor",))


def test_first_page_leads_to_what_is_not_published(desk, editor):
    rename("filter", "新しい題", editor)

    page = Page(desk.get("/admin/").text)

    link = page.links()["原因「新しい題」"]
    assert link.startswith("/admin/place/?kind=cause&slug=filter")
    assert "公開版と違う下書きが1件あります。" in page.one("body").text


#: Of each box, who sees it.
BOXES = {
    "ongoing-title": {"編集者", "公開者", "障害担当", "責任者"},
    "drafts-title": {"編集者", "公開者", "責任者"},
    "checks-title": {"編集者", "公開者", "責任者"},
    "reviews-title": {"編集者", "公開者", "責任者"},
    "feedback-title": {"編集者", "公開者", "責任者"},
    "misses-title": {"編集者", "公開者", "責任者"},
    "reports-title": {"編集者", "公開者", "責任者"},
    "releases-title": {"編集者", "公開者", "責任者"},
}
#: Of each way on, who is shown it.
WAYS = {
    "障害を知らせる": {"障害担当", "責任者"},
    "メンテナンスを予告する": {"障害担当", "責任者"},
    "ことばを書いて知らせる": {"障害担当", "責任者"},
    "変更を見て公開する": {"公開者", "責任者"},
}


def test_each_role_sees_the_boxes_and_ways_that_are_for_it(client, incident):
    seen = {}
    for role in ("編集者", "公開者", "障害担当", "責任者"):
        somebody = User.objects.create_user(role, is_staff=True)
        somebody.groups.add(Group.objects.get(name=role))
        client.force_login(somebody)
        seen[role] = Page(client.get("/admin/").text)

    assert {box: {role for role, page in seen.items() if page.all(id=box)} for box in BOXES} == BOXES
    assert {way: {role for role, page in seen.items() if way in page.links()} for way in WAYS} == WAYS


def test_plans_that_wait_or_failed_are_told(desk, editor):
    soon, plan = timezone.now(), {"actor": editor, "drafts": "{}"}
    PlannedRelease.objects.create(at=soon + timedelta(days=1), note="夏の変更", **plan)
    PlannedRelease.objects.create(
        at=soon - timedelta(days=1), state="refused", outcome="エラーが二つあります。", **plan
    )
    PlannedRelease.objects.create(at=soon - timedelta(days=1), state="done", note="済んだもの", **plan)

    told = Page(desk.get("/admin/").text).one("body").text

    assert "夏の変更" in told
    assert "エラーが二つあります。" in told
    assert "済んだもの" not in told


def count(guide, verdict, number, days):
    Tally.objects.create(bucket=NOON - timedelta(days=days), guide=guide, cause="c", verdict=verdict, count=number)


def test_reports_hold_this_week_beside_the_last(db):
    count("sms", "solved", 3, days=1)
    count("sms", "solved", 6, days=6.9)
    count("sms", "unsolved", 3, days=0.1)
    count("sms", "unsolved", 4, days=8)
    count("other", "solved", 20, days=13)
    count("long-ago", "solved", 9, days=15)

    assert weekly(NOON) == (
        Report("sms", now=Verdicts(9, 3), before=Verdicts(0, 4)),
        Report("other", now=Verdicts(), before=Verdicts(20, 0)),
    )
    assert (Verdicts(9, 3).percent, Verdicts().percent) == (75, 0)


def test_reviews_that_are_due_are_told_as_the_checks_do(content):
    today = timezone.localdate()
    RemedyStep.objects.filter(cause__slug="filter").update(reviewed=today - timedelta(days=400))
    RemedyStep.objects.filter(cause__slug="airplane").update(reviewed=None)

    told = due(today)

    assert [(one.slug, one.oldest) for one in told] == [("airplane", None), ("filter", today - timedelta(days=400))]
    stale = [one.place[1] for one in preview().findings if one.code == "stale-review"]
    assert sorted(stale) == sorted(one.slug for one in told)


def test_what_is_to_be_done_is_counted_and_led_to(desk):
    about = {"day": "2026-11-25", "guide": "sms", "cause": "filter", "verdict": "unsolved", "language": "ja"}
    Feedback.objects.create(**about, release=1, text="読んでいない")
    Feedback.objects.create(**about, release=1, text="読んだ", handled=True)
    Miss.objects.create(query="puk コード", count=7, last_seen="2026-11-25")

    page = Page(desk.get("/admin/").text)

    assert "まだ対応していない声が1件あります。" in page.one("body").text
    assert page.links()["声を読む"] == "/admin/troubleshoot/feedback/?handled__exact=0"
    assert "puk コード 7回" in page.one("body").text


def test_checks_are_judged_anew_when_the_drafts_change(desk):
    sound = desk.get("/admin/checks/")
    RemedyStep.objects.filter(cause__slug="filter").delete()

    broken = desk.get("/admin/checks/")

    assert sound.context["errors"] == []
    assert {row.finding.place for row in broken.context["errors"]} >= {("cause", "filter")}
    assert desk.get("/admin/checks/").context["errors"] == broken.context["errors"]


def test_first_page_loads_the_checks_and_leads_to_them(desk):
    page = Page(desk.get("/admin/").text)

    assert page.links()["検査の結果を見る"] == "/admin/checks/"
    assert [one["data-hx-select"] for one in page.all(data_hx_get="/admin/checks/")] == ["#checks-count"]
    assert Page(desk.get("/admin/checks/").text).one("p", id="checks-count")


def test_tables_that_are_seldom_used_lie_in_a_fold(desk):
    ours = desk.get("/admin/").context["app_list"][0]

    assert [model["object_name"] for model in ours["models"]][:4] == ["Guide", "Cause", "Carrier", "Device"]
    assert {model["object_name"] for model in ours["folded"]} == {
        *("Answer", "Effect", "Candidate", "LastResort", "GuideNote")
    }
