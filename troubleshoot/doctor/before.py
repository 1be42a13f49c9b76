"""What must be right before Django can start. Standard library only."""

import os
import pwd
import re
import sqlite3
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from .base import Finding, Look, ok, watch, wrong

ROOT: Final = Path(__file__).resolve().parents[2]
#: As scripts/find-python has it.
OLDEST, TOO_NEW = (3, 12), (3, 15)
OLDEST_SQLITE: Final = (3, 37)


def python() -> Finding:
    """Judge the Python that runs this."""
    version, sqlite = sys.version.split()[0], sqlite3.sqlite_version
    told = f"Python {version}、SQLite {sqlite}。"
    if OLDEST <= sys.version_info[:2] < TOO_NEW and sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return ok(told)
    return wrong(told, "Python 3.12〜3.14(SQLite 3.37以上)を入れ、.venv を消して make run をやり直してください。")


def packages() -> Finding:
    """Compare the packages that are there with those that are locked."""
    locked = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+) (;)?", locked, re.MULTILINE)
    found = {name: _installed(name) for name, _, _ in pins}
    # One with a condition may belong to another system.
    missing = [name for name, _, condition in pins if not found[name] and not condition]
    others = [
        f"{name} {found[name]}({version} のはず)" for name, version, _ in pins if found[name] not in {"", version}
    ]
    how = "make run をやり直すか、.venv/bin/pip install --require-hashes -r requirements/base.txt を実行してください。"
    if missing:
        return wrong(f"パッケージがありません: {', '.join(missing)}。", how)
    if others:
        return watch(f"固定した版と違うパッケージがあります: {', '.join(others)}。", how)
    return ok(f"固定した{len(pins)}のパッケージがあります。")


def _installed(name: str) -> str:
    """Return an installed package's version, "" where there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def user() -> Finding:
    """Judge whether whoever asks is who serves: what another user sees and may do says nothing."""
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    own = os.geteuid()
    if not folder.exists() or folder.stat().st_uid == own:
        return ok(f"{_name(own)} として調べました。")
    owner = _name(folder.stat().st_uid)
    told = f"{folder} は利用者 {owner} のものですが、いまの利用者は {_name(own)} です。"
    return wrong(told, f"サイトと同じ利用者で調べてください: runuser -u {owner} -- …")


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


LOOKS: Final[tuple[Look, ...]] = (python, packages, user)
