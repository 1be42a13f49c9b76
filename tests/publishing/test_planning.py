"""Releases planned for later: what was read goes out at its time, once, over whatever is newest then."""

import json
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.publishing.acts import is_whole
from tests.publishing.documents import device, small
from tests.publishing.processes import act
from troubleshoot.models import Carrier, Cause, PlannedRelease, Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.places import TABLES
from troubleshoot.publishing.planning import PlanRefused, Timekeeper, plan, publish_due, withdraw
from troubleshoot.publishing.publish import DraftsChanged, PublishRefused, preview, publish, rollback

FILTER = frozenset({("cause", "filter")})


@pytest.fixture
def released(db):
    import_document(small(), actor=None)
    return publish(actor=None).release


@pytest.fixture
def planner(released):
    user = User.objects.create_user("planner")
    user.user_permissions.add(Permission.objects.get(codename="add_release"))
    return user


def later(hours=1):
    return timezone.now() + timedelta(hours=hours)


def retitled(slug, title):
    Cause.objects.filter(slug=slug).update(title={"ja": title})


def newest_titles():
    return {slug: cause["title"]["ja"] for slug, cause in loading.newest().document["causes"].items()}


def test_what_was_read_goes_out_at_its_time_by_its_planner(planner):
    retitled("filter", "読んだ題")
    planned = plan(actor=planner, at=later(), note="夜に公開")
    retitled("filter", "書きかけの題")

    early = publish_due(timezone.now())
    done = publish_due(later(2))

    assert (early, done) == ((), (planned,))
    release = Release.objects.newest()
    assert newest_titles()["filter"] == "読んだ題"
    assert (release.number, release.actor, release.note) == (2, planner, "夜に公開")
    assert (done[0].state, done[0].release, done[0].outcome) == ("done", release, "")


def test_only_the_chosen_is_put_over_what_is_newest_then(planner):
    retitled("filter", "予約した題")
    retitled("airplane", "予約のときの題")
    plan(actor=planner, at=later(), only=FILTER)
    retitled("airplane", "先に公開した題")
    publish(actor=None, only=frozenset({("cause", "airplane")}))

    publish_due(later(2))

    titles = newest_titles()
    assert (titles["filter"], titles["airplane"]) == ("予約した題", "先に公開した題")


def test_plan_of_everything_takes_nothing_back_that_others_publish_meanwhile(planner):
    retitled("filter", "予約した題")
    plan(actor=planner, at=later())
    retitled("airplane", "先に公開した題")
    publish(actor=None, only=frozenset({("cause", "airplane")}))

    publish_due(later(2))

    assert newest_titles()["airplane"] == "先に公開した題"


def with_tablet(document):
    document["devices"]["tablet"] = device("タブレット")
    return document


def test_planned_devices_take_no_carrier_along(planner):
    import_document(with_tablet(small()), actor=None)
    planned = plan(actor=planner, at=later())
    Carrier.objects.filter(slug="ahamo").update(contact={"ja": "窓口へ電話します。"})
    publish(actor=None, only=frozenset({("carrier", "ahamo")}))

    publish_due(later(2))

    expected = with_tablet(small())
    expected["carriers"]["ahamo"]["contact"] = {"ja": "窓口へ電話します。"}
    assert [chosen[:2] for chosen in planned.chosen] == [["device", "tablet"]]
    assert loading.newest().document == expected


def test_plan_keeps_nobody_s_drafts_but_the_chosen(planner):
    retitled("filter", "予約した題")
    retitled("airplane", "書きかけの題")
    Carrier.objects.get(slug="ahamo").delete()

    planned = plan(actor=planner, at=later(), only=FILTER | {("carrier", "ahamo")})

    kept = json.loads(planned.drafts)
    assert {table: list(kept[table]) for table in TABLES} == {
        "guides": [],
        "causes": ["filter"],
        "carriers": [],
        "devices": [],
    }
    assert [one.state for one in publish_due(later(2))] == ["done"]
    assert list(loading.newest().document["carriers"]) == ["docomo"]


