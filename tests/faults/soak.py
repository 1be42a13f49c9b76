"""The long run, by ``make soak``: readers, verdicts, publishing and outages for SOAK_SECONDS (1,800).

Memory grows by 5 % at most, no process holds more files open, no GET fails, and no line tells of an error. What is
young grows for a while: the first quarter is left out.
"""

import os
import re
import time
from itertools import count
from pathlib import Path
from statistics import median

from tests.faults.measuring import told
from tests.faults.publishing import publish

SECONDS = float(os.environ.get("SOAK_SECONDS", "1800"))
RATE = 60
#: Seconds between two looks at the processes, two publishings, two outages.
LOOKING, PUBLISHING, OUTAGES = 5, 20, 60
OUTAGE = """
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause, Incident
going = Incident.objects.ongoing().first()
if going:
    lifecycle.resolve(going, actor=None, body={"ja": "直りました。"})
else:
    cause = Cause.objects.filter(role="outage").first()
    lifecycle.begin(actor=None, cause=cause, title={"ja": "届きにくい"}, body={"ja": "調べています。"})
"""


def test_soak(cluster, load, record_property):
    looks, end, turns = [], time.monotonic() + SECONDS, count(1)
    with cluster.verdicts() as sent, load(RATE) as readers:
        while time.monotonic() < end:
            turn, begun = next(turns), time.monotonic()
            if turn % (PUBLISHING // LOOKING) == 0:
                publish(cluster, f"題 {turn}")
            if turn % (OUTAGES // LOOKING) == 0:
                cluster.manage("shell", "-v", "0", "-c", OUTAGE)
            looks.append([look(pid) for node in cluster.nodes for pid in cluster.processes(node)])
            time.sleep(max(0, begun + LOOKING - time.monotonic()))

    assert len(looks) > 12, "SOAK_SECONDS is too short to tell"
    quarter = len(looks) // 4
    early, late = looks[quarter : 2 * quarter], looks[-quarter:]
    memory = [median(sum(one[0] for one in seen) for seen in part) for part in (early, late)]
    files = [max(one[1] for seen in part for one in seen) for part in (early, late)]
    what = f"memory {memory[0]:.1f} → {memory[1]:.1f} MB, open files {files[0]} → {files[1]}; {readers}"
    told(record_property, f"{SECONDS:.0f} s of everything", f"{what}; verdicts {dict(sent)}")
    assert len({len(seen) for seen in looks}) == 1, "a process came or went"
    assert memory[1] <= 1.05 * memory[0]
    assert files[1] <= files[0] + 2
    assert readers.all.failed == []
    cluster.assert_counted(sent)
    assert re.findall(r"(?m)^.*(?:Traceback| ERROR | CRITICAL ).*$", logs(cluster)) == []


def look(pid):
    """Return a process's memory in MB, what it shares counted in parts, and how many files it has open."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1000, files


def logs(cluster):
    return "".join(file.read_text() for file in (cluster.root / "var/log").rglob("*.log"))
