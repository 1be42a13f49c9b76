"""Notices outages from readers' reports: watches each guide, each carrier and all, and proposes incidents.

Nothing is kept between two looks but the proposals: a look goes through the reports of a day anew, so it may be missed,
come late or be made by another node.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction

from troubleshoot.engine import surge
from troubleshoot.engine.expecting import BIN, Expected
from troubleshoot.engine.surge import Surge
from troubleshoot.insight import counting
from troubleshoot.models import Carrier, Guide, Incident, Proposal
from troubleshoot.models.proposals import HOLD

from . import lifecycle, proposing, series
from .series import Counts, Series, Slug
from .usual import Learned

log = logging.getLogger(__name__)

DAY: Final = timedelta(days=1)
#: Ten minutes that a proposal's curve shows: a day.
BINS: Final = 144
#: One carrier is meant where so much of all that is beyond the usual comes from it.
MOSTLY: Final = 0.8


class Found(NamedTuple):
    """A surge of one series."""

    series: Series
    surge: Surge


def notice(at: datetime, learned: Learned | None = None) -> list[Proposal]:
    """Look at the reports of the day before a time, and propose what is a surge; return the proposals that are new.

    What goes on is written on its proposal anew. An ongoing incident that says all of it keeps proposals away, and so
    does what was decided on it.
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
            "since": counting.moment(found.surge.onset).isoformat(),
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
                "at": counting.moment(first).isoformat(),
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
    networks = series.networks()
    reports = series.counted(counting.minutes(at - DAY, at), networks)
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
        return _told_of(whole)
    return [one for ones in by_guide.values() for one in _told_of(ones)] or (_told_of(whole) if whole else [])


def _told_of(ones: Mapping[Slug | None, Found]) -> list[Found]:
    """Return the surge of all carriers, unless one carrier has nearly all of it; without one, those of carriers."""
    everywhere = ones.get(None)
    carriers = sorted((one for carrier, one in ones.items() if carrier), key=_excess, reverse=True)
    if everywhere is None:
        return carriers
    if carriers and _excess(carriers[0]) >= MOSTLY * _excess(everywhere):
        return carriers[:1]
    return [everywhere]


def _excess(found: Found) -> float:
    return found.surge.observed - found.surge.expected


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
                began_at=counting.moment(found.surge.onset),
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
    """Write on a proposal how its surge stands now; what was one carrier's or guide's may have become everyone's."""
    before = proposal.suspected
    if series.covers(found.series, series.of(proposal)):
        proposal.guide = proposal.guide if found.series[0] else None
        proposal.carrier = proposal.carrier if found.series[1] else None
    proposal.evidence, proposal.seen_at = looked.evidence(found), looked.at
    if proposal.suspected != before:
        lifecycle.changed()
    proposal.save(update_fields=["guide", "carrier", "evidence", "seen_at"])


def _note_ends(on: Sequence[Series], at: datetime) -> None:
    rows = Proposal.objects.waiting().filter(source=Proposal.Source.REPORTS).select_related("guide", "carrier")
    for proposal in rows:
        if proposal.share and not any(series.meets(series.of(proposal), name) for name in on):
            proposing.rest(proposal, at)


def _held(found: Found, at: datetime) -> Proposal | None:
    """Return the proposal that keeps a second one away: one that waits, or one decided on that says all of this surge.

    A decision holds as long as the surge goes on unbroken; that it is no outage, for six hours at least.
    """
    onset = counting.moment(found.surge.onset)
    rows = Proposal.objects.filter(source=Proposal.Source.REPORTS).select_related("guide", "carrier")
    waiting = [row for row in rows.waiting() if series.meets(series.of(row), found.series)]
    if waiting:
        return waiting[0]
    for row in rows.filter(noticed_at__gt=min(onset, at - HOLD)):
        held = onset <= row.noticed_at or row.state == Proposal.State.DISMISSED
        if held and series.covers(series.of(row), found.series):
            return row
    return None


def _is_told(name: Series) -> bool:
    """Tell whether an ongoing incident says all of it already."""
    rows = Incident.objects.ongoing().prefetch_related("scopes__guide", "scopes__carrier")
    return any(series.covers(series.of(scope), name) for row in rows for scope in row.scopes.all())