def published_fix(slug, title):
    """Publish a fix of one cause."""
    retitled(slug, title)
    publish(actor=None, only=frozenset({("cause", slug)}))


def test_newer_publication_of_the_same_thing_is_not_taken_back(planner):
    retitled("filter", "予約した題")
    plan(actor=planner, at=later())
    published_fix("filter", "急いで直した題")

    (refused,) = publish_due(later(2))

    assert (refused.state, newest_titles()["filter"]) == ("refused", "急いで直した題")
    assert refused.outcome == (
        "予約したあとで、原因「急いで直した題」の別の内容が公開されました。いまの公開版と比べて、予約し直してください。"
    )


def test_rollback_is_not_undone(planner):
    published_fix("filter", "まちがえた題")
    retitled("filter", "まちがえた題の続き")
    plan(actor=planner, at=later())
    rollback(1, actor=None)

    (refused,) = publish_due(later(2))

    assert (refused.state, newest_titles()["filter"]) == ("refused", "フィルターが止める")


def test_what_was_added_or_removed_since_is_not_taken_back(planner):
    Carrier.objects.create(slug="new", name={"ja": "予約した名前"}, position=5)
    Carrier.objects.get(slug="ahamo").delete()
    plan(actor=planner, at=later(), only=frozenset({("carrier", "ahamo")}))
    plan(actor=planner, at=later(), only=frozenset({("carrier", "new")}))
    Carrier.objects.filter(slug="new").update(name={"ja": "先に公開した名前"})
    Carrier.objects.create(slug="ahamo", name={"ja": "戻ったアハモ"}, position=6)
    publish(actor=None)

    done = publish_due(later(2))

    names = {slug: one["name"]["ja"] for slug, one in loading.newest().document["carriers"].items()}
    assert [one.state for one in done] == ["refused", "refused"]
    assert (names["ahamo"], names["new"]) == ("戻ったアハモ", "先に公開した名前")


@pytest.mark.parametrize("loses", ["the right", "the account"])
def test_planner_who_may_no_longer_publish_publishes_nothing(planner, loses):
    retitled("filter", "予約した題")
    plan(actor=planner, at=later())
    if loses == "the right":
        planner.user_permissions.clear()
    else:
        User.objects.update(is_active=False)

    (refused,) = publish_due(later(2))

    assert (refused.state, Release.objects.count()) == ("refused", 1)
    assert refused.outcome == "予約した人(planner)は、いまは公開できません。公開できる人が予約し直してください。"


def test_what_waits_is_not_planned_twice(planner):
    retitled("filter", "予約した題")
    first = plan(actor=planner, at=later())
    retitled("filter", "そのあとの題")

    with pytest.raises(PlanRefused, match="原因「そのあとの題」は、もう予約されています。"):
        plan(actor=planner, at=later(2))
    withdraw(first)

    assert plan(actor=planner, at=later(2)).state == "waiting"


def test_broken_plan_is_refused_and_keeps_no_other_from_its_turn(planner, caplog):
    retitled("filter", "こわれた予約")
    broken = plan(actor=planner, at=later(), only=FILTER)
    PlannedRelease.objects.update(chosen=[["odd"]])
    retitled("airplane", "次の予約")
    plan(actor=planner, at=later(2), only=frozenset({("cause", "airplane")}))

    done = publish_due(later(3))
    again = publish_due(later(3))

    assert [one.state for one in done] == ["refused", "done"]
    assert (newest_titles()["airplane"], again) == ("次の予約", ())
    assert done[0].outcome.startswith("思わぬ失敗で公開できませんでした。")
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == [
        f"Planned release {broken.pk} could not be published."
    ]


