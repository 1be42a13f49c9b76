"""Over which edges walks went."""

import pytest
from hypothesis import given

from tests.guides import SMS
from troubleshoot.engine.flows import UNANSWERED, flow, passed
from troubleshoot.engine.guide import Edge
from troubleshoot.engine.leaving import by_advice, by_tried
from troubleshoot.engine.rates import of_all
from troubleshoot.engine.told import Told, lasts

from .strategies import guides, readers, thoroughly
from .test_learning import rows


def told(answers, *causes, solved=0, unsolved=0, tried=()):
    return Told(answers, tuple(tried), causes or ("filter",), solved, unsolved)


def test_walks_are_followed_by_what_they_said_guards_and_ticks_too():
    found = flow(
        SMS,
        lasts(
            SMS,
            [
                told({"situation": "locked", "reach": "people"}, unsolved=3),
                told({"situation": "login", "channel": "app", "reach": "all", "carrier": "povo"}, solved=1),
                told({"where": "refused"}, "refused", solved=2),
                told({"situation": "unsure", "reach": "all", "carrier": "au", "recent": "moved,resent"}, solved=4),
            ],
        ),
    )

    assert found.walks == 10
    assert dict(found.over) == {
        ("situation", Edge("channel")): 8,
        ("situation", Edge(cause="refused")): 2,
        ("channel", Edge("reach")): 8,
        ("reach", Edge("carrier")): 8,
        ("carrier", UNANSWERED): 3,
        ("carrier", Edge("recent")): 5,
        ("recent", UNANSWERED): 1,
        ("recent", Edge()): 4,
    }
    assert found.share("recent", Edge()) == 0.4
    assert found.share("recent", Edge("nowhere")) == 0


@thoroughly
@given(guide=guides(), rows=rows)
def test_all_walks_begin_at_the_entry_and_whoever_comes_to_a_question_leaves_it(guide, rows):
    found = flow(guide, lasts(guide, rows))
    come = {guide.entry: found.walks}
    left = dict.fromkeys(guide.questions, 0.0)
    for (question, edge), number in found.over.items():
        left[question] += number
        if edge and edge.next:
            come[edge.next] = come.get(edge.next, 0.0) + number

    assert left == {slug: pytest.approx(come.get(slug, 0.0)) for slug in guide.questions}
    assert sum(found.share(guide.entry, edge) for question, edge in found.over if question == guide.entry) == (
        pytest.approx(1 if found.walks else 0)
    )


@thoroughly
@given(guide=guides(), rows=rows)
def test_who_left_without_help_is_counted_alike_by_advice_and_by_what_was_tried(guide, rows):
    walks = lasts(guide, rows)
    helped = of_all(walks)

    assert sum(by_advice(walks).values()) == pytest.approx(helped.of - helped.solved)
    assert sum(by_tried(walks).values()) == pytest.approx(helped.of - helped.solved)


def test_readers_leave_after_the_last_advice_they_told_of():
    walks = lasts(
        SMS,
        [
            told({}, "filter", unsolved=10),
            told({}, "block", "limit", unsolved=4, solved=2, tried=["filter"]),
            told({}, "channel", solved=1, tried=["filter", "block", "limit"]),
        ],
    )

    assert by_advice(walks) == {("filter",): 4, ("block", "limit"): 3}
    assert by_tried(walks) == {1: 4, 3: 3}


@thoroughly
@given(reader=readers())
def test_a_walk_goes_over_the_edges_of_its_own_path_and_past_what_it_passes_over(reader):
    walk = reader.walk(at=None, incidents=[], tried=())
    (last,) = lasts(walk.guide, [told(walk.answers, *walk.guide.candidates, unsolved=1)]) or (None,)

    met = [question for question, _edge in passed(walk.guide, last.said)]

    assert [slug for slug in met if slug in walk.path] == [slug for slug in walk.path if slug in met]
    assert set(walk.path) | set(walk.passed) <= set(met)
    assert met[-1] == walk.open or walk.open is None
