"""Writes the mirror as a tree of files, checks its links, and says what it is in a manifest."""

import ctypes
import json
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from helpcenter.connections import let_go
from troubleshoot import snapshot

from .asking import MirrorError
from .mirrored import File, Mirror, Page, look
from .tree import replaced

MANIFEST: Final = "mirror.json"
#: Pages that a process makes before it says so.
_AT_ONCE: Final = 200
#: Linux's PR_SET_PDEATHSIG. A process that outlived the one it works for would keep the folder locked.
_DIE_WITH_PARENT: Final = 1

type Tell = Callable[[str], object]


class Manifest(NamedTuple):
    """What a mirror says of itself. ``made``: an ISO time; ``look``: see look(); ``walks``: a guide at most."""

    release: int
    digest: str
    made: str
    site: str
    look: str
    walks: int | None
    files: int
    bytes: int


@dataclass(slots=True)
class Sum:
    """What was written, and what it leads to."""

    files: set[str] = field(default_factory=set)
    leads_to: set[str] = field(default_factory=set)
    bytes: int = 0

    def join(self, other: "Sum") -> None:
        """Count what was written elsewhere."""
        self.files |= other.files
        self.leads_to |= other.leads_to
        self.bytes += other.bytes


def held_in(folder: Path) -> Manifest | None:
    """Return what the mirror in a folder says of itself, None where there is none or another version wrote it."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def export(  # the command's options
    folder: Path, made: datetime, *, at_most: int | None = None, processes: int = 1, tell: Tell = str
) -> Manifest | None:
    """Write what is published into a folder; return None where it holds the same already.

    ``at_most``: walks a guide, see walks(); ``processes``: that make pages side by side; ``tell`` is told how far it
    is. Raises MirrorError, OSError, snapshot.NoSnapshotError; then the folder is as it was.
    """
    served = _newest()
    looks, before = look(served), held_in(folder)
    if before and (before.look, before.walks, before.site) == (looks, at_most, settings.SITE_URL):
        return None
    with replaced(folder) as tree:
        written = _write_all(tree, Mirror(served, made, at_most), processes, tell)
        manifest = Manifest(
            served.number, served.digest, made.isoformat(timespec="seconds"), settings.SITE_URL, looks, at_most,
            len(written.files), written.bytes,
        )  # fmt: skip
        (tree / MANIFEST).write_text(json.dumps(manifest._asdict(), indent=2) + "\n", encoding="utf-8")
    return manifest


def _newest() -> snapshot.Snapshot:
    """Return what the database holds, but no suspicion: it is over long before a mirror is looked at.

    Raises MirrorError where only a file could be read: it may lack incidents.
    """
    served = snapshot.current()
    if snapshot.staleness().failures:
        raise MirrorError("The database cannot be read, so an ongoing incident may be missing. Try again once it can.")
    return replace(served, suspicions=())


def _write_all(tree: Path, mirror: Mirror, processes: int, tell: Tell) -> Sum:
    pages, written = mirror.pages(), Sum()
    parts = [pages[start : start + _AT_ONCE] for start in range(0, len(pages), _AT_ONCE)]
    for done in _side_by_side(partial(_write_pages, tree, mirror), parts, processes):
        written.join(done)
        tell(f"{len(written.files)} of {len(pages)} pages")
    written.join(_write(tree, mirror.shared()))
    written.join(_write(tree, _static(written.leads_to)))
    if missing := sorted(written.leads_to - written.files):
        raise MirrorError("Links lead to files that are not there: " + ", ".join(missing[:10]))
    return written


def _write_pages(tree: Path, mirror: Mirror, pages: Iterable[Page]) -> Sum:
    return _write(tree, map(mirror.file, pages))


def _write(tree: Path, files: Iterable[File]) -> Sum:
    written = Sum()
    for file in files:
        path = tree / file.name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        written.join(Sum({file.name}, set(file.leads_to), len(file.content)))
    return written


def _static(names: Iterable[str]) -> Iterator[File]:
    """Yield the static files among those that pages lead to. Raises MirrorError where one is not there."""
    for name in names:
        if name.startswith(settings.STATIC_URL):
            yield File(name, _static_file(name.removeprefix(settings.STATIC_URL)))


def _static_file(name: str) -> bytes:
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            content: bytes = file.read()
            return content
    found = finders.find(name)
    if not isinstance(found, str):
        raise MirrorError(f"The static file {name} is not there: run collectstatic first.")
    return Path(found).read_bytes()


def _side_by_side[Part](work: Callable[[Part], Sum], parts: Sequence[Part], processes: int) -> Iterator[Sum]:
    """Do all parts of a work in several processes, which share what this one holds. Raises MirrorError, if one dies."""
    if processes == 1:
        yield from map(work, parts)
        return
    let_go()
    fork = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(processes, fork, _hold, (work,)) as pool:
            yield from pool.map(_do, parts)
    except BrokenProcessPool as died:
        raise MirrorError("A process that made pages was killed: is there enough memory?") from died


_held: list[Callable[[Any], Sum]] = []


def _hold(work: Callable[[Any], Sum]) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    _held[:] = [work]


def _do(part: Any) -> Sum:  # noqa: ANN401  # a part of whatever is held
    return _held[0](part)
