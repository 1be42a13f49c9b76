"""What ranking all candidates of a situation takes: by the processor's clock, and in instructions under valgrind.

``python -m benchmarks.planned DOCUMENT`` is run by valgrind, through ``counted``: a release document's file.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which
from typing import Final

from troubleshoot import engine

from . import counted
from .situations import answered

GUIDE: Final = "x-sms"
SITUATIONS, BLOCKS = 25, 60

type Act = Callable[[], object]


def walks(document: Path) -> list[engine.Walk]:
    """Return walks of a guide answered to the end with all of its candidates left."""
    guide = engine.load(json.loads(document.read_text(encoding="utf-8"))).guides[GUIDE]
    chance = random.Random(GUIDE)  # noqa: S311  # the same each time
    return [answered(guide, chance) for _ in range(SITUATIONS)]


def milliseconds(ranked: Sequence[engine.Walk]) -> float:
    """Return what ranking one takes by the processor's clock; the least of some blocks, for noise only ever adds."""
    return min(_timed(ranked) for _ in range(BLOCKS)) / len(ranked) * 1e3


def _timed(ranked: Sequence[engine.Walk]) -> float:
    began = time.process_time()
    for walk in ranked:
        walk.place.advised(walk.beliefs)
    return time.process_time() - began


def instructions(document: Path) -> float | None:
    """Return the instructions of ranking one; None without valgrind."""
    if not which("valgrind"):
        print("valgrind is not here: no instructions are counted")
        return None
    nothing, all_of_them = counted.totals("benchmarks.planned", str(document))
    return (all_of_them - nothing) / SITUATIONS


def main(document: Path) -> None:
    """Rank once to warm, and once to be counted."""
    ranked, mark = walks(document), getattr(os, counted.MARK)
    _timed(ranked)
    counted.begin()
    mark(0)
    mark(0)
    _timed(ranked)
    mark(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
