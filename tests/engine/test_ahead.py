"""What a guide works out before anybody asks: whether questions pay, at the likeliest turns first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides import SMS
from troubleshoot import engine
from troubleshoot.engine import ahead, belief
from troubleshoot.engine.outcomes import chances, times

from .strategies import guides, thoroughly


def all_of(guide):
    """Return a guide that has worked out all there is ahead, however much that is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "STEPS", 10**6)
        assert list(engine.likeliest(guide))
    return guide


def mass(walk):
    """Return how many readers come to a walk, by the guide's numbers."""
    masses = belief.prior(walk.guide, ())
    for slug, answer in walk.answers.items():
        masses = times(masses, chances(walk.guide, walk.guide.questions[slug])[answer])
    return sum(masses.values())


@thoroughly
@given(data=st.data(), guide=guides())
def test_nothing_is_left_to_work_out_for_readers_who_tried_nothing(data, guide):
    guide = all_of(replace(guide, asking="what-pays"))
    known = dict(guide.remembered)

    walk = engine.replay(guide, {})
    while isinstance(walk.step, engine.QuestionStep):
        question = walk.step.question
        walk = engine.after_answer(walk, question.slug, data.draw(st.sampled_from(list(question.answers))))

    assert guide.remembered == known


def test_likeliest_walks_come_first():
    first, *rest = engine.likeliest(replace(SMS, asking="what-pays"))

    assert first.answers == {}
    assert [mass(one) for one in rest] == sorted(map(mass, rest), reverse=True)


def test_only_so_many_walks_are_looked_at(monkeypatch):
    monkeypatch.setattr(ahead, "STEPS", 3)
    guide = replace(SMS, asking="what-pays")

    assert len(list(engine.likeliest(guide))) == 3


def test_nothing_is_worked_out_of_a_guide_that_asks_as_drawn():
    guide = replace(SMS, asking="as-drawn")

    assert (list(engine.likeliest(guide)), guide.remembered) == ([], {})
