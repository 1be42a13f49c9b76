"""What the benchmark of ranking adds up by itself, against the product's own sums."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import orders
from benchmarks.situations import random_guide


@given(seed=st.integers())
def test_minutes_of_our_plan_are_those_that_it_says(seed):
    situation = random_guide(random.Random(seed))

    assert orders.ours(situation).minutes == pytest.approx(orders.planned(situation).minutes)


@given(seed=st.integers())
def test_stopping_where_it_costs_least_never_costs_more_than_going_to_the_end(seed):
    situation = random_guide(random.Random(seed))

    assert (
        orders.best_stop(situation, situation.trials).minutes <= orders.to_the_end(situation, situation.trials).minutes
    )


@given(seed=st.integers())
def test_planning_anew_changes_nothing_where_the_plan_is_the_best(seed):
    situation = random_guide(random.Random(seed), resends=False, behind=False)

    assert orders.replanned(situation) == pytest.approx(orders.ours(situation).minutes)
