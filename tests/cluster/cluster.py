"""A whole site on one machine: PostgreSQL, Redis, two nodes and nginx, set up by the files of deploy/ alone.

What an operator does on a bare machine is done here under a folder of its own, on free ports. Standard library only:
scripts/cluster shows it to people.
"""

import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

from tests.servers import ROOT, Nginx, PostgreSQL, Redis, free_port, until

from .manual import blocks, under
from .readers import connect, verdict
from .systemctl import Unit, session

#: The name it is served under; every system knows it as this machine.
NAME = "localhost"
#: What stands in for the programs of a machine that is wholly ours.
MACHINE = Path(__file__).with_name("machine")


class WebServer(Nginx):
    """The web server in front, with the files that deploy/install wrote under ``root``."""

    user = "www-data"

    def __init__(self, root: Path, port: int) -> None:
        super().__init__()
        self.root, self.configuration = root, root / "etc/nginx/nginx.conf"
        self.port = port

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    def hand_over(self) -> None:
        """Give it, which is not root here, what root would open for it."""
        mine = [self.root / "etc/helpcenter/tls/privkey.pem"]
        for folder in ("run", "var/log/nginx", "var/lib/nginx", "var/cache/helpcenter"):
            mine += [self.root / folder, *(self.root / folder).rglob("*")]
        for path in mine if os.getuid() == 0 else []:
            shutil.chown(path, self.user)


