"""What asking a question saves, and which questions a walk passes over."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides import SMS, a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine import asking, ranking
from troubleshoot.engine.guide import Edge, Guard

from .strategies import guides, random_guides, readers, thoroughly


def telling(slug="telling", following=None, **more):
    """Return a question that tells which it is, "here" or "there", unless the reader does not know."""
    return a_question(
        slug,
        an_answer("here", following, share=40, says={"there": "rules-out"}),
        an_answer("there", following, share=60, says={"here": "rules-out"}),
        an_answer("unsure", following, share=0),
        **more,
    )


def idle(slug="idle", following=None, **more):
    """Return a question whose answers say nothing."""
    return a_question(slug, an_answer("yes", following), an_answer("unsure", following), **more)


def begun(following, *questions, **changes):
    """Return a guide that asks what pays, its entry question followed by others."""
    return two_causes(idle("entry", following), *questions, asking="what-pays", **changes)


def worth(guide, question, beliefs=None):
    return asking.worth(guide.questions[question], ranking.Place(guide), beliefs or {"here": 0.4, "there": 0.6})


def test_worth_is_the_minutes_saved_less_those_it_takes():
    # Each takes 2 minutes to read and 2 to know, and helps 9 of 10. There first, then here: 4 + (1 - .54) * 4 = 5.84,
    # and .1 pay 60 for the last resort. Who has told tries one thing alone: 4, and the same .1
    guide = two_causes(telling())

    assert worth(guide, "telling") == pytest.approx(5.84 - 4 - 0.25)


def test_worth_of_a_question_that_says_nothing_is_what_it_takes():
    assert worth(two_causes(idle(minutes=0.5)), "idle") == pytest.approx(-0.5)


def test_worth_of_a_tick_is_of_what_is_advised_after_it():
    # Of those with "here" 4 in 5 tick, nobody else: .32 are advised it alone (4 minutes). The other .68, of whom .08
    # have it, said nothing by not ticking: as before, 4 + (1 - .54/.68) * 4 minutes
    says = {"there": "rules-out"}
    ticks = a_question("ticks", an_answer("tick", says=says, share=32), an_answer("none"), kind="several", minutes=0)
    guide = two_causes(ticks)

    assert guide.likelihoods["ticks"].probability("tick", "here") == pytest.approx(0.8)
    assert worth(guide, "ticks") == pytest.approx(5.84 - (0.32 * 4 + 0.68 * 4 + (0.68 - 0.54) * 4), abs=1e-6)


@thoroughly
@given(guide=random_guides(questions=1), minutes=st.sampled_from([0, 0.25, 3]))
def test_worth_of_the_last_question_is_what_asking_it_saves_readers(guide, minutes):
    # Nothing is certain, so that it is asked of everybody
    (question,) = (one for one in guide.questions.values() if one.kind != "device")
    edgeless = {slug: replace(answer, edge=Edge()) for slug, answer in question.answers.items()}
    asked = replace(question, answers=edgeless, edge=Edge(), guard=None, minutes=minutes)
    drawn = replace(guide, questions={asked.slug: asked}, entry=asked.slug, certainty=2.0)
    weights = {slug: one.weight for slug, one in guide.candidates.items()}
    place = ranking.Place(drawn)

    saved = place.advised(weights).minutes / sum(weights.values()) - engine.evaluate(drawn).ours

    assert asking.worth(asked, place, weights) == pytest.approx(saved)


def test_a_question_that_takes_more_than_it_saves_is_passed_over():
    walk = engine.replay(begun("idle", idle("idle", "telling"), telling()), {"entry": "yes"})

    assert (walk.step.question.slug, walk.step.number, walk.path, walk.passed) == ("telling", 2, ("entry",), ("idle",))


def test_as_drawn_it_is_asked_and_nothing_is_worked_out():
    guide = replace(begun("idle", idle("idle", "telling"), telling()), asking="as-drawn")
    walk = engine.replay(guide, {"entry": "yes"})

    assert (walk.open, walk.passed, guide.remembered) == ("idle", (), {})


def test_an_answer_to_it_counts_as_ever():
    guide = begun("idle", idle("idle", "telling"), telling())
    walk = engine.replay(guide, {"entry": "yes", "idle": "yes"})

    assert (walk.path, walk.passed) == (("entry", "idle"), ())
    assert engine.replay(guide, walk.given, at="idle").step.question.slug == "idle"


def test_past_the_last_question_there_is_advice():
    walk = engine.replay(begun("idle", idle()), {"entry": "yes"})

    assert (walk.step.cause.slug, walk.open, walk.passed) == ("there", None, ("idle",))


def test_what_pays_depends_on_the_answers_before_it():
    # Once it is told what it is, telling it again is worth nothing
    guide = begun("telling", telling(following="again"), telling("again"), certainty=2.0)

    assert engine.replay(guide, {"entry": "yes", "telling": "here"}).passed == ("again",)
    assert engine.replay(guide, {"entry": "yes", "telling": "unsure"}).open == "again"


def test_while_one_cause_is_likely_enough_the_question_stays_open():
    guide = begun("telling", telling(), certainty=0.6)
    walk = engine.replay(guide, {"entry": "yes"})

    assert (walk.step.cause.slug, walk.open, walk.passed) == ("there", "telling", ())


def test_after_it_was_tried_in_vain_the_question_is_judged_by_that():
    # "there" helped 4 of 10: .36 against .4, and is not tried again. To know which is left saves no 15 minutes
    guide = begun("telling", telling(minutes=15), certainty=0.6)
    there = replace(guide.candidates["there"], efficacy=0.4)
    guide = replace(guide, candidates={**guide.candidates, "there": there})
    tried = engine.after_trying(engine.replay(guide, {"entry": "yes"}), "there")

    assert engine.replay(guide, {"entry": "yes"}).open == "telling"
    assert (tried.passed, tried.step.cause.slug) == (("telling",), "here")


def test_trying_what_a_plan_advises_brings_no_question_back():
    guide = begun("telling", telling(minutes=15), certainty=2.0)
    walk = engine.replay(guide, {"entry": "yes"})

    assert (walk.passed, engine.after_trying(walk, "there").passed) == (("telling",), ("telling",))


def test_a_carrier_that_is_asked_later_brings_no_question_back():
    # "here" is on Rakuten alone, so that on other lines nothing is left to tell
    carriers = a_question("carrier", an_answer("docomo"), an_answer("rakuten"), an_answer("unsure"))
    guide = begun("telling", telling(following="carrier"), carriers)
    guide = replace(
        guide, causes={**guide.causes, "here": replace(guide.causes["here"], carriers=frozenset({"rakuten"}))}
    )

    assert engine.replay(guide, {"entry": "yes", "carrier": "docomo"}).open == "telling"


@pytest.mark.parametrize(
    ("question", "more"),
    [
        (idle("carrier"), ()),
        (a_question("sure", an_answer("yes"), an_answer("no")), ()),
        (a_question("certain", an_answer("yes", cause="here"), an_answer("unsure")), ()),
        (a_question("apart", an_answer("yes", "more"), an_answer("unsure")), (idle("more"),)),
        (idle("opens"), (idle("more", guard=Guard("opens", frozenset({"yes"}), Edge())),)),
        (a_question("ways", an_answer("yes", says={"last": "rules-out"}), an_answer("unsure")), ()),
    ],
    ids=lambda one: getattr(one, "slug", ""),
)
def test_a_question_that_decides_more_than_the_order_is_always_asked(question, more):
    guide = begun(question.slug, question, *more, last_resorts=["last"])

    assert engine.replay(guide, {"entry": "yes"}).open == question.slug


def test_the_entry_is_asked_whatever_it_is_worth():
    assert engine.replay(begun(None), {}).open == "entry"


def test_a_guard_holds_for_who_was_not_asked_where_it_holds_for_who_does_not_know():
    guarded = telling(guard=Guard("idle", frozenset({"yes", "unsure"}), Edge()))
    walk = engine.replay(begun("idle", idle("idle", "telling"), guarded), {"entry": "yes"})

    assert (walk.passed, walk.open) == (("idle",), "telling")


def test_an_answer_may_lead_further_on_than_who_does_not_know():
    short = a_question("short", an_answer("yes"), an_answer("no", "telling"), an_answer("unsure", "idle"))
    walk = engine.replay(begun("short", short, idle("idle", "telling"), telling()), {"entry": "yes"})

    assert (walk.passed, walk.open) == (("short", "idle"), "telling")


def test_of_several_ticks_the_question_itself_leads_on():
    ticks = a_question("ticks", an_answer("tick"), an_answer("none"), kind="several", edge=Edge("telling"))
    walk = engine.replay(begun("ticks", ticks, telling()), {"entry": "yes"})

    assert (walk.passed, walk.open) == (("ticks",), "telling")


def test_what_a_guide_remembers_is_bounded(monkeypatch):
    monkeypatch.setattr(asking, "_REMEMBERED", 3)
    guide = begun("idle", idle("idle", "telling"), telling())

    walks = [engine.replay(guide, {"entry": entry, "device": device}) for entry in ("yes", "unsure") for device in "ab"]

    assert {walk.passed for walk in walks} == {("idle",)}
    assert len(guide.remembered) <= 3


@thoroughly
@given(reader=readers())
def test_what_is_passed_over_is_neither_answered_nor_shown_nor_worth_asking(reader):
    walk = reader.walk()

    shown = walk.step.question.slug if isinstance(walk.step, engine.QuestionStep) else None
    assert not {*walk.path, *walk.answers, *walk.waiting, walk.open, shown}.intersection(walk.passed)
    assert not walk.passed or walk.guide.asking == "what-pays"
    for slug in walk.passed:
        assert asking.onwards(walk.guide, walk.guide.questions[slug]) is not None


@thoroughly
@given(data=st.data(), guide=guides())
def test_no_step_of_a_walk_brings_a_question_back_and_each_walk_ends(data, guide):
    walk, steps = engine.replay(replace(guide, asking="what-pays"), {}), 0
    while not isinstance(walk.step, engine.End):
        before, steps = walk, steps + 1
        if isinstance(walk.step, engine.QuestionStep):
            question = walk.step.question
            walk = engine.after_answer(walk, question.slug, data.draw(st.sampled_from(list(question.answers))))
        else:
            walk = engine.after_trying(walk, *walk.step.slugs)
        assert not {*walk.path, walk.open}.intersection(before.passed)
        if not walk.tried:  # at the turn of these nothing more was known, nor less
            saved = [
                asking.worth(guide.questions[slug], walk.place, walk.beliefs)
                for slug in walk.passed[len(before.passed) :]
            ]
            assert all(one <= 1e-9 for one in saved)
    assert steps <= len(guide.questions) + len(guide.triable)


@thoroughly
@given(reader=readers())
def test_as_drawn_nothing_is_worked_out(reader):
    guide = replace(reader.guide, asking="as-drawn")

    walk = reader.walk(guide=guide)

    assert (walk.passed, guide.remembered) == ((), {})


def test_the_hand_made_guide_costs_less_when_it_asks_what_pays():
    dear = {slug: replace(question, minutes=2) for slug, question in SMS.questions.items()}
    drawn, pays = (engine.evaluate(replace(SMS, questions=dear, asking=way)) for way in ("as-drawn", "what-pays"))

    assert pays.ours < drawn.ours
    assert pays.questions < drawn.questions
    assert (pays.best, pays.catalogue) == (drawn.best, drawn.catalogue)


def test_what_only_two_questions_together_tell_is_missed():
    # After one "yes", "there" still comes first, after two "here" does: each by itself is worth nothing
    def weak(slug, following=None):
        yes = an_answer("yes", following, says={"here": "1.8"})
        return a_question(slug, yes, an_answer("no", following), an_answer("unsure", following, share=0), minutes=0.01)

    pays = begun("first", weak("first", "second"), weak("second"), certainty=2.0)

    assert engine.replay(pays, {"entry": "yes"}).passed == ("first", "second")
    assert engine.evaluate(pays).ours > engine.evaluate(replace(pays, asking="as-drawn")).ours
