"""The outline and the picture: what they show of a graph, and what they cost for a large one."""

import re
from itertools import pairwise

import pytest

from tests.admin.forms import filled
from tests.admin.test_pages import Inline
from tests.publishing.large import large
from troubleshoot.admin.editor.layers import Graph
from troubleshoot.admin.editor.outline import read_outline
from troubleshoot.admin.editor.picture import draw
from troubleshoot.models import Answer, Guide, Question
from troubleshoot.publishing.checks import check
from troubleshoot.publishing.importing import import_document


def test_questions_stand_in_their_order_each_as_deep_as_it_lies(guide):
    rows = read_outline(guide).rows

    assert [(row.number, row.slug, row.depth, row.is_entry, row.marks) for row in rows] == [
        (1, "reach", 0, True, ()),
        (2, "recent", 1, False, ()),
        (3, "where", 2, False, ()),
    ]


def test_answers_that_lead_to_one_place_stand_together(guide):
    reach, _, where = read_outline(guide).rows

    assert [(labels, way.words) for labels, way in reach.groups] == [
        ("none・some・unsure", "2. recentはどうですか?"),
        ("refused", "原因: 番号が断られる"),
    ]
    assert where.guard == "「1. reachはどうですか?」に「some」と答えたときだけ聞きます"
    assert where.ways[-1].label == "聞かないとき"


def test_what_is_wrong_with_the_graph_is_marked_in_words(desk, guide, base):
    Question.objects.create(guide=guide, slug="lost", text={"ja": "どこにもない"}, position=9)
    Answer.objects.filter(question__slug="where", slug="home").update(next=guide.entry)

    marks = {row.slug: row.marks for row in read_outline(guide).rows}

    assert marks == {
        "reach": (),
        "recent": (),
        "where": ("前の質問に戻ります",),
        "lost": ("どこからも来ません", "答えがありません"),
    }
    assert "⚠ どこからも来ません" in desk.get(f"{base}editor/").text
    assert "graph-failing" in desk.get(f"{base}picture/").text


@pytest.mark.parametrize(
    ("following", "depths", "reached"),
    [
        ({"a": ["b", "c"], "b": ["c"], "c": []}, {"a": 0, "b": 1, "c": 2}, "abc"),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["b"]}, {"a": 0, "b": 1, "c": 0, "d": 1}, "ab"),
        ({"b": ["c"], "c": ["b"]}, {"b": 0, "c": 1}, ""),
    ],
)
def test_depth_is_the_longest_way_and_circles_end(following, depths, reached):
    graph = Graph.of("a", following)

    assert (dict(graph.depths), "".join(sorted(graph.reached))) == (depths, reached)


def test_depth_of_a_long_chain_needs_no_stack():
    chain = {str(number): [str(number + 1)] for number in range(5000)} | {"5000": []}

    assert Graph.of("0", chain).depths["5000"] == 5000


@pytest.fixture
def large_guide(editor):
    import_document(large(60, 40), actor=None)
    return Guide.objects.get(slug="large")


def test_large_document_is_sound():
    found = check(large(30, 20), languages=("ja",))

    assert [finding for finding in found if finding.blocks] == []


def test_boxes_of_a_large_picture_do_not_lie_on_one_another(large_guide):
    picture = draw(read_outline(large_guide).rows)

    columns = {}
    for box in picture.boxes:
        columns.setdefault(box.x, []).append((box.y, box.y + box.height))
    for column in columns.values():
        spans = sorted(column)
        assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert (len(picture.boxes), len(picture.lines), len(columns)) == (60, 59, 4)


def queries(django_assert_max_num_queries, act):
    with django_assert_max_num_queries(100) as asked:
        act()
    return len(asked)


def test_queries_do_not_grow_with_the_guide(desk, large_guide, django_assert_max_num_queries):
    many = counts(desk, django_assert_max_num_queries)
    import_document(large(6, 5), actor=None)

    few = counts(desk, django_assert_max_num_queries)

    assert few == many
    assert max(many.values()) <= 80


def address(page):
    return f"/admin/troubleshoot/guide/{Guide.objects.get(slug='large').pk}/{page}"


def counts(desk, limit):
    found = {}
    for page in ("editor/", "candidates/", "editor/q-0/", "picture/", "editor/q-1/remove/"):
        desk.get(address(page))
        found[page] = queries(limit, lambda page=page: desk.get(address(page)))
    sent = filled(desk.get(address("editor/q-0/")), "panel-form", text_ja=f"{len(found)}番目の文")
    found["save"] = queries(limit, lambda: desk.post(address("editor/q-0/"), sent))
    found["move"] = queries(limit, lambda: desk.post(address("questions/"), {"down": "q-0"}))
    return found


@pytest.mark.parametrize("page", ["editor/", "candidates/", "editor/reach/", "editor/reach/remove/", "picture/"])
def test_page_keeps_to_the_strict_policy(desk, base, page):
    response = desk.get(base + page)

    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
    assert Inline(response.text, nonce).found == []
