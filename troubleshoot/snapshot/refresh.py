"""Looks for a newer release or incident in the background, so that no reader waits for the database."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from . import store

log = logging.getLogger(__name__)


class Refresher:
    """A thread that asks the loaders every ``seconds``; a failed look is logged once and tried again.

    ``session`` wraps each look: there the caller opens and closes what the loaders need.
    """

    def __init__(
        self, seconds: float = 1.0, session: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        self._seconds = seconds
        self._session = session
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="snapshot-refresher", daemon=True)

    def start(self) -> None:
        """Start looking. Only in a process that serves, after it has forked."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for its last look."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self.look()

    def look(self) -> None:
        """Ask once. What fails is noted in ``store.staleness()``; the snapshot held serves on."""
        failed_before = store.staleness().failures > 0
        try:
            with self._session():
                store.reload()
        except Exception:
            if not failed_before:
                log.exception("The newest release could not be loaded; the old one serves on.")
