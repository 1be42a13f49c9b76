"""The same readers in two versions of a guide, against going every way one by one."""

import itertools
import math
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.strategies import guides, random_guides
from tests.guides import a_candidate, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine.guide import Renamed
from troubleshoot.publishing.situations import Shown, shown, situations

quickly = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def shifts(found):
    """Return the share of the readers who are shown one thing before and another after."""
    sums = Counter()
    for one in found:
        sums[shown(one.before), shown(one.after)] += one.share
    return sums


def one_by_one(before, after):
    """Return the same by following each combination of a cause and answers to all questions, asked or not."""
    questions = {slug: drawn(before, after, slug) for slug in {**after.questions, **before.questions}}
    total = sum(candidate.weight for candidate in after.candidates.values())
    sums = Counter()
    for draws in itertools.product(*questions.values()):
        told = dict(zip(questions, draws, strict=True))
        weight = sum(
            candidate.weight * math.prod(draw[2][cause] for draw in draws)
            for cause, candidate in after.candidates.items()
        )
        if weight > 0:
            old, new = (first_shown(guide, told, side) for side, guide in enumerate((before, after)))
            sums[old, new] += weight / total
    return sums


def drawn(before, after, slug):
    """Return what may be answered to a question in both versions, with P of each cause's readers."""
    new = engine.chances(after, after.questions[slug]) if slug in after.questions else {}
    old = engine.chances(before, before.questions[slug]) if slug in before.questions else {}
    weights = {cause: candidate.weight for cause, candidate in before.candidates.items()}

    def formerly(answer, cause):
        mean = sum(old[answer][other] * weight for other, weight in weights.items()) / sum(weights.values())
        return old[answer].get(cause, mean)

    if not new:
        return [(answer, None, {cause: formerly(answer, cause) for cause in after.candidates}) for answer in old]
    found = [(answer if answer in old else None, answer, new[answer]) for answer in new if answer in old or not old]
    for answer in [answer for answer in new if old and answer not in old]:
        for other in old:
            probability = {}
            for cause in after.candidates:
                gone = {one: formerly(one, cause) for one in old if one not in after.questions[slug].answers}
                among = gone if sum(gone.values()) else {one: formerly(one, cause) for one in old}
                part = among.get(other, 0) / (sum(among.values()) or 1)
                probability[cause] = new[answer][cause] * part
            found.append((other, answer, probability))
    return found


def first_shown(guide, told, side):
    """Answer what a guide asks, until it advises."""
    answers = {}
    while True:
        walk = engine.replay(guide, answers)
        if not isinstance(walk.step, engine.QuestionStep):
            return shown(walk)
        answers[walk.step.question.slug] = told[walk.step.question.slug][side]


@quickly
@given(before=random_guides(questions=3, causes=3), after=random_guides(questions=3, causes=3))
def test_situations_of_two_guides_are_those_found_one_by_one(before, after):
    found = shifts(situations(before, after))

    wanted = one_by_one(before, after)
    for shift in {*found, *wanted}:
        assert found[shift] == pytest.approx(wanted[shift], abs=1e-9)


@quickly
@given(guide=guides())
def test_same_version_shows_every_reader_the_same(guide):
    found = situations(guide, guide)

    assert all(shown(one.before) == shown(one.after) for one in found)
    assert sum(one.share for one in found) == pytest.approx(1)


def two(*questions, **changes):
    return a_guide(questions, [a_candidate("a", 60), a_candidate("b", 40)], certainty=1, **changes)


def yes_means_b(slug, **answers):
    names = {"yes": "yes", "no": "no", **answers}
    return a_question(slug, an_answer(names["yes"], says={"b": "nearly-certain"}), an_answer(names["no"]))


def test_readers_keep_their_answers_under_new_names():
    before = two(yes_means_b("first"))
    renamed = Renamed(questions={"first": "asked"}, answers={"asked": {"yes": "sure"}})
    after = two(yes_means_b("asked", yes="sure"), renamed=renamed)

    there, back = situations(before, after), situations(after, before)

    assert [(one.before.given, one.after.given) for one in there] == [
        ({"first": "yes"}, {"asked": "sure"}),
        ({"first": "no"}, {"asked": "no"}),
    ]
    assert [(one.before.given, one.after.given) for one in back] == [
        ({"asked": "sure"}, {"first": "yes"}),
        ({"asked": "no"}, {"first": "no"}),
    ]


def test_new_answer_takes_the_readers_of_the_one_it_replaces():
    before = two(yes_means_b("first"))
    after = two(yes_means_b("first", yes="often"))

    found = situations(before, after)

    assert {(one.before.given["first"], one.after.given["first"]) for one in found} == {("yes", "often"), ("no", "no")}


def test_of_too_many_situations_the_heaviest_of_each_way_are_taken():
    guide = two(
        a_question(
            "first", an_answer("often", "second", share=90), an_answer("seldom", "second", share=10, says={"a": "more"})
        ),
        a_question("second", an_answer("yes", share=70, says={"b": "more"}), an_answer("no", share=30)),
    )

    found = situations(guide, guide, 2)

    assert [one.after.given for one in found] == [
        {"first": "often", "second": "yes"},
        {"first": "often", "second": "no"},
    ]
    assert sum(one.share for one in found) == pytest.approx(0.9)


def test_question_nobody_can_answer_is_where_its_readers_end():
    before, after = two(yes_means_b("first")), two(a_question("first"))

    assert set(shifts(situations(before, after))) == {(Shown("question", "first"), Shown("question", "first"))}