class Cluster:
    """The site; used as a context, all of it is stopped and its folder removed."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="cluster-"))
        self.root.chmod(0o755)
        self.code, self.repository = self.root / "opt/helpcenter/code", self.root / "repository"
        self.database, self.redis = PostgreSQL(), Redis()
        self.ports = free_port(), free_port()
        self.tls_port, self.http_port = free_port(), free_port()
        self._senders = count(1000)
        self.nginx = WebServer(self.root, self.tls_port)
        self.url = f"https://{NAME}:{self.tls_port}"

    @property
    def nodes(self) -> list[Unit]:
        """The nodes as systemd has them."""
        return [Unit(self.root, f"helpcenter@{port}") for port in self.ports]

    def start(self) -> Self:
        """Set the site up by the commands of docs/operators/several-nodes.md, each of them, and start it."""
        self.database.start()
        self.redis.start()
        self._make_repository()
        (self.root / "etc").mkdir()
        for block in blocks("several-nodes.md"):
            self.follow(block)
        return self

    def follow(self, commands: Iterable[str]) -> None:
        """Carry out commands of a manual."""
        for command in commands:
            self._follow(command)

    def _follow(self, command: str) -> None:
        """Carry out a command of a manual; a trial's settings and its nginx are its own."""
        if command == "systemctl restart nginx":
            self.nginx.hand_over()
            self.nginx.start()
            return
        self.run("sh", "-c", under(self.root, command, self._own()))
        if command.startswith("sed -i"):
            self._write_settings()

    def _own(self) -> dict[str, str]:
        """Return what is this trial's instead of the manual's."""
        return {"8001": str(self.ports[0]), "8002": str(self.ports[1]), '"https://$NAME"': self.url}

    def make_whole(self) -> None:
        """Start whatever is not running, and wait until every node is ready."""
        for node in self.nodes:
            if not node.process():
                node.kill()
                node.start()
        for port in self.ports:
            until(lambda port=port: _is_ready(port), self.logs)

    def run(self, *command: str) -> str:
        """Run a command in the site's clone of the code, as an operator would; return what it printed."""
        folder = self.code if self.code.exists() else self.root
        done = subprocess.run(command, cwd=folder, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}{self.logs()}"
        return done.stdout

    def processes(self, node: Unit) -> list[int]:
        """Return a node's processes, the one that starts the others first."""
        return session(node.process())

    def workers(self, node: Unit) -> list[int]:
        """Return the processes of a node that serve."""
        return self.processes(node)[1:]

    def page(self, path: str) -> str:
        """Return what a reader is shown."""
        return self.asked(path)[1]

    def style(self, page: str) -> str:
        """Return the address of a page's style sheet."""
        return re.findall(r'href="(/static/css/site\.[^"]+)"', page)[0]

    @contextmanager
    def verdicts(self) -> Iterator[Counter[str]]:
        """Have verdicts sent all the while, each from another network; yield what became of them."""
        sent, before, going = Counter(), self._counted(), Event()
        going.set()

        def send() -> None:
            while going.is_set():
                sent[verdict(NAME, self.tls_port, next(self._senders))] += 1
                time.sleep(0.1)

        sender = Thread(target=send, daemon=True)
        sender.start()
        try:
            yield sent
        finally:
            going.clear()
            sender.join(30)
            sent["before"] = before

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py as an operator of a node would; return what it printed."""
        current = self.root / "opt/helpcenter/current"
        command = [str(current / ".venv/bin/python"), "manage.py", *arguments]
        own = Unit(self.root, "helpcenter-backup.service").environment()
        done = subprocess.run(command, cwd=current, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def assert_counted(self, sent: Counter[str]) -> None:
        """Fail unless each verdict that was acknowledged is in the database once."""
        assert sent["counted"] > 5, sent
        least = sent["before"] + sent["counted"]
        until(lambda: self._counted() >= least, self.logs)
        until(lambda: not self._journals(), self.logs)
        assert least <= self._counted() <= least + sent["told"] + sent["silent"], (sent, self._counted())

    def _counted(self) -> int:
        return int(
            self.run("psql", "-AtX", "-c", "SELECT coalesce(sum(count), 0) FROM troubleshoot_tally", "helpcenter")
        )

    def _journals(self) -> list[Path]:
        """Return the segments that hold something."""
        folder = self.root / "var/lib/helpcenter"
        return [file for file in folder.glob("*/journal/*.jsonl") if file.exists() and file.stat().st_size]

    def asked(self, path: str) -> tuple[int, str]:
        """Return how a reader's request ends, and its body."""
        connection = connect(NAME, self.tls_port, 0)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def headers(self, path: str) -> Mapping[str, str]:
        """Return the headers of what a reader is shown."""
        connection = connect(NAME, self.tls_port, 0)
        connection.request("HEAD", path)
        answer = connection.getresponse().headers
        connection.close()
        return answer

    def page_of(self, port: int, path: str) -> str:
        """Return a page of a node, asked past nginx on a connection of its own: any of its processes may answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
        request.add_header("Host", NAME)
        request.add_header("X-Forwarded-Proto", "https")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read().decode())

    def ready(self, port: int) -> dict[str, Any]:
        """Return what a process of a node says of itself, asked past nginx."""
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return dict(json.load(answer))

    def where(self) -> str:
        """Say where everything is."""
        nodes = "\n".join(f"node        http://127.0.0.1:{port}/readyz" for port in self.ports)
        return (
            f"site        {self.url}/  (its certificate is its own: the browser asks)\n{nodes}\n"
            f"PostgreSQL  {self.database.url}\nRedis       {self.redis.url}\n"
            f"files       {self.root}  (etc, opt, var: as on a machine of its own)"
        )

    def logs(self) -> str:
        """Return the last lines that each part wrote."""
        files = [*sorted((self.root / "var/log").rglob("*.log")), self.nginx.folder / "log"]
        return "".join(f"\n== {file.name}\n{file.read_text()[-3000:]}" for file in files if file.exists())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.kill()
        for server in (self.nginx, self.redis, self.database):
            server.__exit__()
        shutil.rmtree(self.root, ignore_errors=True)

    def commit(self, why: str) -> None:
        """Make what stands in the repository a revision."""
        who = ["-c", "user.name=trial", "-c", "user.email=trial@localhost"]
        self.run("git", "-C", str(self.repository), "add", "--all")
        self.run("git", "-C", str(self.repository), *who, "commit", "--quiet", "--message", why)

    def _make_repository(self) -> None:
        """Make a repository of the code as it lies here, whether it is committed or not."""
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (self.repository / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.repository / name)
        self.run("git", "init", "--quiet", str(self.repository))
        self.commit("The code as it lies here")

    def _write_settings(self) -> None:
        """Put into the settings what an operator keeps, and a trial beside other servers cannot."""
        own: Mapping[str, object] = {
            "SITE_URL": self.url,
            "DATABASE_URL": f"postgresql://helpcenter@127.0.0.1:{self.database.port}/helpcenter",
            "REDIS_URL": self.redis.url,
            "STATIC_ROOT": self.root / "var/lib/helpcenter/static",
            "NODES": '"' + " ".join(f"127.0.0.1:{port}" for port in self.ports) + '"',
            "OWN_NODES": '"{} {}"'.format(*self.ports),
            "RUN_AS": pwd.getpwuid(os.getuid()).pw_name,
            "NGINX_USER": self.nginx.user if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name,
            "MIRROR_WALKS": 20,
            "HTTP_PORT": self.http_port,
            "HTTPS_PORT": self.tls_port,
        }
        file = self.root / "etc/helpcenter/site.env"
        lines = file.read_text(encoding="utf-8").splitlines()
        assert own.keys() <= {line.partition("=")[0] for line in lines}
        filled = [f"{name}={own[name]}" if (name := line.partition("=")[0]) in own else line for line in lines]
        file.write_text("\n".join(filled) + "\n", encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        """Return what its commands are given: a machine's programs, the manual's two names, where the trial is."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        programs = [str(MACHINE), str(self.database._programs), os.environ["PATH"]]
        return {
            **kept,
            "PATH": ":".join(programs),
            "NAME": NAME,
            "REPOSITORY": str(self.repository),
            "HELPCENTER_ROOT": str(self.root),
            "VENV": str(ROOT / ".venv"),
            "CURL_CA_BUNDLE": str(self.root / "etc/helpcenter/tls/fullchain.pem"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.database.port),
            "PGUSER": "tests",
        }


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
