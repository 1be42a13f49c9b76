"""What a thousand guides cost beside ten: publishing, a step, memory, the collector's pause, replay.

``python -m benchmarks.growth [GUIDES]``. Each measurement is a process of its own (``growing``), the small and the
large one in turn; times are of the processor, so that what else the machine does stays out. Ends with 1
where a bar is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
from typing import Final

from tests.servers import ROOT

from . import results
from .results import Row, row

SMALL: Final = 10
LARGE: Final = 1000
#: Guides whose every object is weighed, which takes its time.
WEIGHED: Final = 50
ROUNDS: Final = 3

type Figures = dict[str, float]
#: The figures of one round, by how many guides there were.
type Round = dict[int, Figures]

#: Why rows are what they are, as the last process of each tells.
whys: Final[dict[str, str]] = {}


def main(large: int) -> int:
    """Measure, print, write; return 1 when a bar is missed."""
    sizes = (SMALL, large)
    with tempfile.TemporaryDirectory(prefix="helpcenter-growth-") as name:
        sites = {guides: f"sqlite:///{name}/{guides}.sqlite3" for guides in sizes}
        for guides, site in sites.items():
            asked("fill", guides, site)
        published = [{guides: asked("publishing", guides, sites[guides]) for guides in sizes} for _ in range(ROUNDS)]
    kept = [{guides: asked("memory", guides) for guides in sizes} for _ in range(ROUNDS)]
    asked("weights", WEIGHED)
    steps = [asked("steps", large) for _ in range(ROUNDS)]
    rows = [*_of_publishing(published, large), *_of_memory(kept, large), *_of_steps(steps)]
    return int(not results.add(rows, whys))


def _of_publishing(rounds: list[Round], large: int) -> list[Row]:
    ratios = [(one[large]["all"] / large) / (one[SMALL]["all"] / SMALL) for one in rounds]
    of_all, of_one = f"a process's first publishing of {large} guides", f"publishing one changed guide of {large}"
    return [
        row("growth_publish", f"{of_all}, each ÷ of {SMALL}", ratios),
        row("publish_all_s", f"{of_all}, s", [one[large]["all"] for one in rounds]),
        row("publish_one_ms", f"{of_one}, ms", [one[large]["one"] * 1000 for one in rounds]),
        row("publish_one_of_few_ms", f"the same of {SMALL}, ms", [one[SMALL]["one"] * 1000 for one in rounds]),
    ]


def _of_memory(rounds: list[Round], large: int) -> list[Row]:
    def grown(name: str) -> list[float]:
        return [(one[large][name] - one[SMALL][name]) / (large - SMALL) for one in rounds]

    def at(name: str) -> list[float]:
        return [one[large][name] for one in rounds]

    return [
        row("memory_per_guide", "kB of the snapshot a guide, two workers that used all of it", grown("kB")),
        row("search_per_guide", "kB of the search's three indexes a guide, one process", grown("search")),
        row("gc_pause", f"ms of a full collection, {large} guides frozen", at("pause")),
        row("build_s", f"s to make the snapshot of {large} guides", at("build")),
        row("rebuild_s", "s to make the next one, with one guide changed", at("rebuild")),
    ]


def _of_steps(rounds: list[Figures]) -> list[Row]:
    def at(name: str) -> list[float]:
        return [one[name] for one in rounds]

    return [
        row("growth_step", "a step's page, many guides ÷ few", at("page")),
        row("growth_replay", "its replay alone", at("replay")),
        row("replay_us", "µs to replay six answers over 25 candidates", at("replay_us")),
    ]


def asked(name: str, guides: int, site: str = "") -> Figures:
    """Return what a process of its own measures."""
    environment = {**os.environ, "DATABASE_URL": site}
    command = [sys.executable, "-m", "benchmarks.growing", name, str(guides)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    figures: Figures = told["figures"]
    whys.update(told["whys"])
    sys.stderr.write(f"{name} {guides}: {figures}\n")
    return figures


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE))
