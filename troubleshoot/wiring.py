"""Hands the lower layers what they may not import: loaders to the snapshot, the journal its flusher.

``install()`` is called by the app's ``ready()`` and starts nothing; ``start_refreshing()`` by the server, in each
serving process, once it has forked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

from troubleshoot import snapshot
from troubleshoot.incidents import loading as incidents
from troubleshoot.insight import recording
from troubleshoot.publishing import loading as releases


def install() -> None:
    """Tell the snapshot how to load and the journal where to lie."""
    folder = Path(settings.VAR_DIR)
    snapshot.install(
        snapshot.Loaders(
            versions=lambda: (releases.number(), incidents.number()),
            release=releases.newest,
            incidents=incidents.load_incidents,
            folder=folder / "releases",
        )
    )


def start_refreshing() -> snapshot.Refresher:
    """Load the first snapshot, then look for newer ones and count the journal's verdicts in the background."""
    with _own_connection():
        snapshot.current()
    refresher = snapshot.Refresher(session=_own_connection)
    refresher.start()
    recording.Flusher(session=_own_connection).start()
    return refresher


@contextmanager
def _own_connection() -> Iterator[None]:
    """Leave no connection open between two looks."""
    try:
        yield
    finally:
        connections.close_all()
