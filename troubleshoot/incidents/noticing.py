"""Notices outages from readers' reports: watches each guide, each carrier and all, and proposes incidents.

Nothing is kept between two looks but the proposals: a look goes through the reports of a day anew, so it may be missed,
come late or be made by another node.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from troubleshoot.engine import surge
from troubleshoot.engine.expecting import BIN, HISTORY, Expected, expect
from troubleshoot.engine.surge import Surge
from troubleshoot.insight import counting
from troubleshoot.models import Carrier, Guide, Incident, IncidentScope, Proposal, ReportCount
from troubleshoot.models.incidents import Status
from troubleshoot.models.proposals import HOLD

from . import lifecycle

log = logging.getLogger(__name__)

type Slug = str
#: A guide and a network; None means all.
type Series = tuple[Slug | None, Slug | None]
type Counts = dict[int, int]

DAY: Final = timedelta(days=1)
#: What is learned from is looked at anew after as long.
LEARNED_FOR: Final = timedelta(hours=1)
#: The same while there is little history.
COLD_FOR: Final = timedelta(minutes=10)
#: Ten minutes that a proposal's curve shows: a day.
BINS: Final = 144
#: One carrier is meant where so much of all that is beyond the usual comes from it.
MOSTLY: Final = 0.8
_BEGINNING: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # the wall clock's


class Found(NamedTuple):
    """A surge of one series."""

    series: Series
    surge: Surge


@dataclass(slots=True)
class Learned:
    """What is usual of each series and when it was learned; kept between looks, since learning costs far more."""

    known: dict[Series, tuple[datetime, Expected]] = field(default_factory=dict)

    def of(self, wanted: Iterable[Series], at: datetime, networks: Mapping[Slug, Slug]) -> dict[Series, Expected]:
        """Return what is usual of series at a time; what is old is learned anew."""
        old = {name for name in wanted if not self._is_fresh(name, at)}
        if old:
            self.known |= {name: (at, expected) for name, expected in _usual(at, networks, old).items()}
        return {name: self.known[name][1] for name in wanted}

    def _is_fresh(self, name: Series, at: datetime) -> bool:
        if name not in self.known:
            return False
        learned_at, expected = self.known[name]
        return timedelta() <= at - learned_at < (COLD_FOR if expected.cold else LEARNED_FOR)


def notice(at: datetime, learned: Learned | None = None) -> list[Proposal]:
    """Look at the reports of the day before a time, and propose what is a surge; return the proposals that are new.

    What goes on is written on its proposal anew. An ongoing incident that says the same, or a proposal of the last six
    hours, whatever became of it, keeps a second one away.
    """
    looked = _look(at, learned or Learned())
    found = looked.surges()
    _note_ends([one.series for one in found], at)
    return [proposal for one in chosen(found) if (proposal := _propose(one, looked))]


@dataclass(frozen=True, slots=True)
class _Look:
    """The reports of the day before a time by series, and what is usual of each."""

    at: datetime
    reports: Mapping[Series, Counts]
    usual: Mapping[Series, Expected]

    def surges(self) -> list[Found]:
        """Return the surges that are on."""
        begin, end = counting.minute(self.at - DAY), counting.minute(self.at)
        watched = [(name, surge.watch(self.reports[name], self.usual[name], begin, end)) for name in self.reports]
        return [Found(name, on) for name, on in watched if on]

    def evidence(self, found: Found) -> dict[str, Any]:
        """Return what a proposal rests on, for officers' eyes: times are ISO, the curve is of ten minutes each."""
        guide, carrier = found.series
        return {
            "since": _moment(found.surge.onset).isoformat(),
            "observed": found.surge.observed,
            "expected": round(found.surge.expected, 1),
            "share": round(found.surge.share, 2),
            "senders": found.surge.observed,
            "curve": list(self._curve(found.series)),
            "carriers": [] if carrier else list(self._carriers(guide, found.surge.onset)),
        }

    def _curve(self, name: Series) -> Iterator[dict[str, Any]]:
        now = counting.minute(self.at) // BIN * BIN
        for first in range(now - BIN * (BINS - 1), now + 1, BIN):
            low, high = surge.band(self.usual[name], first)
            yield {
                "at": _moment(first).isoformat(),
                "count": sum(self.reports[name].get(minute, 0) for minute in range(first, first + BIN)),
                "expected": round(self.usual[name].rate(first) * BIN, 2),
                "low": round(low, 2),
                "high": round(high, 2),
            }

    def _carriers(self, guide: Slug | None, onset: int) -> Iterator[dict[str, Any]]:
        since = range(onset, counting.minute(self.at))
        for name in sorted(self.reports, key=str):
            if name[0] == guide and name[1]:
                yield {
                    "carrier": name[1],
                    "observed": sum(self.reports[name].get(minute, 0) for minute in since),
                    "expected": round(sum(map(self.usual[name].rate, since)), 1),
                }


