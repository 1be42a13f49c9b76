"""In which order causes are advised: the guide's candidates and prices become a plan, the editor's pins kept."""

from dataclasses import replace

import pytest

from tests.guides import CARRIERS, DEVICES, a_candidate, a_cause, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine import Prices
from troubleshoot.engine.guide import RemedyStep
from troubleshoot.engine.remedy import doors


def a_catalogue(*candidates, **more):
    """Return a guide that asks nothing of weight; trying never stops for the last resort unless it is said."""
    more = {"certainty": 1.0, "prices": Prices(last_resort=100_000), **more}
    return a_guide([a_question("ready", an_answer("yes"))], candidates, **more)


def walk(*candidates, **more):
    return engine.replay(a_catalogue(*candidates, **more), {"ready": "yes"})


def order(*candidates, **more):
    return engine.order(walk(*candidates, **more))


def test_order_is_by_gain_per_minute():
    # looked at: 30 * .9 / (2 + 4) = 4.5, 52 * .9 / (2 + 8) = 4.7; resent: 20 * .9 / (2 + 1 + 1) = 4.5
    slow, quick = a_candidate("slow", 52, 8), a_candidate("quick", 30, 4)
    resent = a_candidate("resent", 20.1, 1, looking=False)

    assert order(slow, quick, resent) == ("slow", "resent", "quick")


def test_efficacy_is_part_of_the_gain():
    # 50 * .5 / 4 = 6.25 against 40 * .9 / 4 = 9
    assert order(a_candidate("weak", 50, efficacy=0.5), a_candidate("other", 40)) == ("other", "weak")


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


def test_what_is_pinned_first_is_advised_whatever_it_costs():
    pinned, other = a_candidate("pinned", 1, 50, pin="first"), a_candidate("other", 1, 50)

    assert order(pinned, other, prices=Prices(last_resort=1)) == ("pinned",)


def test_minutes_of_a_plan_with_pins_are_those_of_all_its_stages():
    # all try "first": 4; .64 of them "best": 2.56; .37 "last": 1.48; the .1 whom nothing helps pay 100 each
    first, best, last = (
        a_candidate("first", 40, pin="first"),
        a_candidate("best", 30),
        a_candidate("last", 30, pin="last"),
    )

    plan = engine.plan(walk(first, best, last, prices=Prices(last_resort=100)))

    assert [stage.causes for stage in plan.stages] == [("first",), ("best",), ("last",)]
    assert plan.minutes == pytest.approx(4 + 0.64 * 4 + 0.37 * 4 + 0.1 * 100)


def test_leader_comes_after_what_is_so_much_quicker():
    # 80 / (2 + 40) = 1.9 against 20 / 2 = 10
    assert order(a_candidate("leader", 80, 40), a_candidate("quick", 20, 0), certainty=0.8) == ("quick", "leader")


def test_trying_ends_where_the_last_resort_is_cheaper():
    # after "likely" .28 of the readers are left; "rare" takes them 4 minutes each and spares .18 * C
    likely, rare = a_candidate("likely", 80), a_candidate("rare", 20)

    assert order(likely, rare, prices=Prices(last_resort=6)) == ("likely",)
    assert order(likely, rare, prices=Prices(last_resort=7)) == ("likely", "rare")


def test_what_needs_a_resend_is_tried_together_where_resends_are_dear():
    first, second = (a_candidate(slug, 50, 1, looking=False) for slug in ("first", "second"))

    together = walk(first, second, prices=Prices(resend=10)).step
    one_by_one = walk(first, second, prices=Prices(resend=0)).step

    assert ([cause.slug for cause in together.causes], together.resends) == (["first", "second"], True)
    assert ([cause.slug for cause in one_by_one.causes], one_by_one.resends) == (["first"], True)


def test_resends_past_the_safe_ones_are_spared():
    candidates = [a_candidate(slug, 50, 1, looking=False) for slug in ("first", "second")]
    guide = a_catalogue(*candidates, prices=Prices(resend=0, safe=1, pause=500, last_resort=9_000))

    fresh = engine.replay(guide, {"ready": "yes"})
    after = engine.replay(guide, {"ready": "yes", "resent": "1"})

    assert [len(stage.causes) for stage in engine.plan(fresh).stages] == [2]
    assert [len(stage.causes) for stage in engine.plan(after).stages] == [2]
    assert engine.plan(fresh).minutes < engine.plan(after).minutes


def behind(slug, door, minutes=10.0):
    """Return a cause whose remedy is behind a door."""
    enter = RemedyStep("enter", "入ります。", minutes=minutes, shared=door)
    return replace(a_cause(slug), steps=(enter, RemedyStep("set", "変えます。", minutes=1)))


def test_what_is_behind_one_door_is_offered_together_and_the_door_paid_once():
    causes = [behind("b", "login"), behind("c", "login")]
    candidates = [a_candidate("a", 40), a_candidate("b", 40), a_candidate("c", 10)]
    guide = a_catalogue(*candidates, causes=causes, doors=doors(causes, CARRIERS, DEVICES))
    first = engine.replay(guide, {"ready": "yes"})

    second = engine.after_trying(first, "a")

    assert first.step.causes == (guide.causes["a"],)
    assert [cause.slug for cause in second.step.causes] == ["b", "c"]
    assert second.place.doors() == {"login": 10.0}
    assert engine.after_trying(second, "b").place.doors() == {"login": 0.0}


def test_door_is_that_of_the_reader_s_line():
    own = RemedyStep("own", "入ります。", carrier="docomo", minutes=3, shared="my-docomo")
    cause = replace(a_cause("a"), steps=(RemedyStep("all", "見ます。"), own))
    guide = a_catalogue(a_candidate("a", 50), causes=[cause], doors=doors([cause], CARRIERS, DEVICES))

    found = {carrier: engine.replay(guide, {"carrier": carrier}).place.doors() for carrier in ("ahamo", "au")}

    assert found == {"ahamo": {"my-docomo": 3}, "au": {}}


@pytest.mark.parametrize(
    ("written", "counted", "dropped"), [("2", 2, ()), ("99999", 9, ()), ("-1", 0, ("resent",)), ("０", 0, ("resent",))]
)
def test_address_says_how_many_codes_were_sent_anew(written, counted, dropped):
    found = engine.replay(a_catalogue(a_candidate("a", 50)), {"ready": "yes", "resent": written}, ["a"])

    assert (found.resent, found.dropped) == (counted, dropped)
    assert engine.query(found) == "ready=yes&tried=a" + (f"&resent={counted}" if counted else "")


def test_trying_in_vain_counts_a_resend_where_one_was_needed():
    guide = a_catalogue(a_candidate("looked", 50), a_candidate("resent", 50, looking=False))
    start = engine.replay(guide, {"ready": "yes"})

    looked = engine.after_trying(start, "looked")
    both = engine.after_trying(start, "looked", "resent")

    assert (looked.resent, both.resent, both.tried) == (0, 1, ("looked", "resent"))
    assert engine.after_trying(both, "resent").resent == 1
    assert engine.after_pausing(both).resent == 0
    assert engine.after_pausing(both).tried == both.tried
