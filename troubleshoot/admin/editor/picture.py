"""The picture of a guide's graph: where each question stands, and how the lines run. Drawn by the server as SVG.

Layers by the longest path, the order within each by the barycentres of its neighbours (Sugiyama's method), a place
kept free where a line passes a layer. Answers stand in the boxes and their lines begin beside them, so that no label
lies on a line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from .outline import Row

#: Pixels.
WIDTH, LINE, PAD, GAP_X, GAP_Y, EDGE = 230, 18, 8, 190, 26, 20
END_AWAY: Final = 20
END_WIDTH: Final = 130
#: Columns of half width in a line of a question's words, of an answer's, and of an end's.
TITLE_COLUMNS, ANSWER_COLUMNS, END_COLUMNS = 32, 32, 18
TITLE_LINES: Final = 2
SWEEPS: Final = 6


class Port(NamedTuple):
    """An answer, or several that lead to one place: their words, the height of the line, and the end it leads to."""

    label: str
    y: int
    end: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A question as the picture shows it; lengths in pixels, ``lines`` with their heights."""

    row: Row
    lines: tuple[tuple[str, int], ...]
    ports: tuple[Port, ...]
    mark: tuple[str, int] | None
    x: int
    y: int
    height: int
    width: int = WIDTH
    end_away: int = END_AWAY
    end_width: int = END_WIDTH

    @property
    def right(self) -> int:
        """Where the lines from its answers begin."""
        return self.x + self.width

    @property
    def end_x(self) -> int:
        """Where the ends beside it begin."""
        return self.right + self.end_away


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph drawn: boxes, and lines as paths of SVG with whether they lead back."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[tuple[str, bool], ...]


def draw(questions: Iterable[Row]) -> Picture:
    """Return the picture of a guide's questions; its lines are in their order, and in that of their ways out."""
    rows = {row.slug: row for row in questions}
    layers = {slug: row.depth for slug, row in rows.items()}
    edges = [(slug, way.question) for slug, row in rows.items() for _labels, way in row.groups if way.question in rows]
    columns = _arranged(layers, [edge for edge in edges if layers[edge[1]] > layers[edge[0]]])
    places = _placed(columns, {slug: _height(row) for slug, row in rows.items()}, edges)
    boxes = {slug: _box(row, *places[slug]) for slug, row in rows.items()}
    lines = tuple(_line(boxes[start], boxes[end], places, columns) for start, end in edges)
    width = max((box.x for box in boxes.values()), default=0) + WIDTH + GAP_X + EDGE
    height = max((box.y + box.height for box in boxes.values()), default=0) + EDGE
    return Picture(width, height, tuple(boxes.values()), lines)


def _passing(start: str, end: str, layer: int) -> str:
    """Return the name of the place that a line keeps free in a layer it passes."""
    return f"{start} {end} {layer}"


