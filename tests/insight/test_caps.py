"""The caps: one network cannot drown out the others, and is known by no more than a hash."""

import pytest

from tests.insight.verdicts import NOON, a_verdict, after, feedback, took
from troubleshoot.insight import caps as module
from troubleshoot.insight.caps import Caps, network_of

HERE = "203.0.113.7"


def admitted(caps, times, sender=HERE, at=NOON, **changes):
    """Return how many of so many equal verdicts are admitted."""
    return sum(caps.admit(a_verdict(**changes), sender, at) for _ in range(times))


def walked(caps, answers, length, sender=HERE):
    """Return how many verdicts of a walk in vain are admitted."""
    tried = [f"c{one}" for one in range(length)]
    return sum(
        admitted(
            caps, 1, sender, answers=answers, tried=",".join(tried[:place]), cause=tried[place], verdict="unsolved"
        )
        for place in range(length)
    )


def others(caps, verdicts, at=NOON, **changes):
    """Have as many verdicts admitted, each from a network of its own."""
    found = sum(
        caps.admit(a_verdict(answers=f"n={one}", **changes), f"10.{one // 250}.{one % 250}.1", at)
        for one in range(verdicts)
    )
    assert found == verdicts


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("2001:db8:1:300::1", "2001:db8:1:300::/56"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_network_is_wider_than_an_address(address, network):
    assert network_of(address) == network


def test_five_of_a_path_are_admitted():
    caps = Caps(100, 100)

    assert admitted(caps, 1000) == 5


def test_solved_and_unsolved_share_a_path():
    caps = Caps(100, 100)

    assert admitted(caps, 3, verdict="solved") + admitted(caps, 3, verdict="unsolved") == 5


@pytest.mark.parametrize("change", [{"answers": "carrier=docomo"}, {"cause": "limit"}, {"others": "limit"}])
def test_another_path_has_its_own_five(change):
    caps = Caps(100, 100)
    assert admitted(caps, 6) == 5

    assert admitted(caps, 6, **change) == 5


def test_a_neighbour_is_the_same_network_and_a_stranger_is_not():
    caps = Caps()
    admitted(caps, 5)

    assert admitted(caps, 1, sender="203.0.113.250") == 0
    assert admitted(caps, 1, sender="203.0.114.7") == 1


def test_a_path_is_free_again_after_ten_minutes_one_by_one():
    caps = Caps(100, 100)
    others(caps, 400)
    admitted(caps, 3)
    admitted(caps, 2, at=after(minutes=5))

    assert admitted(caps, 9, at=after(minutes=9, seconds=59)) == 0
    assert admitted(caps, 9, at=after(minutes=10)) == 3
    assert admitted(caps, 9, at=after(minutes=15)) == 2


def test_walks_of_one_network_are_at_most_their_part_of_the_days():
    caps = Caps()
    others(caps, 1000)

    mine = sum(admitted(caps, 1, cause=f"c{one}") for one in range(1000))

    assert mine == 10
    assert mine / (1000 + mine) <= module.SHARE


def test_long_walks_of_one_network_are_no_larger_part_of_what_is_said():
    caps = Caps()
    others(caps, 1000)

    mine = sum(walked(caps, f"n={one}", length=15) for one in range(10))

    assert mine == 10


def test_a_walk_is_heard_from_its_beginning_to_its_end():
    assert walked(Caps(), "carrier=au", length=3) == 3


def test_a_network_begins_one_walk_in_the_morning():
    caps = Caps()
    walked(caps, "carrier=au", length=1)

    assert admitted(caps, 1, answers="carrier=docomo") == 0


def test_a_walk_is_heard_on_although_another_of_its_network_would_not_begin():
    caps = Caps()
    walked(caps, "carrier=au", length=1)
    admitted(caps, 1, cause="limit", answers="carrier=docomo")

    assert admitted(caps, 1, tried="c0", cause="c1") == 1


def test_what_a_walk_ended_with_ends_it():
    caps = Caps()
    walked(caps, "carrier=au", length=1)
    assert admitted(caps, 1, tried="c0", cause="c1", verdict="solved") == 1

    assert admitted(caps, 1, tried="c0", cause="c2", verdict="solved") == 0


def test_what_is_tried_together_has_failed_together():
    caps = Caps()
    admitted(caps, 1, cause="a", others="b,c", verdict="unsolved")

    assert admitted(caps, 1, tried="b,a", cause="d") == 0
    assert admitted(caps, 1, tried="c,b,a", cause="d") == 1


@pytest.mark.parametrize(("failed", "counts"), [(4, 1), (5, 0)])
def test_who_begins_in_the_middle_says_all_that_failed_before(failed, counts):
    before = ",".join(f"c{one}" for one in range(failed))

    assert admitted(Caps(), 1, tried=before, cause="filter") == counts


def test_what_helped_elsewhere_is_heard():
    caps = Caps()
    walked(caps, "carrier=au", length=1)

    assert admitted(caps, 1, sender="203.0.114.7", tried="c0", cause="c1") == 1


def test_the_walks_known_of_a_network_are_bounded(monkeypatch):
    monkeypatch.setattr(module, "WALKS", 10)
    caps = Caps(1000, 1000)

    for one in range(100):
        admitted(caps, 1, cause=f"c{one}", verdict="unsolved")

    assert [len(walks) for walks in caps._walks.values()] == [10]


def test_a_walk_goes_on_with_more_answers_and_not_with_others():
    caps = Caps()
    walked(caps, "carrier=au&situation=locked", length=1)

    assert admitted(caps, 1, answers="carrier=docomo&situation=locked", tried="c0", cause="c1") == 0
    assert admitted(caps, 1, answers="carrier=au", tried="c0", cause="c1") == 0
    assert admitted(caps, 1, answers="carrier=au&situation=locked&reach=none", tried="c0", cause="c1") == 1


def test_a_walk_is_gone_on_with_once():
    caps = Caps()
    walked(caps, "carrier=au", length=1)
    ways = [f"carrier=au&way={one}" for one in range(4)]

    assert [admitted(caps, 1, answers=way, tried="c0", cause="c1", verdict="unsolved") for way in ways] == [1, 0, 0, 0]


def test_a_morning_begins_with_some_from_each():
    caps = Caps()

    mine = walked(caps, "carrier=au", length=100)

    assert mine == 5


@pytest.mark.parametrize("said", [feedback, took])
def test_what_is_no_verdict_is_in_no_walk(said):
    caps = Caps()

    assert sum(caps.admit(said(cause=f"c{one}"), HERE, NOON) for one in range(10)) == 5


def test_a_day_begins_at_midnight_here_with_another_secret():
    caps = Caps(100, 100)
    admitted(caps, 5)
    secret = caps._secret

    evening = admitted(caps, 1, at=NOON.replace(hour=14, minute=59))
    assert (evening, caps._secret) == (1, secret)
    midnight = admitted(caps, 1, at=NOON.replace(hour=15, minute=0))
    assert (midnight, len(caps._said)) == (1, 2)
    assert caps._secret != secret


def test_no_address_is_kept():
    caps = Caps()
    admitted(caps, 1)

    assert {len(key) for key in (*caps._times, *caps._said)} == {16}
    assert Caps()._secret != caps._secret


def test_many_networks_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(module, "KEPT", 100)
    caps = Caps()

    others(caps, 1000)

    assert (len(caps._times), len(caps._said)) == (100, 100)
