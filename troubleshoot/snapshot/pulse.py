"""Holds what changes by the minute and is no part of the snapshot: how many reports of each guide came of late.

Readers' pages that show it, or that tell of today, are a function of snapshot and pulse. Beside the snapshot the pulse
is replaced once a minute; where the database cannot be asked, by one that has the time and no numbers.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from troubleshoot.repeating import Repeater

#: Columns of a curve: a day of half-hours.
COLUMNS: Final = 48

type Curves = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Pulse:
    """Reports at a moment: of each guide that had any by half-hours, the running one last; None: nobody knows."""

    at: datetime
    curves: Curves | None = None


@dataclass(slots=True)
class _Held:
    pulse: Pulse | None = None
    load: Callable[[datetime, int], Curves] | None = None
    hear: Callable[[], object] = int


_held: Final = _Held()


def install(load: Callable[[datetime, int], Curves]) -> None:
    """Say how curves are loaded: from a moment and a number of columns. It may raise anything."""
    _held.load = load


def on_beat(hear: Callable[[], object]) -> None:
    """Say what is called after each change, in the thread that made it."""
    _held.hear = hear


def held() -> Pulse | None:
    """Return the pulse; None where this process has none, as a command."""
    return _held.pulse


def current() -> Pulse:
    """Return the pulse; where there is none, one of now that knows no numbers. Asks nothing."""
    return _held.pulse or Pulse(datetime.now(UTC))


def swap(pulse: Pulse | None) -> None:
    """Put another pulse in place, and say so; None forgets it."""
    _held.pulse = pulse
    _held.hear()


def beat(at: datetime) -> None:
    """Load the pulse of a moment and put it in place. Raises what the loader raises; then time goes on all the same."""
    curves = None
    try:
        curves = MappingProxyType(dict(_held.load(at, COLUMNS))) if _held.load else None
    finally:
        swap(Pulse(at, curves))


class Pulser(Repeater):
    """Brings the pulse up to date every ``seconds``."""

    name = "pulser"
    complaint = "The numbers of reports could not be loaded; readers are shown none."

    def __init__(
        self, seconds: float = 60.0, session: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        super().__init__(seconds, session)

    def work(self) -> None:
        """Load the pulse of now."""
        beat(datetime.now(UTC))
