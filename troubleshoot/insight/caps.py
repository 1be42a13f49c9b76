"""How much one network may say, so that nobody drowns out the others.

Verdicts, durations and feedback are counted alike, each by caps of its own. Who sent one is known only as a hash of
the network, keyed with a secret that is drawn anew each day and never leaves the process. Processes count apart: where
there are n of them, a network may say up to n times as much.

Of verdicts it is walks that are heard, each from its beginning: a verdict on what comes after others counts where those
were counted, by the same process. A verdict stands for the whole walk before it, so whoever could begin in the middle
would say in one what takes a reader ten; and counted one by one, a network of many readers would be heard of rare
causes sooner than of common ones.

Reports have one rule of their own: a network counts once a guide in six hours, whatever carrier it names. This process
sees to it before the journal (``Once``), the flusher over all processes and nodes. So their hash has a key that all
nodes know and that is another each day: at midnight every network is a new one.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.utils.timezone import localdate

from .journal import Feedback, Report, Took, Verdict

#: What is counted by these caps; reports have a rule of their own.
type Capped = Verdict | Feedback | Took
#: The causes that have failed in a walk.
type Failed = frozenset[str]

#: One network's verdicts about one advice reached by one path, solved or not, within the window.
PER_PATH: Final = 5
WINDOW: Final = timedelta(minutes=10)
#: One network's part of a day, of a guide's verdicts and of the walks begun in it alike.
SHARE: Final = 0.015
#: So many verdicts, and so many walks, a network may have in a day whatever its part, for the first one of a morning is
#: all there is. ``make bench-learning`` tries what a network can do with that.
FREE: Final = 5
FREE_WALKS: Final = 1
#: Entries kept of each kind; beyond, what was used longest ago is forgotten. About 30 MB at most.
KEPT: Final = 50_000

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
            path, own = self._key(network, *said.path), self._key(network, said.guide)
            walks = self._walks.get(own, ())
            if self._is_worn(path, moment) or _is_cut_off(said, walks) or self._is_full(network, said):
                return False
            self._add(network, said)
            if isinstance(said, Verdict):
                _put(self._walks, own, _gone_on(walks, said))
            _put(self._times, path, (*self._times.get(path, ())[1 - PER_PATH :], moment))
            return True

    def _begin(self, day: date) -> None:
        """Begin a day with another secret: yesterday's hashes match nothing any more."""
        self._day = day
        self._secret = secrets.token_bytes(32)
        self._times: OrderedDict[bytes, tuple[float, ...]] = OrderedDict()
        self._said: OrderedDict[bytes, int] = OrderedDict()
        self._walks: OrderedDict[bytes, tuple[Failed, ...]] = OrderedDict()
        self._totals: dict[tuple[str, str], int] = {}

    def _key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\n".join(parts).encode(), key=self._secret, digest_size=16).digest()

    def _is_worn(self, path: bytes, moment: float) -> bool:
        """Tell whether a path has had its verdicts within the window before ``moment``."""
        start = moment - WINDOW.total_seconds()
        return sum(time > start for time in self._times.get(path, ())) >= PER_PATH

    def _is_full(self, network: str, said: Capped) -> bool:
        """Tell whether this would be more than the network's part."""
        return any(
            self._said.get(self._key(network, *scope), 0) + 1 > max(free, SHARE * (self._totals.get(scope, 0) + 1))
            for scope, free in self._scopes(said).items()
        )

    def _add(self, network: str, said: Capped) -> None:
        for scope in self._scopes(said):
            self._totals[scope] = self._totals.get(scope, 0) + 1
            own = self._key(network, *scope)
            _put(self._said, own, self._said.get(own, 0) + 1)

    def _scopes(self, said: Capped) -> dict[tuple[str, str], int]:
        """Return as part of what it counts, with how much of that is free."""
        all_of_guide, begun = {("said", said.guide): self._free}, {("begun", said.guide): self._free_walks}
        return all_of_guide | begun if isinstance(said, Verdict) and not said.failed_before else all_of_guide


def _is_cut_off(said: Capped, walks: Collection[Failed]) -> bool:
    """Tell whether it is a verdict of which none before it was counted, among a network's walks under way."""
    return isinstance(said, Verdict) and bool(said.failed_before) and said.failed_before not in walks


def _gone_on(walks: Sequence[Failed], verdict: Verdict) -> tuple[Failed, ...]:
    """Return a network's walks under way after a verdict in one of them."""
    left = list(walks)
    if verdict.failed_before in left:
        left.remove(verdict.failed_before)
    return (*left, verdict.failed_after) if verdict.failed_after else tuple(left)


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


def sender_of(address: str, at: datetime) -> str:
    """Return who sends a report: a hash of the network of an address, 32 digits, the same on all nodes for a day."""
    key = hmac.digest(settings.SECRET_KEY.encode(), f"reports of {localdate(at)}".encode(), "sha256")
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