def _look(at: datetime, learned: Learned) -> _Look:
    networks = _networks()
    reports = _by_series(counting.minutes(at - DAY, at), networks)
    return _Look(at, reports, learned.of(reports, at, networks))


def chosen(found: Iterable[Found]) -> list[Found]:
    """Return which of the surges to tell of: of each guide one, limited to a carrier where nearly all comes from it.

    A surge of two guides or more at once is one of all of them.
    """
    by_guide: dict[Slug | None, dict[Slug | None, Found]] = {}
    for one in found:
        guide, carrier = one.series
        by_guide.setdefault(guide, {})[carrier] = one
    whole = by_guide.pop(None, {})
    if len(by_guide) > 1 and whole:
        return [_widest(whole)]
    return [_widest(ones) for ones in by_guide.values()] or ([_widest(whole)] if whole else [])


def _widest(ones: Mapping[Slug | None, Found]) -> Found:
    """Return the surge of all carriers, unless one carrier has nearly all of it."""
    everywhere = ones.get(None)
    carriers = sorted((one for carrier, one in ones.items() if carrier), key=_excess, reverse=True)
    if everywhere is None:
        return carriers[0]
    if carriers and _excess(carriers[0]) >= MOSTLY * _excess(everywhere):
        return carriers[0]
    return everywhere


def _excess(found: Found) -> float:
    return found.surge.observed - found.surge.expected


def _networks() -> dict[Slug, Slug]:
    """Return the network of each carrier, which is itself where it is nobody's brand: a brand's reports are both's."""
    parents = dict(Carrier.objects.values_list("slug", "parent__slug"))
    return {slug: _network(slug, parents) for slug in parents}


def _network(slug: Slug, parents: Mapping[Slug, Slug | None]) -> Slug:
    trail = [slug]
    while (parent := parents[trail[-1]]) and parent not in trail:
        trail.append(parent)
    return trail[-1]


def _by_series(
    cells: Mapping[tuple[Slug, Slug], Mapping[int, int]], networks: Mapping[Slug, Slug]
) -> dict[Series, Counts]:
    """Return the counts of each series: every cell counts for its guide, its network, both and all."""
    series: dict[Series, Counts] = {}
    for (guide, carrier), counts in cells.items():
        network = networks.get(carrier)
        names: set[Series] = {(guide, None), (None, None)}
        names |= {(guide, network), (None, network)} if network else set()
        for name in names:
            held = series.setdefault(name, {})
            for when, count in counts.items():
                held[when] = held.get(when, 0) + count
    return series


def _usual(at: datetime, networks: Mapping[Slug, Slug], wanted: Iterable[Series]) -> dict[Series, Expected]:
    """Return what is usual of series, learned from the four weeks before a time without published incidents."""
    first = ReportCount.objects.order_by("bucket").values_list("bucket", flat=True).first() or at
    since = max(first, at - timedelta(days=HISTORY))
    begin, end = counting.minute(since) // BIN, counting.minute(at) // BIN
    cells = counting.buckets(since, at).items()
    counts = _by_series(
        {cell: {when: count - told for when, (count, told) in bins.items()} for cell, bins in cells}, networks
    )
    masked = list(_masked(since, at))

    def learned(name: Series, shape: Expected | None = None) -> Expected:
        hidden = [span for scope, span in masked if _meets(scope, name)]
        return expect(counts.get(name, {}), begin, end, masked=hidden, shape=shape)

    shape = learned((None, None))
    return {name: learned(name, shape) for name in wanted}


