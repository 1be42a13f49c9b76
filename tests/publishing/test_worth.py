"""What questions are worth to readers drawn by chance, beside what going every way exactly finds; and other orders."""

import pytest
from hypothesis import given, settings

from tests.engine.strategies import random_guides, thoroughly
from tests.guides import a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine import graph
from troubleshoot.engine.guide import Edge, Guard
from troubleshoot.publishing import orders, samples
from troubleshoot.publishing.worth import report

from .documents import answer, candidate, question, small, sms


def telling(slug, following=None, **more):
    """Return a document's question that tells which of two causes it is."""
    there, other = answer("here", following, effects={"there": "rules-out"}), {"here": "rules-out"}
    return question(slug, there, answer("there", following, effects=other), answer("unsure", following), **more)


def idle(slug, following=None, **more):
    """Return a document's question whose answers say nothing."""
    return question(slug, answer("yes", following), answer("unsure", following), **more)


def guided(*questions, **changes):
    """Return a document whose guide has these questions about two causes."""
    document = small()
    causes = document["causes"]
    document["causes"] |= {"here": causes["filter"], "there": causes["airplane"]}
    changes = {"candidates": [candidate("here", 40), candidate("there", 60)], "last_resorts": [], **changes}
    asked = {"questions": list(questions), "entry": questions[0]["slug"], "scenarios": []}
    document["guides"]["sms"] = sms(**asked, **changes)
    return document


def test_questions_come_by_what_they_save_a_hundred_readers():
    found = report(guided(idle("first", "second", minutes=1), idle("second", "third"), telling("third")), "sms")

    assert [one.question for one in found.worths] == ["third", "second", "first"]
    assert [round(one.of_hundred) for one in found.worths[1:]] == [-25, -100]
    assert [(one.reached, one.takes, one.always, one.passed) for one in found.worths] == [
        (1, 0.25, False, 0),
        (1, 0.25, False, 1),
        (1, 1, True, 0),
    ]
    assert found.drawn - found.pays == pytest.approx(0.25)


def test_a_question_that_tells_is_better_asked_first_where_others_then_need_not_be_asked():
    # Once it is told what it is, nothing more is asked
    found = report(guided(idle("entry", "slow"), idle("slow", "telling", minutes=5), telling("telling")), "sms")

    best = found.moves[0]
    assert (best.question, best.before) == ("telling", "entry")
    assert best.saves > 100


def test_where_no_order_is_better_there_is_none():
    found = report(guided(telling("telling", "idle"), idle("idle")), "sms")

    assert (found.moves, found.tried) == ((), 1)


def test_an_order_is_judged_as_the_guide_asks():
    # Where "slow" is not asked anyway, there is no need to put it last
    questions = [idle("entry", "slow"), idle("slow", "telling", minutes=5), telling("telling")]

    found = report(guided(*questions, asking="what-pays"), "sms")

    assert all(move.saves < 100 for move in found.moves)


@pytest.mark.parametrize(
    "document",
    [
        guided(telling("first"), candidates=[]),
        guided(telling("first", "second"), telling("second", "first")),
        {**small(), "guides": {}},
    ],
    ids=["no weights", "a circle", "no guide"],
)
def test_what_cannot_be_told_is_nothing(document):
    assert report(document, "sms") is None


@settings(max_examples=30)
@given(guide=random_guides(questions=4, causes=4))
def test_readers_drawn_spend_what_going_every_way_finds(guide):
    if not any(one.weight for one in guide.candidates.values()):
        return
    spending = samples.Spending(guide)
    drawn = [spending.of(reader) for reader in samples.readers(guide, 2000)]

    exact = engine.evaluate(guide)
    minutes = sum(one.minutes for one in drawn) / 2000
    questions = sum(asked.part for one in drawn for asked in one.asked) / 2000
    assert minutes == pytest.approx(exact.ours, rel=0.1, abs=0.5)
    assert questions == pytest.approx(exact.questions, rel=0.1, abs=0.1)


def test_readers_are_the_same_each_time():
    guide = two_causes(a_question("first", an_answer("yes"), an_answer("unsure")))

    drawn = samples.readers(guide, 10)

    assert [reader.cause for reader in drawn] == ["here"] * 4 + ["there"] * 6
    assert samples.readers(guide, 10) == drawn


def chain(*slugs, **more):
    """Return questions that follow one another."""
    ways = zip(slugs, [*slugs[1:], None], strict=True)
    return [
        a_question(slug, an_answer("yes", then), an_answer("unsure", then), **more.get(slug, {})) for slug, then in ways
    ]


def asked(guide, slug):
    """Return the questions in the order a chain asks them."""
    return [slug, *asked(guide, ahead)] if (ahead := guide.questions[slug].answers["yes"].edge.next) else [slug]


@pytest.mark.parametrize(
    ("slug", "before", "order"),
    [("c", "a", "cabd"), ("c", "b", "acbd"), ("a", "c", "bacd"), ("a", "d", "bcad"), ("d", "a", "dabc")],
)
def test_a_question_is_put_before_another(slug, before, order):
    guide = orders.put_before(two_causes(*chain(*"abcd")), slug, before)

    assert "".join(asked(guide, guide.entry)) == order


def test_all_who_come_to_a_question_are_asked_what_is_put_before_it():
    apart = a_question("apart", an_answer("yes", "long"), an_answer("no", "short"), an_answer("unsure", "long"))
    guide = two_causes(apart, *chain("long", "short", "last"))

    put = orders.put_before(guide, "last", "short")

    assert graph.successors(put.questions["apart"]) == ("long", "last")
    assert asked(put, "long") == ["long", "last", "short"]


def test_orders_keep_what_guards_ask_about_before_them_and_certain_causes_where_they_are():
    guard = Guard("b", frozenset({"yes"}), Edge("d"))
    first = a_question("a", an_answer("yes", "b"), an_answer("sure", cause="here"), an_answer("unsure", "b"))
    guide = two_causes(first, *chain(*"bcd", c={"guard": guard}))

    found = {(order.question, order.before) for order in orders.orders(guide, "abcd")}

    # "a" leads apart but for its certain cause; nothing comes before it; "b" stays before "c" and "c" after "b"
    assert found == {("d", "b"), ("d", "c")}


@thoroughly
@given(guide=random_guides())
def test_no_order_leads_round_in_a_circle_or_loses_a_question(guide):
    for order in orders.orders(guide, guide.questions):
        assert not graph.cycle(order.guide)
        assert graph.reachable(order.guide) == graph.reachable(guide)
