"""What is understood of a link: old names, ticks, what is dropped."""

import pytest

from tests.guides import SMS
from troubleshoot import engine

REACHED = {"situation": "locked", "reach": "unsure", "carrier": "au"}


@pytest.mark.parametrize(
    ("answers", "dropped"),
    [
        ({"situation": "nonsense"}, ("situation",)),
        ({"situation": ""}, ("situation",)),
        ({"screen": "gone", "situation": "locked"}, ("screen",)),
        ({"carrier": "nonsense"}, ("carrier",)),
        ({"device": "nonsense", "reach": "people,all"}, ("device", "reach")),
        ({"recent": "resent,nonsense"}, ("recent",)),
        ({"recent": "resent,"}, ("recent",)),
        ({"recent": "nonsense"}, ("recent",)),
        ({"tried": "block"}, ("tried",)),
        ({"situation": "locked", "carrier": "ahamo", "device": "ios-26", "recent": "none"}, ()),
    ],
)
def test_what_the_guide_does_not_know_is_dropped_and_named(answers, dropped):
    assert engine.replay(SMS, answers).dropped == dropped


def test_what_is_understood_of_several_is_kept():
    walk = engine.replay(SMS, {**REACHED, "recent": "nonsense,resent"})

    assert (walk.answers["recent"], walk.dropped) == ("resent", ("recent",))


def test_unknown_cause_tried_is_dropped():
    walk = engine.replay(SMS, {}, ["nonsense", "block"])

    assert (walk.tried, walk.dropped) == (("block",), ("tried",))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("resent,moved", "moved,resent"),
        ("moved,moved", "moved"),
        ("none", "none"),
        ("none,moved", "moved"),
        ("unsure,moved", "moved"),
        ("unsure,none", "none"),
    ],
)
def test_ticks_stand_in_the_editors_order_and_none_excludes_the_others(given, kept):
    walk = engine.replay(SMS, {**REACHED, "recent": given})

    assert walk.answers["recent"] == kept


def test_tried_is_a_set_in_the_editors_order():
    once = engine.replay(SMS, {}, ["refused", "limit", "block", "contact"])
    twice = engine.replay(SMS, {}, ["block", "contact", "limit", "refused", "block"])

    assert once.tried == twice.tried == ("block", "limit", "contact", "refused")
    assert once.beliefs == twice.beliefs


def test_old_slugs_become_new_ones():
    answers = {"where": "frozen", "reach": "unsure", "carrier": "kddi", "recent": "resent,mnp"}

    walk = engine.replay(SMS, answers, ["blocked"], "where")

    assert walk.answers == {"situation": "locked", "reach": "unsure", "recent": "moved,resent", "carrier": "au"}
    assert (walk.tried, walk.dropped) == (("block",), ())
    assert (walk.step.question.slug, walk.step.chosen) == ("situation", ("locked",))


@pytest.mark.parametrize("old", ["where", "before"])
def test_new_name_counts_where_an_old_one_stands_beside_it(old):
    walk = engine.replay(SMS, {old: "frozen", "situation": "login"})

    assert walk.answers == {"situation": "login"}
