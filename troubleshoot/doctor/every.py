"""All looks, in the order in which they are told."""

from collections.abc import Iterator
from typing import Final

from django.db import DatabaseError

from . import before, data, disk, names, running
from .base import Finding, Look, named, wrong

#: What can be judged with the database away.
ALWAYS: Final[tuple[Look, ...]] = (
    *before.LOOKS,
    names.debug,
    names.secret_key,
    names.hosts,
    names.https,
    names.django_check,
    disk.disk_space,
    disk.folders,
    disk.ownership,
    disk.privacy,
    disk.static_files,
    disk.release_files,
    disk.journal,
    running.redis,
    running.server,
)
#: What asks the database. Where it is away, or not as the program knows it, there the looks end.
ASKING: Final[tuple[Look, ...]] = (
    data.database,
    data.migrations,
    data.release,
    data.release_files_agree,
    data.clock,
    data.owner,
    data.second_factors,
    data.officers,
    data.watched,
)


def judged() -> Iterator[Finding]:
    """Look at everything that can be judged."""
    for look in ALWAYS:
        yield _judged(look)
    for look in ASKING:
        finding = _judged(look)
        yield finding
        if finding.level == "wrong" and look in {data.database, data.migrations}:
            return


def _judged(look: Look) -> Finding:
    try:
        return named(look, look())
    except (OSError, DatabaseError) as failure:
        told = " ".join(str(failure).split())
        return named(look, wrong(f"調べられませんでした({told})。", "ほかの異常を先に直してください。"))
