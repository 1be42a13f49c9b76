"""A fixed choice of readers, and what orders cost them: against the exact cost of all."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.guides import a_candidate, a_guide, a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine.guide import Renamed
from troubleshoot.engine.leverage import LEAST, SURE, accepting, leverage
from troubleshoot.engine.sampling import Cost, cost, sample, spend

from .strategies import guides, random_guides, thoroughly
from .test_belief import two_questions


@thoroughly
@given(guide=random_guides(questions=4))
def test_readers_cost_about_what_all_of_them_do(guide):
    exact = engine.evaluate(guide)

    found = cost(guide, sample(guide, 400))

    assert found.minutes == pytest.approx(exact.ours, rel=0.05, abs=0.2)


def test_readers_cost_what_all_of_them_do_where_four_situations_are_all():
    guide = two_questions()

    found = cost(guide, sample(guide, 2000))

    assert found.minutes == pytest.approx(engine.evaluate(guide).ours, rel=0.002)


@thoroughly
@given(guide=guides())
def test_readers_are_the_same_each_time_and_answer_each_question(guide):
    readers = sample(guide, 20)

    assert readers == sample(guide, 20)
    asked = {slug for slug, question in guide.questions.items() if question.answers} - {"device"}
    assert all(reader.keys() == asked for reader in readers)


@thoroughly
@given(guide=random_guides(questions=4))
def test_readers_are_asked_about_as_much_as_all_of_them_are(guide):
    exact = engine.evaluate(guide)

    found = spend(guide, sample(guide, 400))

    questions = sum(asked.part for one in found for asked in one.asked) / 400
    assert questions == pytest.approx(exact.questions, rel=0.05, abs=0.1)


def test_what_readers_spend_is_told_of_each_with_where_they_are_asked_and_what_is_passed_over():
    idle = a_question("idle", an_answer("yes"), an_answer("unsure"), minutes=5)
    guide = two_causes(a_question("entry", an_answer("yes", "idle"), an_answer("unsure", "idle")), idle)

    readers = sample(guide, 4)

    for one in spend(guide, readers):
        assert [(asked.question, asked.part, asked.walk.path) for asked in one.asked] == [
            ("entry", pytest.approx(1), ()),
            ("idle", pytest.approx(1), ("entry",)),
        ]
    for one in spend(replace(guide, asking="what-pays"), readers):
        assert ([asked.question for asked in one.asked], one.passed) == (["entry"], ("idle",))


def test_whom_a_remedy_helped_is_asked_no_more():
    # "here" is likely enough to be advised first, and helps 6 of 10 of the 80 of 100 who have it.
    candidates = [a_candidate("here", 80, efficacy=0.6), a_candidate("there", 20)]
    guide = a_guide([a_question("first", an_answer("a", share=100))], candidates, certainty=0.8)

    found, *_ = spend(guide, sample(guide, 4))

    assert [(asked.question, asked.part) for asked in found.asked] == [("first", pytest.approx(0.52))]


@thoroughly
@given(guide=guides(), other=guides())
def test_any_guide_has_a_cost_in_any_world(guide, other):
    found = cost(guide, sample(other, 20), other)

    assert found.minutes >= 0
    assert -1e-9 <= found.unhelped <= 1 + 1e-9


def test_nobody_costs_nothing():
    guide = a_guide([a_question("q", an_answer("a"))], [a_candidate("here", 0)])

    assert (sample(guide), cost(guide, ())) == ((), Cost(0.0, 0.0))


def a_plain_guide(*weights, **more):
    """Return a guide with one question that tells nothing about two causes; what helps always does."""
    candidates = [
        a_candidate(slug, weight, efficacy=1) for slug, weight in zip(("here", "there"), weights, strict=True)
    ]
    return a_guide([a_question("q", an_answer("a", share=100), minutes=0)], candidates, certainty=1, **more)


def test_an_order_by_wrong_weights_costs_more_in_the_world_as_it_is():
    world, wrong = a_plain_guide(80, 20), a_plain_guide(20, 80)
    readers = sample(world, 10)

    # Each takes 2 + 2 minutes: the first all readers, the second those whom the first did not help.
    assert cost(world, readers).minutes == pytest.approx(4 + 0.2 * 4)
    assert cost(wrong, readers, world).minutes == pytest.approx(4 + 0.8 * 4)


def test_a_remedy_that_the_world_lacks_takes_its_minutes_and_helps_nobody():
    world = a_plain_guide(80, 20)
    extra = a_candidate("gone", 900, 6, efficacy=1)
    old = a_guide(world.questions.values(), [extra, *world.candidates.values()], certainty=1)

    assert cost(old, sample(world, 10), world).minutes == pytest.approx(8 + 4 + 0.2 * 4)


def test_what_was_renamed_is_understood_by_its_old_name():
    renamed = Renamed(causes={"was": "here"}, questions={"old": "q"}, answers={"q": {"b": "a"}})
    world = a_plain_guide(80, 20, renamed=renamed)
    there = world.candidates["there"]
    old = a_guide(
        [a_question("old", an_answer("b", share=100))], [a_candidate("was", 80, efficacy=1), there], certainty=1
    )

    # Its question takes no minute in the world.
    assert cost(old, sample(world, 10), world) == cost(world, sample(world, 10))


def test_work_is_worth_what_the_change_saves():
    candidates = [a_candidate("here", 60, 4, efficacy=0.5), a_candidate("there", 40, 1, efficacy=1)]
    guide = a_guide([a_question("q", an_answer("a", share=100))], candidates, certainty=1)
    readers = sample(guide, 10)

    found = {(work.kind, work.cause): work for work in leverage(guide, readers, 9)}

    surer = {**guide.candidates, "here": replace(candidates[0], efficacy=SURE)}
    quicker = {**guide.candidates, "here": replace(candidates[0], minutes_to_know=2)}
    now = cost(guide, readers)
    for kind, changed in (("efficacy", surer), ("minutes", quicker)):
        saves = now.minutes - cost(replace(guide, candidates=changed), readers).minutes
        assert found[kind, "here"].saves == pytest.approx(saves)
    # .3 whom nothing helps pay for the last resort's 60 minutes.
    assert found["cause", ""].saves == pytest.approx(0.3 * 60)
    assert ("efficacy", "there") not in found


@thoroughly
@given(guide=guides())
def test_work_is_worth_what_all_readers_save_who_go_through_the_changed_guide(guide):
    guide = replace(guide, asking="as-drawn")
    readers = sample(guide, 20)

    for work in leverage(guide, readers, 99):
        if work.kind in ("efficacy", "minutes"):
            field = "efficacy" if work.kind == "efficacy" else "minutes_to_know"
            changed = replace(guide.candidates[work.cause], **{field: work.after})
            then = replace(guide, candidates={**guide.candidates, work.cause: changed})
            assert work.saves == pytest.approx(cost(guide, readers).minutes - cost(then, readers).minutes)


def test_work_is_weighed_with_the_questions_that_pay_now():
    telling = a_question(
        "telling",
        an_answer("here", share=40, says={"there": "rules-out"}),
        an_answer("there", share=60, says={"here": "rules-out"}),
        an_answer("unsure", share=0),
        minutes=2,
    )
    entry = a_question("entry", an_answer("yes", "telling"), an_answer("unsure", "telling"))
    # It spares 4 of 10 readers the 6 minutes of "there"; of 3 minutes it would not pay.
    guide = a_guide(
        [entry, telling],
        [a_candidate("here", 40, 6, efficacy=1), a_candidate("there", 60, 4, efficacy=1)],
        certainty=0.85,
        asking="what-pays",
    )
    quicker = {**guide.candidates, "there": replace(guide.candidates["there"], minutes_to_know=2)}
    readers = sample(guide, 20)

    found = {(work.kind, work.cause): work.saves for work in leverage(guide, readers, 9)}

    asked = replace(guide, candidates=quicker, asking="as-drawn")
    assert found["minutes", "there"] == pytest.approx(cost(guide, readers).minutes - cost(asked, readers).minutes)
    assert cost(asked, readers).minutes > cost(replace(guide, candidates=quicker), readers).minutes


@thoroughly
@given(guide=random_guides(questions=3))
def test_work_is_told_most_first_and_only_what_is_worth_it(guide):
    found = [work.saves for work in leverage(guide, sample(guide, 20), 9)]

    assert found == sorted(found, reverse=True)
    assert all(saves >= LEAST for saves in found)


def test_no_more_work_is_told_than_asked_for():
    candidates = [a_candidate(f"cause-{number}", 1 + number, 4, efficacy=0.5) for number in range(9)]
    guide = a_guide([a_question("q", an_answer("a", share=100))], candidates, certainty=1)
    readers = sample(guide, 20)

    assert leverage(guide, readers, 3) == leverage(guide, readers, 99)[:3]


def test_accepting_saves_what_the_present_order_costs_more_in_the_learned_world():
    guide, then = a_plain_guide(20, 80), a_plain_guide(80, 20)

    found = accepting(guide, then, 1000, 50)

    # "there" first costs those with "here" 4 minutes more than they need, and spares the others as much.
    assert found.saves == pytest.approx(4 * (0.8 - 0.2))
    assert found.after == 1000
    assert accepting(guide, guide, 1000, 50).saves == 0


def test_what_an_answer_makes_certain_takes_its_minutes_though_it_can_help_nobody():
    # Whoever says "sure" has "there", yet is advised "here" first: 2 + 2 minutes in vain.
    sure = an_answer("sure", cause="here", share=100, says={"here": "rules-out"})
    guide = a_guide([a_question("q", sure, minutes=0)], [a_candidate("here", 0), a_candidate("there", 100, efficacy=1)])

    assert engine.evaluate(guide).ours == cost(guide, sample(guide, 4)).minutes
