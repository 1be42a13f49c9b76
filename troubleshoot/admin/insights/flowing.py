"""The picture of a guide as it is published, with the part of the walks on each of its edges."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from troubleshoot.admin.editor.layers import Graph
from troubleshoot.admin.editor.outline import Row, Way, shortened
from troubleshoot.admin.editor.picture import ANSWER_COLUMNS, Box, Picture, Port, cut, draw
from troubleshoot.engine.flows import Flow
from troubleshoot.engine.guide import Edge, Guide, Question
from troubleshoot.models import Question as QuestionRow

#: Columns of half width that a share takes from an answer's words beside it.
_SHARE: Final = 7


class Line(NamedTuple):
    """A line of the picture, its width by how many went over it."""

    path: str
    back: bool
    width: float


class Out(NamedTuple):
    """A way out of a box, and how many of a hundred walks went over it."""

    port: Port
    percent: str
    width: float


class Drawn(NamedTuple):
    """A box with its ways out."""

    box: Box
    outs: tuple[Out, ...]


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """A picture with shares. ``lines`` stand by the boxes' own."""

    picture: Picture
    lines: tuple[Line, ...]
    boxes: tuple[Drawn, ...]


def outline(guide: Guide) -> tuple[Row, ...]:
    """Return a published guide's questions as the editor's picture has them; the device is not asked."""
    asked = [question for question in guide.questions.values() if question.kind != "device"]
    numbers = {question.slug: number for number, question in enumerate(guide.questions.values(), 1)}
    ways = {question.slug: tuple(_ways(guide, question, numbers)) for question in asked}
    graph = Graph.of(guide.entry, {slug: [way.question for way in some if way.question] for slug, some in ways.items()})
    return tuple(
        Row(
            slug=question.slug,
            number=numbers[question.slug],
            text=question.text,
            kind=question.kind,
            kind_words=str(QuestionRow.Kind(question.kind).label),
            depth=graph.depths.get(question.slug, 0),
            ways=ways[question.slug],
            guard="",
            marks=(),
            is_entry=question.slug == guide.entry,
        )
        for question in asked
    )


def _ways(guide: Guide, question: Question, numbers: dict[str, int]) -> Iterator[Way]:
    for answer in question.answers.values():
        edge = question.edge if question.kind == "several" else answer.edge
        yield _way(guide, answer.slug, answer.text, edge, numbers)
    if question.guard:
        yield _way(guide, "", _("聞かないとき"), question.guard.otherwise, numbers)


def _way(guide: Guide, slug: str, label: str, edge: Edge, numbers: dict[str, int]) -> Way:
    if edge.next:
        words = f"{numbers[edge.next]}. {shortened(guide.questions[edge.next].text)}"
    elif edge.cause:
        words = _("原因: %(title)s") % {"title": shortened(guide.causes[edge.cause].title)}
    else:
        words = _("助言")
    return Way(slug, label, edge.next or "", edge.cause or "", words)


def edge_of(way: Way) -> Edge:
    """Return the edge that a way is."""
    return Edge(way.question or None, way.cause or None)


def flow_picture(rows: tuple[Row, ...], flow: Flow) -> FlowPicture:
    """Draw a guide's questions with the part of the walks on each edge."""
    picture = draw(rows)
    shares = {
        (row.slug, way.question): flow.share(row.slug, edge_of(way))
        for row in rows
        for _labels, way in row.groups
        if way.question
    }
    widths = [_width(share) for share in shares.values()]
    lines = tuple(Line(*line, width) for line, width in zip(picture.lines, widths, strict=True))
    return FlowPicture(picture, lines, tuple(Drawn(box, tuple(_outs(box, flow))) for box in picture.boxes))


def _outs(box: Box, flow: Flow) -> Iterator[Out]:
    for port, (_labels, way) in zip(box.ports, box.row.groups, strict=True):
        share = flow.share(box.row.slug, edge_of(way))
        beside = port._replace(label=cut(port.label, ANSWER_COLUMNS - _SHARE))
        yield Out(beside, spoken(share), _width(share))


def spoken(share: float) -> str:
    """Return a part of 1 in words as short as they may be."""
    least = 0.005
    return "<1%" if 0 < share < least else f"{100 * share:.0f}%"


def _width(share: float) -> float:
    """Return how wide a line is drawn, in pixels."""
    return round(1 + 11 * share, 1)
