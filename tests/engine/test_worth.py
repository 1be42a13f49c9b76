"""What questions are worth to a choice of readers, and which orders surely save them time."""

import pytest

from tests.guides import a_guide, a_question, an_answer, two_causes
from troubleshoot.engine.worth import report


def telling(slug, following=None, **more):
    """Return a question that tells which of two causes it is."""
    here, there = ({cause: "rules-out"} for cause in ("there", "here"))
    answers = an_answer("here", following, says=here), an_answer("there", following, says=there)
    return a_question(slug, *answers, an_answer("unsure", following), **more)


def idle(slug, following=None, **more):
    """Return a question whose answers say nothing."""
    return a_question(slug, an_answer("yes", following), an_answer("unsure", following), **more)


def test_questions_come_by_what_they_save_a_hundred_readers():
    found = report(two_causes(idle("first", "second", minutes=1), idle("second", "third"), telling("third")))

    assert [one.question for one in found.worths] == ["third", "second", "first"]
    assert [round(one.of_hundred) for one in found.worths[1:]] == [-25, -100]
    assert [(one.reached, one.takes, one.always, one.passed) for one in found.worths] == [
        (1, 0.25, False, 0),
        (1, 0.25, False, 1),
        (1, 1, True, 0),
    ]
    assert found.drawn - found.pays == pytest.approx(0.25)


def test_a_question_that_tells_is_better_asked_first_where_others_then_need_not_be_asked():
    # Once it is told what it is, nothing more is asked
    found = report(two_causes(idle("entry", "slow"), idle("slow", "telling", minutes=5), telling("telling")))

    best = found.moves[0]
    assert (best.question, best.before) == ("telling", "entry")
    assert best.saves > 100


def test_where_no_order_is_better_there_is_none():
    found = report(two_causes(telling("telling", "idle"), idle("idle")))

    assert (found.moves, found.tried) == ((), 1)


def test_an_order_is_judged_as_the_guide_asks():
    # Where "slow" is not asked anyway, there is no need to put it last
    questions = [idle("entry", "slow"), idle("slow", "telling", minutes=5), telling("telling")]

    found = report(two_causes(*questions, asking="what-pays"))

    assert all(move.saves < 100 for move in found.moves)


@pytest.mark.parametrize(
    "guide",
    [
        a_guide([telling("first")], []),
        two_causes(telling("first", "second"), telling("second", "first")),
    ],
    ids=["no weights", "a circle"],
)
def test_what_cannot_be_told_is_nothing(guide):
    assert report(guide) is None
