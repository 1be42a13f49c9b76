"""The newest releases and the incidents as local files, so that a process can start while the database is away.

Written atomically (temporary file, fsync, rename, fsync of the folder); the last five releases are kept; a file whose
digest does not match what it says is passed over.
"""

import fcntl
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from troubleshoot import engine
from troubleshoot.engine.guide import IncidentUpdate

log = logging.getLogger(__name__)

KEPT: Final = 5
#: What a release file says of its release.
_RELEASE: Final = {"number", "digest", "published_at", "document"}
INCIDENTS: Final = "incidents.json"
#: The shape in which incidents are written: another number with each change of it.
INCIDENTS_FORMAT: Final = 2


def write(folder: Path, release: Mapping[str, Any]) -> Path:
    """Write one release (number, digest, published_at, document) and drop all but the last five.

    Raises OSError when the disk refuses; then no file of that name is there, or the old one is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"release-{release['number']:08d}.json"
    rest = {name: one for name, one in release.items() if name != "document"}  # which has a digest of its own
    write_whole(target, json.dumps({**rest, "check": engine.digest(rest), **release}, ensure_ascii=False))
    for old in _newest_first(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    sweep(folder)
    return target


def write_whole(target: Path, text: str) -> None:
    """Write a text as a file wholly or not at all, power cuts included. Raises OSError when the disk refuses."""
    with whole(target) as file:
        file.write(text.encode())


@contextmanager
def whole(target: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written, which is there wholly once the block ends well, power cuts included, or not at all.

    Only its owner may read it. Raises OSError when the disk refuses.
    """
    handle, temporary = _begin(target)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def _begin(target: Path) -> tuple[int, Path]:
    """Make a temporary file for a target, locked for as long as it is open: so nobody takes it for a dead writer's."""
    while True:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # somebody swept it away before it was locked


def sweep(folder: Path) -> None:
    """Remove what writers left half written who were killed."""
    for left in folder.glob(".*-*"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def read_newest(folder: Path) -> dict[str, Any] | None:
    """Return the newest whole release of the folder, None where there is none."""
    return next(read_all(folder), None)


def read_all(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole releases of the folder, the newest first; each is read when it is asked for."""
    for path in _newest_first(folder):
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if _is_as_written(told):
                yield {name: told[name] for name in _RELEASE}
                continue
            log.warning("The release file %s is damaged; trying an earlier one.", path.name)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            log.warning("The release file %s cannot be read; trying an earlier one.", path.name)


def _is_as_written(told: dict[str, Any]) -> bool:
    """Tell whether a file says what was written; files from before there was a check hold the document's alone."""
    rest = {name: one for name, one in told.items() if name not in {"document", "check"}}
    is_checked = "check" in told and engine.digest(rest) == told["check"]
    return (is_checked or told.keys() == _RELEASE) and engine.digest(told["document"]) == told["digest"]


def newest_number(folder: Path) -> int:
    """Return the number of the newest release of the folder, whole or not; 0 where there is none."""
    return max((int(path.stem.rpartition("-")[2]) for path in _newest_first(folder)[:1]), default=0)


def write_incidents(folder: Path, number: int, incidents: Iterable[engine.Incident]) -> None:
    """Write all incidents and their number in place of those before.

    Raises OSError when the disk refuses; then those before are whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = {"format": INCIDENTS_FORMAT, "number": number, "incidents": [asdict(incident) for incident in incidents]}
    write_whole(folder / INCIDENTS, json.dumps({**told, "digest": engine.digest(told)}, ensure_ascii=False))
    sweep(folder)


def read_incidents(folder: Path) -> tuple[int, tuple[engine.Incident, ...]]:
    """Return the incidents' number and all incidents of the folder; 0 and none where they cannot be read."""
    try:
        told: dict[str, Any] = json.loads((folder / INCIDENTS).read_text(encoding="utf-8"))
        digest = told.pop("digest")
        if (told["format"], engine.digest(told)) == (INCIDENTS_FORMAT, digest):
            return told["number"], tuple(_incident(**incident) for incident in told["incidents"])
        log.warning("The file %s is damaged or of another version; no incidents are told of.", INCIDENTS)
    except Exception:  # whatever the disk, or another version of this program, may have left there
        log.warning("The file %s cannot be read; no incidents are told of.", INCIDENTS, exc_info=True)
    return 0, ()


def _incident(*, scopes: Any, updates: Any, **told: Any) -> engine.Incident:  # noqa: ANN401  # JSON's lists and texts
    return engine.Incident(
        **told,
        scopes=tuple((guide, carrier) for guide, carrier in scopes),
        updates=tuple(IncidentUpdate(**update) for update in updates),
    )


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("release-*.json"), reverse=True)


def sync_folder(folder: Path) -> None:
    """Make what was renamed, made or removed in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
