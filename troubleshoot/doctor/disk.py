"""What the site keeps on the disk: room, who may read and write it, what waits there."""

import json
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone

from troubleshoot.insight.journal import Journal
from troubleshoot.snapshot import localfile

from .base import Finding, ok, watch, wrong

MB: Final = 1_000_000
#: Free room below which somebody should look, and below which the next backup or release may not fit.
LITTLE, TOO_LITTLE = 1_000 * MB, 200 * MB
#: Files that can still be made, likewise.
FEW_FILES: Final = 1_000
#: A server counts its segments every ten seconds; what is older waits for something.
WAITING, FORGOTTEN = timedelta(minutes=10), timedelta(days=1)


def disk_space() -> Finding:
    """Judge the room where VAR_DIR lies."""
    free, files = shutil.disk_usage(settings.VAR_DIR).free, os.statvfs(settings.VAR_DIR)
    told = f"{settings.VAR_DIR} の空きは{free // MB:,} MBです。"
    how = "古いバックアップやログを消すか、ディスクを広げてください(docs/operators/disk.md)。"
    if files.f_files and files.f_favail < FEW_FILES:
        return wrong(f"{settings.VAR_DIR} に作れるファイルは、あと{files.f_favail:,}個です。", how)
    if free < TOO_LITTLE:
        return wrong(told, how)
    return watch(told, how) if free < LITTLE else ok(told)


def folders() -> Finding:
    """Judge whether the site can write where it must."""
    var = Path(settings.VAR_DIR)
    refused = [refusal for folder in (var, var / "journal", var / "releases") if (refusal := _refusal(folder))]
    if refused:
        how = f"{_owner(var)} が書けるようにしてください。いまは読者の評価も、公開版のファイルも残りません。"
        return wrong(f"書けないフォルダーがあります: {'、'.join(refused)}。", how)
    return ok(f"{var} に書けます。")


def _refusal(folder: Path) -> str:
    """Return why nothing can be written into a folder, "" where it can or will be made."""
    try:
        if os.path.lexists(folder):
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x")
    except OSError as failure:
        return f"{folder}({failure.strerror})"
    return ""


def ownership() -> Finding:
    """Judge whether all that lies in VAR_DIR belongs to who serves."""
    var, own = Path(settings.VAR_DIR), os.geteuid()
    others = list(islice((path for path in var.rglob("*") if _owner_of(path) not in {own, None}), 3))
    if others:
        told = f"別の利用者のファイルがあります: {'、'.join(map(str, others))}。"
        return wrong(
            told, f"chown -R {_owner(var)} {var} を実行してください。管理コマンドはサイトの利用者で動かします。"
        )
    return ok(f"{var} のファイルはすべて {_owner(var)} のものです。")


def _owner_of(path: Path) -> int | None:
    """Return whose a file is, None where it has gone meanwhile: a site that runs makes and removes files."""
    try:
        return path.lstat().st_uid
    except FileNotFoundError:
        return None


def privacy() -> Finding:
    """Judge whether others on this machine can read what is secret."""
    key, database = Path(settings.VAR_DIR) / "secret_key", Path(settings.DATABASES["default"]["NAME"])
    if _is_open(key):
        return wrong(f"{key} をほかの利用者が読めます。", f"chmod 600 {key} を実行し、中身を作り直してください。")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and _is_open(database):
        return watch(f"{database} をほかの利用者が読めます。", f"chmod 600 {database} を実行してください。")
    return ok("秘密のファイルは、持ち主だけが読めます。")


def _is_open(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & 0o077)


def release_files() -> Finding:
    """Judge whether a process could start while the database is away."""
    folder = Path(settings.VAR_DIR) / "releases"
    names = sorted(path.name for path in folder.glob("release-*.json"))
    if not names:
        return watch("公開版のファイルがまだありません。", "サーバーが一度起動すれば書かれます。")
    held = localfile.read_newest(folder)
    if held and names[-1] <= f"release-{held['number']:08d}.json":  # a newer one may have come meanwhile
        return ok(f"公開版のファイルは{held['number']}番まであります。")
    return wrong(f"{folder / names[-1]} が壊れています。", "そのファイルを消して、サーバーを起動し直してください。")


def journal() -> Finding:
    """Judge how long verdicts have been waiting to be counted."""
    segments = Journal(Path(settings.VAR_DIR) / "journal").segments()
    begun = [at for segment in segments if (at := _begun(segment))]
    if not begun:
        return ok("数えるのを待っている評価はありません。")
    age = timezone.now() - begun[0]
    told = f"{len(begun)}のファイルの評価が、長いもので{age.total_seconds() / 3600:.1f}時間、数えるのを待っています。"
    how = "この VAR_DIR のサーバーを動かし、データベースに書けるようにしてください。失われてはいません。"
    if age > FORGOTTEN:
        return wrong(told, how)
    return watch(told, how) if age > WAITING else ok(told)


def _begun(segment: Path) -> datetime | None:
    """Return when a segment was begun: its name says it; None where it is a file of somebody else's."""
    try:
        return datetime.strptime(segment.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def static_files() -> Finding:
    """Judge whether what pages link to was collected, and since the last change."""
    manifest, how = (
        Path(settings.STATIC_ROOT) / "staticfiles.json",
        "python manage.py collectstatic を実行してください。",
    )
    try:
        collected = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return wrong(f"静的ファイルが {settings.STATIC_ROOT} に集められていません。", how)
    gone = [name for name in collected.values() if not (manifest.parent / name).is_file()]
    times = {name: storage.get_modified_time(name) for one in get_finders() for name, storage in one.list(_IGNORED)}
    if missing := [*(name for name in times if name not in collected), *gone]:
        return wrong(f"集められていない静的ファイルが{len(missing)}あります({missing[0]} など)。", how)
    if max(times.values()).timestamp() > manifest.stat().st_mtime:
        return watch("静的ファイルは、最後の変更より前に集められました。", how)
    return ok(f"{len(collected)}の静的ファイルが集められています。")


#: What collectstatic passes over.
_IGNORED: Final = ["CVS", ".*", "*~"]


def _owner(folder: Path) -> str:
    """Return whose a folder is."""
    try:
        return folder.owner()
    except KeyError:
        return str(folder.stat().st_uid)
