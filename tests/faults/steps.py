"""Kills a process just before it hands something to the disk or to the database's server: at each such step in turn.

strace names the steps of a run that is let go on, and ends a later run at any one of them. It attaches to a process
forked from one that Django is set up in, so that a try costs what the work itself costs.
"""

import ctypes
import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

#: What a step is: a change on the disk, or a word to PostgreSQL's server. "?": not every machine has it.
CALLS = (
    "write,pwrite64,fsync,fdatasync,ftruncate,sendto,"
    "?rename,?renameat,?renameat2,?unlink,?unlinkat,?mkdir,?mkdirat,?openat"
)
#: What a line of strace's says first: the process, the call and, with -y, where it goes.
LINE = re.compile(r"^\d+\s+(\w+)\((.*)")
#: Files opened to be read change nothing; what goes to a pipe or to the log is no step of the work.
NO_STEP = re.compile(r"^[012]<|^\d+<pipe:|^\d+</dev/|.*O_RDONLY|.*O_PATH")
PR_SET_PTRACER = 0x59616D61


class Step(NamedTuple):
    """The so-manieth of a process's calls of a name, and what is handed over."""

    call: str
    number: int
    what: str


class Ended(NamedTuple):
    """How a process ended: killed or by itself, what it told before, its steps."""

    killed: bool
    told: list[str]
    steps: list[Step]


def steps_of(work: Callable[[int], None], fault: str = "") -> Ended:
    """Let a process do some work to its end. ``work`` gets what it may tell to, as for ``acts.fork``.

    ``fault``: what strace is to inject meanwhile.
    """
    return _traced(work, None, fault)


def killed_at(step: Step, work: Callable[[int], None]) -> Ended:
    """Do some work in a process that is killed just before a step."""
    return _traced(work, step)


def _traced(work: Callable[[int], None], at: Step | None, fault: str = "") -> Ended:
    gate, go = os.pipe()
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(go)
        os.close(reading)
        _work(work, gate, writing)
    os.close(gate)
    os.close(writing)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "calls"
        fault = f"inject={at.call}:signal=KILL:when={at.number}" if at else fault
        watching = ["strace", "-f", "-y", "-s", "160", "-o", log, "-p", str(worker)]
        watching += ["-e", f"trace={at.call if at else CALLS}", *(("-e", fault) if fault else ())]
        with subprocess.Popen(watching, stderr=subprocess.PIPE, text=True) as strace:
            attached = strace.stderr.readline()
            assert "attached" in attached, attached
            os.write(go, b".")
            os.close(go)
            with os.fdopen(reading, encoding="utf-8") as pipe:
                told = pipe.read().split("\n")[:-1]
            _, status = os.waitpid(worker, 0)
            strace.stderr.read()
        return Ended(os.WIFSIGNALED(status), told, _steps(log.read_text(errors="replace")))


def _work(work: Callable[[int], None], gate: int, writing: int) -> None:
    """Wait to be watched, then work; never return."""
    with suppress(OSError, AttributeError):  # where the system lets only parents watch
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    status = 1
    try:
        os.read(gate, 1)
        work(writing)
        status = 0
    finally:
        os._exit(status)


def _steps(log: str) -> list[Step]:
    """Return the steps in strace's words, each call counted by its name as strace counts it."""
    found, seen = [], Counter[str]()
    for line in log.splitlines():
        if said := LINE.match(line):
            call, what = said.groups()
            seen[call] += 1
            if not NO_STEP.match(what):
                found.append(Step(call, seen[call], what))
    return found
