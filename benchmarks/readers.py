"""What a reader's page costs beside raw bytes, nginx, a bare Django view and Wagtail: ``python -m benchmarks.readers``.

Servers are asked by turns, round by round; the same in one process; and counted by instructions. What misses its bar is
measured once more. ``--quick``: few short rounds, to see that all works.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable

from tests.servers import ROOT

from . import counted, results
from .filled import QUICK, Bench, Length, filled
from .results import Row, ratios, row
from .servers import WAGTAIL
from .serving import at_an_outage, first_seen, profile, starting, under_load

type Profiles = dict[str, str]


def main(length: Length) -> int:
    """Measure all; return 1 where a bar is missed as often as it was tried."""
    with filled(length) as bench:
        profiles = {"start": _child(bench, "benchmarks.profiling"), "served": profile(bench)}
        groups = (lambda: in_process(bench, profiles), lambda: under_load(bench), lambda: first_seen(bench),
                  lambda: starting(bench), lambda: at_an_outage(bench))  # fmt: skip
        done = [any(_holds(group, profiles) for _ in range(length.tries)) for group in groups]
        results.add(counted.rows(bench.environment, bench.step), versions=_versions())
    return int(not all(done))


def _holds(measure: Callable[[], list[Row]], profiles: Profiles) -> bool:
    """Measure, and put it into the results with what says why; tell whether every bar is reached."""
    rows = measure()
    return results.add(rows, _whys(rows, profiles))


def _whys(rows: list[Row], profiles: Profiles) -> Profiles:
    """Return where the time goes for each row whose path was profiled."""
    paths = {"hit_in": "hit", "hit_vs": "served", "outage": "served", "miss": "miss", "cold": "start"}
    of = {one.name: path for one in rows for name, path in paths.items() if one.name.startswith(name)}
    return {name: profiles[path] for name, path in of.items() if path in profiles}


def in_process(bench: Bench, profiles: Profiles) -> list[Row]:
    """Measure in one process; remember the profiles."""
    told = json.loads(_child(bench, "benchmarks.inprocess", bench.step, str(bench.length.groups)))
    profiles.update(told["profiles"])
    us: dict[str, list[float]] = told["us"]
    return [
        row("hit_in_process", "a hit ÷ raw bytes, in one process", ratios(us["hit"], us["raw"])),
        row(
            "hit_in_process_ready", "a hit ÷ raw bytes whose messages were made before", ratios(us["hit"], us["ready"])
        ),
        row(
            "miss_in_process",
            "a walk's page first seen ÷ a bare Django view, in one process",
            ratios(us["miss"], us["bare"]),
        ),
        *(row(f"process_{name}", f"{what}: µs in process", us[name]) for name, what in counted.WHATS.items()),
    ]


def _child(bench: Bench, module: str, *arguments: str) -> str:
    """Return what a process with the site's environment prints."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, **bench.environment}
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _versions() -> dict[str, str]:
    """Return the versions of what the site is measured beside."""
    asked = [WAGTAIL, "-c", "import wagtail; print(wagtail.__version__)"]
    wagtail = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    nginx = (
        subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr.strip().rpartition("/")[2]
    )
    return {"wagtail": wagtail, "nginx": nginx}


if __name__ == "__main__":
    sys.exit(main(QUICK if "--quick" in sys.argv else Length()))
