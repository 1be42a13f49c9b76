"""Other orders of a guide's questions that can be drawn without writing anything anew."""

import pytest
from hypothesis import given

from tests.guides import a_question, an_answer, two_causes
from troubleshoot.engine import graph
from troubleshoot.engine.guide import Edge, Guard
from troubleshoot.engine.orders import orders, put_before

from .strategies import random_guides, thoroughly


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
    guide = put_before(two_causes(*chain(*"abcd")), slug, before)

    assert "".join(asked(guide, guide.entry)) == order


def test_all_who_come_to_a_question_are_asked_what_is_put_before_it():
    apart = a_question("apart", an_answer("yes", "long"), an_answer("no", "short"), an_answer("unsure", "long"))
    guide = two_causes(apart, *chain("long", "short", "last"))

    put = put_before(guide, "last", "short")

    assert graph.successors(put.questions["apart"]) == ("long", "last")
    assert asked(put, "long") == ["long", "last", "short"]


def test_orders_keep_what_guards_ask_about_before_them_and_certain_causes_where_they_are():
    guard = Guard("b", frozenset({"yes"}), Edge("d"))
    first = a_question("a", an_answer("yes", "b"), an_answer("sure", cause="here"), an_answer("unsure", "b"))
    guide = two_causes(first, *chain(*"bcd", c={"guard": guard}))

    found = {(order.question, order.before) for order in orders(guide, "abcd")}

    # "a" leads apart but for its certain cause; nothing comes before it; "b" stays before "c" and "c" after "b"
    assert found == {("d", "b"), ("d", "c")}


@thoroughly
@given(guide=random_guides())
def test_no_order_leads_round_in_a_circle_or_loses_a_question(guide):
    for order in orders(guide, guide.questions):
        assert not graph.cycle(order.guide)
        assert graph.reachable(order.guide) == graph.reachable(guide)
