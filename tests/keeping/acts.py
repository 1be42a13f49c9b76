"""What real processes do while a backup is made; started by ``tests.publishing.processes.act``."""

import io
import json
import os
import sys
from typing import Any

from tests.publishing.acts import alone, begin, draft, fork, heard, publish_all, set_up, tell


def back_up_while_saving(folder: str, at_most: int) -> list[dict[str, Any]]:
    """Make backups while one editor saves edits of two tables, and another publishes; return what each backup says.

    Ends when the backups have seen seven edits and three releases: how fast either is made is the machine's affair.
    """
    del folder
    alone(begin)
    reading, stop = os.pipe()
    others = [fork(lambda writing, work=work: until(reading, stop, work, writing)) for work in (save, publish_all)]
    os.close(reading)
    found: list[dict[str, Any]] = []
    while len(found) < at_most and (len(kinds(found, "edits")) < 7 or len(kinds(found, "numbers")) < 3):
        found.append(alone(versions))
    os.close(stop)
    for other in others:
        heard(*other)
    return found


def kinds(found: list[dict[str, Any]], name: str) -> set[Any]:
    """Return what different things backups say under a name."""
    return {one[name][0] for one in found}


def until(reading: int, stop: int, work: Any, writing: int) -> None:
    """Work until the other end of the pipe is closed."""
    os.close(stop)
    os.set_blocking(reading, False)
    while True:
        work(writing)
        try:
            if os.read(reading, 1) == b"":
                return
        except BlockingIOError:
            continue


def save(writing: int) -> None:
    """Save the next version of an edit of two tables: both or none."""
    save.version = getattr(save, "version", 0) + 1
    draft(save.version)
    tell(writing, "saved")


def versions() -> dict[str, Any]:
    """Make a backup; return what it says of the edit in either table, and of the newest release and its counter."""
    from django.utils import timezone

    from troubleshoot.keeping import archive
    from troubleshoot.keeping.backup import back_up

    file = io.BytesIO()
    back_up(file, timezone.now())
    tables: dict[str, list[dict[str, Any]]] = {}
    for said in archive.read(file):
        if isinstance(said, archive.Row):
            tables.setdefault(said.head.table, []).append(dict(zip(said.head.fields, said.values, strict=True)))
    [carrier] = [row["name"]["ja"] for row in tables["troubleshoot.carrier"] if row["slug"] == "docomo"]
    [counter] = [row["number"] for row in tables["troubleshoot.counter"] if row["name"] == "release"]
    newest = max(int(row["number"]) for row in tables["troubleshoot.release"])
    return {"edits": [carrier, tables["troubleshoot.guide"][0]["title"]["ja"]], "numbers": [newest, int(counter)]}


if __name__ == "__main__":
    given = set_up()
    json.dump(globals()[sys.argv[1]](given["folder"], **given["arguments"]), sys.stdout)
