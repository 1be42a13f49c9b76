"""Real servers beside the site: PostgreSQL, Redis and nginx, each as a user other than root, on a port and in a folder
of its own. They can be stopped, started again on what they held, and made to hang. Standard library only: scripts use
it too.
"""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[1]


#: Below those that the system draws from (/proc/sys/net/ipv4/ip_local_port_range).
PORTS = (20_000, 32_000)


class Server:
    """A server to be started, hung and stopped; used as a context it is stopped, and its folder removed."""

    #: Whom it runs as where we are root.
    user = "nobody"

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{type(self).__name__.lower()}-"))
        if self._owner():
            shutil.chown(self.folder, self.user)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it on what it held; return once it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, **self._beside())
        until(self.answers, (self.folder / "log").read_text)
        return self

    def stop(self) -> None:
        """End it at once, as a crash would; what it had said to be kept is kept."""
        if self.process:
            self.resume()
            self.process.send_signal(self.ending())
            self.process.wait(30)
            self.process = None

    def hang(self) -> None:
        """Have it answer nothing, though the system still takes connections and bytes in its name."""
        os.kill(self.processes()[0], signal.SIGSTOP)  # first, so that it starts no other meanwhile
        for process in self.processes():
            os.kill(process, signal.SIGSTOP)

    def resume(self) -> None:
        """Have a hung server go on."""
        for process in self.processes():
            with suppress(ProcessLookupError):  # one of a worker's may end meanwhile
                os.kill(process, signal.SIGCONT)

    def processes(self) -> list[int]:
        """Return the server's processes, the one that starts others first."""
        assert self.process, "not started"
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def command(self) -> list[str | Path]:
        """Return what starts it in the foreground."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Tell whether it does its work."""
        raise NotImplementedError

    def ending(self) -> signal.Signals:
        """Return the signal that ends it at once."""
        return signal.SIGKILL

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _beside(self) -> dict[str, Any]:
        return {"cwd": self.folder, **self._owner()}

    def _owner(self) -> dict[str, Any]:
        if os.getuid() != 0:
            return {}
        owner = pwd.getpwnam(self.user)
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


class PostgreSQL(Server):
    """A database server, which refuses to run as root."""

    user = "postgres"

    def __init__(self, *settings: str) -> None:
        """Make an empty cluster; ``settings``: name=value, as the server's configuration has them."""
        super().__init__()
        self._programs = _postgres_programs()
        # The machine does not lose its power here: what a process wrote is there although nobody waited for the disk.
        self._settings = (*settings, "fsync=off", "listen_addresses=127.0.0.1", "max_connections=100")
        self._data = self.folder / "data"
        make = [self._programs / "initdb", "-D", self._data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, stdout=subprocess.DEVNULL, check=True, **self._beside())

    @property
    def url(self) -> str:
        """The DATABASE_URL of its one database."""
        return f"postgresql://tests@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str | Path]:
        chosen = [part for setting in self._settings for part in ("-c", setting)]
        return [self._programs / "postgres", "-D", self._data, "-p", str(self.port), "-k", self.folder, *chosen]

    def answers(self) -> bool:
        ready = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0

    def ending(self) -> signal.Signals:
        return signal.SIGQUIT  # killed, it would leave its children

    def ask(self, sql: str) -> str:
        """Return what psql prints of a query's rows, columns apart by "|"."""
        command = [self._programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tests", "-AtX", "-c", sql]
        done = subprocess.run([*command, "postgres"], capture_output=True, text=True, check=True)
        return done.stdout.strip()


class Redis(Server):
    """A Redis that keeps nothing on the disk."""

    @property
    def url(self) -> str:
        """The REDIS_URL of it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str | Path]:
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]

    def answers(self) -> bool:
        return self.ask("PING") == "PONG"

    def ask(self, *words: str) -> str:
        """Return what redis-cli prints of a command."""
        command = ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


class Nginx(Server):
    """A web server with a configuration of one's own."""

    configuration: Path

    def command(self) -> list[str | Path]:
        return ["nginx", "-e", "stderr", "-p", self.folder, "-c", self.configuration, "-g", "daemon off;"]

    def ending(self) -> signal.Signals:
        return signal.SIGTERM  # killed, it would leave its workers


def until(holds: Callable[[], bool], said: Callable[[], str] = str, within: float = 60) -> float:
    """Wait until something holds; return after how many seconds. Fail with what is ``said`` when it takes too many."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() < begun + within, said()
        time.sleep(0.01)
    return time.monotonic() - begun


def free_port() -> int:
    """Return a port that nobody listens on, and that the system gives nobody who asks for any: it may be used later."""
    while True:
        port = random.randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _postgres_programs() -> Path:
    """Return the folder of the database server's programs."""
    found = subprocess.run([ROOT / "scripts/postgres-bin"], capture_output=True, text=True, check=False).stdout.strip()
    assert found, "No PostgreSQL 15 or later was found. Install the package postgresql and run this again."
    return Path(found)
