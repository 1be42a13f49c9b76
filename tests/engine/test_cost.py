"""What a guide costs its readers, against numbers worked by hand and against going every way one by one."""

import itertools
import math
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given

from tests.guides import SMS, a_candidate, a_cause, a_guide, a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine import Prices
from troubleshoot.engine.guide import Door, Edge, Guard
from troubleshoot.engine.outcomes import outcomes

from .strategies import guides, random_guides, thoroughly
from .test_belief import two_questions

#: Trying never stops for a last resort that takes for ever; it is taken off again in what is worked by hand.
FOR_EVER = Prices(last_resort=1e6)


def evaluated(guide, never=0.0):
    """Return an evaluation without the last resort's minutes; ``never``: the part of readers that nothing helps."""
    found = engine.evaluate(guide)
    last = guide.prices.last_resort * never
    return replace(found, ours=found.ours - last, best=found.best - last, catalogue=found.catalogue - last)


def always(guide):
    """Return a guide whose remedies always help."""
    candidates = {slug: replace(one, efficacy=1.0) for slug, one in guide.candidates.items()}
    return replace(guide, candidates=candidates, prices=FOR_EVER)


def test_cost_of_two_questions_worked_by_hand():
    # P(yes | a), P(yes | b): first 3/4, 1/2; second 1/4, 1/2 (test_belief). Weights of a and b in the four situations:
    #   yes yes .1125 .1, yes no .3375 .1, no yes .0375 .1, no no .1125 .1
    # Finding out takes 2 + 2 = 4 minutes for a, 2 + 1 = 3 for b. Gain per minute says b first (.1/3 = .033 against
    # .1125/4 = .028 and less), save for "yes no" (.3375/4). All pay for the first, the others for the second too:
    #   yes yes .2125 * 3 + .1125 * 4 = 1.0875   yes no .4375 * 4 + .1 * 3 = 2.05
    #   no yes  .1375 * 3 + .0375 * 4 =  .5625   no no  .2125 * 3 + .1125 * 4 = 1.0875   together 4.7875
    # Ours adds two questions of .25. In the catalogue's order: 1 * 4 + .4 * 3 = 5.2.
    found = evaluated(always(two_questions()))

    assert found.best == pytest.approx(4.7875)
    assert found.ours == pytest.approx(5.2875)
    assert found.catalogue == pytest.approx(5.2)
    assert found.questions == pytest.approx(2)


def test_cost_where_enough_is_known_early_worked_by_hand():
    # At a certainty of .65 "yes" is enough: a has .45 of .65. Then a, then b: .65 * 4 + .2 * 3 = 3.2, and .35 of the
    # readers are asked a second time: 3.2 + .5625 + 1.0875 + 1.35 * .25 = 5.1875. Best still knows both answers.
    found = evaluated(always(two_questions(certainty=0.65)))

    assert found.ours == pytest.approx(5.1875)
    assert found.questions == pytest.approx(1.35)
    assert found.best == pytest.approx(4.7875)


def test_cost_of_remedies_that_may_fail_worked_by_hand():
    # Half of a's readers are helped, with a resend of a minute: 5 + (1 - .6 * .5) * 3 = 7.1 in the catalogue's order; b
    # first (40/3 against 60 * .5/5): 3 + .6 * 5 = 6. The .3 whom nothing helps pay for the last resort too.
    candidates = [a_candidate("a", 60, 2, looking=False, efficacy=0.5), a_candidate("b", 40, 1, efficacy=1)]
    guide = a_guide(
        [a_question("ready", an_answer("yes"), minutes=0)], candidates, certainty=1, prices=Prices(last_resort=1000)
    )

    found = evaluated(guide, never=0.3)

    assert (found.ours, found.best) == (pytest.approx(6), pytest.approx(6))
    assert found.catalogue == pytest.approx(7.1)


def test_cost_of_a_batch_and_a_pause_worked_by_hand():
    # Both before one resend of 5 minutes: 3 + 3 + 5 = 11, then all are helped. One by one the catalogue pays a pause of
    # 100 with the second: 3 + 5 + .5 * (3 + 105) = 62
    candidates = [a_candidate(slug, 50, 1, looking=False, efficacy=1) for slug in ("a", "b")]
    prices = Prices(resend=5, safe=1, pause=100, last_resort=1000)
    guide = a_guide([a_question("ready", an_answer("yes"), minutes=0)], candidates, certainty=1, prices=prices)

    found = engine.evaluate(guide)

    assert (found.ours, found.best, found.catalogue) == (pytest.approx(11), pytest.approx(11), pytest.approx(62))


def test_pin_costs_what_it_makes_readers_do():
    # a is pinned, so b's .4 look at it first: 1 * 4 + .4 * 2
    candidates = [a_candidate("b", 40, 0, efficacy=1), a_candidate("a", 60, 2, pin="first", efficacy=1)]
    guide = a_guide([a_question("ready", an_answer("yes"), minutes=0)], candidates, certainty=1)

    found = engine.evaluate(guide)

    assert found.ours == pytest.approx(4 + 0.4 * 2)
    assert found.best == pytest.approx(4 * 0.6 + 2)


