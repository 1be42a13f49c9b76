"""What the pages of incidents show: now, to come, by month, one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine import uptime
from troubleshoot.engine.guide import Guide, Incident

from . import bars, parts, words
from .bars import Bars
from .parts import IncidentPart, Link, UpdatePart

#: Months that the list of incidents shows, those without an incident not counted; the others have pages of their own.
RECENT: Final = 3


@dataclass(frozen=True, slots=True)
class PastPart:
    """An incident that is over, with its impact and how long it lasted in words."""

    incident: IncidentPart
    impact: str
    lasted: str


@dataclass(frozen=True, slots=True)
class Month:
    """The incidents that began in a month; ``key``: as its address names it."""

    key: str
    title: str
    url: str
    incidents: tuple[PastPart, ...]


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """Incidents, now, to come and past. ``older``: the page of the first month that is not here."""

    ongoing: tuple[IncidentPart, ...]
    planned: tuple[IncidentPart, ...]
    months: tuple[Month, ...]
    older: Link | None
    lasting: str
    guides: tuple[Bars, ...]

    @property
    def all(self) -> tuple[IncidentPart, ...]:
        """All incidents that the page shows."""
        return (*self.ongoing, *self.planned, *(one.incident for month in self.months for one in month.incidents))


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month's incidents, with the months before and after it that had any."""

    month: Month
    older: Link | None
    newer: Link | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident. ``touches``: the guides and carriers it is limited to, in words; ``lasted``: "" while it goes on.

    ``looking_back``: what was said of it when all was over.
    """

    incident: IncidentPart
    impact: str
    lasted: str
    touches: tuple[str, ...]
    advice: Link | None
    updates: tuple[UpdatePart, ...]
    looking_back: tuple[UpdatePart, ...]


def incidents_page(served: snapshot.Snapshot, at: datetime) -> IncidentsPage:
    """Return what the list of incidents shows; ``at``: now."""
    past = months(served)
    planned = engine.planned(served.incidents, served.release().carriers, None, None)
    return IncidentsPage(
        ongoing=tuple(map(parts.incident_part, served.ongoing)),
        planned=tuple(map(parts.incident_part, planned)),
        months=past[:RECENT],
        older=_link(past, RECENT),
        lasting=_lasting(served.incidents, at),
        guides=bars.of_guides(served, at),
    )


def month_page(served: snapshot.Snapshot, key: str) -> MonthPage | None:
    """Return what the page of a month shows; None where it had no incident."""
    past = months(served)
    place = next((place for place, month in enumerate(past) if month.key == key), None)
    return None if place is None else MonthPage(past[place], _link(past, place + 1), _link(past, place - 1))


def months(served: snapshot.Snapshot) -> tuple[Month, ...]:
    """Return the months that had an incident which is over, the newest first."""
    over = [one for one in served.incidents if one.resolved_at and one.started_at and not one.ongoing]
    newest = sorted(over, key=_began, reverse=True)
    return tuple(_month(tuple(some)) for _key, some in groupby(newest, key=lambda one: f"{_began(one):%Y-%m}"))


def past_of(served: snapshot.Snapshot, guide: Guide) -> tuple[PastPart, ...]:
    """Return the incidents of a guide that are over, the newest first."""
    touched = [one for one in served.incidents if not one.ongoing and engine.touched(one, guide.slug)]
    return tuple(_past(one) for one in touched if one.resolved_at)


def incident_page(served: snapshot.Snapshot, incident: Incident) -> IncidentPage:
    """Return what an incident's page shows."""
    cause = served.release().causes.get(incident.cause)
    drawn = parts.incident_part(incident)
    said = list(zip(incident.updates, drawn.updates, strict=True))
    return IncidentPage(
        incident=drawn,
        impact=_impact(incident),
        lasted=_lasted(incident),
        touches=tuple(dict.fromkeys(_touched(served.release(), incident))),
        advice=parts.cause_link(cause) if cause else None,
        updates=tuple(part for update, part in said if update.status != "postmortem"),
        looking_back=tuple(part for update, part in said if update.status == "postmortem"),
    )


def _began(incident: Incident) -> datetime:
    return localtime(datetime.fromisoformat(incident.started_at))


def _month(some: Sequence[Incident]) -> Month:
    began = _began(some[0])
    key = f"{began:%Y-%m}"
    return Month(key, date_format(began, _("Y年n月")), addresses.page("past", key), tuple(map(_past, some)))


def _link(past: Sequence[Month], place: int) -> Link | None:
    return Link(past[place].title, past[place].url) if 0 <= place < len(past) else None


def _past(incident: Incident) -> PastPart:
    return PastPart(parts.incident_part(incident), _impact(incident), _lasted(incident))


def _impact(incident: Incident) -> str:
    return str(bars.IMPACTS.get(incident.impact, ""))


def _lasted(incident: Incident) -> str:
    """Return how long an incident that is over lasted; "" for others."""
    if not incident.resolved_at:
        return ""
    return words.span(uptime.minutes(incident, datetime.fromisoformat(incident.resolved_at)) or 0)


def _lasting(incidents: Iterable[Incident], at: datetime) -> str:
    """Return in words how long outages last; "" where they are too few to tell."""
    lasting = uptime.lasting(incidents, localtime(at))
    if lasting is None:
        return ""
    pattern = ngettext(
        "この1年に始まって終わった障害は%(count)d件です。半分は%(median)s以内に終わり、いちばん長いものは%(longest)s続きました。",
        "この1年に始まって終わった障害は%(count)d件です。半分は%(median)s以内に終わり、いちばん長いものは%(longest)s続きました。",
        lasting.count,
    )
    return pattern % {
        "count": lasting.count,
        "median": words.span(lasting.median),
        "longest": words.span(lasting.longest),
    }


def _touched(release: engine.Release, incident: Incident) -> Iterator[str]:
    for guide, carrier in incident.scopes:
        named = (release.guides.get(guide or ""), release.carriers.get(carrier or ""))
        names = [named[0].title] if named[0] else []
        names += [named[1].name] if named[1] else []
        if names:
            yield _("・").join(names)
