"""The one shape of what benchmarks write: rows with a bar, beside the machine, the versions and the commit."""

import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]

type Row = dict[str, Any]


def row(name: str, what: str, got: Sequence[float], *, bar: float | None = None) -> Row:
    """Return a row: the median of some measurements and how far they lie apart; what is above the bar misses it."""
    middle = median(got)
    return {
        "name": name,
        "what": what,
        "bar": bar,
        "got": round(middle, 3),
        "spread": round(max(got) / min(got), 2) if min(got) > 0 else None,
        "holds": None if bar is None else middle <= bar,
    }


def write(name: str, rows: Sequence[Row], versions: Mapping[str, str]) -> bool:
    """Print rows and write them beside the benchmarks; tell whether every bar holds."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    document = {
        "machine": f"{platform.machine()}, {platform.system()}",
        "versions": {"python": platform.python_version(), **versions},
        "commit": commit.stdout.strip(),
        "rows": list(rows),
    }
    target = ROOT / "benchmarks" / f"{name}.json"
    target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for one in rows:
        bar = f"bar {one['bar']}, " if one["bar"] else ""
        sys.stdout.write(f"{one['name']:24} {one['got']:10}  {one['what']} ({bar}spread {one['spread']})\n")
    return all(one["holds"] is not False for one in rows)
