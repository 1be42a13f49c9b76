"""Hands the lower layers what they may not import: loaders to the snapshot, folders and connections to all.

``install()`` is called by the app's ``ready()`` and starts nothing; ``start_refreshing()`` by the server, in each
serving process, once it has forked.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connections

from troubleshoot import announcing, auditing, search, snapshot
from troubleshoot.door import marks
from troubleshoot.incidents import loading as incidents
from troubleshoot.incidents.sources import Feed
from troubleshoot.incidents.watchman import Watchman
from troubleshoot.insight import counting, recording
from troubleshoot.insight.flushing import Flusher
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.misses import Misses
from troubleshoot.insight.recording import Recorder
from troubleshoot.models import Counter
from troubleshoot.publishing import loading as releases
from troubleshoot.publishing.planning import Timekeeper
from troubleshoot.snapshot import pulse

#: Seconds after each look in which questions are decided ahead: readers, and incidents, are not kept waiting by it.
DECIDING: Final = 0.2
#: Seconds that a new process waits for its first look at the database before it serves what it holds.
FIRST_LOOK: Final = 0.5


class Background(NamedTuple):
    """What works beside the requests of a serving process."""

    refresher: snapshot.Refresher
    flusher: Flusher
    pulser: pulse.Pulser
    timekeeper: Timekeeper | None = None
    watchman: Watchman | None = None
    listener: announcing.Listener | None = None

    def hears(self) -> bool:
        """Tell whether Redis is heard; so too where there is none to hear."""
        return self.listener is None or self.listener.hears

    def stop(self) -> None:
        """End all, the verdicts given so far counted."""
        for one in (self.listener, self.timekeeper, self.pulser, self.watchman, self.refresher, self.flusher):
            if one:
                one.stop()


#: What this process's readers searched for in vain.
misses: Final = Misses()


def install() -> None:
    """Tell the snapshot how to load, the journal where to lie, the search who counts what it does not find.

    Also who hears of a newer release or incident: the other processes first, for this one takes its time to load.
    """
    folder = Path(settings.VAR_DIR)
    snapshot.install(
        snapshot.Loaders(
            versions=releases.versions,
            release=releases.newest,
            incidents=incidents.load_incidents,
            suspicions=incidents.load_suspicions,
            folder=folder / "releases",
        )
    )
    pulse.install(counting.curves)
    recording.install(Recorder(Journal(folder / "journal"), asks=recording.one_in(settings.HOW_LONG_ONE_IN)))
    search.install(misses.add)
    announcing.install(settings.REDIS_URL)
    auditing.install()
    Counter.heard_by = (announcing.announce, snapshot.reload)
    user_logged_in.connect(marks.begin, dispatch_uid="door")


def load() -> None:
    """Load the first snapshot where one can be had. A server that does not start cannot say what it lacks.

    The indexes come later: making them takes longer than all the rest, and readers of pages need none.
    """
    with _unpooled(), suppress(snapshot.NoSnapshotError):
        snapshot.current()


def start_refreshing() -> Background:
    """Load the newest snapshot; then, in the background, look for newer ones and do whatever is due.

    Where there is none yet, the refresher finds the first release once it is published.
    """
    refresher = snapshot.Refresher(session=_looking)
    background = Background(
        refresher,
        Flusher(recording.current().journal, session=_own_connection, also=misses.flush, kept=settings.TALLIES_KEPT),
        pulse.Pulser(session=_own_connection),
        *_for_editors(),
        announcing.Listener(settings.REDIS_URL, refresher.wake) if settings.REDIS_URL else None,
    )
    if snapshot.held():  # loaded before this process was forked, perhaps long ago
        snapshot.catch_up()
        refresher.begin(FIRST_LOOK)
    else:
        load()
        refresher.start()
    snapshot.leave_to_refresher()
    for repeater in background:
        if repeater and repeater is not refresher:
            repeater.start()
    background.pulser.wake()
    atexit.register(background.flusher.stop)
    return background


def _for_editors() -> tuple[Timekeeper | None, Watchman | None]:
    """Return what publishes and proposes by itself; a node for readers alone has no right to."""
    if not settings.EDITORS:
        return None, None
    feeds = [Feed(*one) for one in settings.STATUS_FEEDS]
    return (
        Timekeeper(session=_own_connection),
        Watchman(feeds, settings.SURGES_PUBLISHED_FOR, session=_own_connection),
    )


def make_indexes(served: snapshot.Snapshot) -> None:
    """Make the search's indexes of a snapshot, those that are not there yet."""
    for language in snapshot.LANGUAGES:
        search.held(served.releases, language)


@contextmanager
def _looking() -> Iterator[None]:
    """Leave no connection open between two looks; after each make the indexes, and some decisions, not there yet."""
    with _own_connection():
        yield
    with suppress(snapshot.NoSnapshotError):
        served = snapshot.current()
        make_indexes(served)
        snapshot.decide(served, DECIDING)


@contextmanager
def _unpooled() -> Iterator[None]:
    """Connect without the pool, which tries for seconds where a server refuses: here a release file will do."""
    options = connections["default"].settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        with _own_connection():
            yield
    finally:
        if pool:
            options["pool"] = pool


@contextmanager
def _own_connection() -> Iterator[None]:
    """Leave no connection open between two looks."""
    try:
        yield
    finally:
        connections.close_all()
