"""What the benchmarks found: each adds its rows to one file, ``results.json``; ``report`` makes RESULTS.md of it.

``got`` and ``spread`` are the median and the greatest over the least of some rounds. A ratio is taken round by round,
for what else a machine does then weighs on both sides of it alike.
"""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

FOLDER: Final = Path(__file__).parent
FILE: Final = Path(os.environ.get("BENCH_RESULTS", FOLDER / "results.json"))
_PACKAGES: Final = ("django", "gunicorn", "uvloop")


class Bar(NamedTuple):
    """What a figure has to reach, or with ``at_most`` may not surpass."""

    limit: float
    at_most: bool = True

    def holds(self, got: float) -> bool:
        """Tell whether a figure is on the right side."""
        return got <= self.limit if self.at_most else got >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}"


BARS: Final = {
    "hit_in_process": Bar(3),
    "hit_vs_raw": Bar(0.8, at_most=False),
    "hit_vs_nginx": Bar(0.2, at_most=False),
    "hit_vs_bare_view": Bar(7, at_most=False),
    "hit_vs_wagtail": Bar(250, at_most=False),
    "miss_vs_bare_view": Bar(5),
    "replay_us": Bar(60),
    "growth_step": Bar(1.2),
    "growth_publish": Bar(1.5),
    "memory_per_guide": Bar(80),
    "cold_start": Bar(2),
    "outage_peak": Bar(10),
    "gc_pause": Bar(1),
    "worker_memory": Bar(60),
    "publish_one_ms": Bar(100),
    "search_ms": Bar(2),
    "search_suggest_ms": Bar(2),
    "editor_open": Bar(1500),
    "editor_question": Bar(1500),
    "editor_picture": Bar(500),
    "editor_save": Bar(300),
    "editor_bytes": Bar(600_000),
}


class Row(NamedTuple):
    """One figure: ``got`` in the unit that ``what`` names, ``spread`` 1 where it was measured once."""

    name: str
    what: str
    got: float
    spread: float = 1

    @property
    def holds(self) -> bool | None:
        """Tell whether it reaches its bar; None where it has none."""
        return BARS[self.name].holds(self.got) if self.name in BARS else None


def row(name: str, what: str, rounds: Iterable[float]) -> Row:
    """Return the row of some rounds: their median and their spread."""
    got = list(rounds)
    return Row(name, what, median(got), max(got) / min(got) if min(got) > 0 else 1)


def ratios(above: Iterable[float], below: Iterable[float]) -> list[float]:
    """Return what one thing costs in the measure of another, round by round."""
    return [one / other for one, other in zip(above, below, strict=True)]


def add(
    rows: Iterable[Row], profiles: Mapping[str, str] | None = None, versions: Mapping[str, str] | None = None
) -> bool:
    """Print rows and put them into the file, in place of those of the same names; tell whether every bar is reached.

    ``profiles``: by the name of a row that misses its bar, where the time goes. ``versions``: of what was used
    beside Python and the site's own packages.
    """
    rows, found = list(rows), read()
    new = {one.name: _written(one) for one in rows}
    # What is measured anew takes the place it had, so that two results can be laid side by side.
    found["rows"] = list({**{old["name"]: old for old in found["rows"]}, **new}.values())
    found["profiles"] = {name: text for name, text in found["profiles"].items() if name not in new} | {
        name: text for name, text in (profiles or {}).items() if new[name]["holds"] is False
    }
    text = json.dumps({**found, **_circumstances(versions or {})}, ensure_ascii=False, indent=2)
    FILE.write_text(text + "\n", encoding="utf-8")
    for one in rows:
        print(line(one), flush=True)
    return not any(one.holds is False for one in rows)


def line(one: Row) -> str:
    """Return a row as it is printed."""
    bar = f" ({BARS[one.name]}{'' if one.holds else ': MISSED'})" if one.name in BARS else ""
    return f"{one.name:24} {one.got:10.4g}{bar}  {one.what}, spread {one.spread:.2f}"


def read() -> dict[str, Any]:
    """Return what the file holds; its shape where there is none."""
    empty: dict[str, Any] = {"machine": "", "versions": {}, "commit": "", "rows": [], "profiles": {}}
    return empty | (json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {})


def _written(one: Row) -> dict[str, Any]:
    bar = BARS[one.name].limit if one.name in BARS else None
    # Four figures: what comes after them is noise.
    got, spread = float(f"{one.got:.4g}"), round(one.spread, 2)
    return {"name": one.name, "what": one.what, "bar": bar, "got": got, "spread": spread, "holds": one.holds}


def _circumstances(versions: Mapping[str, str]) -> dict[str, Any]:
    packages = {name: metadata.version(name) for name in _PACKAGES}
    own = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **packages}
    return {"machine": machine(), "versions": {**read()["versions"], **own, **versions}, "commit": commit()}


def commit() -> str:
    """Return the commit that is measured, "" outside a repository."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, cwd=FOLDER, check=False).stdout.strip()


def machine() -> str:
    """Return what machine this is, without a name of its own."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {model or 'processor unknown'}, {os.cpu_count()} processors, {memory:.0f} GiB"
