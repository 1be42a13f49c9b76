"""Takes a verdict in: admitted by the caps, then on the disk, then acknowledged."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from .caps import Caps
from .journal import Journal, Verdict

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a verdict."""

    COUNTED = auto()
    TOO_MANY = auto()
    NOT_KEPT = auto()


@dataclass(frozen=True, slots=True)
class Recorder:
    """The journal of a node with this process's caps before it."""

    journal: Journal
    caps: Caps = field(default_factory=Caps)

    def record(self, verdict: Verdict, sender: str, at: datetime) -> Outcome:
        """Keep a verdict for good, unless its sender's network said too much or the disk refuses."""
        if not self.caps.admit(verdict, sender, at):
            return Outcome.TOO_MANY
        try:
            self.journal.append(verdict, at)
        except OSError as error:
            log.error("A verdict could not be written to the journal: %s", error)  # noqa: TRY400  # a flood of traces
            return Outcome.NOT_KEPT
        return Outcome.COUNTED


_held: dict[str, Recorder] = {}


def install(recorder: Recorder) -> None:
    """Say what records this process's verdicts; writes nothing yet."""
    _held["recorder"] = recorder


def current() -> Recorder:
    """Return this process's recorder, installed when Django became ready."""
    return _held["recorder"]
