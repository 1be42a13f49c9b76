"""Takes in what readers say: admitted by the caps, then on the disk, then acknowledged."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Final

from .caps import Capped, Caps, Once
from .journal import Feedback, Journal, Report, Said, Took, Verdict

#: Texts on a guide that a network may send in a day whatever its part: people read them, nothing is learned from their
#: number; and durations, of which a walk has one.
FREE_TEXTS: Final = 20
FREE_DURATIONS: Final = 1

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of what a reader said."""

    COUNTED = auto()
    TOO_MANY = auto()
    NOT_KEPT = auto()


def never() -> bool:
    """Ask nobody."""
    return False


def one_in(number: int) -> Callable[[], bool]:
    """Return what asks one reader in so many, by chance; nobody where that is 0."""
    return lambda: number > 0 and secrets.randbelow(number) == 0


def _caps() -> Mapping[type[Capped], Caps]:
    return {Verdict: Caps(), Feedback: Caps(FREE_TEXTS), Took: Caps(FREE_DURATIONS)}


@dataclass(frozen=True, slots=True)
class Recorder:
    """The journal of a node with this process's caps before it, each kind's its own.

    ``asks``: draws whether a reader who was helped is asked how long it took.
    """

    journal: Journal
    asks: Callable[[], bool] = never
    caps: Mapping[type[Capped], Caps] = field(default_factory=_caps)
    reported: Once = field(default_factory=Once)

    def record(self, said: Capped, sender: str, at: datetime) -> Outcome:
        """Keep what was said for good, unless its sender's network said too much or the disk refuses."""
        if not self.caps[type(said)].admit(said, sender, at):
            return Outcome.TOO_MANY
        return self._kept(said, at)

    def report(self, report: Report, at: datetime) -> Outcome:
        """Keep a report for good, unless its network gave one about the guide lately or the disk refuses."""
        if not self.reported.admit(report, at):
            return Outcome.TOO_MANY
        outcome = self._kept(report, at)
        if outcome is Outcome.NOT_KEPT:
            self.reported.take_back(report)
        return outcome

    def _kept(self, said: Said, at: datetime) -> Outcome:
        try:
            self.journal.append(said, at)
        except OSError as error:
            log.error("The journal could not be written: %s", error)  # noqa: TRY400  # a flood of traces
            return Outcome.NOT_KEPT
        return Outcome.COUNTED


_held: dict[str, Recorder] = {}


def install(recorder: Recorder) -> None:
    """Say what records for this process; writes nothing yet."""
    _held["recorder"] = recorder


def current() -> Recorder:
    """Return this process's recorder, installed when Django became ready."""
    return _held["recorder"]
