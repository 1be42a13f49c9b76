"""The node's journal: verdicts, durations, feedback and reports on the disk, until they are in the database.

A segment is a file of JSON lines. Its writer holds a lock on it for as long as it may write, and the system lets go of
the lock when the writer dies: so a segment that can be locked is complete, whoever wrote it, and may be counted.
"""

import errno
import fcntl
import json
import os
import secrets
import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from django.db.models import CharField, Model

from troubleshoot import models
from troubleshoot.snapshot.localfile import sync_folder

#: A segment that has grown to this many bytes is let go: it is counted as one, in memory and in one transaction.
SEGMENT_BYTES: Final = 1_000_000


def _refuse_unfit(said: "Said", table: type[Model]) -> None:
    """Raise ValueError for what a table cannot hold of what was said."""
    for column in table._meta.fields:
        if isinstance(column, CharField):
            value = getattr(said, column.name)
            if not isinstance(value, str) or len(value) > (column.max_length or 0) or "\0" in value:
                raise ValueError(f"There is no room for this {column.name}: {value!r:.100}")


class Stand(NamedTuple):
    """How far a walk has come: what was answered, and the causes that have failed, as a verdict writes them."""

    answers: str
    failed: str

    def leads_to(self, later: "Stand") -> bool:
        """Tell whether a walk may have come from here to a later stand without a verdict: more may be answered."""
        same = self.failed == later.failed
        return same and set(self.answers.split("&")) - {""} <= set(later.answers.split("&"))

    @property
    def causes(self) -> int:
        """How many causes have failed."""
        return len(self.failed.split(",")) if self.failed else 0


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """What a reader said of one advice. ``answers`` and ``tried`` as a link writes them, ``verdict`` a Tally.Verdict.

    ``others``: the causes that were tried together with the first, joined by commas; lines from before there were any
    do not say it. Raises ValueError for what the tallies cannot hold.
    """

    guide: str
    answers: str
    tried: str
    cause: str
    verdict: str
    others: str = ""

    def __post_init__(self) -> None:
        _refuse_unfit(self, models.Tally)
        models.Tally.Verdict(self.verdict)

    @property
    def path(self) -> tuple[str, ...]:
        """By which path the advice was reached; the caps count by it."""
        return self.guide, self.answers, self.tried, self.cause, self.others

    @property
    def before(self) -> Stand:
        """How far its walk had come."""
        return Stand(self.answers, _listed(self.tried))

    @property
    def after(self) -> Stand | None:
        """How far its walk has come, None where it has ended."""
        if self.verdict == models.Tally.Verdict.SOLVED:
            return None
        return Stand(self.answers, _listed(self.tried, self.cause, self.others))


def _listed(*joined: str) -> str:
    """Return causes each once and in one order, however they were written."""
    return ",".join(sorted({slug for one in joined for slug in one.split(",") if slug}))


@dataclass(frozen=True, slots=True, order=True)
class Feedback:
    """What a reader wrote after a verdict about one advice; ``release``: the one they read.

    Raises ValueError for what the table cannot hold.
    """

    guide: str
    cause: str
    verdict: str
    language: str
    release: int
    text: str

    def __post_init__(self) -> None:
        _refuse_unfit(self, models.Feedback)
        models.Tally.Verdict(self.verdict)
        if not isinstance(self.release, int) or self.release < 0:
            raise ValueError(f"This is no release's number: {self.release!r:.100}")

    @property
    def path(self) -> tuple[str, ...]:
        """What the caps count by; the answers are not asked for."""
        return self.guide, self.cause


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """That somebody has a guide's trouble now, on a carrier ("": nobody said which).

    ``sender``: see ``caps.sender_of``; ``was_told``: the page showed an outage already. Raises ValueError and TypeError
    for what the table cannot hold.
    """

    guide: str
    carrier: str
    sender: str
    was_told: bool

    def __post_init__(self) -> None:
        _refuse_unfit(self, models.Report)
        if not isinstance(self.was_told, bool):
            raise TypeError(f"This is neither true nor false: {self.was_told!r:.100}")


