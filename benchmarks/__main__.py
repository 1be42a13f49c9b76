"""All benchmarks, each a process of its own, and their report: ``python -m benchmarks [--quick]``.

``--quick`` only tries them: few short rounds, whose results go to a temporary folder.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.servers import ROOT

from . import results

#: With what each is only tried.
PARTS: Final = {"readers": ["--quick"], "growth": ["50"], "search": [], "editor": []}


def main(*, quick: bool) -> int:
    """Run all on a new file of results; return how many missed a bar or failed."""
    if quick:
        os.environ["BENCH_RESULTS"] = str(Path(tempfile.mkdtemp(prefix="helpcenter-bench-")) / "results.json")
    else:
        results.FILE.unlink(missing_ok=True)
    failed = [name for name, tried in PARTS.items() if _run(name, *(tried if quick else []))]
    _run("report")
    print(f"see {results.FILE.parent if not quick else Path(os.environ['BENCH_RESULTS']).parent}/RESULTS.md")
    print(f"missed a bar, or failed: {', '.join(failed)}" if failed else "every bar is reached")
    return len(failed)


def _run(name: str, *arguments: str) -> int:
    print(f"\n{name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(quick="--quick" in sys.argv))