def test_what_can_no_longer_be_published_is_refused_in_words(planner):
    Carrier.objects.create(slug="new", name={"ja": "新しい回線"})
    Cause.objects.get(slug="filter").carriers.add(Carrier.objects.get(slug="new"))
    plan(actor=planner, at=later())
    loaded = PlannedRelease.objects.get()
    PlannedRelease.objects.update(chosen=[one for one in loaded.chosen if one[0] == "cause"])
    kept = json.loads(loaded.drafts) | {"carriers": {}}
    PlannedRelease.objects.update(drafts=json.dumps(kept))

    (refused,) = publish_due(later(2))

    assert (refused.state, refused.release) == ("refused", None)
    assert "[unknown-reference] 原因 filter" in refused.outcome
    assert (Release.objects.count(), publish_due(later(3))) == (1, ())


def test_errors_are_refused_when_planning_already(planner):
    Cause.objects.get(slug="filter").steps.all().delete()

    with pytest.raises(PublishRefused):
        plan(actor=planner, at=later())

    assert not PlannedRelease.objects.exists()


def test_what_nobody_read_is_not_planned(planner):
    retitled("filter", "読んだ題")
    seen = preview().marks.values()
    retitled("filter", "だれも読んでいない題")

    with pytest.raises(DraftsChanged):
        plan(actor=planner, at=later(), seen=seen)


def test_past_and_nothing_are_not_planned(planner):
    with pytest.raises(PlanRefused, match="公開版と同じ"):
        plan(actor=planner, at=later())
    retitled("filter", "別の題")
    with pytest.raises(PlanRefused, match="過ぎています"):
        plan(actor=planner, at=later(-1))


def test_withdrawn_plan_is_not_published_and_a_published_one_is_not_withdrawn(planner):
    retitled("filter", "やめた題")
    withdrawn = plan(actor=planner, at=later())
    first = withdraw(withdrawn)
    retitled("filter", "出す題")
    published = plan(actor=planner, at=later())

    publish_due(later(2))

    assert (first, withdraw(published)) == (True, False)
    assert [one.state for one in PlannedRelease.objects.order_by("pk")] == ["withdrawn", "done"]
    assert newest_titles()["filter"] == "出す題"


def test_same_content_published_meanwhile_is_done_without_a_release(planner):
    retitled("filter", "別の題")
    plan(actor=planner, at=later())
    already = publish(actor=None).release

    (done,) = publish_due(later(2))

    assert (done.state, done.release, done.outcome) == ("done", already, "もう同じ内容が公開されていました。")
    assert Release.objects.count() == 2


def test_look_for_what_is_due_costs_one_query(planner, django_assert_num_queries):
    retitled("filter", "別の題")
    plan(actor=planner, at=later())

    with django_assert_num_queries(1):
        publish_due(timezone.now())


def test_command_publishes_what_is_due_and_tells_of_it(planner, capsys):
    retitled("filter", "別の題")
    planned = plan(actor=planner, at=later())
    PlannedRelease.objects.update(at=later(-1))

    call_command("publish", "--due")
    call_command("publish", "--due")

    planned.refresh_from_db()
    assert capsys.readouterr().out == (f"{planned} の予約を、2番として公開しました。\n時刻が来た予約はありません。\n")


def test_command_fails_where_a_plan_is_refused(planner):
    retitled("filter", "別の題")
    plan(actor=planner, at=later())
    PlannedRelease.objects.update(at=later(-1), drafts='{"format": 99}')

    with pytest.raises(CommandError, match="この書式"):
        call_command("publish", "--due")


def test_timekeeper_outlives_failures_and_logs_them_once(caplog):
    asked, again = [], threading.Event()

    def broken():
        asked.append(1)
        if len(asked) > 1:
            again.set()
        raise OSError

    keeper = Timekeeper(0.01, session=broken)
    keeper.start()
    looked_again = again.wait(10)
    keeper.stop()

    assert looked_again
    assert [record.message for record in caplog.records] == ["Planned releases could not be published; they wait."]


@pytest.mark.django_db(transaction=True)
def test_each_plan_is_published_by_one_of_many_processes(tmp_path):
    found = act("many_publish_what_is_due", tmp_path, races=2)

    assert found["told"] == [[str(2 * race), str(2 * race + 1)] for race in range(2)]
    assert found["plans"] == [["done", str(number)] for number in range(4)]
    assert found["numbers"] == list(range(1, 6))
    assert is_whole(found)
