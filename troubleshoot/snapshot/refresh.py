"""Looks for a newer release or incident in the background, so that no reader waits for the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from troubleshoot.repeating import Repeater

from . import store


class Refresher(Repeater):
    """Asks the loaders every ``seconds``. What fails is noted in ``store.staleness()``; the snapshot held serves on."""

    name = "snapshot-refresher"
    complaint = "The newest release could not be loaded; the old one serves on."

    def __init__(
        self, seconds: float = 1.0, session: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        super().__init__(seconds, session)

    def work(self) -> None:
        """Ask once, and swap what is newer."""
        store.reload()
