"""What holds of every walk through every guide, whatever a link gives."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot import engine

from .strategies import guides, readers, shuffled, thoroughly

STEPS = (engine.QuestionStep, engine.Advice, engine.End)


def opened(guide, address, incidents=()):
    """Return the walk that an address leads to, read as a link is."""
    path, query = urlsplit(address).path.split("/"), dict(parse_qsl(urlsplit(address).query))
    tried = tuple(filter(None, query.pop("tried", "").split(",")))
    return engine.replay(guide, query, tried, path[4] if path[3] == "walk" else None, incidents)


@thoroughly
@given(
    guide=guides(),
    answers=st.dictionaries(st.sampled_from(["situation", "q0", "carrier", "device", "tried"]) | st.text(), st.text()),
    tried=st.lists(st.text()),
    at=st.none() | st.text(),
)
def test_replay_is_total(guide, answers, tried, at):
    walk = engine.replay(guide, answers, tried, at)

    assert isinstance(walk.step, STEPS)
    assert set(walk.dropped) <= {*answers, "tried"}


@thoroughly
@given(reader=readers())
def test_replay_is_total_on_what_readers_give(reader):
    walk = reader.walk()

    assert isinstance(walk.step, STEPS)
    assert set(walk.given) <= {*reader.guide.questions, "carrier", "device"}
    assert set(walk.tried) <= set(reader.guide.triable)


@thoroughly
@given(reader=readers(), seed=st.integers())
def test_answers_in_any_order_give_the_same_walk(reader, seed):
    walk = reader.walk()

    other = reader.walk(answers=shuffled(reader.answers, seed), tried=[*reversed(reader.tried), *reader.tried])

    assert (engine.address(other), other.step, other.beliefs) == (engine.address(walk), walk.step, walk.beliefs)


@thoroughly
@given(reader=readers())
def test_own_answers_are_a_fixed_point(reader):
    walk = reader.walk(at=None)

    again = reader.walk(answers=walk.answers, tried=walk.tried, at=None)

    assert (again.step, again.answers, again.tried) == (walk.step, walk.answers, walk.tried)
    assert (again.waiting, again.dropped) == ({}, ())


@thoroughly
@given(reader=readers())
def test_waiting_answers_change_neither_belief_nor_step(reader):
    walk = reader.walk()

    without = reader.walk(answers=walk.answers)

    assert (without.beliefs, without.step) == (walk.beliefs, walk.step)


@thoroughly
@given(reader=readers(), data=st.data())
def test_forgetting_an_answer_returns_to_its_question_unless_enough_is_known_or_it_does_not_pay(reader, data):
    walk = reader.walk(at=None, incidents=[])
    if not walk.path:
        return
    forgotten = data.draw(st.sampled_from(walk.path))

    again = engine.replay(
        walk.guide, {slug: value for slug, value in walk.given.items() if slug != forgotten}, walk.tried
    )

    if forgotten in again.passed:
        assert walk.guide.asking == "what-pays"
        return
    assert again.open == forgotten
    enough = max([again.beliefs[slug] for slug in again.beliefs if slug not in again.tried], default=0.0)
    if enough < walk.guide.certainty:
        assert again.step.question.slug == forgotten
    else:
        assert not isinstance(again.step, engine.QuestionStep) or again.step.question.slug == "carrier"


@thoroughly
@given(reader=readers())
def test_beliefs_sum_to_one_or_are_empty(reader):
    beliefs = reader.walk().beliefs

    assert beliefs == {} or sum(beliefs.values()) == pytest.approx(1)
    assert all(0 <= belief <= 1 for belief in beliefs.values())


@thoroughly
@given(reader=readers(), data=st.data())
def test_every_path_ends_and_asks_nothing_twice(reader, data):
    walk = reader.walk(answers={}, at=None)
    asked, promised = [], 1_000
    most = len(walk.guide.questions) + len(walk.guide.triable)

    for _ in range(most):
        match walk.step:
            case engine.QuestionStep(question=question):
                ahead = engine.asks_at_most(walk)
                assert ahead <= promised
                asked, promised = [*asked, question.slug], ahead - 1
                walk = engine.after_answer(walk, question.slug, data.draw(st.sampled_from(list(question.answers))))
            case engine.Advice(cause=cause):
                assert cause.slug not in walk.tried
                walk = engine.after_trying(walk, cause.slug)

    assert isinstance(walk.step, engine.End)
    assert len(asked) == len(set(asked))
    assert "device" not in asked


@thoroughly
@given(reader=readers(), data=st.data())
def test_every_link_is_canonical(reader, data):
    walk = reader.walk()
    question = data.draw(st.sampled_from(list(walk.guide.questions.values())))
    links = [
        engine.after_answer(walk, question.slug, data.draw(st.sampled_from(list(question.answers)))),
        engine.after_trying(walk, data.draw(st.sampled_from(walk.guide.triable))),
        *(engine.going_back_to(walk, slug) for slug in walk.path),
    ]

    for linked in [walk, *links]:
        followed = opened(walk.guide, engine.address(linked), linked.incidents)
        assert engine.address(followed) == engine.address(linked)
        assert followed.dropped == ()


@thoroughly
@given(reader=readers(), data=st.data())
def test_a_question_shown_again_marks_its_answer_and_keeps_all_others(reader, data):
    walk = reader.walk()
    if not walk.path:
        return
    slug = data.draw(st.sampled_from(walk.path))
    question = walk.guide.questions[slug]

    back = engine.going_back_to(walk, slug)
    changed = engine.after_answer(back, slug, data.draw(st.sampled_from(list(question.answers))))

    assert (back.step.question, ",".join(back.step.chosen)) == (question, walk.answers[slug])
    assert (back.given, back.tried, back.incidents) == (walk.given, walk.tried, walk.incidents)
    assert changed.tried == walk.tried
    assert {**changed.given, slug: ""} == {**walk.given, slug: ""}


@thoroughly
@given(reader=readers())
def test_advice_is_never_something_tried(reader):
    walk = reader.walk(at=None)

    if isinstance(walk.step, engine.Advice):
        assert walk.step.cause.slug not in walk.tried
        assert not set(engine.order(walk)) & set(walk.tried)