def test_who_is_not_helped_pays_for_the_last_resort():
    # "rare" is not worth its 10 minutes
    candidates = [a_candidate("main", 99.5, 0, efficacy=1), a_candidate("rare", 0.5, 8, efficacy=1)]
    prices = Prices(last_resort=7)
    guide = a_guide([a_question("ready", an_answer("yes"), minutes=0)], candidates, certainty=1, prices=prices)

    assert engine.evaluate(guide).ours == pytest.approx(2 + 0.005 * 7)


def test_guide_without_weight_costs_nothing():
    guide = a_guide([a_question("ready", an_answer("yes"))], [])

    assert engine.evaluate(guide) == engine.Evaluation(0, 0, 0, 0)


def test_answers_that_open_different_questions_are_not_taken_as_one():
    # "short" and "long" say the same and lead the same way; only "long" has the second question asked
    guide = a_guide(
        [
            a_question("first", an_answer("short", "second", share=75), an_answer("long", "second", share=25)),
            a_question("second", an_answer("yes"), guard=Guard("first", frozenset({"long"}), Edge())),
        ],
        [a_candidate("a", 50), a_candidate("b", 50)],
    )

    assert engine.evaluate(guide).questions == pytest.approx(1.25)


def test_causes_limited_to_carriers_have_readers_on_those_alone():
    guide = a_guide(
        [a_question("carrier", an_answer("docomo"), an_answer("au"), an_answer("unsure"))],
        [a_candidate("here", 50), a_candidate("everywhere", 50)],
        causes=[a_cause("here", carriers=["docomo"])],
    )

    found = {one.answer: one.probability for one in outcomes(guide, guide.questions["carrier"])}

    # Docomo and "unsure" leave both causes alike, and are taken as one
    assert found == {
        "unsure": pytest.approx({"here": 1, "everywhere": 2 / 3}),
        "au": pytest.approx({"here": 0, "everywhere": 1 / 3}),
    }


@thoroughly
@given(guide=guides())
def test_outcomes_of_a_question_sum_to_one_for_each_cause(guide):
    for question in guide.questions.values():
        found = outcomes(guide, question)
        for cause in guide.candidates:
            assert sum(one.probability[cause] for one in found) == pytest.approx(1)


# From here on the same once more, without a thought for speed: each situation, each cause, each order.


def chances(guide, question):
    """Return P(answer | cause), each as {cause: p}, by answer."""
    said = guide.likelihoods[question.slug].probability
    table = {slug: {cause: said(slug, cause) for cause in guide.candidates} for slug in question.answers}
    if question.kind == "several":
        ticks = {slug: row for slug, row in table.items() if slug not in ("none", "unsure")}
        table = {
            slug: {cause: alone(slug, {name: row[cause] for name, row in ticks.items()}) for cause in guide.candidates}
            for slug in (*ticks, "none")
        }
    if question.kind == "carrier":
        for cause in guide.candidates:
            limits = guide.causes[cause].carriers
            for slug, row in table.items():
                if limits and slug != "unsure" and limits.isdisjoint(engine.lineage(guide.carriers, slug)):
                    row[cause] = 0.0
    sums = {cause: sum(row[cause] for row in table.values()) for cause in guide.candidates}
    return {slug: {cause: p / sums[cause] for cause, p in row.items()} for slug, row in table.items()}


def alone(tick, ticks):
    """Return the chance that one tick holds and no other, or "none" of them."""
    return math.prod(p if slug == tick else 1 - p for slug, p in ticks.items())


def situations(guide):
    """Yield one answer to each question, with the weight of each cause there."""
    asked = [question for question in guide.questions.values() if question.kind != "device"]
    tables = [chances(guide, question) for question in asked]
    for answers in itertools.product(*tables):
        weights = {
            cause: one.weight * math.prod(table[answer][cause] for table, answer in zip(tables, answers, strict=True))
            for cause, one in guide.candidates.items()
        }
        yield {question.slug: answer for question, answer in zip(asked, answers, strict=True)}, weights


def stages(guide, cause, causes, resends, resent):
    """Return the minutes of trying some causes together for a reader who has one of them, and what is left of them."""
    alive, minutes, shown = 1.0, 0.0, 1.0
    for slug in sorted(causes, key=lambda one: not guide.candidates[one].looking):
        one = guide.candidates[slug]
        minutes += alive * (2 + one.minutes_to_know)
        if slug == cause and one.looking:
            alive *= 1 - one.efficacy
        elif slug == cause:
            shown = 1 - one.efficacy
    if resends:
        minutes += alive * guide.prices.resending(resent)
    return minutes, alive * shown


