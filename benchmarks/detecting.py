"""Writes what ``detector`` found: detector.json, DETECTOR.md and its plots, in the manner of ``report``."""

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Final

from . import plots, results
from .figures import Figure

type Chapters = Mapping[str, Sequence[Figure]]

#: What is drawn of those compared, by the beginning of their names.
COMPARED: Final = ("base_5_x3_median", "rival_")


def line(figure: Figure) -> str:
    """Return a figure as it is printed."""
    bar = f" ({figure.bar}{'' if figure.holds else ': MISSED'})" if figure.bar else ""
    return f"{figure.name:28} {_shown(figure.got):>8}{bar}  {figure.what}, 95 %: {_interval(figure)}"


def write(folder: Path, notes: str, chapters: Chapters) -> None:
    """Write the figures, their report and its plots into a folder."""
    figures = [one for some in chapters.values() for one in some]
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, cwd=results.FOLDER, check=False).stdout.strip()
    found = {
        "machine": results._machine(),  # noqa: SLF001  # the same words for the same machine
        "versions": {"python": platform.python_version()},
        "commit": commit,
        "rows": [one.written() for one in figures],
    }
    (folder / "detector.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "plots").mkdir(exist_ok=True)
    for name, picture in _plots(figures).items():
        (folder / "plots" / f"{name}.svg").write_text(picture, encoding="utf-8")
    head = f"Written by `make bench-detector`. Python {platform.python_version()}, commit {commit}; seeds are fixed."
    (folder / "DETECTOR.md").write_text(_text(head, notes, chapters), encoding="utf-8")


def _plots(figures: Sequence[Figure]) -> dict[str, str]:
    barred = [plots.Bar(one.name, *_used(one)) for one in figures if one.bar]
    medians = [one for one in figures if one.name.startswith(COMPARED) and one.name.endswith("_median")]
    compared = [plots.Bar(_short(one), min(one.got, 360), 1, _colour(one)) for one in medians]
    return {
        "detector": plots.drawn("How much of each bar is used: left of the line it holds", barred, mark=1),
        "rivals": plots.drawn("Minutes to notice base 5 × 3, median (360: not in six hours)", compared),
    }


def _short(figure: Figure) -> str:
    return figure.name.removesuffix("_median").removeprefix("rival_").replace("base_5_x3", "ours, by the minute")


def _colour(figure: Figure) -> str:
    return plots.PALE if figure.name.startswith("rival_") else plots.GOOD


def _used(figure: Figure) -> tuple[float, float, str]:
    """Return what part of its bar a figure uses, its spread and colour."""
    bar = figure.bar
    assert bar is not None
    used = figure.got / bar.limit if bar.at_most else bar.limit / figure.got
    colour = plots.GOOD if figure.holds else plots.BAD
    return max(used, 0.01), figure.high / figure.low if figure.low and isfinite(figure.high) else 1, colour


def _text(head: str, notes: str, chapters: Chapters) -> str:
    barred = [one for some in chapters.values() for one in some if one.bar]
    parts = [
        "# What the detector of surges does",
        head,
        notes,
        "## Bars",
        _table([_row(one, barred=True) for one in barred], ["", "name", "what", "bar", "got", "95 %"]),
        "![How much of each bar is used](plots/detector.svg)",
    ]
    for title, figures in chapters.items():
        rest = [one for one in figures if not one.bar]
        if rest:
            parts += [f"## {title}", _table([_row(one) for one in rest], ["name", "what", "got", "95 %"])]
    return "\n\n".join([*parts, "![Minutes to notice base 5 × 3](plots/rivals.svg)"]) + "\n"


def _row(figure: Figure, *, barred: bool = False) -> list[str]:
    cells = [f"`{figure.name}`", figure.what, _shown(figure.got), _interval(figure)]
    return [("✓" if figure.holds else "**✗**"), *cells[:2], str(figure.bar), *cells[2:]] if barred else cells


def _shown(value: float) -> str:
    return f"{value:.3g}" if isfinite(value) else "–"


def _interval(figure: Figure) -> str:
    return f"{_shown(figure.low)} to {_shown(figure.high)}"


def _table(lines: Iterable[Sequence[str]], heads: Sequence[str]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *lines])
