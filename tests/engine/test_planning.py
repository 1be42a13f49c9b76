"""Plans of remedies: worked by hand, against the exact optimum, and against going through everything."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exact import optimum
from troubleshoot.engine.guide import Prices
from troubleshoot.engine.placing import place
from troubleshoot.engine.planning import Plan, Stage, Trial, plan, spent

#: A resend takes 1 minute, one is safe, a pause costs 20, the last resort 60.
PRICES = Prices(resend=1, safe=1, pause=20, last_resort=60)
#: How much dearer than the best a plan may be, whatever is given: a search for the worst found 1.2.
FACTOR = 1.5


def test_plain_remedies_come_by_gain_per_minute_worked_by_hand():
    # .3/1, .4/2, .2/4: 1 * 1 + .7 * 2 + .3 * 4, and .1 go to the last resort
    trials = [Trial("slow", 0.2, 4), Trial("quick", 0.3, 1), Trial("likely", 0.4, 2)]

    found = plan(trials, PRICES, {})

    assert found.stages == (Stage(("quick",), False), Stage(("likely",), False), Stage(("slow",), False))
    assert found.rest == ()
    assert found.minutes == pytest.approx(1 + 1.4 + 1.2 + 6)


def test_trying_ends_where_it_costs_more_than_the_last_resort_worked_by_hand():
    # "slow" would free .2 of 60 minutes, and cost the .7 who are left 20: 14 against 12
    found = plan([Trial("slow", 0.2, 20), Trial("quick", 0.3, 1)], PRICES, {})

    assert found == Plan((Stage(("quick",), False),), ("slow",), pytest.approx(1 + 0.7 * 60))


def test_remedies_share_a_resend_where_that_is_cheaper_worked_by_hand():
    # Together: 1 + 1 + 1 minutes for all. One by one: 2 for all, then .6 * (1 + 21), for the second one needs a pause.
    trials = [Trial("b", 0.3, 1, resends=True), Trial("a", 0.4, 1, resends=True)]

    found = plan(trials, PRICES, {})

    assert found == Plan((Stage(("a", "b"), True),), (), pytest.approx(3 + 0.3 * 60))


def test_remedies_do_not_share_a_resend_where_the_second_takes_long_worked_by_hand():
    # With two safe: 2 + .4 * (10 + 1), and 12 were they together
    trials = [Trial("quick", 0.6, 1, resends=True), Trial("slow", 0.4, 10, resends=True)]

    found = plan(trials, Prices(resend=1, safe=2, pause=20, last_resort=60), {})

    assert found == Plan((Stage(("quick",), True), Stage(("slow",), True)), (), pytest.approx(2 + 0.4 * 11))


def test_a_pause_may_cost_more_than_the_last_resort_worked_by_hand():
    # After the safe one: 1 + 21 minutes to free .3 of 60
    trials = [Trial("a", 0.3, 1, resends=True)]

    assert plan(trials, PRICES, {}, resent=1) == Plan((), ("a",), 60)
    assert plan(trials, PRICES, {}, resent=0).stages == (Stage(("a",), True),)


def test_what_is_behind_one_door_is_tried_together_worked_by_hand():
    # By itself "free" (.2/2) is better than each behind the door (.25 / 4), but both with the door are .5/5 = .1 …
    trials = [Trial("free", 0.19, 2), Trial("first", 0.25, 1, door="login"), Trial("second", 0.25, 1, door="login")]

    found = plan(trials, PRICES, {"login": 3})

    # … 4 + .75 * 1 + .5 * 2, and the .31 who are left
    assert found == Plan(
        (Stage(("first", "second"), False), Stage(("free",), False)), (), pytest.approx(4 + 0.75 + 1 + 0.31 * 60)
    )


def test_a_door_that_was_entered_is_not_paid_again_worked_by_hand():
    trials = [Trial("free", 0.19, 2), Trial("behind", 0.25, 1, door="login")]

    found = plan(trials, PRICES, {"login": 0})

    assert found.stages == (Stage(("behind",), False), Stage(("free",), False))
    assert found.minutes == pytest.approx(1 + 0.75 * 2 + 0.56 * 60)


def test_minutes_of_stages_worked_by_hand():
    # The door is paid once; looking frees .2 before the resend, which frees .3 more; the second one needs a pause
    trials = {
        "seen": Trial("seen", 0.2, 1, door="login"),
        "sent": Trial("sent", 0.3, 2, resends=True, door="login"),
        "late": Trial("late", 0.1, 1, resends=True),
    }
    stages = [Stage(("sent", "seen"), True), Stage(("late",), True)]

    minutes, left = spent(stages, trials, PRICES, {"login": 3}, 1)

    assert minutes == pytest.approx((1 + 3) + 0.8 * (2 + 1) + 0.5 * (1 + 21))
    assert left == pytest.approx(0.4)


SHORT = st.sampled_from([0, 0.5, 1, 2, 3, 5, 8])


@st.composite
def trials(draw, most=6, *, resends=True):
    """Return trials whose gains sum to 1 at most."""
    weights = draw(st.lists(st.integers(0, 30), min_size=1, max_size=most))
    freed = draw(st.sampled_from([0.5, 0.9, 1])) / max(sum(weights), 1)
    return [
        Trial(
            str(number),
            weight * freed,
            draw(SHORT),
            resends=resends and draw(st.booleans()),
            door=draw(st.sampled_from([None, "a", "b"])),
        )
        for number, weight in enumerate(weights)
    ]


PRICED = st.builds(
    Prices,
    resend=SHORT,
    safe=st.integers(0, 3),
    pause=st.integers(0, 60),
    last_resort=st.sampled_from([0, 15, 60, 200]),
)
DOORS = st.fixed_dictionaries({"a": SHORT, "b": SHORT})
RESENT = st.integers(0, 4)


@given(trials=trials(most=25), prices=PRICED, doors=DOORS, mass=st.sampled_from([1, 1.5]), resent=RESENT)
def test_plan_has_each_cause_once_and_the_minutes_of_its_stages(trials, prices, doors, mass, resent):
    found = plan(iter(trials), prices, doors, mass, resent)

    named = [*(cause for stage in found.stages for cause in stage.causes), *found.rest]
    assert sorted(named) == sorted(trial.cause for trial in trials)
    by_cause = {trial.cause: trial for trial in trials}
    assert all(stage.resends == any(by_cause[cause].resends for cause in stage.causes) for stage in found.stages)
    minutes, left = spent(found.stages, by_cause, prices, doors, mass, resent=resent)
    assert found.minutes == pytest.approx(minutes + prices.last_resort * left)


@given(trials=trials(), prices=PRICED, doors=DOORS, resent=RESENT)
def test_plan_is_never_better_than_the_optimum_nor_much_dearer(trials, prices, doors, resent):
    best = optimum(trials, prices, doors, 1, resent)

    minutes = plan(trials, prices, doors, 1, resent).minutes

    assert best - 1e-9 <= minutes <= best * FACTOR + 1e-9


@given(trials=trials(most=8, resends=False), prices=PRICED, doors=DOORS)
def test_plan_is_the_optimum_where_looking_shows_all(trials, prices, doors):
    assert plan(trials, prices, doors).minutes == pytest.approx(optimum(trials, prices, doors))


@given(trials=trials(), prices=PRICED, doors=DOORS, resent=RESENT)
def test_a_better_world_never_costs_more(trials, prices, doors, resent):
    def best(doors=doors, **changed):
        priced = {name: getattr(prices, name) for name in ("resend", "safe", "pause", "last_resort")}
        return optimum(trials, Prices(**{**priced, **changed}), doors, 1, resent)

    cheapest = best() + 1e-9
    assert best(safe=prices.safe + 1) <= cheapest
    assert best(last_resort=prices.last_resort / 2) <= cheapest
    assert best(doors={**doors, "a": 0}) <= cheapest


@given(trials=trials(), prices=PRICED, doors=DOORS)
def test_a_door_entered_never_makes_stages_dearer(trials, prices, doors):
    stages = plan(trials, prices, doors).stages
    by_cause = {trial.cause: trial for trial in trials}

    entered = spent(stages, by_cause, prices, {**doors, "a": 0}, 1)

    assert entered <= spent(stages, by_cause, prices, doors, 1)


# From here on the same by going through everything.


def cheapest(situation, done=(), waiting=(), resent=0):
    """Return the minutes of the best sequence of remedies and resends after some, of all that there are."""
    trials, prices, doors = situation
    alive = 1 - sum(trial.gain for trial in done if trial not in waiting)
    ways = [prices.last_resort * alive]
    if waiting:
        price = prices.resend + prices.pause * (resent >= prices.safe)
        ways.append(price * alive + cheapest(situation, done, (), resent + 1))
    for trial in trials:
        if trial not in done:
            unpaid = trial.door and trial.door not in [one.door for one in done]
            minutes = trial.minutes + (doors[trial.door] if unpaid else 0)
            more = (*waiting, trial) if trial.resends else waiting
            ways.append(minutes * alive + cheapest(situation, (*done, trial), more, resent))
    return min(ways)


@given(trials=trials(most=4), prices=PRICED, doors=DOORS, resent=RESENT)
def test_optimum_is_the_best_of_all_sequences(trials, prices, doors, resent):
    everything = cheapest((trials, prices, doors), resent=resent)

    assert optimum(trials, prices, doors, 1, resent) == pytest.approx(everything)


def walked(tries, mass, resending, last_resort, resends):
    """Return the minutes of going through tries with a resend after some of them, then the last resort."""
    minutes, waiting, prices = 0, 0, itertools.chain(resending, itertools.repeat(resending[-1]))
    for at, (gain, more, needs) in enumerate(tries):
        minutes += more * mass
        waiting, mass = (waiting + gain, mass) if needs else (waiting, mass - gain)
        if at in resends:
            minutes += next(prices) * mass
            waiting, mass = 0, mass - waiting
    return minutes + last_resort * mass


@given(
    tries=trials(most=5).map(lambda trials: [(one.gain, one.minutes, one.resends) for one in trials]),
    resending=st.lists(SHORT, min_size=1, max_size=3).map(sorted),
    last_resort=st.sampled_from([0, 15, 60, 200]),
)
def test_place_is_the_best_of_all_resends_and_ends(tries, resending, last_resort):
    placed = place(tries, 1, resending, last_resort)

    needing = [at for at, (_, _, needs) in enumerate(tries) if needs]
    ways = (
        walked(tries[:end], 1, resending, last_resort, resends)
        for end in range(len(tries) + 1)
        for count in range(len(needing) + 1)
        for resends in itertools.combinations(needing, count)
    )
    assert placed.minutes == pytest.approx(min(ways))
    assert placed.minutes == pytest.approx(walked(tries[: placed.end], 1, resending, last_resort, placed.resends))


def test_nothing_to_try_is_no_plan():
    assert plan([], PRICES, {}) == Plan((), (), 60)
