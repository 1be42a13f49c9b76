"""A filled site to measure, and what the others need to serve the same."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tests import server
from tests.servers import ROOT
from troubleshoot import engine

from .servers import OF_LOAD, WAGTAIL, Measured, Site, on
from .walks import a_step

GUIDE: Final = "x-sms"
#: What the others are told, and the file that says it.
FILES: Final = {"BENCH_BODY": "body", "BENCH_HEADERS": "headers", "BENCH_FOLDER": "others"}


class Length(NamedTuple):
    """How long is measured: rounds, seconds of load in each, pages first seen in each, groups of blocks in process.

    ``tries``: how often, at most, until no bar is missed.
    """

    rounds: int = 5
    seconds: int = 3
    pages: int = 150
    groups: int = 5
    tries: int = 2


QUICK: Final = Length(2, 1, 40, 2, 1)


class Bench(NamedTuple):
    """What all measurements share.

    ``environment``: of the site and the others; ``step``: the address of the page that is measured, ``sent`` its bytes
    as a browser gets them, ``plain`` how many they are unpacked; ``hot``: addresses that an outage makes many ask for.
    """

    environment: dict[str, str]
    guide: engine.Guide
    step: str
    sent: bytes
    plain: int
    hot: list[str]
    length: Length


@contextmanager
def filled(length: Length) -> Iterator[Bench]:
    """Fill a site, take a step's bytes from it for the others, and lay these out."""
    # Compiling all modules at each start is nobody's lot but of who forbids to keep them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with TemporaryDirectory(prefix="helpcenter-bench-") as name:
        folder = Path(name)
        for part in ("var", "static", "others"):
            (folder / part).mkdir()
        own = server.Site(folder / "var", folder / "static").fill()
        environment = {name: value for name, value in own.beside()["env"].items() if os.environ.get(name) != value}
        environment |= {name: str(folder / file) for name, file in FILES.items()}
        release = engine.load(json.loads(own.manage("export_document")))
        guide = release.guides[GUIDE]
        step = a_step(guide)
        with Site(environment, step).start() as site:
            (folder / "body").write_bytes(site.get(step))
            (folder / "headers").write_text(json.dumps(site.headers(step)))
            plain = len(site.get(step, packed=False))
        _lay_out({**os.environ, **environment}, folder / "others", plain)
        hot = ["/", "/incidents/", step, *(f"/guides/{slug}/" for slug in release.guides)][:5]
        yield Bench(environment, guide, step, (folder / "body").read_bytes(), plain, hot, length)


def _lay_out(environment: dict[str, str], folder: Path, size: int) -> None:
    """Make a Wagtail page of a size, and a bare Django project."""
    fill = [WAGTAIL, "-m", "benchmarks.anchors.wagtail_site.fill", str(size)]
    subprocess.run(fill, env=environment, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "django", "startproject", "project", folder], cwd=folder, check=True)


@contextmanager
def running(servers: Iterable[Measured]) -> Iterator[None]:
    """Have servers run, with this process out of their way."""
    with ExitStack() as stack, on(OF_LOAD):
        for one in servers:
            stack.enter_context(one.start())
        yield
