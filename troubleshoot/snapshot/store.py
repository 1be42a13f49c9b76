"""Holds the snapshot of this process: one reference, swapped whole."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from troubleshoot import engine

from . import localfile
from .packed import pack

log = logging.getLogger(__name__)

#: The languages readers are served in.
LANGUAGES: Final = ("ja", "en", "easy")


class NoSnapshotError(RuntimeError):
    """Neither the database nor a release file could be read yet: the site cannot answer (503)."""

    def __init__(self) -> None:
        super().__init__("No release could be loaded: neither the database nor a release file is there.")


class Published(NamedTuple):
    """A release as the database holds it; ``published_at`` is an ISO time."""

    number: int
    digest: str
    published_at: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Loaders:
    """How to ask the database. Each may raise whatever the database raises.

    ``versions`` gives the numbers of the newest release (0: none) and of the incidents; ``release`` the newest
    release or None; ``incidents`` all incidents, newest first; ``suspicions`` what may be one, under the same number.
    """

    versions: Callable[[], tuple[int, int]]
    release: Callable[[], Published | None]
    incidents: Callable[[], tuple[engine.Incident, ...]]
    folder: Path | None = None
    suspicions: Callable[[], tuple[engine.Suspicion, ...]] = tuple


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that readers' pages are made of, in the language in which it is read. Number 0 is an empty site.

    ``is_draft``: nobody published it; nothing that is done on its pages is recorded.
    """

    number: int
    digest: str
    published_at: str
    releases: Mapping[str, engine.Release]
    document: Mapping[str, Any]
    incidents: tuple[engine.Incident, ...] = ()
    incidents_number: int = 0
    suspicions: tuple[engine.Suspicion, ...] = ()
    language: str = "ja"
    is_draft: bool = False
    ongoing: tuple[engine.Incident, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ongoing", tuple(one for one in self.incidents if one.ongoing))

    def release(self) -> engine.Release:
        """Return the release in this language."""
        return self.releases[self.language]

    def read_in(self, language: str) -> "Snapshot":
        """Return the same snapshot in another language."""
        return self if language == self.language else replace(self, language=language)


class Staleness(NamedTuple):
    """How many looks at the database failed since one went well, what kind of error the last was, since when (ISO).

    The error's own words stay in the log: they may name hosts and users, and anybody may read this.
    """

    failures: int = 0
    reason: str = ""
    since: str = ""


@dataclass(slots=True)
class _Held:
    snapshot: Snapshot | None = None
    loaders: Loaders | None = None
    prepare: Callable[[Snapshot], object] = id
    staleness: Staleness = field(default_factory=Staleness)
    is_refreshed: bool = False


_held = _Held()
_loading = threading.RLock()
_shown: ContextVar[Snapshot | None] = ContextVar("shown", default=None)


def install(loaders: Loaders) -> None:
    """Say how snapshots are loaded; starts nothing."""
    _held.loaders = loaders


def before_swap(prepare: Callable[[Snapshot], object]) -> None:
    """Say what is done with a newer snapshot before readers see it, in the thread that loaded it."""
    _held.prepare = prepare


def held() -> Snapshot | None:
    """Return the same as ``current()`` where something is there already, else None: nothing is loaded."""
    return _shown.get() or _held.snapshot


def current() -> Snapshot:
    """Return the snapshot; the first call of a process loads it. Raises NoSnapshotError when that is impossible."""
    return _shown.get() or _held.snapshot or _first()


@contextmanager
def shown(snapshot: Snapshot) -> Iterator[None]:
    """Answer ``current()`` with another snapshot, here and in nobody else's request: a preview."""
    token = _shown.set(snapshot)
    try:
        yield
    finally:
        _shown.reset(token)


def swap(snapshot: Snapshot | None) -> None:
    """Put another snapshot in place, whole; None forgets it, so that the next reader loads anew."""
    _held.snapshot, _held.staleness = snapshot, Staleness()


def staleness() -> Staleness:
    """Return how the last look at the database went."""
    return _held.staleness


def reload(at: datetime | None = None) -> Snapshot:
    """Ask the database and swap what is newer; ``at``: now. Raises what the database or the document raises.

    A release that cannot be loaded leaves the old snapshot in place.
    """
    loaders = _held.loaders
    if loaders is None:
        raise NoSnapshotError
    with _loading:
        try:
            newer = _newer(_held.snapshot, loaders)
        except Exception as error:
            before = _held.staleness
            since = before.since or (at or datetime.now(UTC)).isoformat(timespec="seconds")
            _held.staleness = Staleness(before.failures + 1, type(error).__name__, since)
            raise
        _held.staleness = Staleness()
        _put_in_place(newer)
        return newer


def _put_in_place(newer: Snapshot) -> None:
    """Hold what is newer, once all is ready for it."""
    if newer is not _held.snapshot:
        try:
            _held.prepare(newer)
        except Exception:
            log.exception("What comes before a new release failed; it is served all the same.")
    _held.snapshot = newer


def leave_to_refresher() -> None:
    """Have ``current()`` wait for no database any more: this process has a refresher, who looks every second."""
    _held.is_refreshed = True


def _first() -> Snapshot:
    if _held.is_refreshed:
        raise NoSnapshotError
    with _loading:
        if _held.snapshot is not None:
            return _held.snapshot
        try:
            return reload()
        except NoSnapshotError:
            raise
        except Exception as error:
            log.exception("The database cannot be read; trying the release file.")
            _held.snapshot = _kept_snapshot(error)
            return _held.snapshot


def catch_up() -> None:
    """Take from the local files what is newer than what is held: that may be from before a fork, long ago.

    The database need not be asked for it, which may be away; what it has beyond that the next look finds.
    """
    with _loading, suppress(NoSnapshotError):
        held, folder = _held.snapshot, _held.loaders.folder if _held.loaders else None
        if held is None or folder is None:
            return
        newer = held
        if localfile.newest_number(folder) > held.number and (kept := _kept_snapshot(None)).number > held.number:
            newer = replace(kept, incidents=held.incidents, incidents_number=held.incidents_number)
        number, incidents = localfile.read_incidents(folder)
        if number > held.incidents_number:
            newer = replace(newer, incidents=incidents, incidents_number=number)
        _put_in_place(newer)


def _kept_snapshot(reason: Exception | None) -> Snapshot:
    """Return the newest release file that can be served, and the incidents beside it, as a snapshot.

    Raises NoSnapshotError, for this reason, where no release file will do.
    """
    folder = _held.loaders.folder if _held.loaders else None
    if folder is None:
        raise NoSnapshotError from reason
    for kept in localfile.read_all(folder):
        try:
            snapshot = build(Published(**kept))
        except Exception:  # whatever another version of this program may have written
            log.exception("The release file of release %s cannot be served; trying an earlier one.", kept["number"])
            continue
        incidents_number, incidents = localfile.read_incidents(folder)
        return replace(snapshot, incidents=incidents, incidents_number=incidents_number)
    raise NoSnapshotError from reason


def _newer(held: Snapshot | None, loaders: Loaders) -> Snapshot:
    """Return the held snapshot with whatever the database has that is newer."""
    number, incidents_number = loaders.versions()
    snapshot = held
    if snapshot is None or snapshot.number != number:
        published = loaders.release()
        snapshot = build(published, held)
        if published and loaders.folder:
            _keep(partial(localfile.write, loaders.folder, published._asdict()))
    if held is None or held.incidents_number != incidents_number or snapshot is not held:
        snapshot = replace(
            snapshot,
            incidents=loaders.incidents(),
            suspicions=loaders.suspicions(),
            incidents_number=incidents_number,
        )
        if loaders.folder:
            _keep(partial(localfile.write_incidents, loaders.folder, incidents_number, snapshot.incidents))
    return snapshot


def _keep(write: Callable[[], object]) -> None:
    """Write a local file; a full disk must not keep the release and the incidents from readers."""
    try:
        write()
    except OSError:
        log.exception("The release file or the incidents' could not be written; they are served all the same.")


_EMPTY: Final = MappingProxyType({"format": 1, "carriers": {}, "devices": {}, "causes": {}, "guides": {}})


def build(published: Published | None, held: Snapshot | None = None) -> Snapshot:
    """Return the snapshot of a release in every language. Raises engine.DocumentError.

    ``held``: an earlier one; guides and causes that are the same in it are taken over, and cost nothing again.
    """
    number, digest, published_at, document = published or Published(0, "", "", _EMPTY)
    packed, same = pack(document, held.document if held else None)
    releases = engine.load_all(document, LANGUAGES, held.releases if held else None, same)
    return Snapshot(
        number=number,
        digest=digest,
        published_at=published_at,
        releases=MappingProxyType(releases),
        document=MappingProxyType(packed),
        incidents=held.incidents if held else (),
        suspicions=held.suspicions if held else (),
        incidents_number=held.incidents_number if held else 0,
    )