def walked(guide, situation, cause):
    """Return minutes and questions of a reader who has one cause, asked and advised by replay to its end."""
    walk, alive, minutes, questions = engine.replay(guide, {}), 1.0, 0.0, 0.0
    while not isinstance(walk.step, engine.End):
        if isinstance(walk.step, engine.QuestionStep):
            question = walk.step.question
            minutes, questions = minutes + alive * question.minutes, questions + alive
            walk = engine.after_answer(walk, question.slug, situation[question.slug])
        elif walk.open or walk.step.certain:
            slugs = [one.slug for one in walk.step.causes]
            listed = [slug for slug in slugs if slug in guide.candidates]
            spent, left = stages(guide, cause, listed, walk.step.resends, walk.resent)
            minutes, alive = minutes + alive * spent, alive * left
            walk = engine.after_trying(walk, *slugs)
        else:
            for resent, stage in enumerate_resends(engine.plan(walk).stages, walk.resent):
                spent, left = stages(guide, cause, stage.causes, stage.resends, resent)
                minutes, alive = minutes + alive * spent, alive * left
            break
    return minutes + alive * guide.prices.last_resort, questions


def enumerate_resends(stages, resent):
    """Yield stages, each with how many resends came before it."""
    for stage in stages:
        yield resent, stage
        resent += stage.resends


def path(guide, situation):
    """Return the questions and answers on the way of a situation."""
    found, edge = {}, Edge(guide.entry)
    while edge.next:
        question = guide.questions[edge.next]
        if question.guard and found.get(question.guard.question) not in question.guard.answers:
            edge = question.guard.otherwise
            continue
        found[question.slug] = situation[question.slug]
        edge = question.edge if question.kind == "several" else question.answers[situation[question.slug]].edge
    return tuple(found.items())


def one_by_one(guide):
    """Return what evaluate should, going every way by itself; the best without the last resort's order, None."""
    ours, asked = 0.0, 0.0
    leaves = defaultdict(lambda: dict.fromkeys(guide.candidates, 0.0))
    for situation, weights in situations(guide):
        leaf = leaves[path(guide, situation)]
        for cause, weight in weights.items():
            leaf[cause] += weight
            minutes, questions = walked(guide, situation, cause) if weight else (0, 0)
            ours, asked = ours + weight * minutes, asked + weight * questions
    best = sum(cheapest(guide, leaf) for leaf in leaves.values())
    total = sum(one.weight for one in guide.candidates.values())
    return ours / total, best / total, catalogue(guide) / total, asked / total


def catalogue(guide):
    """Return the minutes of all readers who try everything in the editor's order, each with a resend of its own."""
    total = 0.0
    for cause, one in guide.candidates.items():
        alive, resent = one.weight, 0
        for slug, tried in guide.candidates.items():
            spent, left = stages(guide, cause, [slug], not tried.looking, resent)
            total, alive, resent = total + alive * spent, alive * left, resent + (not tried.looking)
        total += alive * guide.prices.last_resort
    return total


def cheapest(guide, leaf):
    """Return the least minutes of any order, resends and end, by trying them all."""
    found = [math.inf]

    def on(alive, minutes, left, waiting, resent):
        found[0] = min(found[0], minutes + (alive) * guide.prices.last_resort)
        if waiting:
            price = guide.prices.resending(resent) * alive
            on(
                alive - sum(leaf[slug] * guide.candidates[slug].efficacy for slug in waiting),
                minutes + price,
                left,
                (),
                resent + 1,
            )
        for slug in left:
            one, rest = guide.candidates[slug], [other for other in left if other != slug]
            then = minutes + (2 + one.minutes_to_know) * alive
            if one.looking:
                on(alive - leaf[slug] * one.efficacy, then, rest, waiting, resent)
            else:
                on(alive, then, rest, (*waiting, slug), resent)

    on(sum(leaf.values()), 0.0, list(leaf), (), 0)
    return found[0]


@thoroughly
@given(guide=random_guides(questions=3, causes=4))
def test_evaluation_is_what_going_every_way_one_by_one_finds(guide):
    found = engine.evaluate(guide)

    ours, best, catalogue, questions = one_by_one(guide)
    assert found.ours == pytest.approx(ours)
    assert best * (1 - 1e-9) <= found.best <= best * 1.1 + 1e-9
    assert found.catalogue == pytest.approx(catalogue)
    assert found.questions == pytest.approx(questions)


def test_evaluation_of_the_hand_made_guide_is_what_going_every_way_finds():
    found = engine.evaluate(SMS)

    ours, best, catalogue, questions = one_by_one(SMS)
    assert [found.ours, found.catalogue, found.questions] == pytest.approx([ours, catalogue, questions])
    assert best * (1 - 1e-9) <= found.best <= best * 1.01


def test_carriers_behind_other_doors_are_told_apart():
    carrier = a_question("carrier", an_answer("docomo"), an_answer("au"), an_answer("unsure"))
    guide = two_causes(carrier)
    behind = replace(guide, doors={"one": {"docomo": Door("login", 30.0), "au": None, None: None}})

    assert len(outcomes(guide, carrier)) == 1
    assert len(outcomes(behind, carrier)) == 2
    assert engine.evaluate(behind).ours > engine.evaluate(guide).ours
