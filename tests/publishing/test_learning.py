"""Guides learn from verdicts: what is proposed is an editor's to accept, and by itself a guide goes only so far."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from tests.publishing.documents import small
from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.models import Candidate, Counter, Guide, Release, Revision, Tally
from troubleshoot.publishing import learning, loading
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish
from troubleshoot.publishing.shown import ChangedMeanwhile

NIGHT = datetime(2026, 11, 20, 4, 30, tzinfo=timezone.get_default_timezone())

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    import_document(small(), actor=None)
    publish(actor=None)


def told(cause, solved, unsolved=0, at=NIGHT - timedelta(days=1), tried=""):
    """Have readers tell so much of one cause."""
    one = {"bucket": at, "guide": "sms", "answers": "reach=unsure&recent=none", "tried": tried, "cause": cause}
    Tally.objects.create(**one, verdict="solved", count=solved)
    Tally.objects.create(**one, verdict="unsolved", count=unsolved)


def learned():
    return learning.learned(compile_document(), "sms", NIGHT)


def weights(document):
    return {one["cause"]: one["weight"] for one in document["guides"]["sms"]["candidates"]}


def published():
    return loading.newest().document


def learns_by(points):
    Guide.objects.update(learns_by=points)
    publish(actor=None)


def test_without_verdicts_nothing_but_the_editors_numbers_is_proposed(released):
    found = learned()

    assert found.proposal.walks == 0
    assert {key: value for key, value in found.changed.items() if not key.startswith("question:")} == {}


def test_verdicts_propose_and_change_nothing(released):
    told("airplane", 800)
    before = compile_document()

    assert learned().changed["weight:airplane"] > weights(before)["airplane"]
    assert compile_document() == before


def test_what_is_accepted_is_a_draft_with_its_history(released):
    told("airplane", 800)
    found, actor = learned(), User.objects.create_user("editor")

    learning.accept("sms", found.values, found.changed, seen=found.seen, actor=actor)

    assert weights(compile_document()) == {one: found.values[f"weight:{one}"] for one in weights(compile_document())}
    assert weights(published()) == {"filter": 60, "airplane": 40}
    assert {one.actor for one in Revision.objects.filter(note="読者の結果から学んだ数を受け入れた")} == {actor}
    assert learned().changed == {}


def test_one_number_is_accepted_without_the_others(released):
    told("airplane", 800, 200)
    found = learned()

    learning.accept("sms", found.values, ["efficacy:airplane"], seen=found.seen, actor=None)

    now = accepting.values(compile_document()["guides"]["sms"])
    changed = {key for key, value in now.items() if value != accepting.values(found.draft)[key]}
    assert changed == {"efficacy:airplane"}


def test_what_was_proposed_for_another_draft_is_not_written(released):
    told("airplane", 800)
    found = learned()
    Candidate.objects.filter(cause__slug="filter").update(weight=55)
    before = compile_document()

    with pytest.raises(ChangedMeanwhile):
        learning.accept("sms", found.values, found.changed, seen=found.seen, actor=None)

    assert compile_document() == before


def test_nothing_is_accepted_by_itself_unless_the_guide_says_so(released):
    told("airplane", 5000)

    assert learning.accept_daily(NIGHT) == ()
    assert Release.objects.count() == 1


def test_a_guide_that_says_so_goes_as_far_as_it_may_each_day(released):
    learns_by(1.5)
    told("airplane", 5000)

    assert learning.accept_daily(NIGHT) == ("sms",)
    assert weights(published()) == weights(compile_document()) == {"filter": 58.5, "airplane": 41.5}
    assert Release.objects.newest().note == "読者の結果から学んだ見込み(自動): sms"
    assert learning.accept_daily(NIGHT + timedelta(hours=3)) == ()
    assert learning.accept_daily(NIGHT + timedelta(days=1)) == ("sms",)
    assert weights(published()) == {"filter": 57, "airplane": 43}
    own = accepting.before(published()["guides"]["sms"])
    assert {key: own[key] for key in own if key.startswith("weight:")} == {"weight:filter": 60, "weight:airplane": 40}


def test_in_however_many_days_it_goes_no_further_than_three_points_from_the_editor(released):
    learns_by(1.5)
    told("airplane", 50000)

    for day in range(6):
        learning.accept_daily(NIGHT + timedelta(days=day))

    assert weights(published()) == {"filter": 57, "airplane": 43}


def test_a_guide_that_fails_keeps_no_other_from_its_turn(released, monkeypatch, caplog):
    learns_by(1.5)
    told("airplane", 5000)
    monkeypatch.setattr(learning, "learned", lambda *_: 1 / 0)

    assert learning.accept_daily(NIGHT) == ()
    assert "sms could not learn by itself" in caplog.text


def test_of_a_handful_nothing_is_proposed(released):
    told("airplane", learning.LEAST - 1)

    assert learned().changed == {}


def test_of_few_readers_nothing_is_learned_by_itself(released):
    learns_by(1.5)
    told("airplane", learning.LEAST_A_DAY * learning.DAYS - 1)
    told("filter", 5000, at=NIGHT - timedelta(days=40))
    told("filter", 5000, tried="airplane")

    assert learning.accept_daily(NIGHT) == ()


def test_only_in_the_night_and_on_one_node(released):
    learns_by(1.5)
    told("airplane", 5000)

    assert learning.accept_daily(NIGHT.replace(hour=3, minute=59)) == ()
    Counter.objects.create(name=Counter.LEARNED, number=NIGHT.toordinal())
    assert learning.accept_daily(NIGHT) == ()


def test_a_guide_that_is_being_edited_waits(released):
    learns_by(1.5)
    told("airplane", 5000)
    Guide.objects.update(certainty=0.7)
    before = compile_document()

    assert learning.accept_daily(NIGHT) == ()
    assert compile_document() == before


def test_what_the_checks_refuse_leaves_the_draft_as_it_was(released, caplog):
    document = small()
    held = {"answers": {"reach": "unsure", "recent": "none"}, "first": ["filter"], "never": []}
    document["guides"]["sms"]["scenarios"][0] |= held
    document["guides"]["sms"]["learns_by"] = 9
    for candidate, weight in zip(document["guides"]["sms"]["candidates"], (58, 42), strict=True):
        candidate["weight"] = weight
    import_document(document, actor=None)
    publish(actor=None)
    told("airplane", 90000)

    assert learning.accept_daily(NIGHT) == ()
    assert "sms accepts nothing by itself tonight (refused)." in caplog.text
    assert compile_document() == dict(published())


def test_a_database_that_is_away_takes_no_day(released):
    learns_by(1.5)
    told("airplane", 5000)

    def away(execute, sql, params, many, context):
        if '"troubleshoot_release"' in sql:
            raise OperationalError("The server closed the connection.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        learning.accept_daily(NIGHT)

    assert learning.accept_daily(NIGHT) == ("sms",)


def kept():
    return learning.tonight(dict(published()), "sms", NIGHT).kept


def test_what_keeps_a_guide_tonight_is_told_and_keeps_it(released):
    learns_by(1.5)
    told("airplane", 1000)
    assert (kept(), learning.accept_daily(NIGHT)) == ("few", ())
    Tally.objects.filter(verdict="solved").update(count=50000)
    Guide.objects.update(certainty=0.7)
    assert (kept(), learning.accept_daily(NIGHT + timedelta(days=1))) == ("edited", ())
    publish(actor=None)
    for day in (2, 3):
        assert kept() == ""
        assert learning.accept_daily(NIGHT + timedelta(days=day)) == ("sms",)
    assert (kept(), learning.accept_daily(NIGHT + timedelta(days=4))) == ("furthest", ())


def test_a_guide_that_is_where_its_readers_are_has_nothing_to_move(released):
    learns_by(9)
    told("airplane", 2400)
    told("filter", 3000)
    for day in range(3):
        learning.accept_daily(NIGHT + timedelta(days=day))

    assert kept() == "still"


def test_what_a_guide_published_by_itself_is_told_by_its_names(released):
    learns_by(1.5)
    told("airplane", 5000)
    assert learning.last_by_itself("sms") is None

    learning.accept_daily(NIGHT)

    assert learning.last_by_itself("codes", "sms") == Release.objects.newest().published_at
    assert learning.last_by_itself("codes") is None


def test_what_a_guide_accepted_by_itself_is_put_back_and_learned_again(released):
    learns_by(1.5)
    before = compile_document()
    told("airplane", 5000)
    learning.accept_daily(NIGHT)
    found, actor = learned(), User.objects.create_user("editor")

    learning.undo("sms", None, seen=found.seen, actor=actor)

    assert engine.canonical_bytes(compile_document()) == engine.canonical_bytes(before)
    assert {one.actor for one in Revision.objects.filter(note="受け入れた数を編集部の数に戻した")} == {actor}
    assert learned().values == found.values


def test_nothing_is_put_back_in_another_draft_than_was_seen(released):
    told("airplane", 800)
    found = learned()
    learning.accept("sms", found.values, found.changed, seen=found.seen, actor=None)
    before = compile_document()

    with pytest.raises(ChangedMeanwhile):
        learning.undo("sms", None, seen=found.seen, actor=None)

    assert compile_document() == before


def test_a_cause_that_the_guide_does_not_advise_tells_nothing(released):
    told("airplane", 800)
    before = learned().values
    told("nothing-any-more", 500)

    assert {key for key in learned().values if key.startswith("weight:")} == {"weight:filter", "weight:airplane"}
    assert learned().values.keys() == before.keys()


def test_the_command_tells_and_accepts_only_when_told(released, capsys):
    told("airplane", 800)
    before = compile_document()

    call_command("learn", "sms")

    printed = capsys.readouterr().out
    assert "weight:airplane  いま 40 → " in printed
    assert compile_document() == before
    call_command("learn", "sms", accept=True)
    assert "下書きに受け入れました。" in capsys.readouterr().out
    assert weights(compile_document())["airplane"] > 40
    with pytest.raises(CommandError, match="nobody という案内はありません"):
        call_command("learn", "nobody")


def test_the_command_says_what_keeps_a_draft_from_being_walked(released):
    Guide.objects.update(entry=None)

    with pytest.raises(CommandError, match="先に次を直してください"):
        call_command("learn", "sms")
