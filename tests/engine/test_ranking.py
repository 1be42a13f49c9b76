"""In which order causes are advised."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given

from tests.guides import a_candidate, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine import ranking

from .strategies import readers, thoroughly


def a_catalogue(*candidates, certainty=1.0):
    """Return a guide that asks nothing of weight."""
    return a_guide([a_question("ready", an_answer("yes"))], candidates, certainty=certainty)


def order(*candidates, certainty=1.0):
    guide = a_catalogue(*candidates, certainty=certainty)
    return engine.order(engine.replay(guide, {"ready": "yes"}))


def test_order_is_by_gain_per_minute():
    # looked at: 30 / (2 + 4) = 5, 52 / (2 + 8) = 5.2; tried: 20 * 0.9 / (2 + 1) = 6
    slow, quick = a_candidate("slow", 52, 8), a_candidate("quick", 30, 4)
    tried = a_candidate("tried", 20, 1, looking=False, efficacy=0.9)

    assert order(slow, quick, tried) == ("tried", "slow", "quick")


def test_efficacy_counts_only_where_trying_alone_shows():
    # 50 * 0.5 / 4 = 6.25 against 40 / 4 = 10 when tried; 50 / 4 = 12.5 when looked at
    other = a_candidate("other", 40)

    assert order(a_candidate("weak", 50, looking=False, efficacy=0.5), other) == ("other", "weak")
    assert order(a_candidate("weak", 50, looking=True, efficacy=0.5), other) == ("weak", "other")


def test_two_minutes_of_reading_are_part_of_the_price():
    # 30 / (2 + 1) = 10 against 60 / (2 + 3) = 12; without reading it would be 30 against 20
    assert order(a_candidate("cheap", 30, 1), a_candidate("likely", 60, 3)) == ("likely", "cheap")


def test_ties_stand_in_the_editors_order():
    same = [a_candidate(slug, 20) for slug in ("c", "a", "b")]

    assert order(*same) == ("c", "a", "b")


def test_editor_may_pin_first_or_last():
    best, middle, least = a_candidate("best", 80), a_candidate("middle", 15), a_candidate("least", 5)

    assert order(best, middle, replace(least, pin="first")) == ("least", "best", "middle")
    assert order(replace(best, pin="last"), middle, least) == ("middle", "least", "best")


def test_leader_at_certainty_comes_first_though_it_takes_long():
    leader, quick = a_candidate("leader", 80, 100), a_candidate("quick", 20, 0)

    assert order(leader, quick, certainty=0.8) == ("leader", "quick")
    assert order(leader, quick, certainty=0.81) == ("quick", "leader")


def test_pins_hold_against_a_leader():
    leader, pinned = a_candidate("leader", 90), a_candidate("pinned", 10, pin="first")

    assert order(leader, pinned, certainty=0.5) == ("pinned", "leader")


@pytest.mark.parametrize(("weight", "advised"), [(1, ("main", "rare")), (0.99, ("main",))])
def test_belief_below_one_in_a_hundred_is_negligible(weight, advised):
    assert order(a_candidate("main", 100 - weight), a_candidate("rare", weight)) == advised


@thoroughly
@given(reader=readers())
def test_trials_are_the_first_of_the_order_again_and_again(reader):
    walk = reader.walk()
    candidates = walk.guide.candidates
    beliefs, tried = dict(walk.beliefs), list(walk.tried)
    expected = []
    while best := ranking.order(walk.guide, beliefs, tried)[:1]:
        expected += best
        tried += best
        beliefs[best[0]] *= 1 - candidates[best[0]].efficacy
        total = sum(beliefs.values())
        beliefs = {cause: belief / total for cause, belief in beliefs.items()} if total else {}

    assert list(ranking.trials(walk.guide, walk.beliefs, walk.tried)) == expected


def test_trials_take_the_editors_first_of_two_leaders():
    guide = a_catalogue(a_candidate("slow", 50, 9), a_candidate("quick", 50, 0), certainty=0.5)

    assert list(ranking.trials(guide, {"slow": 0.5, "quick": 0.5})) == ["slow", "quick"]


def test_trials_end_where_nothing_is_left_to_be_believed():
    guide = a_catalogue(a_candidate("sure", 50, efficacy=1), a_candidate("out", 50))

    assert list(ranking.trials(guide, {"sure": 1.0, "out": 0.0})) == ["sure"]


def cheapest(chances, minutes):
    """Return the lowest expected minutes of any order, by trying them all: the best way on from each set tried."""
    least = {frozenset(): 0.0}
    everything = range(len(chances))
    for size in range(1, len(chances) + 1):
        for tried in map(frozenset, itertools.combinations(everything, size)):
            least[tried] = min(
                least[tried - {last}] + minutes[last] * (1 - sum(chances[one] for one in tried if one != last))
                for last in tried
            )
    return least[frozenset(everything)]


def expected_minutes(order, chances, minutes):
    alive, total = 1.0, 0.0
    for one in order:
        total += alive * minutes[one]
        alive -= chances[one]
    return total


def test_no_order_of_trying_is_cheaper():
    chance = random.Random(20261125)

    for _ in range(200):
        causes = [f"cause-{number}" for number in range(chance.randint(2, 8))]
        weights = [chance.uniform(1, 10) for _ in causes]
        candidates = [
            a_candidate(
                cause,
                weight,
                chance.uniform(0, 20),
                looking=chance.random() < 0.5,
                efficacy=chance.uniform(0.3, 1),
            )
            for cause, weight in zip(causes, weights, strict=True)
        ]
        walk = engine.replay(a_catalogue(*candidates), {"ready": "yes"})
        order = []
        while isinstance(walk.step, engine.Advice):
            order.append(causes.index(walk.step.cause.slug))
            walk = engine.after_trying(walk, walk.step.cause.slug)

        chances = [
            weight / sum(weights) * (1 if one.looking else one.efficacy)
            for one, weight in zip(candidates, weights, strict=True)
        ]
        minutes = [2 + one.minutes_to_know for one in candidates]
        assert sorted(order) == list(range(len(causes)))
        assert expected_minutes(order, chances, minutes) == pytest.approx(cheapest(chances, minutes))
