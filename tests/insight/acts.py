"""What real processes do to one journal and one database; started by ``tests.publishing.processes.act``.

Each verdict is about a cause of its own, so that one lost or counted twice is known by name.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.publishing.acts import alone, fork, heard, set_up, tell


def counted() -> dict[str, int]:
    """Return the count of each cause."""
    from troubleshoot.models import Tally

    return {f"{tally.cause}": tally.count for tally in Tally.objects.all()}


def record(writing: int, folder: Path, numbers: range, flush_every: int) -> None:
    """Record verdict after verdict, flushing now and then; tell each once it is acknowledged."""
    from tests.insight.verdicts import NOON, a_verdict
    from troubleshoot.insight.flushing import flush
    from troubleshoot.insight.journal import Journal

    journal = Journal(folder)
    for number in numbers:
        journal.append(a_verdict(cause=f"c{number}"), NOON)
        tell(writing, f"c{number}")
        if number % flush_every == flush_every - 1:
            flush(journal)


def flush_the_rest(folder: Path) -> None:
    from troubleshoot.insight.flushing import flush
    from troubleshoot.insight.journal import Journal

    alone(lambda: flush(Journal(folder)))


def kill_while_recording(folder: str, kills: int, seed: int) -> dict[str, Any]:
    """Kill a process that records and flushes, at many moments; then count what it left."""
    chance = random.Random(seed)
    journal = Path(folder) / "journal"
    acknowledged: list[str] = []
    for kill in range(kills):
        numbers = range(kill * 10_000, (kill + 1) * 10_000)
        actor, reading = fork(lambda writing, mine=numbers: record(writing, journal, mine, flush_every=3))
        first = os.read(reading, 100).decode()
        time.sleep(chance.uniform(0, 0.05))
        os.kill(actor, signal.SIGKILL)
        said = first + "\n".join(heard(actor, reading))  # the first read may end in the middle of a line
        acknowledged += [line for line in said.split("\n") if line]
    before = alone(counted)
    flush_the_rest(journal)
    return {
        "acknowledged": acknowledged,
        "before": before,
        "counted": alone(counted),
        "left": [path.name for path in journal.iterdir()],
    }


def several_on_one_box(folder: str, processes: int, verdicts: int) -> dict[str, Any]:
    """Let processes share a journal's folder, each recording and flushing what it finds there."""
    journal = Path(folder) / "journal"
    actors = [
        fork(lambda writing, first=one * verdicts: record(writing, journal, range(first, first + verdicts), 5))
        for one in range(processes)
    ]
    acknowledged = [line for actor in actors for line in heard(*actor)]
    flush_the_rest(journal)
    return {"acknowledged": acknowledged, "counted": alone(counted), "left": [one.name for one in journal.iterdir()]}


def report_at_once(folder: str, processes: int, networks: int) -> dict[str, Any]:
    """Let nodes take reports of the same networks and count them at once."""
    actors = [
        fork(lambda writing, own=Path(folder) / f"journal-{one}": report(writing, own, networks))
        for one in range(processes)
    ]
    told = [line for actor in actors for line in heard(*actor)]
    return {"told": told, "counted": alone(counted_reports)}


def report(writing: int, folder: Path, networks: int) -> None:
    """Take a report of each network and flush each by itself."""
    from tests.insight.verdicts import NOON, a_report
    from troubleshoot.insight.flushing import flush
    from troubleshoot.insight.journal import Journal

    journal = Journal(folder)
    for network in range(networks):
        journal.append(a_report(f"{network}"), NOON)
        flush(journal)
        tell(writing, "counted")


def counted_reports() -> dict[str, int]:
    """Return how many reports stand, of how many networks, and how many were counted."""
    from troubleshoot.models import Report, ReportCount

    senders = list(Report.objects.values_list("sender", flat=True))
    return {
        "reports": len(senders),
        "senders": len(set(senders)),
        "sum": sum(ReportCount.objects.values_list("count", flat=True)),
    }


def tidy_while_counting(folder: str, processes: int, hours: int) -> dict[str, Any]:
    """Let processes roll up the same hours at once, while others count verdicts of just those hours."""
    actors = [
        fork(lambda writing, own=Path(folder) / f"journal-{one}": count_late(writing, own, hours))
        if one % 2
        else fork(lambda writing: tidy_until_done(writing, hours))
        for one in range(processes)
    ]
    told = [line for actor in actors for line in heard(*actor)]
    for one in range(1, processes, 2):
        flush_the_rest(Path(folder) / f"journal-{one}")
    return {"told": told, "counted": alone(counted_by_hour)}


def tidy_until_done(writing: int, hours: int) -> None:
    """Roll up hour after hour, up to the last of them."""
    from tests.insight.verdicts import NOON
    from troubleshoot.insight import retention

    for hour in range(hours + 1):
        retention.tidy(NOON + retention.FINE + hour * retention.HOUR)
    tell(writing, "tidied")


def count_late(writing: int, folder: Path, hours: int) -> None:
    """Count a verdict in each ten minutes of the hours that others roll up meanwhile."""
    from datetime import timedelta

    from tests.insight.verdicts import NOON, a_verdict
    from troubleshoot.insight.flushing import RolledUpError, flush
    from troubleshoot.insight.journal import Journal

    journal = Journal(folder)
    for tenth in range(hours * 6):
        journal.append(a_verdict(), NOON + timedelta(minutes=10 * tenth))
        with suppress(RolledUpError):
            flush(journal)
        tell(writing, "counted")


def counted_by_hour() -> list[int]:
    """Return how many verdicts were given in each hour."""
    from troubleshoot.models import Tally

    hours: Counter[str] = Counter()
    for tally in Tally.objects.all():
        hours[f"{tally.bucket:%Y%m%d%H}"] += tally.count
    return [count for _, count in sorted(hours.items())]


if __name__ == "__main__":
    given = set_up()
    json.dump(globals()[sys.argv[1]](given["folder"], **given["arguments"]), sys.stdout)
