"""Makes RESULTS.md and its plots of ``results.json``: ``python -m benchmarks.report``."""

from typing import Any, Final

from . import plots, results
from .results import BARS

type Row = dict[str, Any]

#: Rows by what their names begin with; the last takes the rest.
CHAPTERS: Final = {
    "Requests a second": ("served_",),
    "µs of the server's processor a request": ("cpu_",),
    "Processors that the server used; far below 1 the load or the machine was the limit": ("busy_",),
    "Hits beside the rest": ("hit_cpu_", "hit_vs_"),
    "In process": ("hit_in", "miss_in", "process_"),
    "Instructions, by callgrind": ("instructions_",),
    "Search": ("search_",),
    "The editors' pages": ("editor_",),
    "The rest": ("",),
}
#: How busy a processor may be, how many pages a reader takes, what share of them nobody asked for before.
CALM, WALK, SHARES = 0.8, 10, (0, 0.01, 0.05, 0.2, 1)
#: What is drawn, by the file's name.
DRAWN: Final = {"served": "Requests a second", "cpu": "µs of the server's processor a request"}
NOTES: Final = """
How it is measured: variants by turns, round by round, each answer's status and length seen to; `got` is the median of
the rounds and `spread` the greatest over the least of them. Servers have one processor, the load another, where there
are two. Ratios hold between machines better than figures; those of instructions and of processor time better than those
by the clock. Few virtual machines let hardware counters be read, so callgrind counts the instructions.
"""


def main() -> None:
    """Write the report beside the results."""
    found = results.read()
    rows = {row["name"]: row for row in found["rows"]}
    folder = results.FILE.parent
    (folder / "plots").mkdir(exist_ok=True)
    for name, picture in _plots(rows).items():
        (folder / "plots" / f"{name}.svg").write_text(picture, encoding="utf-8")
    (folder / "RESULTS.md").write_text(_text(found, rows), encoding="utf-8")


def _plots(rows: dict[str, Row]) -> dict[str, str]:
    pictures = {}
    for name, title in DRAWN.items():
        of = [row for key, row in rows.items() if key.startswith(f"{name}_")]
        if of:
            pictures[name] = plots.drawn(
                title, [plots.Bar(_short(row["what"]), row["got"], row["spread"]) for row in of]
            )
    of_bars = [plots.Bar(name, *_used(name, rows[name])) for name in BARS if name in rows]
    pictures["bars"] = plots.drawn("How much of each bar is used: left of the line it holds", of_bars, mark=1)
    return pictures


def _used(name: str, row: Row) -> tuple[float, float, str]:
    """Return what part of its bar a row uses, its spread and colour."""
    used = row["got"] / row["bar"] if BARS[name].at_most else row["bar"] / row["got"]
    return max(used, 0.001), row["spread"], plots.GOOD if row["holds"] else plots.BAD


def _short(what: str) -> str:
    return what.partition(":")[0]


def _text(found: dict[str, Any], rows: dict[str, Row]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    parts = [
        "# What the benchmarks found",
        f"Written by `make bench`. Machine: {found['machine']}. Versions: {versions}. Commit {found['commit']}.",
        NOTES.strip(),
        "## Bars",
        _table([_barred(name, rows.get(name)) for name in BARS], ["", "name", "what", "bar", "got", "spread"]),
        "![How much of each bar is used](plots/bars.svg)",
        *_capacity(rows),
        *_chapters(rows),
        *_whys(found["profiles"], rows),
    ]
    return "\n\n".join(parts) + "\n"


def _barred(name: str, row: Row | None) -> list[str]:
    if row is None:
        return ["?", f"`{name}`", "not measured", str(BARS[name]), "", ""]
    return ["✓" if row["holds"] else "**✗**", f"`{name}`", row["what"], str(BARS[name]), *_figures(row)]


def _figures(row: Row) -> list[str]:
    got = row["got"]
    return [f"{got:,.0f}" if got >= 10_000 else f"{got:g}", f"{row['spread']:g}"]  # noqa: PLR2004


def _chapters(rows: dict[str, Row]) -> list[str]:
    parts, left = [], {name: row for name, row in rows.items() if name not in BARS}
    pictures = {title: name for name, title in DRAWN.items()}
    for title, beginnings in CHAPTERS.items():
        of = [name for name in left if name.startswith(beginnings)]
        if of:
            lines = [[f"`{name}`", left[name]["what"], *_figures(left.pop(name))] for name in of]
            parts += [f"## {title}", _table(lines, ["name", "what", "got", "spread"])]
            parts += [f"![{title}](plots/{pictures[title]}.svg)"] if title in pictures else []
    return parts


def _capacity(rows: dict[str, Row]) -> list[str]:
    """Return what a processor serves by the shares of pages that nobody asked for before."""
    if "cpu_hit_browser" not in rows or "cpu_miss" not in rows:
        return []
    hit, miss = rows["cpu_hit_browser"]["got"], rows["cpu_miss"]["got"]
    lines = []
    for share in SHARES:
        pages = CALM * 1e6 / (hit * (1 - share) + miss * share)
        lines.append([f"{share:.0%}", f"{pages:,.0f}", f"{pages * 60 / WALK:,.0f}"])
    heads = ["pages first seen", "pages a second", f"readers a minute, {WALK} pages each"]
    told = f"What one processor serves when {CALM:.0%} busy, reckoned from `cpu_hit_browser` and `cpu_miss`:"
    return ["## Capacity", told, _table(lines, heads)]


def _whys(profiles: dict[str, str], rows: dict[str, Row]) -> list[str]:
    """Return the profiles of what misses its bar, each once though several bars may miss by it."""
    missed: dict[str, list[str]] = {}
    for name, text in profiles.items():
        if name in rows and rows[name]["holds"] is False:
            missed.setdefault(text, []).append(name)
    parts = ["## Why bars are missed"] if missed else []
    for text, names in missed.items():
        parts.append(f"{', '.join(f'`{name}`' for name in names)}:\n\n```\n{text}\n```")
    return parts


def _table(lines: list[list[str]], heads: list[str]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *lines])


if __name__ == "__main__":
    main()
