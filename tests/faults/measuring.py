"""What readers get while something is wrong, beside what they get while all is well: in one run, by one load."""

import json
import math
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.scale import FULL
from tests.servers import ROOT

#: What a reader's GET may come to: a page, or where it is.
FINE = {200, 301, 302}


@dataclass(frozen=True, slots=True)
class Seen:
    """GETs that were due in a time: each with when, after how many seconds it was over, what it came to, of what."""

    gets: list[tuple[float, float, int | str, str]]

    @property
    def failed(self) -> list[tuple[int | str, str]]:
        return [(came_to, path) for _, _, came_to, path in self.gets if came_to not in FINE]

    def percentile(self, share: float) -> float:
        """Return within how many seconds that share of the GETs was over."""
        ordered = sorted(seconds for _, seconds, _, _ in self.gets)
        return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share) - 1)]

    @property
    def p99(self) -> float:
        return self.percentile(0.99)

    def __str__(self) -> str:
        p50, longest = self.percentile(0.5) * 1000, self.percentile(1) * 1000
        times = f"p50 {p50:.1f}, p99 {self.p99 * 1000:.1f}, longest {longest:.0f} ms"
        return f"{len(self.gets)} GETs, {len(self.failed)} failed; {times}"

    def __add__(self, other: Self) -> Self:
        return type(self)(self.gets + other.gets)


class Load:
    """Readers who ask for ``rate`` pages a second (0: as many as are answered) while this is a context.

    Each ``meanwhile`` is a time that is told apart; afterwards it gives what was ``seen`` in it.
    """

    def __init__(self, port: int, rate: float, addresses: Path) -> None:
        self._command = [sys.executable, "-m", "tests.faults.load", str(port), str(rate), str(addresses)]
        self._times: dict[str, list[tuple[float, float]]] = {}
        self._seen: list[tuple[float, float, int | str, str]] = []
        self._cpu = self._busy = self._took = 0.0

    def __enter__(self) -> Self:
        self._took, self._busy = time.monotonic(), _busy()
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(self._command, cwd=ROOT, **pipes)
        return self

    def __exit__(self, *_: object) -> None:
        said, _ = self._process.communicate(timeout=60)
        self._took, self._busy = time.monotonic() - self._took, _busy() - self._busy
        told = json.loads(said)
        self._seen, self._cpu = [tuple(one) for one in told["seen"]], told["cpu"]

    @contextmanager
    def meanwhile(self, name: str) -> Iterator[None]:
        """Remember under a name what is asked while this is a context; several times of one name are one."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._times.setdefault(name, []).append((begun, time.monotonic()))

    def calm(self, seconds: float) -> None:
        """Let so many seconds pass in which all is well."""
        with self.meanwhile("calm"):
            time.sleep(seconds)

    def seen(self, name: str) -> Seen:
        """Return what was asked for in the times of a name."""
        times = self._times[name]
        return Seen([one for one in self._seen if any(begun <= one[0] < ended for begun, ended in times)])

    @property
    def all(self) -> Seen:
        return Seen(self._seen)

    @property
    def rate(self) -> float:
        """GETs answered a second, all in all."""
        return len(self._seen) / self._took

    def __str__(self) -> str:
        cores = self._took * (os.cpu_count() or 1)
        parts = [f"{name}: {self.seen(name)}" for name in self._times]
        statuses = dict(Counter(came_to for _, _, came_to, _ in self._seen))
        shares = f"the processors {self._busy / cores:.0%} busy, {self._cpu / cores:.0%} by asking"
        return "\n  ".join([f"{self.rate:.0f} GETs a second; {shares}", f"all: {self.all}, {statuses}", *parts])


def _busy() -> float:
    """Return the seconds that the machine's processors were busy since it started."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, irq, softirq, steal = map(int, words)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def told(record_property: Callable[[str, object], None], name: str, what: object) -> None:
    """Have a run print what was measured, whether it is judged or not."""
    record_property(name, str(what))


def assert_near(calm: Seen, fault: Seen, times: float = 2.0) -> None:
    """Fail unless the readers' p99 while something is wrong is at most so many times that while all is well.

    Judged by ``make faults`` alone: a run of all tests shares the processors with too much.
    """
    assert fault.failed == []
    if FULL:
        assert fault.p99 <= times * calm.p99, f"p99 {fault.p99 * 1000:.1f} ms, calm {calm.p99 * 1000:.1f} ms"
