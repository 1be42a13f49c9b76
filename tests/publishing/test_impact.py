"""What a new release does to readers, worked by hand and by the engine's own evaluation."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import get_current_timezone

from tests.publishing.documents import answer, question, scenario, small, sms, step
from troubleshoot import engine
from troubleshoot.models import Tally
from troubleshoot.publishing.impact import Asked, CircleError, impact, observed, touched
from troubleshoot.publishing.situations import Shown

NOW = datetime(2026, 11, 26, 12, tzinfo=get_current_timezone())
AIRPLANE, FILTER = Shown("advice", "airplane"), Shown("advice", "filter")


def changed(*edits):
    document = small()
    for edit in edits:
        edit(document)
    return document


def guide(document):
    return document["guides"]["sms"]


def worded(document):
    """Change words and what else no walk depends on, everywhere."""
    guide(document)["title"]["ja"] = "別の題"
    guide(document)["questions"][0]["text"]["ja"] = "別の質問"
    guide(document)["questions"][0]["answers"][0]["text"]["ja"] = "別の答え"
    guide(document)["scenarios"].append(scenario("new", {}))
    guide(document)["notes"] = []
    document["causes"]["filter"]["steps"][0] = step("open", text="別の手順", minutes=9)
    document["causes"]["filter"]["title"]["ja"] = "別の原因"


def told_less(document):
    """Make "none" say nothing of the airplane mode."""
    guide(document)["questions"][0]["answers"][0]["effects"] = {}


def test_words_alone_touch_no_guide():
    assert touched(small(), changed(worded)) == ()


@pytest.mark.parametrize(
    "edit",
    [
        told_less,
        lambda document: guide(document).update(certainty=0.5),
        lambda document: guide(document)["candidates"][0].update(weight=61),
        lambda document: document["causes"]["airplane"].update(carriers=["docomo"]),
        lambda document: document["causes"]["airplane"]["steps"].append(step("own", carrier="docomo")),
        lambda document: document["causes"]["airplane"]["steps"].append(step("enter", shared="my-page")),
        lambda document: document["carriers"]["ahamo"].update(parent=None),
        lambda document: guide(document)["candidates"].reverse(),
    ],
)
def test_whatever_a_walk_may_depend_on_touches_its_guide(edit):
    assert touched(small(), changed(edit)) == ("sms",)


def test_a_door_that_takes_longer_costs_readers_its_minutes():
    def behind(minutes):
        return changed(
            lambda document: document["causes"]["airplane"]["steps"].append(
                step("enter", shared="my-page", minutes=minutes)
            )
        )

    found = impact(behind(1), behind(4), "sms")

    exact = [engine.evaluate(engine.load(behind(minutes)).guides["sms"]).ours for minutes in (1, 4)]
    assert [found.before.minutes, found.after.minutes] == pytest.approx(exact)
    assert found.after.minutes > found.before.minutes


def test_guide_that_only_one_document_has_is_not_compared():
    def added(document):
        document["guides"]["other"] = sms()

    assert touched(small(), changed(added)) == ()


def test_no_change_is_nothing():
    found = impact(small(), changed(worded), "sms")

    assert (found.shifts, found.more, found.fewer, found.before) == ((), Asked(0, ()), Asked(0, ()), found.after)


def test_share_of_the_readers_whose_advice_changes_worked_by_hand():
    # With no question but one of even answers, P(yes | airplane) = 15x/(15x + y). The weights say 60 and 40; "yes"
    # leads to the airplane mode as long as it says so. Without its effect all are advised the filter: those who
    # answered "yes", half of all readers by the new numbers, see something else.
    def asking(**effects):
        document = small()
        asked = question("reach", answer("yes", share=50, effects=effects), answer("unsure", share=50))
        guide(document).update(questions=[asked], entry="reach", scenarios=[])
        return document

    found = impact(asking(airplane="strongly"), asking(), "sms")

    (shift,) = found.shifts
    assert (shift.before, shift.after, shift.share) == (AIRPLANE, FILTER, pytest.approx(0.5))
    assert [(one.answers, one.before, one.after) for one in shift.examples] == [
        ({"reach": "yes"}, "/guides/sms/advice/airplane/?reach=yes", "/guides/sms/advice/filter/?reach=yes")
    ]


def test_shares_are_of_readers_as_the_engine_weighs_them():
    found = impact(small(), changed(told_less), "sms")

    whole = sum(shift.share for shift in found.shifts)
    assert 0 < whole < 1
    assert [shift.share for shift in found.shifts] == sorted((one.share for one in found.shifts), reverse=True)
    assert (found.counted, all(len(shift.examples) <= 3 for shift in found.shifts)) == (pytest.approx(1), True)


def test_minutes_and_questions_are_those_of_the_evaluation():
    after = changed(told_less)

    found = impact(small(), after, "sms")

    for spent, document in ((found.before, small()), (found.after, after)):
        evaluated = engine.evaluate(engine.load(document).guides["sms"])
        assert spent == (pytest.approx(evaluated.ours), pytest.approx(evaluated.questions))


def test_readers_who_are_asked_more_are_told_apart():
    def asking_more(document):
        guide(document)["questions"].append(question("last", answer("yes"), answer("unsure")))
        guide(document)["questions"][1]["next"] = "last"

    there = impact(small(), changed(asking_more), "sms")
    back = impact(changed(asking_more), small(), "sms")

    assert (there.shifts, there.fewer.share, back.more.share) == ((), 0, 0)
    assert there.more.share == pytest.approx(back.fewer.share)
    assert there.more.share == pytest.approx(0.2)  # who answers "unsure"; the others are certain before
    assert there.more.examples[0].answers.keys() == {"reach", "recent", "last"}


def test_readers_who_are_spared_a_question_that_does_not_pay_are_told():
    def idle(document):
        asked = [question("reach", answer("yes", "last"), answer("unsure", "last")), question("last", answer("unsure"))]
        guide(document).update(questions=asked, scenarios=[])

    found = impact(changed(idle), changed(idle, lambda document: guide(document).update(asking="what-pays")), "sms")

    assert (found.shifts, found.more.share, found.fewer.share) == ((), 0, 1)
    assert found.after == (pytest.approx(found.before.minutes - 0.25), found.before.questions - 1)


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (
            lambda document: guide(document)["candidates"].append(
                {**guide(document)["candidates"][0], "cause": "gone"}
            ),
            engine.DocumentError,
        ),
        (lambda document: guide(document)["questions"][1].update(next="reach"), CircleError),
    ],
)
def test_guide_that_cannot_be_gone_through_is_refused(edit, error):
    with pytest.raises(error):
        impact(small(), changed(edit), "sms")


def tallied(count, answers, **more):
    """Let readers have told of their first advice some days ago."""
    given = {"bucket": NOW - timedelta(days=3), "guide": "sms", "cause": "airplane", "verdict": "solved", **more}
    Tally.objects.create(count=count, answers=answers, **given)


def test_last_months_readers_are_replayed_as_they_answered(db):
    tallied(12, "reach=none&recent=none")
    tallied(3, "reach=none&recent=none", verdict="unsolved")
    tallied(10, "reach=some&recent=none", cause="filter")
    tallied(500, "reach=none&recent=none", bucket=NOW - timedelta(days=31))
    tallied(500, "reach=none&recent=none", guide="other")
    tallied(500, "reach=none&recent=none", tried="filter")

    def turned(document):
        guide(document)["questions"][0]["answers"][0]["effects"] = {"filter": "nearly-certain"}

    found = observed(small(), changed(turned), "sms", at=NOW)

    (shift,) = found.shifts
    assert (found.readers, shift.before, shift.after, shift.share) == (25, AIRPLANE, FILTER, 15 / 25)


def test_readers_of_a_renamed_guide_and_those_led_to_the_end_are_told(db):
    def formerly(document):
        guide(document)["formerly"] = ["old"]

    def hopeless(document):
        guide(document)["questions"][0]["answers"][0]["effects"] = {"airplane": "rules-out", "filter": "rules-out"}

    tallied(20, "reach=none&recent=none", guide="old")

    found = observed(changed(formerly), changed(formerly, hopeless), "sms", at=NOW)

    assert [(one.before, one.after, one.share) for one in found.shifts] == [(AIRPLANE, Shown("end"), 1)]


def test_too_few_readers_tell_nothing(db):
    tallied(19, "reach=none&recent=none")

    assert observed(small(), changed(told_less), "sms", at=NOW) is None
