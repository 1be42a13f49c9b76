"""A folder that is replaced whole, or not at all: it is a link to a tree beside it, and the link is what changes."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .asking import MirrorError


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give a new tree to write into, which ``folder`` leads to once the block ends well; the old one is removed then.

    Raises MirrorError where the folder is something else, or is being replaced by another process; OSError.
    """
    _judge(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        old = folder.resolve() if folder.is_symlink() else None
        _tidy(folder, old)
        new = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        new.mkdir()
        try:
            yield new
            _show(new, folder)
        except BaseException:
            shutil.rmtree(new)
            raise
        _tidy(folder, new)


def _judge(folder: Path) -> None:
    if not folder.is_symlink() and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise MirrorError(f"{folder} is there and holds something else. Name a folder that is new or empty.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise MirrorError(f"{folder} is being written by another process.") from busy
        yield


def _tidy(folder: Path, but: Path | None) -> None:
    """Remove the trees beside the folder, but for one: the old ones, and what was interrupted."""
    for tree in folder.parent.glob(f".{folder.name}-*"):
        if tree.is_symlink():
            tree.unlink()
        elif tree.resolve() != (but and but.resolve()):
            shutil.rmtree(tree)


def _show(new: Path, folder: Path) -> None:
    os.sync()  # once for all files: the tree is on the disk before it is shown
    link = folder.with_name(f".{folder.name}-link")
    link.symlink_to(new.name)
    if not folder.is_symlink() and folder.is_dir():
        folder.rmdir()
    link.replace(folder)