def _masked(since: datetime, at: datetime) -> Iterator[tuple[Series, tuple[int, int]]]:
    """Yield the bins of published incidents between two times, with what each touched."""
    rows = Incident.objects.exclude(resolved_at__lt=since).exclude(status=Status.SCHEDULED)
    for row in rows.prefetch_related("scopes__guide", "scopes__carrier"):
        first, last = (counting.minute(time) // BIN for time in (row.started_at, row.resolved_at or at))
        for scope in row.scopes.all():
            yield _series(scope), (first, last + 1)


def _series(row: IncidentScope | Proposal) -> Series:
    return (row.guide.slug if row.guide else None, row.carrier.slug if row.carrier else None)


def _meets(one: Series, other: Series) -> bool:
    """Tell whether two series have anything in common."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _propose(found: Found, looked: _Look) -> Proposal | None:
    """Write a surge down: on the proposal that is there already, or on a new one, which is returned."""
    guide, carrier = found.series
    with transaction.atomic():
        lifecycle.in_line()
        if _is_told(found.series):
            return None
        held = _held(found, looked.at)
        if held is None:
            lifecycle.changed()
            proposal = Proposal.objects.create(
                guide=Guide.objects.filter(slug=guide).first(),
                carrier=Carrier.objects.filter(slug=carrier).first(),
                began_at=_moment(found.surge.onset),
                noticed_at=looked.at,
                seen_at=looked.at,
                evidence=looked.evidence(found),
            )
            log.warning("A surge of reports is proposed as an incident: %s.", proposal)
            return proposal
        if held.state == Proposal.State.WAITING:
            _go_on(held, found, looked)
    return None


def _go_on(proposal: Proposal, found: Found, looked: _Look) -> None:
    """Write on a proposal how its surge stands now; what was one carrier's may have become everyone's."""
    before = proposal.suspected
    if proposal.carrier and found.series == (_series(proposal)[0], None):
        proposal.carrier = None
    proposal.evidence, proposal.seen_at = looked.evidence(found), looked.at
    if proposal.suspected != before:
        lifecycle.changed()
    proposal.save(update_fields=["carrier", "evidence", "seen_at"])


def _note_ends(on: Sequence[Series], at: datetime) -> None:
    """Write on the proposals whose surge is over that it is: readers are advised as usual again."""
    for proposal in (
        Proposal.objects.waiting().filter(source=Proposal.Source.REPORTS).select_related("guide", "carrier")
    ):
        if proposal.share and not any(_meets(_series(proposal), name) for name in on):
            with transaction.atomic():
                lifecycle.changed()
                proposal.evidence |= {"share": 0, "over": localtime(at).isoformat(timespec="minutes")}
                proposal.save(update_fields=["evidence"])


def _held(found: Found, at: datetime) -> Proposal | None:
    """Return the proposal that keeps a second one away: of the last six hours, or of the same unbroken surge."""
    onset = _moment(found.surge.onset)
    rows = Proposal.objects.filter(source=Proposal.Source.REPORTS, noticed_at__gt=min(onset, at - HOLD))
    return next((row for row in rows.select_related("guide", "carrier") if _meets(_series(row), found.series)), None)


def _is_told(series: Series) -> bool:
    """Tell whether an ongoing incident says all of it already."""
    rows = Incident.objects.ongoing().prefetch_related("scopes__guide", "scopes__carrier")
    scopes = [_series(scope) for row in rows for scope in row.scopes.all()]
    return any(all(side in {None, of} for side, of in zip(scope, series, strict=True)) for scope in scopes)


def _moment(minute: int) -> datetime:
    """Return when a minute begins, the opposite of ``counting.minute``."""
    return make_aware(_BEGINNING + timedelta(minutes=minute))
