"""What systemd does with a unit of deploy/systemd, as far as a trial takes it: starts what it says, as it says.

``python systemctl.py ROOT start|stop|restart|enable|daemon-reload UNIT …``, as machine/systemctl calls it.
A unit's environment, folder and command are its own; who it runs as and what it is kept from are not carried out.
Standard library only.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from string import Template
from typing import NamedTuple

#: What was started and goes on without us; to forget it would be a warning.
_started: list[subprocess.Popen[bytes]] = []
#: Seconds until a unit that does not end, or does not say it is ready, is killed.
PATIENCE = 30


class Unit(NamedTuple):
    """A unit under ``root``, by its full name: node@8001."""

    root: Path
    name: str

    def text(self) -> str:
        """Return its file, the instance put in."""
        name, at, rest = self.name.partition("@")
        file = f"{name}{at}.service" if "." not in name else name
        return (self.root / "etc/systemd/system" / file).read_text(encoding="utf-8").replace("%i", rest)

    def settings(self) -> list[tuple[str, str]]:
        """Return the lines of its service."""
        service = self.text().partition("[Service]")[2].partition("\n[")[0]
        pairs = (line.partition("=") for line in service.splitlines() if "=" in line and line[0] != "#")
        return [(key, value) for key, _, value in pairs]

    def all(self, key: str) -> list[str]:
        """Return the values of a key, in order."""
        return [value for name, value in self.settings() if name == key]

    def environment(self) -> dict[str, str]:
        """Return what its processes are given: nothing of ours but where programs are."""
        lines = [word for line in self.all("Environment") for word in shlex.split(line)]
        for file in self.all("EnvironmentFile"):
            kept = Path(file).read_text(encoding="utf-8").splitlines()
            lines += [" ".join(shlex.split(line)) for line in kept if "=" in line and line[0] != "#"]
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **dict(line.split("=", 1) for line in lines)}

    def process(self) -> int:
        """Return its main process, 0 for none."""
        file = self.root / "run" / f"{self.name}.pid"
        number = int(file.read_text()) if file.exists() else 0
        return number if number and is_alive(number) else 0

    def start(self) -> None:
        """Start it; return once it says that it is ready."""
        said = self.root / "run" / f"{self.name}.notify"
        said.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard, self._log() as log:
            heard.bind(str(said))
            heard.settimeout(PATIENCE)
            environment = {**self.environment(), "NOTIFY_SOCKET": str(said)}
            command = shlex.split(self.all("ExecStart")[0])
            folder = self.all("WorkingDirectory")[0]
            started = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True
            )
            _started.append(started)
            (self.root / "run" / f"{self.name}.pid").write_text(str(started.pid))
            while b"READY=1" not in heard.recv(4096):
                pass

    def run(self) -> None:
        """Carry a unit out that ends by itself."""
        environment, folder = self.environment(), self.all("WorkingDirectory")[0]
        for line in self.all("ExecStart"):
            subprocess.run(shlex.split(Template(line).substitute(environment)), env=environment, cwd=folder, check=True)

    def stop(self) -> None:
        """Ask its main process to end; kill what is there after its time."""
        if process := self.process():
            os.kill(process, signal.SIGTERM)
            end = time.monotonic() + PATIENCE
            while is_alive(process) and time.monotonic() < end:
                time.sleep(0.02)
            self.kill()

    def kill(self) -> None:
        """Kill all its processes at once; return when they are gone."""
        file = self.root / "run" / f"{self.name}.pid"
        killed = session(int(file.read_text())) if file.exists() else []
        for process in killed:
            os.kill(process, signal.SIGKILL)
        while any(map(is_alive, killed)):
            time.sleep(0.01)

    def _log(self):
        return (self.root / "var/log" / f"{self.name}.log").open("ab")


def is_alive(process: int) -> bool:
    """Tell whether a process is there; one that only waits to be buried is not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def session(leader: int) -> list[int]:
    """Return the processes of a session, its leader first."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(rest[3]) == leader and rest[0] != "Z":
            found.append(number)
    return sorted(found, key=lambda number: number != leader)


def main() -> None:
    """Do as systemctl would."""
    root, what, *words = sys.argv[1:]
    for unit in (Unit(Path(root), word.removesuffix(".service")) for word in words if word != "--now"):
        carry_out(what, unit)


def carry_out(what: str, unit: Unit) -> None:
    """Do one thing to one unit. Exits where it is nothing that a trial takes."""
    match what, unit.all("Type"):
        case "enable", _:
            assert "WantedBy=" in unit.text(), f"{unit.name} is wanted by nothing."
        case "start" | "restart", ["oneshot"]:
            unit.run()
        case "restart", _:
            unit.stop()
            unit.start()
        case "start" | "stop", _:
            getattr(unit, what)()
        case _:
            sys.exit(f"Not carried out here: {what}")


if __name__ == "__main__":
    main()
