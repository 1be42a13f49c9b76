"""A fixed choice of readers, and what orders cost them: against the exact cost of all."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.guides import SMS, a_candidate, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine.guide import Renamed
from troubleshoot.engine.learning import learn
from troubleshoot.engine.leverage import LEAST, SURE, accepting, learned, leverage
from troubleshoot.engine.sampling import Cost, cost, sample
from troubleshoot.engine.told import Told

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
def test_readers_are_the_same_each_time_and_their_causes_sum_to_one(guide):
    readers = sample(guide, 20)

    assert readers == sample(guide, 20)
    assert [sum(reader.causes.values()) for reader in readers] == pytest.approx([1.0] * len(readers))
    assert {question for reader in readers for question in reader.answers} <= guide.questions.keys() - {"device"}


@thoroughly
@given(guide=guides(), other=guides())
def test_any_guide_has_a_cost_in_any_world(guide, other):
    found = cost(guide, sample(other, 20), other)

    assert found.minutes >= 0
    assert 0 <= found.unhelped <= 1 + 1e-9


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

    found = {(work.kind, work.cause): work for work in leverage(guide, readers)}

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
@given(guide=random_guides(questions=3))
def test_work_is_told_most_first_and_only_what_is_worth_it(guide):
    found = [work.saves for work in leverage(guide, sample(guide, 20))]

    assert found == sorted(found, reverse=True)
    assert all(saves >= LEAST for saves in found)


def test_accepting_what_nobody_told_saves_nothing():
    # What is learned hears boxes left empty too, which moves the order of a few.
    assert accepting(SMS, learn(SMS, []), 50).saves == pytest.approx(0, abs=0.05)


def test_accepting_saves_what_the_present_order_costs_more_in_the_learned_world():
    guide = a_plain_guide(20, 80)
    rows = [Told({"q": "a"}, (), ("there",), 50, 950), Told({"q": "a"}, ("there",), ("here",), 940, 10)]
    proposal = learn(guide, rows)

    found = accepting(guide, proposal, 50)

    here, there = (one.weight / 100 for one in learned(guide, proposal).candidates.values())
    assert here > 0.8
    # "there" first costs those with "here" 4 minutes more than they need, and spares the others as much.
    assert found.saves == pytest.approx(4 * (here - there), rel=0.1)
    assert found.after == pytest.approx(1000, rel=0.01)
