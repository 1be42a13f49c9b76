"""The newest releases as local files, so that a process can start while the database is away.

Written atomically (temporary file, fsync, rename, fsync of the folder); the last five are kept; a file whose
digest does not match its document is passed over.
"""

import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from troubleshoot import engine

log = logging.getLogger(__name__)

KEPT: Final = 5


def write(folder: Path, release: Mapping[str, Any]) -> Path:
    """Write one release (number, digest, published_at, document) and drop all but the last five.

    Raises OSError when the disk refuses; then no file of that name is there, or the old one is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"release-{release['number']:08d}.json"
    write_whole(target, json.dumps(dict(release), ensure_ascii=False))
    for old in _newest_first(folder)[KEPT:]:
        old.unlink(missing_ok=True)
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
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def read_newest(folder: Path) -> dict[str, Any] | None:
    """Return the newest whole release of the folder, None where there is none."""
    for path in _newest_first(folder):
        try:
            release: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if engine.digest(release["document"]) == release["digest"]:
                return {name: release[name] for name in ("number", "digest", "published_at", "document")}
        except (OSError, ValueError, KeyError, TypeError):
            log.warning("The release file %s cannot be read; trying an earlier one.", path.name)
    return None


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("release-*.json"), reverse=True)


def sync_folder(folder: Path) -> None:
    """Make what was renamed, made or removed in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
