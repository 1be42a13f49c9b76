"""The newest release in memory, swapped whole. Rule: imports the engine alone; loaders are handed in by wiring.

A reader's request takes ``current()`` once and never waits for a database.
"""

from .deciding import decide
from .refresh import Refresher
from .store import (
    LANGUAGES,
    Loaders,
    NoSnapshotError,
    Published,
    Snapshot,
    Staleness,
    before_swap,
    build,
    catch_up,
    current,
    held,
    install,
    leave_to_refresher,
    reload,
    shown,
    staleness,
    swap,
)

__all__ = [
    "LANGUAGES",
    "Loaders",
    "NoSnapshotError",
    "Published",
    "Refresher",
    "Snapshot",
    "Staleness",
    "before_swap",
    "build",
    "catch_up",
    "current",
    "decide",
    "held",
    "install",
    "leave_to_refresher",
    "reload",
    "shown",
    "staleness",
    "swap",
]