def _arranged(layers: Mapping[str, int], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the names in each layer, in an order in which few lines cross."""
    columns: list[list[str]] = [[] for _ in range(max(layers.values(), default=0) + 1)]
    for slug, layer in layers.items():
        columns[layer].append(slug)
    near: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for start, end in edges:
        way = [start, *(_passing(start, end, layer) for layer in range(layers[start] + 1, layers[end])), end]
        for index, name in enumerate(way[1:-1], layers[start] + 1):
            columns[index].append(name)
        for before, after in pairwise(way):
            near[before][1].append(after)
            near[after][0].append(before)
    for sweep in range(SWEEPS):
        _sweep(columns, near, down=sweep % 2 == 0)
    return columns


def _sweep(columns: list[list[str]], near: Mapping[str, tuple[list[str], list[str]]], *, down: bool) -> None:
    """Put each layer in the order of the means of its neighbours' places, layer by layer."""
    at = {name: index for column in columns for index, name in enumerate(column)}
    for column in columns[1:] if down else columns[-2::-1]:
        means = {}
        for name in column:
            neighbours = near[name][0 if down else 1]
            means[name] = sum(at[one] for one in neighbours) / len(neighbours) if neighbours else at[name]
        column.sort(key=means.__getitem__)
        at.update({name: index for index, name in enumerate(column)})


def _placed(
    columns: Sequence[Sequence[str]], heights: Mapping[str, int], edges: Sequence[tuple[str, str]]
) -> dict[str, tuple[int, int]]:
    """Return the upper left corner of each name: as high as what leads there, below what stands before it."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in edges:
        before[end].append(start)
    places: dict[str, tuple[int, int]] = {}
    for layer, column in enumerate(columns):
        free = EDGE
        for name in column:
            wanted = [places[one][1] for one in before[name] if one in places]
            y = max(free, round(sum(wanted) / len(wanted))) if wanted else free
            places[name] = (EDGE + layer * (WIDTH + GAP_X), y)
            free = y + heights.get(name, LINE) + GAP_Y
    return places


def _height(row: Row) -> int:
    lines = len(_wrapped(f"{row.number}. {row.text}", TITLE_COLUMNS, TITLE_LINES))
    return PAD * 2 + LINE * (lines + len(row.groups) + bool(row.marks or row.is_entry))


def _box(row: Row, x: int, y: int) -> Box:
    below = y + PAD + LINE - 4
    lines: list[tuple[str, int]] = []
    for words in _wrapped(f"{row.number}. {row.text}", TITLE_COLUMNS, TITLE_LINES):
        lines.append((words, below))
        below += LINE
    mark = None
    if row.marks or row.is_entry:
        mark = (row.marks[0] if row.marks else "", below)
        below += LINE
    ports: list[Port] = []
    for labels, way in row.groups:
        end = "" if way.question else cut(way.words, END_COLUMNS)
        ports.append(Port(cut(labels, ANSWER_COLUMNS), below, end, bool(way.cause)))
        below += LINE
    return Box(row, tuple(lines), tuple(ports), mark, x, y, _height(row))


def _line(
    start: Box, end: Box, places: Mapping[str, tuple[int, int]], columns: Sequence[Sequence[str]]
) -> tuple[str, bool]:
    """Return the path of a line from an answer to the question it leads to, and whether it leads back."""
    slugs = [way.question for _labels, way in start.row.groups]
    y = start.ports[slugs.index(end.row.slug)].y - 4
    x, to_x, to_y = start.x + WIDTH, end.x, end.y + PAD + LINE // 2
    back = end.row.depth <= start.row.depth
    path = [f"M{x} {y}"]
    for layer in range(start.row.depth + 1, min(end.row.depth, len(columns))):
        free_x, free_y = places[_passing(start.row.slug, end.row.slug, layer)]
        path.append(f"C{x + GAP_X // 2} {y} {free_x - GAP_X // 2} {free_y} {free_x} {free_y}H{free_x + WIDTH}")
        x, y = free_x + WIDTH, free_y
    path.append(f"C{x + GAP_X // 2} {y} {to_x - GAP_X // 2} {to_y} {to_x} {to_y}")
    return "".join(path), back


def _columns(sign: str) -> int:
    return 2 if east_asian_width(sign) in "WFA" else 1


def _wrapped(words: str, columns: int, most: int) -> tuple[str, ...]:
    """Return words in lines so wide at most; what does not fit is cut."""
    lines: list[str] = []
    rest = words
    while rest and len(lines) < most:
        line = cut(rest, columns) if len(lines) == most - 1 else _fitting(rest, columns)
        lines.append(line)
        rest = rest[len(line) :]
    return tuple(lines)


def _fitting(words: str, columns: int) -> str:
    width = 0
    for index, sign in enumerate(words):
        width += _columns(sign)
        if width > columns:
            return words[:index]
    return words


def cut(words: str, columns: int) -> str:
    """Return words cut to so many columns of half width, with a mark where something was left out."""
    fitting = _fitting(words, columns)
    return fitting if fitting == words else f"{_fitting(words, columns - 2)}…"