@dataclass(frozen=True, slots=True, order=True)
class Took:
    """About how long one advice took a reader whom it helped; ``minutes``: a Took.Minutes of the tables.

    Raises ValueError for what the table cannot hold.
    """

    guide: str
    cause: str
    minutes: str

    def __post_init__(self) -> None:
        _refuse_unfit(self, models.Took)
        models.Took.Minutes(self.minutes)

    @property
    def path(self) -> tuple[str, ...]:
        """What the caps count by; the answers are not asked for."""
        return self.guide, self.cause


#: What readers send.
type Said = Verdict | Feedback | Report | Took


class Entry(NamedTuple):
    """What was said and when, in UTC."""

    at: datetime
    said: Said


def write_line(said: Said, at: datetime) -> bytes:
    """Return what was said as a line of the journal, under a random id."""
    line = {"id": secrets.token_hex(8), "at": at.astimezone(UTC).isoformat(), **asdict(said)}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_line(line: bytes) -> Entry | None:
    """Return what a line says; None where it is torn or not ours."""
    try:
        told = json.loads(line)
        at = datetime.fromisoformat(told.pop("at")).astimezone(UTC)
        del told["id"]
        return Entry(at, _kind_of(told)(**told))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _kind_of(told: Container[str]) -> type[Said]:
    if "text" in told:
        return Feedback
    if "minutes" in told:
        return Took
    return Report if "sender" in told else Verdict


class Journal:
    """The way of one process to the journal in ``folder``; its threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writing = threading.Lock()
        self._segment: int | None = None

    def append(self, said: Said, at: datetime) -> None:
        """Return once it is on the disk. Raises OSError when the disk refuses; then nothing is kept."""
        line = write_line(said, at)
        with self._writing:
            if self._segment is None:
                self._segment = self._begin(at)
            end = os.fstat(self._segment).st_size
            try:
                _write(self._segment, line)
            except OSError:
                self._take_back(self._segment, end)
                raise
            if end + len(line) >= SEGMENT_BYTES:
                self._let_go()

    def let_go(self) -> None:
        """End the segment being written, so that it can be counted; what is said next begins another."""
        with self._writing:
            self._let_go()

    def segments(self) -> list[Path]:
        """Return the segments on this node, oldest first, complete or not."""
        return sorted(self._folder.glob("*.jsonl"))

    def sizes(self) -> list[int]:
        """Return the bytes of each segment on this node."""
        sizes = []
        for segment in self.segments():
            with suppress(FileNotFoundError):  # counted meanwhile
                sizes.append(segment.stat().st_size)
        return sizes

    def _let_go(self) -> None:
        if self._segment is not None:
            os.close(self._segment)
            self._segment = None

    def _begin(self, at: datetime) -> int:
        """Make a segment and lock it. Its name begins with the time, so that names sort by age."""
        self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            name = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(8)}.jsonl"
            segment = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            # Between the two calls somebody may have counted and removed the empty file: then there is no lock.
            if _lock(segment):
                sync_folder(self._folder)
                return segment
            os.close(segment)

    def _take_back(self, segment: int, end: int) -> None:
        """Cut off half a line, which would spoil the next one; where even that fails, begin a new segment."""
        try:
            os.ftruncate(segment, end)
        except OSError:
            self._let_go()


@contextmanager
def opened(segment: Path) -> Iterator[BinaryIO | None]:
    """Open a complete segment and keep everybody else from it; None while it is written or counted elsewhere."""
    try:
        file = segment.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file if _lock(file.fileno()) else None


def _write(segment: int, line: bytes) -> None:
    if os.write(segment, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(segment)


def _lock(segment: int) -> bool:
    """Lock an open segment; False where somebody else holds it, or has removed it meanwhile."""
    try:
        fcntl.flock(segment, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(segment).st_nlink > 0
