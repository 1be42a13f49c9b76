"""How much one network may say, so that nobody drowns out the others.

Verdicts, durations and feedback are counted alike, each by caps of its own. Who sent one is known only as a hash of
the network, keyed with a secret that is drawn anew each day and never leaves the process. Processes count apart: where
there are n of them, a network may say up to n times as much.

A verdict goes on with a walk, or begins one where none is known that it could go on with: after a change of address, of
the process, of an answer. It then counts for as many as it holds, for it stands for all that failed before it. So what
helped last, and elsewhere, is heard like what helped first, and nobody says in one verdict what takes a reader ten.

Reports have one rule of their own: a network counts once a guide in six hours, whatever carrier it names. This process
sees to it before the journal (``Once``), the flusher over all processes and nodes. So their hash has a key that all
nodes know and that is another each day: at midnight every network is a new one.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.timezone import localdate

from .journal import Feedback, Report, Stand, Took, Verdict

#: What is counted by these caps; reports have a rule of their own.
type Capped = Verdict | Feedback | Took

#: One network's verdicts about one advice reached by one path, solved or not, within the window.
PER_PATH: Final = 5
WINDOW: Final = timedelta(minutes=10)
#: One network's part of a day, of a guide's verdicts and of the walks begun in it alike.
SHARE: Final = 0.01
#: So many verdicts, and so many walks, a network may have in a day whatever its part, for the first one of a morning is
#: all there is. ``make bench-learning`` tries what a network can do with that.
FREE: Final = 5
FREE_WALKS: Final = 1
#: Entries kept of each kind; beyond, what was used longest ago is forgotten. About 60 MB at most.
KEPT: Final = 50_000
#: Walks under way that are known of one network.
WALKS: Final = 100

#: Within so long a network's further reports about a guide are the same report.
SAME: Final = timedelta(hours=6)


class Caps:
    """What each network has said today, in numbers, and how far its walks have come. Threads may share it.

    ``free``: how much a network may say of a guide whatever its part; ``free_walks``: how many walks it may begin.
    """

    def __init__(self, free: int = FREE, free_walks: int = FREE_WALKS) -> None:
        self._free, self._free_walks = free, free_walks
        self._counting = threading.Lock()
        self._begin(date.min)

    def admit(self, said: Capped, sender: str, at: datetime) -> bool:
        """Tell whether what an address said may count; if so, it is remembered as something that did."""
        network, moment = network_of(sender), at.timestamp()
        with self._counting:
            if self._day != localdate(at):
                self._begin(localdate(at))
            path, came_from = self._key(network, *said.path), self._came_from(network, said)
            parts = self._parts(network, said, came_from)
            if self._is_worn(path, moment) or any(self._is_full(part) for part in parts):
                return False
            for part in parts:
                self._totals[part.of] = self._totals.get(part.of, 0) + part.amount
                _put(self._said, part.own, self._said.get(part.own, 0) + part.amount)
            if isinstance(said, Verdict):
                self._go_on(network, said, came_from)
            _put(self._times, path, (*self._times.get(path, ())[1 - PER_PATH :], moment))
            return True

    def _begin(self, day: date) -> None:
        """Begin a day with another secret: yesterday's hashes match nothing any more."""
        self._day = day
        self._secret = secrets.token_bytes(32)
        self._times: OrderedDict[bytes, tuple[float, ...]] = OrderedDict()
        self._said: OrderedDict[bytes, int] = OrderedDict()
        self._walks: OrderedDict[bytes, tuple[Stand, ...]] = OrderedDict()
        self._totals: dict[tuple[str, str], int] = {}

    def _key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\n".join(parts).encode(), key=self._secret, digest_size=16).digest()

    def _is_worn(self, path: bytes, moment: float) -> bool:
        """Tell whether a path has had its verdicts within the window before ``moment``."""
        start = moment - WINDOW.total_seconds()
        return sum(time > start for time in self._times.get(path, ())) >= PER_PATH

    def _is_full(self, part: "_Part") -> bool:
        """Tell whether this would be more than the network's part."""
        whole = self._totals.get(part.of, 0) + part.amount
        return self._said.get(part.own, 0) + part.amount > max(part.free, SHARE * whole)

    def _parts(self, network: str, said: Capped, came_from: Stand | None) -> list["_Part"]:
        """Return as part of what it counts."""

        def part(name: str, free: int, amount: int = 1) -> _Part:
            return _Part((name, said.guide), self._key(network, name, said.guide), free, amount)

        if not isinstance(said, Verdict) or came_from:
            return [part("said", self._free)]
        return [part("said", self._free, 1 + said.before.causes), part("begun", self._free_walks)]

    def _came_from(self, network: str, said: Capped) -> Stand | None:
        """Return the walk under way that it goes on with, the one with most answers; None where it begins one."""
        if not isinstance(said, Verdict) or not said.before.failed:
            return None
        walks = self._walks.get(self._key(network, said.guide), ())
        fitting = (one for one in walks if one.leads_to(said.before))
        return max(fitting, key=lambda one: len(one.answers), default=None)

    def _go_on(self, network: str, verdict: Verdict, came_from: Stand | None) -> None:
        """Remember how far a walk has come."""
        own = self._key(network, verdict.guide)
        left = [*self._walks.get(own, ())]
        if came_from:
            left.remove(came_from)
        _put(self._walks, own, (*left, *filter(None, [verdict.after]))[-WALKS:])


class _Part(NamedTuple):
    """What something counts as part of: of which total, the network's own key, what is free of it, and how much."""

    of: tuple[str, str]
    own: bytes
    free: int
    amount: int


class Once:
    """Which networks reported which guide lately, as far as this process knows. Threads may share it."""

    def __init__(self) -> None:
        self._noting = threading.Lock()
        self._times: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def admit(self, report: Report, at: datetime) -> bool:
        """Tell whether a report is the first of its network about its guide; if so, it is remembered."""
        key = report.guide, report.sender
        with self._noting:
            before = self._times.get(key)
            if before is not None and abs(at - before) < SAME:
                return False
            _put(self._times, key, at)
            return True

    def take_back(self, report: Report) -> None:
        """Forget a report that could not be kept."""
        with self._noting:
            self._times.pop((report.guide, report.sender), None)


def sender_of(address: str, at: datetime, sending: str = "reports") -> str:
    """Return who sends something: a hash of the network of an address, 32 digits, the same on all nodes for a day.

    ``sending``: what is sent; hashes of one kind say nothing of another's.
    """
    key = hmac.digest(settings.SECRET_KEY.encode(), f"{sending} of {localdate(at)}".encode(), "sha256")
    return hmac.new(key, network_of(address).encode(), "sha256").hexdigest()[:32]


def network_of(address: str) -> str:
    """Return the network of an address: /24, or /56 of IPv6; all that is no address is one network."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    return str(ip_network((found, 24 if found.version == 4 else 56), strict=False))  # noqa: PLR2004  # IPv4


def _put[K, V](kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > KEPT:
        kept.popitem(last=False)
