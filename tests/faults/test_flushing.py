"""A database that crashes while verdicts are brought into it: committed or not, each is counted once."""

import random
import subprocess
import sys

from tests.scale import scaled
from tests.server import Site
from tests.servers import until

CRASHES = scaled(8, 4)
#: Records verdict after verdict, each about a cause of its own, and flushes all the while; ends with its input.
RECORDING = """
import sys, threading
from itertools import count
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from tests.insight.verdicts import a_verdict
from troubleshoot.insight.flushing import Flusher
from troubleshoot.insight.journal import Journal
from troubleshoot.wiring import _own_connection

journal = Journal(Path(settings.VAR_DIR) / "journal")
flusher = Flusher(journal, seconds=0.0, session=_own_connection)
flusher.start()
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set())).start()
for number in count():
    if over.wait(0.01):
        break
    journal.append(a_verdict(guide="crashing", cause=f"c{number}"), timezone.now())
    print(number, flush=True)
flusher.stop()
flusher._thread.join()
"""


def counted(database):
    """Return how many causes were counted, and how often the most was."""
    found = database.ask(
        "SELECT count(DISTINCT cause), coalesce(sum(count), 0) FROM troubleshoot_tally WHERE guide = 'crashing'"
    )
    return tuple(map(int, found.split("|")))


def test_crashing_at_any_moment_the_database_counts_each_verdict_once(database, content, static, tmp_path):
    chance, seen = random.Random(1), []
    site = Site(tmp_path, static, **content, SERVING="true")
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", RECORDING]
    said, log = tmp_path / "said", tmp_path / "log"
    with (
        said.open("w") as out,
        log.open("w") as err,
        subprocess.Popen(command, **site.beside(), stdin=subprocess.PIPE, stdout=out, stderr=err) as recording,
    ):
        for _ in range(CRASHES):
            enough = counted(database)[0] + chance.randrange(1, 40)
            until(lambda least=enough: counted(database)[0] >= least, log.read_text)
            database.stop()
            database.start()
            seen.append(counted(database))
        recording.stdin.close()
        recording.wait(60)
    acknowledged = said.read_text().split()

    assert recording.returncode == 0, log.read_text()
    assert [causes for causes, total in seen if causes != total] == []
    assert counted(database) == (len(acknowledged), len(acknowledged))
    assert list(tmp_path.glob("journal/*.jsonl")) == []
    assert len(set(seen)) == CRASHES
