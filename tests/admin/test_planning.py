"""Publishing at a time, from the publish page: the plan, its list, taking it back; only for those who may publish."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot.models import PlannedRelease, Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.planning import publish_due
from troubleshoot.publishing.publish import publish

PAGE = "/admin/troubleshoot/release/publish/"


def drafted(**titles):
    document = small()
    for slug, title in titles.items():
        document["causes"][slug]["title"]["ja"] = title
    import_document(document, actor=None)


def tomorrow():
    return f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"


def sent(page, **changes):
    return filled(page, "tell-form", plan="1", **{"day": tomorrow(), "time": "09:30", **changes})


def plans_on(page):
    return Page(page.text).one("section", aria_labelledby="plans-title").text


def test_plan_is_made_listed_and_published_at_its_time(desk, editor):
    drafted(filter="読んだ題", airplane="選ばない")

    answer = desk.post(PAGE, sent(desk.get(PAGE), cause=["filter"], note="朝に"), follow=True)
    drafted(filter="あとの題", airplane="選ばない")
    publish_due(timezone.now() + timedelta(days=2))

    planned = PlannedRelease.objects.get()
    assert answer.redirect_chain == [(PAGE, 303)]
    assert (f"{timezone.localtime(planned.at):%Y-%m-%d %H:%M}", planned.actor) == (f"{tomorrow()} 09:30", editor)
    assert Page(answer.text).one("ul", class_="messagelist").text == (
        f"{tomorrow()} 09:30 に公開する予約をしました。いま読んだ内容のまま公開されます。"
    )
    assert "予約中・editor・朝に 原因「読んだ題」" in plans_on(answer)
    titles = {slug: cause["title"]["ja"] for slug, cause in loading.newest().document["causes"].items()}
    assert (titles["filter"], titles["airplane"]) == ("読んだ題", "機内モードになっている")


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ({"day": ""}, "このフィールドは必須です。"),
        ({"time": "25時"}, "時間を正しく入力してください。"),
        ({"day": "2020-01-01"}, "その時刻は過ぎています。"),
    ],
)
def test_wrong_time_is_refused_with_all_kept(desk, written, error):
    drafted(filter="別の題", airplane="選ばない")

    refused = desk.post(PAGE, sent(desk.get(PAGE), cause=["filter"], note="だいじなメモ", **written))

    again = filled(refused, "tell-form")
    assert (refused.status_code, PlannedRelease.objects.count()) == (422, 0)
    assert error in refused.text
    assert (again["cause"], again["note"]) == (["filter"], ["だいじなメモ"])
    assert [again["day"], again["time"]] == [[written.get("day", tomorrow())], [written.get("time", "09:30")]]


def test_what_was_saved_meanwhile_is_shown_before_it_is_planned(desk):
    drafted(filter="読んだ題")
    form = sent(desk.get(PAGE))
    drafted(filter="書きかけの")

    refused = desk.post(PAGE, form)

    assert (refused.status_code, PlannedRelease.objects.count()) == (422, 0)
    assert "開いたあとで変わりました" in refused.text


def test_plan_is_withdrawn_by_its_button(desk):
    drafted(filter="別の題")
    desk.post(PAGE, sent(desk.get(PAGE)))
    planned = PlannedRelease.objects.get()

    answer = desk.post(f"/admin/troubleshoot/release/planned/{planned.pk}/withdraw/", follow=True)

    planned.refresh_from_db()
    assert (answer.redirect_chain, planned.state) == ([(PAGE, 303)], "withdrawn")
    assert "公開の予約" not in answer.text
    assert publish_due(timezone.now() + timedelta(days=2)) == ()


def test_published_plan_cannot_be_withdrawn(desk):
    drafted(filter="別の題")
    desk.post(PAGE, sent(desk.get(PAGE)))
    (planned,) = publish_due(timezone.now() + timedelta(days=2))

    answer = desk.post(f"/admin/troubleshoot/release/planned/{planned.pk}/withdraw/", follow=True)

    assert "の予約は、もう公開されています。" in answer.text
    assert Release.objects.count() == 2


def test_refused_plan_says_why_until_it_is_put_away(desk):
    drafted(filter="別の題")
    desk.post(PAGE, sent(desk.get(PAGE)))
    PlannedRelease.objects.update(drafts='{"format": 99}', at=timezone.now())
    (planned,) = publish_due(timezone.now())

    told = desk.get(PAGE)
    desk.post(f"/admin/troubleshoot/release/planned/{planned.pk}/withdraw/")

    assert "公開できなかった・editor" in plans_on(told)
    assert "この書式(format: 99)は読めません。" in plans_on(told)
    assert "公開の予約" not in desk.get(PAGE).text


def test_plan_that_a_newer_publication_overtook_says_so(desk):
    drafted(filter="予約した題")
    desk.post(PAGE, sent(desk.get(PAGE)))
    drafted(filter="急いで直した題")
    publish(actor=None)
    publish_due(timezone.now() + timedelta(days=2))

    told = plans_on(desk.get(PAGE))

    assert (
        "公開していません。次を直して、もう一度予約してください。 予約したあとで、原因「急いで直した題」の別の" in told
    )
    assert loading.newest().document["causes"]["filter"]["title"]["ja"] == "急いで直した題"


def test_what_waits_is_not_planned_twice(desk):
    drafted(filter="予約した題")
    desk.post(PAGE, sent(desk.get(PAGE)))

    refused = desk.post(PAGE, sent(desk.get(PAGE)))

    assert (refused.status_code, PlannedRelease.objects.count()) == (422, 1)
    assert "予約していません。原因「予約した題」は、もう予約されています。" in refused.text


def test_page_reads_plans_without_what_they_hold(desk, editor, django_assert_max_num_queries):
    later = timezone.now() + timedelta(days=1)
    PlannedRelease.objects.bulk_create([PlannedRelease(actor=editor, at=later, drafts="{}") for _number in range(3)])

    with django_assert_max_num_queries(60) as asked:
        desk.get(PAGE)

    of_plans = [query["sql"] for query in asked.captured_queries if "troubleshoot_plannedrelease" in query["sql"]]
    assert len(of_plans) == 1
    assert '"drafts"' not in of_plans[0]


def test_planning_and_withdrawing_need_the_permission(client, desk, content):
    drafted(filter="別の題")
    desk.post(PAGE, sent(desk.get(PAGE)))
    planned = PlannedRelease.objects.get()
    client.force_login(staff("writer", "change_cause", "view_release"))

    codes = [
        client.post(PAGE, {"choosing": "1", "cause": "filter", "plan": "1", "day": tomorrow(), "time": "09:30"}),
        client.post(f"/admin/troubleshoot/release/planned/{planned.pk}/withdraw/"),
    ]

    assert [answer.status_code for answer in codes] == [403, 403]
    assert PlannedRelease.objects.get().state == "waiting"


def test_withdrawing_takes_a_post(desk):
    assert desk.get("/admin/troubleshoot/release/planned/1/withdraw/").status_code == 405
    assert desk.post("/admin/troubleshoot/release/planned/1/withdraw/").status_code == 404
