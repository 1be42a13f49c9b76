"""Instructions of the hot paths, which noise can't move: by callgrind, for virtual machines seldom count in hardware.

Under valgrind this module calls a function of libc between the variants; callgrind writes down what was counted there.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Final

from tests.servers import ROOT

from .results import Row

#: A function that nobody else calls, and how often each variant is called between two calls of it.
MARK: Final = "getpgid"
CALLS: Final = {"nothing": 0, "raw": 200, "ready": 200, "hit": 200, "unchanged": 200, "bare": 10, "miss": 20}
WHATS: Final = {
    "raw": "raw bytes",
    "ready": "raw bytes, messages made before",
    "hit": "a step's hit, Brotli",
    "unchanged": "the same, not modified",
    "bare": "a bare Django view",
    "miss": "a walk's page first seen",
}


def rows(environment: dict[str, str], step: str) -> list[Row]:
    """Return the instructions of each variant, and hits and misses as ratios; none without valgrind."""
    if not which("valgrind"):
        print("valgrind is not here: no instructions are counted")
        return []
    found = _counted(environment, step)
    counts = [
        Row(f"instructions_{name}", f"{what}: instructions in process", found[name]) for name, what in WHATS.items()
    ]
    ours, theirs = found["hit"] / found["raw"], found["miss"] / found["bare"]
    return [
        Row("instructions_hit_vs_raw", "instructions of a hit ÷ of raw bytes", ours),
        Row(
            "instructions_miss_vs_bare", "of a page first seen ÷ of a bare Django view, the system's own aside", theirs
        ),
        *counts,
    ]


def _counted(environment: dict[str, str], step: str) -> dict[str, float]:
    spent = dict(zip(CALLS, totals("benchmarks.counted", step, environment=environment), strict=False))
    return {name: (spent[name] - spent["nothing"]) / calls for name, calls in CALLS.items() if calls}


def totals(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> list[int]:
    """Return the instructions of a module, run by itself, between each two of its marks."""
    with TemporaryDirectory(prefix="helpcenter-counted-") as folder:
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--dump-before={MARK}",
                   "--callgrind-out-file=counts", "-q", sys.executable, "-m", module, *arguments]  # fmt: skip
        # Hashes by chance would change which names collide; the pure-Python loop is counted alike everywhere.
        more = {**(environment or {}), "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
        subprocess.run(command, env={**os.environ, **more}, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        # The first part ends where the first variant begins.
        parts = sorted(Path(folder).glob("counts.*"), key=lambda part: int(part.suffix[1:]))[1:]
        return [int(re.findall(r"^totals: (\d+)", part.read_text(), re.MULTILINE)[-1]) for part in parts]


def begin() -> None:
    """Count from here on: loading takes minutes where it is counted too."""
    subprocess.run(["callgrind_control", "--instr=on", str(os.getpid())], check=True, stdout=subprocess.DEVNULL)


async def main(stage: "Stage") -> None:
    """Call the variants, each a few times before it is counted."""
    mark = getattr(os, MARK)
    variants = await stage.variants()
    await stage.warm(variants)
    begin()
    for name, calls in CALLS.items():
        mark(0)
        for _ in range(calls):
            await variants[name]()
    mark(0)


if __name__ == "__main__":
    from .inprocess import Stage  # it reads the environment

    asyncio.run(main(Stage(sys.argv[1])))
