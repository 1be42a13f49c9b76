"""What Prometheus is told: how readers are answered, how fast, and from what.

A process counts in plain numbers, for a hit may cost nothing. A thread hands them each second to prometheus_client,
which sums over a node's processes by files in memory. No label is made of what a reader sent.
"""

import os
import struct
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

import prometheus_client as prometheus
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from troubleshoot import snapshot
from troubleshoot.addresses import LANGUAGES
from troubleshoot.insight import recording
from troubleshoot.repeating import Repeater

#: What a request may be for, by the first piece of its address behind the language.
KINDS: Final = {
    b"": "home",
    b"guides": "guide",
    b"causes": "cause",
    b"carriers": "carrier",
    b"incidents": "incident",
    b"search": "search",
    b"api": "api",
    b"static": "static",
    b"admin": "admin",
    b"preview": "admin",
    b"csp-reports": "csp-report",
}
WALK, OTHER = "walk", "other"
#: What open pages ask every few seconds: no page that anybody opened.
NOW = "now"

HIT, UNCHANGED, MADE, PASSED_ON = "hit", "unchanged", "made", "passed_on"

#: How often the numbers of a process that is just starting are waited for, and the seconds between.
_TRIES: Final = 20
_PAUSE: Final = 0.01

_PREFIXES: Final = tuple(f"/{language.prefix}".encode() for language in LANGUAGES.values() if language.prefix)


def kind_of(path: bytes) -> str:
    """Return what a path is for: a value of KINDS, WALK, NOW or OTHER."""
    for prefix in _PREFIXES:
        path = path.removeprefix(prefix[:-1]) if path.startswith(prefix) else path
    first, _, rest = path[1:].partition(b"/")
    kind = KINDS.get(first, OTHER)
    if kind == "incident" and rest.startswith(b"now/"):
        return NOW
    return WALK if kind == "guide" and rest.partition(b"/")[2] else kind


class Counts:
    """What one process has answered since it began. The event loop alone counts; another thread may read.

    ``hits``: pages sent as they were held, status 200, by kind; ``others``: all else, by kind, status and how it was
    answered; ``waits``: kind and seconds of what took Django, until somebody takes them.
    """

    def __init__(self) -> None:
        self.hits = dict.fromkeys({*KINDS.values(), WALK, NOW, OTHER}, 0)
        self.others: Counter[tuple[str, int, str]] = Counter()
        self.waits: deque[tuple[str, float]] = deque(maxlen=100_000)

    def held(self, kind: str, status: int) -> None:
        """Count a page that was held, sent to who has it already or wants no more than its headers."""
        self.others[kind, status, HIT if status == 200 else UNCHANGED] += 1  # noqa: PLR2004  # OK

    def took(self, kind: str, status: int, answer: str, seconds: float) -> None:
        """Count an answer that took Django, and how long."""
        self.others[kind, status, answer] += 1
        self.waits.append((kind, seconds))

    def all(self) -> Counter[tuple[str, int, str]]:
        """Return how often each has been, in one."""
        return self.others.copy() + Counter({(kind, 200, HIT): count for kind, count in self.hits.items()})


class Kept(NamedTuple):
    """What a process holds: pages, their bytes at most, and how many pages are being made."""

    pages: int
    bytes: int
    making: int


_REGISTRY: Final = prometheus.CollectorRegistry()


def _gauge(name: str, says: str, of_processes: str) -> prometheus.Gauge:
    """Return a gauge of which one value a node is told: the "min", "max" or "sum" of its living processes."""
    return prometheus.Gauge(name, says, registry=_REGISTRY, multiprocess_mode=f"live{of_processes}")  # type: ignore[arg-type]


