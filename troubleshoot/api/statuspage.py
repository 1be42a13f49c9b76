"""Version 2 of the API: what Statuspage's public API says of a page, so that tools made for it read ours.

https://metastatuspage.com/api names the addresses and members; docs/api.md says what ours mean.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Incident
from troubleshoot.snapshot.said import last_said, newest

from .components import AT_WORK, OUTAGE, Group, groups
from .incidents import incident_document
from .serving import Endpoint, Json, endpoint, json_response
from .stamps import identifier, stamp

#: Incidents in a list of all.
MOST: Final = 50
#: What a page says of itself, by the worst impact of what goes on: the words that tools compare.
_DESCRIPTIONS: Final = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}
_IN_MAINTENANCE: Final = "Service Under Maintenance"
_INDICATORS: Final = tuple(_DESCRIPTIONS)
_MAINTENANCE: Final = "maintenance"


class StatusPage:
    """All that the answers tell of a snapshot, for one request's language and host."""

    def __init__(self, served: snapshot.Snapshot, absolute: Callable[[str], str]) -> None:
        self._served = served
        self._absolute = absolute
        self._id = identifier("page", absolute("/"))

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        return tuple(groups(self._served, self._id))

    def page(self) -> Json:
        """Return what every answer begins with."""
        return {
            "id": self._id,
            "name": _("困ったときの手引き"),
            "url": self._absolute(addresses.page("home")),
            "time_zone": settings.TIME_ZONE,
            "updated_at": stamp(newest([self._served.published_at, *map(last_said, self._served.incidents)])),
        }

    def status(self) -> Json:
        """Return how the whole is."""
        impacts = [one.impact for one in self._served.ongoing]
        indicator = max((one for one in impacts if one in _INDICATORS), key=_INDICATORS.index, default="none")
        is_in_maintenance = indicator == "none" and _MAINTENANCE in impacts
        return {
            "indicator": indicator,
            "description": _IN_MAINTENANCE if is_in_maintenance else _DESCRIPTIONS[indicator],
        }

    def components(self) -> list[Json]:
        """Return each group, then its components."""
        return [
            document
            for group in self._groups
            for document in (group.document, *(component.document for component in group.components))
        ]

    def outages(self, *statuses: str) -> list[Json]:
        """Return the newest outages of these statuses, or of all."""
        return self._told((one for one in self._served.incidents if one.impact != _MAINTENANCE), statuses)

    def maintenances(self, *statuses: str) -> list[Json]:
        """Return the newest maintenances of these statuses, or of all."""
        return self._told((one for one in self._served.incidents if one.impact == _MAINTENANCE), statuses)

    def _told(self, incidents: Iterable[Incident], statuses: tuple[str, ...]) -> list[Json]:
        chosen = [one for one in incidents if not statuses or one.status in statuses]
        return [self._incident(one) for one in chosen[:MOST]]

    def _incident(self, incident: Incident) -> Json:
        touched = [one for group in self._groups for one in group.components if one.touched_by(incident)]
        return incident_document(incident, touched, self._id, self._absolute)


def _endpoint(view: Callable[[StatusPage], Json]) -> Endpoint:
    """Make an address of what is told beside the page. Whatever the query, the answer is the same: tools add some."""

    @endpoint
    @wraps(view)
    def answer(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
        if not served.number:
            raise Http404(_("まだ何も公開されていません。"))
        page = StatusPage(served, request.build_absolute_uri)
        return json_response({"page": page.page(), **view(page)})

    return answer


@_endpoint
def summary(page: StatusPage) -> Json:
    """Tell all that matters now: how each component is, what goes on, what is planned."""
    return {
        "components": page.components(),
        "incidents": page.outages(*OUTAGE),
        "scheduled_maintenances": page.maintenances(engine.PLANNED, *AT_WORK),
        "status": page.status(),
    }


@_endpoint
def status(page: StatusPage) -> Json:
    """Tell how the whole is."""
    return {"status": page.status()}


@_endpoint
def components(page: StatusPage) -> Json:
    """Tell how each component is."""
    return {"components": page.components()}


@_endpoint
def incidents(page: StatusPage) -> Json:
    """Tell of the newest outages, ongoing and past."""
    return {"incidents": page.outages()}


@_endpoint
def unresolved(page: StatusPage) -> Json:
    """Tell of the outages that go on."""
    return {"incidents": page.outages(*OUTAGE)}


@_endpoint
def maintenances(page: StatusPage) -> Json:
    """Tell of the newest maintenances, planned, ongoing and past."""
    return {"scheduled_maintenances": page.maintenances()}


@_endpoint
def upcoming(page: StatusPage) -> Json:
    """Tell of the maintenances that have not begun."""
    return {"scheduled_maintenances": page.maintenances(engine.PLANNED)}


@_endpoint
def active(page: StatusPage) -> Json:
    """Tell of the maintenances that go on."""
    return {"scheduled_maintenances": page.maintenances(*AT_WORK)}
