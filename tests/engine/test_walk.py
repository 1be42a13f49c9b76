"""Where answers lead, on one small guide."""

import pytest

from tests.guides import SMS, a_candidate, a_cause, a_guide, a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine.guide import Edge, Guard

from .steps import advised, asked


def test_replay_begins_at_the_entry():
    walk = engine.replay(SMS, {})

    assert asked(walk) == "situation"
    assert (walk.answers, walk.path, walk.open) == ({}, (), "situation")
    assert (walk.step.number, engine.asks_at_most(walk)) == (1, 5)


def test_replay_stops_at_the_first_question_without_an_answer():
    walk = engine.replay(SMS, {"situation": "login", "reach": "people"})

    assert asked(walk) == "channel"
    assert (walk.answers, walk.waiting) == ({"situation": "login"}, {"reach": "people"})


def test_replay_counts_a_waiting_answer_once_the_path_reaches_it():
    waiting = engine.replay(SMS, {"situation": "login", "reach": "people"})

    walk = engine.after_answer(waiting, "channel", "sms")

    assert asked(walk) == "carrier"
    assert list(walk.answers.items()) == [("situation", "login"), ("channel", "sms"), ("reach", "people")]


def test_guard_that_is_not_met_leads_otherwise():
    assert asked(engine.replay(SMS, {"situation": "login"})) == "channel"
    assert asked(engine.replay(SMS, {"situation": "locked"})) == "reach"


def test_answer_to_a_guarded_question_waits_while_its_guard_is_not_met():
    walk = engine.replay(SMS, {"situation": "locked", "channel": "app"})

    assert (walk.answers, walk.waiting, walk.dropped) == ({"situation": "locked"}, {"channel": "app"}, ())


def test_guard_on_a_question_that_the_path_did_not_ask_is_not_met():
    guide = a_guide(
        [
            a_question("first", an_answer("short", "last"), an_answer("long", "middle")),
            a_question("middle", an_answer("yes", "last")),
            a_question("last", an_answer("yes"), guard=Guard("middle", frozenset({"yes"}), Edge(None, "other"))),
        ],
        [a_candidate("here", 40), a_candidate("there", 60)],
        causes=[a_cause("other")],
    )

    assert advised(engine.replay(guide, {"first": "short", "middle": "yes"})) == "other"
    assert asked(engine.replay(guide, {"first": "long", "middle": "yes"})) == "last"


def test_guard_on_the_carrier_takes_a_brand_as_its_network():
    guide = two_causes(
        a_question("carrier", an_answer("docomo", "shop"), an_answer("au", "shop")),
        a_question("shop", an_answer("yes"), guard=Guard("carrier", frozenset({"docomo"}), Edge())),
        certainty=1,
    )

    assert asked(engine.replay(guide, {"carrier": "ahamo"})) == "shop"
    assert advised(engine.replay(guide, {"carrier": "povo"})) == "there"


def test_replay_ends_even_where_guards_lead_round_in_a_circle():
    guards = [Guard("third", frozenset({"yes"}), Edge(slug)) for slug in ("second", "first")]
    guide = two_causes(
        a_question("first", an_answer("yes"), guard=guards[0]),
        a_question("second", an_answer("yes"), guard=guards[1]),
        a_question("third", an_answer("yes", "first")),
    )

    assert advised(engine.replay(guide, {})) == "there"


def test_certain_cause_is_advised_at_once():
    walk = engine.replay(SMS, {"situation": "refused", "carrier": "docomo"})

    assert (advised(walk), walk.step.certain, walk.step.probability) == ("refused", True, 1.0)
    assert walk.step.candidate is None


def test_certain_cause_tried_in_vain_leaves_the_candidates():
    walk = engine.replay(SMS, {"situation": "refused"}, ["refused"])

    assert (advised(walk), walk.step.certain) == ("limit", False)


def test_several_leads_one_way_whatever_is_ticked():
    reached = {"situation": "locked", "reach": "unsure", "carrier": "au"}

    for ticks in ("moved", "moved,resent", "none", "unsure"):
        walk = engine.replay(SMS, {**reached, "recent": ticks})
        assert (walk.open, walk.answers["recent"]) == (None, ticks)


def test_carrier_and_device_count_wherever_they_are_given():
    walk = engine.replay(SMS, {"carrier": "docomo", "device": "android"})

    assert asked(walk) == "situation"
    assert (walk.carrier, walk.device) == ("docomo", "android")
    assert (walk.answers, walk.waiting) == ({"carrier": "docomo", "device": "android"}, {})
    assert walk.beliefs["filter"] == 0
    assert "inbox" not in walk.beliefs


def test_carrier_says_the_same_on_the_path_and_off_it():
    guide = two_causes(
        a_question("first", an_answer("yes", "carrier"), an_answer("no", "carrier")),
        a_question("carrier", an_answer("docomo", says={"here": "more"}), an_answer("au")),
    )

    off_it = engine.replay(guide, {"carrier": "docomo"})
    on_it = engine.replay(guide, {"first": "yes", "carrier": "docomo"})

    assert on_it.path == ("first", "carrier")
    assert on_it.beliefs == pytest.approx(off_it.beliefs)