_REQUESTS: Final = prometheus.Counter(
    "helpcenter_requests", "Requests answered.", ["kind", "status", "answer"], registry=_REGISTRY
)
_WAITS: Final = prometheus.Histogram(
    "helpcenter_making_seconds",
    "Seconds until Django had made an answer, waiting for a free thread included.",
    ["kind"],
    registry=_REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
_PROCESSES: Final = _gauge("helpcenter_processes", "Processes that serve.", "sum")
_RELEASE: Final = _gauge("helpcenter_release_number", "The release served; 0: none.", "min")
_RELEASED: Final = _gauge("helpcenter_release_timestamp_seconds", "When that release was published.", "min")
_INCIDENTS: Final = _gauge("helpcenter_incidents_number", "The number of the incidents' last change.", "min")
_TOLD: Final = _gauge("helpcenter_incidents_timestamp_seconds", "When an incident last had news; 0: never.", "min")
_ONGOING: Final = _gauge("helpcenter_incidents_ongoing", "Incidents that go on.", "max")
_STALE: Final = _gauge("helpcenter_stale_seconds", "Since when the database cannot be asked; 0: it can.", "max")
_REDIS_AWAY: Final = _gauge("helpcenter_redis_away", "1 while the Redis of REDIS_URL is not heard.", "max")
_PAGES: Final = _gauge("helpcenter_pages", "Ready pages in memory.", "sum")
_BYTES: Final = _gauge("helpcenter_pages_bytes", "Bytes that they take at most.", "sum")
_MAKING: Final = _gauge("helpcenter_pages_in_making", "Pages that are being made.", "sum")


class Meter(Repeater):
    """Hands on each second what was counted, and what is served."""

    name = "meter"
    complaint = "What Prometheus is told could not be brought up to date."

    def __init__(self, counts: Counts, kept: Callable[[], Kept], hears: Callable[[], bool], seconds: float = 1) -> None:
        super().__init__(seconds)
        self._counts = counts
        self._kept = kept
        self._hears = hears
        self._told: Counter[tuple[str, int, str]] = Counter()

    def stop(self) -> None:
        """End the thread; what was counted last is handed on too."""
        super().stop()
        self.look()

    def work(self) -> None:
        """Hand all on."""
        self._tell_requests()
        if held := snapshot.held():
            _tell_snapshot(held)
        _STALE.set(_seconds_stale(datetime.now(UTC)))
        _PROCESSES.set(1)
        _REDIS_AWAY.set(not self._hears())
        kept = self._kept()
        for gauge, value in ((_PAGES, kept.pages), (_BYTES, kept.bytes), (_MAKING, kept.making)):
            gauge.set(value)

    def _tell_requests(self) -> None:
        counted = self._counts.all()
        for (kind, status, answer), count in (counted - self._told).items():
            _REQUESTS.labels(kind, status, answer).inc(count)
        self._told = counted
        while self._counts.waits:
            kind, seconds = self._counts.waits.popleft()
            _WAITS.labels(kind).observe(seconds)


def _tell_snapshot(served: snapshot.Snapshot) -> None:
    _RELEASE.set(served.number)
    _RELEASED.set(_timestamp(served.published_at))
    _INCIDENTS.set(served.incidents_number)
    _TOLD.set(max((_timestamp(update.at) for one in served.incidents for update in one.updates), default=0))
    _ONGOING.set(len(served.ongoing))


def _seconds_stale(now: datetime) -> float:
    staleness = snapshot.staleness()
    return now.timestamp() - _timestamp(staleness.since) if staleness.failures else 0


def _timestamp(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp() if iso else 0


class _Journal(Collector):
    """The node's journal, which its processes share: looked at when Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what waits for the database."""
        sizes = recording.current().journal.sizes()
        yield GaugeMetricFamily("helpcenter_journal_segments", "Files of verdicts and texts that wait.", len(sizes))
        yield GaugeMetricFamily("helpcenter_journal_bytes", "Bytes of verdicts and texts that wait.", sum(sizes))


_JOURNAL: Final = _Journal()
_REGISTRY.register(_JOURNAL)


def exposition() -> bytes:
    """Return what Prometheus reads, of all processes of this node. Takes some milliseconds, by files."""
    for _ in range(_TRIES):
        with suppress(struct.error):  # a process that starts has made its file, and nothing stands in it yet
            return _exposition()
        time.sleep(_PAUSE)
    return _exposition()


def _exposition() -> bytes:
    registry = _REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = prometheus.CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        registry.register(_JOURNAL)
    return prometheus.generate_latest(registry)
