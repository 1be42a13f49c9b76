"""A real site for tests: gunicorn with the first content, in a folder, on a port and with a database of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from .servers import free_port

ROOT = Path(__file__).parents[1]
DATABASE = "site.sqlite3"
#: The numbers of a filled site's release and incidents.
FIRST = (1, 0)
PASSWORD = "a-long-enough-password"
#: Who may enter the admin of a filled site: three who may do everything, and one with a role.
#: Each is signed in already, with the name as the session's key: hashing a password takes its time.
ACCOUNTS = f"""
from datetime import datetime, UTC
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from tests.signing_in import MARKS
password, backend = make_password({PASSWORD!r}), "django.contrib.auth.backends.ModelBackend"
for name in ("editor", "sato", "suzuki", "publisher"):
    user = User.objects.create(username=name, password=password, is_staff=True, is_superuser=name != "publisher")
    whose = {{SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(), BACKEND_SESSION_KEY: backend}}
    whose |= MARKS
    Session.objects.save("session-of-" + name, whose, datetime(2999, 1, 1, tzinfo=UTC))
user.groups.add(Group.objects.get(name="公開者"))
"""


class Site:
    """A server to be started and stopped; used as a context, it is stopped for certain."""

    def __init__(self, folder: Path, static: Path, **settings: str) -> None:
        """Say where it lies; ``settings``: what its environment holds beside what a site of one's own takes."""
        self.folder = folder
        self.static = static
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = settings
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> int:
        """The process that started the server's others."""
        assert self._server is not None, "not started"
        return self._server.pid

    def manage(self, *arguments: str, code: int = 0) -> str:
        """Run a command of manage.py on the site's database; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], **self.beside(), capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def fill(self) -> Self:
        """Do what ``make run`` does before it serves, and let editors in; static files are collected once."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_first_content")
        self.manage("shell", "-c", ACCOUNTS)
        if not (self.static / "staticfiles.json").exists():
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
        return self

    def start(self) -> Self:
        """Serve; return once it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "python:helpcenter.gunicorn_conf"]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, **self.beside(), stdout=log, stderr=log)
        self.until(self._answers)
        return self

    def running(self) -> subprocess.Popen[bytes] | None:
        """Return the server while it runs."""
        return self._server if self._server and self._server.poll() is None else None

    def put_back(self, filled: Path) -> None:
        """Have the running site hold what it was copied from, and serve that."""
        source = sqlite3.connect(f"file:{filled / DATABASE}?immutable=1", uri=True)
        with closing(source), closing(sqlite3.connect(self.folder / DATABASE, timeout=30)) as mine:
            source.backup(mine)
        self.until(lambda: self._shown() == FIRST)
        for file in (self.folder / "releases").iterdir():
            if not (filled / "releases" / file.name).exists():
                file.unlink()

    def begin_anew(self, filled: Path) -> None:
        """Stop, and hold nothing but what was copied."""
        self.stop()
        shutil.rmtree(self.folder)
        shutil.copytree(filled, self.folder)

    def until(self, holds: Callable[[], bool], within: float = 60) -> None:
        """Wait until something holds; fail with the server's log when it ends first, or takes too many seconds."""
        end = time.monotonic() + within
        while not holds():
            assert self._server is not None, "not started"
            assert self._server.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server and wait for it."""
        if self._server:
            self._server.terminate()
            self._server.wait(30)
            self._server = None

    def log(self) -> str:
        """Return what the server wrote."""
        return (self.folder / "log").read_text()

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of a page."""
        try:
            with urllib.request.urlopen(self.address + path) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def beside(self) -> dict[str, Any]:
        """Return how a process of the site's is started: where, and with which environment."""
        own = {
            "VAR_DIR": str(self.folder),
            "HOW_LONG_ONE_IN": "0",  # no page is another by chance
            "STATIC_ROOT": str(self.static),
            "DATABASE_URL": f"sqlite:///{self.folder / DATABASE}",
            "DJANGO_SETTINGS_MODULE": "helpcenter.settings",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        return {"cwd": ROOT, "env": {**os.environ, **own, **self.settings}}

    def _shown(self) -> tuple[int, int]:
        """Return the numbers of the release and the incidents that are served."""
        ready = json.loads(self.get("/readyz")[1])
        return ready["release"], ready["incidents_number"]

    def _answers(self) -> bool:
        try:
            return self.get("/")[0] == 200
        except OSError:
            return False
