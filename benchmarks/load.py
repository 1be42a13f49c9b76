"""Load by wrk: how many pages a server gives, or how soon at a given rate; each answer's status and length counts."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from .servers import OF_LOAD, PLAIN, Measured, on

CONNECTIONS: Final = 16
#: wrk asks the pages by turns, each connection after a pause of some milliseconds by chance, where there is one.
SCRIPT: Final = """
local pages, pause, at = { %(pages)s }, %(pause)s, 0
request = function()
  at = at %% #pages + 1
  return wrk.format(nil, pages[at])
end
if pause > 0 then delay = function() return math.random(0, 2 * pause) end end
done = function(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format('\\n{"requests": %%d, "bytes": %%.0f, "seconds": %%f, "p50": %%f, "p99": %%f, "failed": %%d}',
    summary.requests, summary.bytes, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
"""


class Load(NamedTuple):
    """What came of it; ``p50`` and ``p99`` in milliseconds."""

    requests: int
    bytes: float
    seconds: float
    p50: float
    p99: float
    failed: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def load(  # noqa: PLR0913
    server: Measured,
    pages: Sequence[str],
    length: int,
    seconds: int,
    *,
    connections: int = CONNECTIONS,
    pause: int = 0,
    says: Mapping[str, str] = PLAIN,
    processors: frozenset[int] = OF_LOAD,
) -> Load:
    """Ask a server for pages as fast as it gives them.

    ``pause``: milliseconds, on average, between an answer and the connection's next request. ``says``: the headers
    of each request. ``length``: how long a page is at least, headers aside: no variant may win by sending less.
    """
    with TemporaryDirectory(prefix="helpcenter-load-") as folder, on(processors):
        script = Path(folder) / "load.lua"
        script.write_text(SCRIPT % {"pages": ", ".join(map(json.dumps, pages)), "pause": pause})
        headers = [part for name, value in says.items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, *headers]
        url = f"http://127.0.0.1:{server.port}/"
        done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    got = Load(**json.loads(done.stdout.splitlines()[-1]))
    assert not got.failed, (type(server).__name__, got)
    assert got.bytes / got.requests > length, (type(server).__name__, got)
    return got
