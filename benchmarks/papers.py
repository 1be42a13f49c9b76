"""Writes figures of chance: a file of rows, a report and its plots, in the manner of ``report``."""

import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

from . import plots, results
from .figures import Figure

type Chapters = Mapping[str, Sequence[Figure]]

USED: Final = "How much of each bar is used"


class Picture(NamedTuple):
    """A plot to be shown after all figures."""

    name: str
    title: str
    bars: Sequence[plots.Bar]


class Paper(NamedTuple):
    """A report: its files' name, its title, what writes it, and how was measured."""

    name: str
    title: str
    command: str
    notes: str


def measured[Bench](
    paper: Paper,
    parts: Mapping[str, Callable[[Bench], Iterable[Figure]]],
    bench: Bench,
    picture: Callable[[Iterable[Figure]], Picture],
    *,
    quick: bool,
) -> bool:
    """Measure a paper's chapters, print and write them; tell whether every bar is reached, which a quick run cannot."""
    began, chapters = time.monotonic(), dict[str, list[Figure]]()
    for title, part in parts.items():
        chapters[title] = []
        for figure in part(bench):
            chapters[title].append(figure)
            print(line(figure), flush=True)
    figures = [one for some in chapters.values() for one in some]
    folder = Path(tempfile.mkdtemp(prefix="helpcenter-bench-")) if quick else results.FOLDER
    write(folder, paper, chapters, [picture(figures)])
    print(f"see {folder / paper.name.upper()}.md; {time.monotonic() - began:.0f} s")
    return quick or not any(one.holds is False for one in figures)


def line(figure: Figure) -> str:
    """Return a figure as it is printed."""
    bar = f" ({figure.bar}{'' if figure.holds else ': MISSED'})" if figure.bar else ""
    return f"{figure.name:28} {_shown(figure.got):>8}{bar}  {figure.what}, 95 %: {_interval(figure)}"


def write(folder: Path, paper: Paper, chapters: Chapters, pictures: Sequence[Picture]) -> None:
    """Write the figures, their report and its plots into a folder."""
    figures = [one for some in chapters.values() for one in some]
    commit = write_rows(folder / f"{paper.name}.json", figures)
    (folder / "plots").mkdir(exist_ok=True)
    barred = [plots.Bar(one.name, *_used(one)) for one in figures if one.bar]
    drawn = {paper.name: plots.drawn(f"{USED}: left of the line it holds", barred, mark=1)}
    drawn |= {one.name: plots.drawn(one.title, one.bars) for one in pictures}
    for name, picture in drawn.items():
        (folder / "plots" / f"{name}.svg").write_text(picture, encoding="utf-8")
    head = f"Written by `{paper.command}`. Python {platform.python_version()}, commit {commit}; seeds are fixed."
    text = _text(paper, head, chapters, pictures)
    (folder / f"{paper.name.upper()}.md").write_text(text, encoding="utf-8")


def write_rows(file: Path, figures: Iterable[Figure]) -> str:
    """Write figures as rows, with where they were measured; return the commit that was."""
    commit = results.commit()
    found = {
        "machine": results.machine(),
        "versions": {"python": platform.python_version()},
        "commit": commit,
        "rows": [one.written() for one in figures],
    }
    file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return commit


def _used(figure: Figure) -> tuple[float, float, str]:
    """Return what part of its bar a figure uses, its spread and colour."""
    bar = figure.bar
    assert bar is not None
    used = figure.got / bar.limit if bar.at_most else bar.limit / figure.got
    colour = plots.GOOD if figure.holds else plots.BAD
    return max(used, 0.01), figure.high / figure.low if figure.low > 0 and isfinite(figure.high) else 1, colour


def _text(paper: Paper, head: str, chapters: Chapters, pictures: Iterable[Picture]) -> str:
    barred = [one for some in chapters.values() for one in some if one.bar]
    parts = [
        f"# {paper.title}",
        head,
        paper.notes,
        "## Bars",
        _table([_row(one, barred=True) for one in barred], ["", "name", "what", "bar", "got", "95 %"]),
        f"![{USED}](plots/{paper.name}.svg)",
    ]
    for title, figures in chapters.items():
        rest = [one for one in figures if not one.bar]
        if rest:
            parts += [f"## {title}", _table([_row(one) for one in rest], ["name", "what", "got", "95 %"])]
    return "\n\n".join([*parts, *(f"![{one.title}](plots/{one.name}.svg)" for one in pictures)]) + "\n"


def _row(figure: Figure, *, barred: bool = False) -> list[str]:
    cells = [f"`{figure.name}`", figure.what, _shown(figure.got), _interval(figure)]
    return [("✓" if figure.holds else "**✗**"), *cells[:2], str(figure.bar), *cells[2:]] if barred else cells


def _shown(value: float) -> str:
    return f"{value:.3g}" if isfinite(value) else "–"


def _interval(figure: Figure) -> str:
    return f"{_shown(figure.low)} to {_shown(figure.high)}"


def _table(lines: Iterable[Sequence[str]], heads: Sequence[str]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *lines])
