"""Where the time goes, as lines that name no folder of this machine's; run as a program, at the start of a process."""

import cProfile
import importlib
import pstats
from pathlib import PurePath
from typing import Any, Final

LINES: Final = 18


def top(profile: cProfile.Profile | str, calls: int = 1, unit: str = "µs") -> str:
    """Return the first lines of a profile, or of a file of one.

    Of one call: a function's own time, that with what it calls, and how often it ran.
    """
    per = {"µs": 1e6, "ms": 1e3}[unit] / calls
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    # What other threads do beside the calls, or began before the profile did, is told wrongly and is none of theirs.
    sound = [one for one in stats.items() if one[1][2] <= one[1][3] and one[1][1] >= calls / 10]
    most = sorted(sound, key=lambda one: -one[1][2])[:LINES]
    lines = [f"{f'own {unit}':>9} {f'all {unit}':>9} {'calls':>8}"]
    for (file, line, function), (_, count, own, whole, _callers) in most:
        where = function if file == "~" else f"{'/'.join(PurePath(file).parts[-2:])}:{line} {function}"
        lines.append(f"{own * per:9.2f} {whole * per:9.2f} {count / calls:8.2f}  {where}")
    return "\n".join(lines)


def start() -> str:
    """Return where the time goes until the site could answer its first reader."""
    with cProfile.Profile() as profile:
        front = importlib.import_module("helpcenter.asgi").application
        importlib.import_module("troubleshoot.wiring").load()
        front.prepare(importlib.import_module("troubleshoot.snapshot").held())
    return top(profile, unit="ms")


if __name__ == "__main__":
    print(start())