def test_brand_without_an_answer_of_its_own_counts_as_its_network():
    reached = {"situation": "locked", "reach": "unsure"}

    brand = engine.replay(SMS, {**reached, "carrier": "ahamo"})
    network = engine.replay(SMS, {**reached, "carrier": "docomo"})

    assert (asked(brand), brand.carrier, brand.answers["carrier"]) == ("recent", "ahamo", "ahamo")
    assert (brand.beliefs, engine.asks_at_most(brand)) == (network.beliefs, engine.asks_at_most(network))


def test_device_of_a_finer_kind_counts_as_the_wider_one():
    fine, wide, other = (engine.replay(SMS, {"device": device}) for device in ("ios-26", "ios", "android"))

    assert fine.beliefs == wide.beliefs != other.beliefs


def test_carrier_without_an_answer_is_asked_for_but_still_limits_causes():
    walk = engine.replay(SMS, {"situation": "locked", "reach": "unsure", "carrier": "rakuten"})

    assert asked(walk) == "carrier"
    assert "inbox" in walk.beliefs
    assert "inbox" not in engine.replay(SMS, {"carrier": "povo"}).beliefs
    assert "inbox" in engine.replay(SMS, {"carrier": "unsure"}).beliefs


def test_carrier_limits_causes_where_the_guide_does_not_ask_for_it():
    guide = two_causes(a_question("first", an_answer("yes")), causes=[a_cause("there", carriers=["docomo"])])

    assert set(engine.replay(guide, {"carrier": "au"}).beliefs) == {"here"}
    assert set(engine.replay(guide, {"carrier": "ahamo"}).beliefs) == {"here", "there"}


def test_cause_tried_in_vain_keeps_what_its_remedy_may_have_missed():
    before = engine.replay(SMS, {})

    after = engine.replay(SMS, {}, ["channel"])

    left = 1 - before.beliefs["channel"] * 0.85
    assert after.beliefs["channel"] == pytest.approx(before.beliefs["channel"] * 0.15 / left)
    assert after.beliefs["block"] == pytest.approx(before.beliefs["block"] / left)


def test_end_comes_when_no_untried_candidate_is_worth_advising():
    answers = {"situation": "locked", "reach": "unsure", "carrier": "au", "recent": "none"}

    walk = engine.replay(SMS, answers)
    came = []
    while cause := advised(walk):
        came.append(cause)
        walk = engine.after_trying(walk, cause)

    assert isinstance(walk.step, engine.End)
    assert sorted(came) == ["block", "channel", "filter", "limit", "outage"]
    assert walk.tried == ("block", "filter", "limit", "channel", "outage")


def test_end_comes_where_trying_costs_more_than_the_last_resort():
    # "rare" takes everybody 4 minutes and spares .9 of its readers 60
    question = a_question("first", an_answer("yes"))

    def least(weight):
        guide = a_guide([question], [a_candidate("here", 100 - weight, efficacy=0), a_candidate("rare", weight)])
        return engine.replay(guide, {"first": "yes"}, ["here"])

    assert advised(least(7.5)) == "rare"
    assert isinstance(least(7.3).step, engine.End)


def test_end_comes_where_everything_is_ruled_out():
    nothing = an_answer("yes", says={"here": "rules-out", "there": "rules-out"})
    guide = two_causes(a_question("first", nothing, an_answer("no")))

    walk = engine.replay(guide, {"first": "yes"})

    assert (walk.beliefs, walk.step) == ({}, engine.End())


def test_question_shown_again_marks_the_answer():
    answers = {"situation": "locked", "reach": "unsure", "carrier": "ahamo", "recent": "moved,resent"}

    walk = engine.replay(SMS, answers)

    assert engine.going_back_to(walk, "situation").step.chosen == ("locked",)
    assert engine.going_back_to(walk, "recent").step.chosen == ("moved", "resent")
    assert engine.going_back_to(walk, "carrier").step.chosen == ("ahamo",)
    assert engine.going_back_to(walk, "reach").step.number == 2


def test_carrier_given_off_the_path_can_be_changed():
    walk = engine.replay(SMS, {"carrier": "au"}, at="carrier")

    assert (asked(walk), walk.step.chosen) == ("carrier", ("au",))


@pytest.mark.parametrize("at", ["reach", "channel", "device", "nonsense", "", None])
def test_question_that_was_not_answered_on_the_path_is_not_shown(at):
    walk = engine.replay(SMS, {"situation": "locked", "channel": "app", "device": "ios"}, at=at)

    assert asked(walk) == "reach"
    assert walk.step.chosen == ()


def test_changing_an_early_answer_keeps_the_later_ones():
    walk = engine.replay(SMS, {"situation": "login", "channel": "sms", "reach": "people", "carrier": "au"})

    changed = engine.after_answer(walk, "situation", "locked")

    assert changed.answers == {"situation": "locked", "reach": "people", "carrier": "au"}
    assert changed.waiting == {"channel": "sms"}


def test_last_resorts_stand_in_the_editors_order_without_those_ruled_out():
    login = {"situation": "login"}

    every = engine.last_resorts(engine.replay(SMS, login))
    some = engine.last_resorts(engine.replay(SMS, {**login, "channel": "app"}))

    assert [cause.slug for cause in every] == ["backup", "contact"]
    assert [cause.slug for cause in some] == ["contact"]


def test_answer_that_waits_rules_out_no_last_resort():
    walk = engine.replay(SMS, {"situation": "locked", "channel": "app"})

    assert [cause.slug for cause in engine.last_resorts(walk)] == ["backup", "contact"]
