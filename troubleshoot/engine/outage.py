"""Which ongoing incidents touch a walk, and how likely an outage is that nobody has confirmed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from .guide import Carrier, Incident, Slug, Suspicion
from .remedy import lineage

#: The status of a maintenance that has not begun.
PLANNED: Final = "scheduled"
_SEVERITY: Final = ("critical", "major", "minor", "maintenance", "none")


def touched(incident: Incident, guide: Slug | None, carriers: Collection[Slug] | None = None) -> bool:
    """Tell whether an incident, over or not, touches a guide on one of some carriers; None for any of them."""
    return any(_covers(scope, guide, carriers) for scope in incident.scopes)


def touching(incidents: Iterable[Incident], guide: Slug | None, carriers: Collection[Slug]) -> tuple[Incident, ...]:
    """Return the ongoing incidents that concern a guide on a carrier, most severe first.

    ``carriers``: the reader's carrier and its networks; an incident limited to carriers touches nobody whose
    carrier is unknown. ``guide`` None asks for any guide.
    """
    found = [one for one in incidents if one.ongoing and touched(one, guide, carriers)]
    return tuple(sorted(found, key=lambda one: _SEVERITY.index(one.impact) if one.impact in _SEVERITY else 9))


def announced(
    incidents: Iterable[Incident], carriers: Mapping[Slug, Carrier], guide: Slug | None, carrier: Slug | None
) -> tuple[Incident, ...]:
    """Return the ongoing incidents to tell a reader of, most severe first.

    While the carrier is unknown they are all carriers': their titles say whom they touch.
    """
    return touching(incidents, guide, lineage(carriers, carrier) or tuple(carriers))


def planned(
    incidents: Iterable[Incident], carriers: Mapping[Slug, Carrier], guide: Slug | None, carrier: Slug | None
) -> tuple[Incident, ...]:
    """Return the maintenances that have not begun, to tell a reader of as ``announced`` does, the next one first."""
    known = lineage(carriers, carrier) or tuple(carriers)
    found = [one for one in incidents if one.status == PLANNED and touched(one, guide, known)]
    return tuple(sorted(found, key=lambda one: datetime.fromisoformat(one.scheduled_start)))


def suspected(suspicions: Iterable[Suspicion], guide: Slug, carriers: Collection[Slug]) -> float:
    """Return how likely an outage is, as far as one is suspected, for readers of a guide on a carrier; 0 for none."""
    found = [one.probability for one in suspicions if _covers((one.guide, one.carrier), guide, carriers)]
    return max(found, default=0.0)


def _covers(scope: tuple[Slug | None, Slug | None], guide: Slug | None, carriers: Collection[Slug] | None) -> bool:
    of_guide, of_carrier = scope
    return (of_guide is None or guide in {None, of_guide}) and (
        of_carrier is None or carriers is None or of_carrier in carriers
    )
