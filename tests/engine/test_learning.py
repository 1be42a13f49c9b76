"""What verdicts propose: walks read from rows of counts, numbers fitted to them, and how sure these are."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides import SMS, a_candidate, a_guide, a_question, an_answer, two_causes
from troubleshoot.engine.fitting import Trust
from troubleshoot.engine.guide import RATIOS
from troubleshoot.engine.learning import bounded, learn, nearest
from troubleshoot.engine.told import Told, endings

from .strategies import CAUSES, guides, thoroughly

#: Remedies help for certain, nobody is told anything false, and answers mean what the editor says.
PLAIN = Trust(weights=100, effects=inf, shares=inf, efficacy=inf, false=1e-9, verdicts=inf)
SURE = {"here": 1.0, "there": 1.0}


def a_plain_guide(efficacy=SURE, **answers):
    """Return a guide with one question about two causes, "here" 40 and "there" 60."""
    says = [an_answer(slug, share=50, says=says) for slug, says in answers.items()] or [
        an_answer("yes"),
        an_answer("no"),
    ]
    candidates = [
        a_candidate("here", 40, efficacy=efficacy["here"]),
        a_candidate("there", 60, efficacy=efficacy["there"]),
    ]
    return a_guide([a_question("q", *says)], candidates)


def told(*causes, solved=0, unsolved=0, tried=(), answers=None, age=0):
    return Told(answers or {}, tuple(tried), causes, solved, unsolved, age)


def proposed(proposal):
    return {slug: one.proposed for slug, one in proposal.weights.items()}


def ends(guide, *rows, half_life=inf):
    return {(one.failed, one.solved): one.number for one in endings(guide, rows, half_life)}


slugs = st.sampled_from([*CAUSES, "block", "filter", "limit", "outage", "last", "old-cause"]) | st.text(max_size=3)
counts = st.floats(0, 1e6) | st.integers(0, 50) | st.sampled_from([inf, -1.0, float("nan")])
said = st.dictionaries(
    st.sampled_from(["q0", "q1", "q2", "situation", "reach", "recent", "carrier", "device"]) | st.text(max_size=3),
    st.sampled_from(["yes", "no", "unsure", "none", "docomo", "people", "moved,resent", "refused"])
    | st.text(max_size=3),
    max_size=4,
)
rows = st.lists(
    st.builds(
        Told,
        answers=said,
        tried=st.lists(slugs, max_size=3).map(tuple),
        causes=st.lists(slugs, min_size=1, max_size=2).map(tuple),
        solved=counts,
        unsolved=counts,
        age=st.floats(0, 1000),
    ),
    max_size=8,
)


@thoroughly
@given(guide=guides(), rows=rows)
def test_learn_is_total_and_keeps_the_sum_of_the_weights(guide, rows):
    proposal = learn(guide, rows)

    total = sum(one.weight for one in guide.candidates.values())
    assert sum(proposed(proposal).values()) == pytest.approx(total)
    for one in (*proposal.weights.values(), *proposal.efficacy.values(), *(one.ratio for one in proposal.effects)):
        assert one.low <= one.proposed * (1 + 1e-9)
        assert one.proposed <= one.high * (1 + 1e-9)
        assert one.readers >= 0
    assert all(0 <= one.proposed <= 1 for one in proposal.efficacy.values())


@thoroughly
@given(guide=guides())
def test_nothing_told_proposes_the_editors_numbers(guide):
    proposal = learn(guide, [])

    assert proposed(proposal) == pytest.approx({slug: one.weight for slug, one in guide.candidates.items()})
    assert {slug: one.proposed for slug, one in proposal.efficacy.items()} == pytest.approx(
        {slug: one.efficacy for slug, one in guide.candidates.items()}
    )
    assert [one.readers for one in proposal.weights.values()] == pytest.approx([0] * len(guide.candidates), abs=1e-6)
    assert (proposal.walks, proposal.effects) == (0, ())


@thoroughly
@given(guide=guides(), rows=rows, chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(guide, rows, chance):
    shuffled = chance.sample(rows, len(rows))

    assert repr(learn(guide, shuffled)) == repr(learn(guide, rows))


@thoroughly
@given(guide=guides(), rows=rows)
def test_counts_may_come_in_parts(guide, rows):
    halves = [
        replace(row, solved=row.solved / 2, unsolved=row.unsolved / 2)
        for row in rows
        if row.solved < 1e5 > row.unsolved
    ]
    wholes = [row for row in rows if row.solved < 1e5 > row.unsolved]

    assert proposed(learn(guide, halves + halves)) == pytest.approx(proposed(learn(guide, wholes)), abs=1e-6)


def test_editors_weights_count_as_readers_seen_before():
    guide = a_plain_guide()

    proposal = learn(guide, [told("here", solved=30, unsolved=70)], PLAIN)

    # 30 and 40 of 200 have it; 70 who were not helped by what always helps have the other.
    assert proposed(proposal) == pytest.approx({"here": 35, "there": 65}, abs=0.01)


def test_a_remedy_that_sometimes_fails_leaves_its_cause_possible():
    guide = a_plain_guide({"here": 0.5, "there": 1.0})

    proposal = learn(guide, [told("here", solved=30, unsolved=70)], replace(PLAIN, weights=1e-3))

    # w / 2 of 100 readers are helped: w = 0.6.
    assert proposed(proposal)["here"] == pytest.approx(60, abs=0.5)


def test_false_solved_is_taken_off():
    guide = a_plain_guide()

    proposal = learn(guide, [told("here", solved=28, unsolved=72)], replace(PLAIN, weights=1e-3, false=0.1))

    # w + (1 - w) / 10 of 100 readers say so: w = 0.2.
    assert proposed(proposal)["here"] == pytest.approx(20, abs=0.5)


def test_answers_tell_of_weights_before_any_verdict_does():
    guide = a_plain_guide(red={"here": "much-more"}, blue={})
    red = [told("else", unsolved=100, answers={"q": "red"})]
    blue = [told("else", unsolved=100, answers={"q": "blue"})]

    assert proposed(learn(guide, red, PLAIN))["here"] > 50
    assert proposed(learn(guide, blue, PLAIN))["here"] < 35


def test_each_walk_is_heard_once_at_its_end():
    rows = [
        told("here", solved=30, unsolved=70),
        told("there", solved=20, unsolved=15, tried=["here"]),
    ]

    assert ends(a_plain_guide(), *rows) == {
        ((), ("here",)): 30,
        (("here",), ()): 35,
        (("here",), ("there",)): 20,
        (("here", "there"), ()): 15,
    }


def test_a_batch_fails_and_helps_as_one():
    rows = [told("here", "there", solved=5, unsolved=9), told("last", unsolved=4, tried=["there", "here"])]

    assert ends(a_plain_guide(), *rows) == {((), ("here", "there")): 5, (("here", "there"), ()): 9}


def test_who_was_asked_something_after_a_vain_try_is_heard_once():
    guide = two_causes(a_question("q", an_answer("yes"), an_answer("no")))
    rows = [told("here", unsolved=10), told("there", solved=4, tried=["here"], answers={"q": "yes"})]

    assert ends(guide, *rows) == {(("here",), ()): 6, (("here",), ("there",)): 4}


def test_rows_that_were_lost_take_nothing_from_those_after_them():
    rows = [told("here", unsolved=3), told("there", solved=8, tried=["here"])]

    assert ends(a_plain_guide(), *rows) == {(("here",), ("there",)): 8}


def test_what_helps_beside_the_candidates_tells_of_what_did_not():
    rows = [told("contact", solved=7, tried=["here"])]

    assert ends(a_plain_guide(), *rows) == {(("here",), ()): 7}


def test_half_as_much_counts_after_the_half_life():
    assert ends(a_plain_guide(), told("here", solved=8, age=180), half_life=90) == {((), ("here",)): 2}


def test_renamed_causes_are_heard_as_those_of_today():
    assert ends(SMS, told("blocked", solved=3), told("filter", solved=2, tried=["blocked"])) == {
        ((), ("block",)): 3,
        (("block",), ("filter",)): 2,
    }


def test_a_cause_gets_no_readers_from_lines_on_which_it_is_not():
    rows = [told("block", unsolved=50, answers={"carrier": "docomo"})]

    assert learn(SMS, rows, replace(PLAIN, false=0.05)).weights["inbox"].proposed < SMS.candidates["inbox"].weight


def test_more_of_the_same_narrows_the_interval():
    guide = a_plain_guide()

    widths, evidence = [], []
    for times in (1, 10, 100):
        one = learn(guide, [told("here", solved=4 * times, unsolved=6 * times)], PLAIN).weights["here"]
        widths.append(one.high - one.low)
        evidence.append(one.readers)
    assert widths == sorted(widths, reverse=True)
    # Each of these verdicts leaves no doubt about its reader's cause, and counts by the same part.
    assert evidence == pytest.approx([6.4, 64, 640], rel=0.01)


def test_an_interval_without_evidence_is_the_priors():
    one = learn(a_plain_guide(), [], PLAIN).weights["here"]

    # 100 readers, 40 of them here: a standard deviation of 0.049 of 1.
    assert (one.low, one.high) == pytest.approx((32.3, 48.2), abs=0.2)


def test_an_editor_whose_effects_are_wrong_is_proposed_other_words():
    guide = a_plain_guide(red={"here": "more"}, blue={})
    rows = [
        told("here", solved=500, answers={"q": "blue"}),
        told("here", solved=500, answers={"q": "red"}),
        told("there", solved=500, answers={"q": "blue"}),
        told("there", solved=500, answers={"q": "red"}),
    ]

    found = {
        (one.answer, one.cause): (one.now, one.proposed)
        for one in learn(guide, rows, replace(PLAIN, effects=25)).effects
    }
    # Red comes as often with either cause: as often with "here" as with "there" says so, in place of thrice.
    assert found == {("red", "there"): ("", "a-little-more"), ("blue", "here"): ("", "a-little-more")}


def test_a_remedy_that_helps_less_than_its_editor_thinks_is_noticed():
    guide = a_plain_guide({"here": 0.9, "there": 0.9}, red={"here": "nearly-certain"}, blue={"there": "nearly-certain"})
    rows = [
        told("here", solved=100, unsolved=100, answers={"q": "red"}),
        told("there", solved=180, unsolved=20, answers={"q": "blue"}),
    ]

    found = learn(guide, rows, replace(PLAIN, efficacy=40, false=0.05)).efficacy
    assert found["here"].proposed < 0.7
    assert found["there"].proposed > 0.85


def test_a_certain_efficacy_can_still_be_learned_from():
    guide = a_plain_guide(red={"here": "rules-out"}, blue={"there": "rules-out"})

    found = learn(guide, [told("here", solved=10, unsolved=10, answers={"q": "blue"})])
    assert found.efficacy["here"].proposed == pytest.approx(50 / 60, abs=0.02)


@pytest.mark.parametrize("word", [word for word in RATIOS if word != "rules-out"])
def test_each_word_is_nearest_to_its_own_ratio(word):
    assert nearest(RATIOS[word] * 1.05) == word


def test_a_ratio_near_one_says_nothing():
    assert nearest(1.1) == ""


def test_weights_that_are_accepted_by_themselves_move_no_further_than_they_may():
    now, wanted = {"here": 40, "there": 60}, {"here": 70, "there": 30}

    assert bounded(now, wanted, 3) == pytest.approx({"here": 43, "there": 57})
    assert bounded(now, wanted, 50) == pytest.approx(wanted)
    assert bounded(now, wanted, 0) == now


def test_who_ticks_nothing_says_so():
    recent = learn(SMS, []).likelihoods["recent"]

    for cause in SMS.candidates:
        moved, resent = (SMS.likelihoods["recent"].probability(tick, cause) for tick in ("moved", "resent"))
        assert recent.probability("none", cause) == pytest.approx((1 - moved) * (1 - resent))
        assert recent.probability("moved", cause) == pytest.approx(moved)


def test_the_scale_of_the_weights_is_the_editors():
    guide = a_plain_guide()
    thrice = a_guide(
        guide.questions.values(), [replace(one, weight=3 * one.weight) for one in guide.candidates.values()]
    )
    rows = [told("here", solved=30, unsolved=70)]

    assert proposed(learn(thrice, rows, PLAIN)) == pytest.approx(
        {slug: 3 * weight for slug, weight in proposed(learn(guide, rows, PLAIN)).items()}
    )


def test_shares_are_drawn_to_the_editors():
    guide = a_plain_guide()
    answer, *_ = guide.questions["q"].answers
    before = learn(guide, []).shares["q"][answer]

    few = learn(guide, [told("here", solved=3, answers={"q": answer})]).shares["q"][answer]
    many = learn(guide, [told("here", solved=3000, answers={"q": answer})]).shares["q"][answer]

    assert before < few < before + 6
    assert many > 95
