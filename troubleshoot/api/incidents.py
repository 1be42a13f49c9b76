"""Outages and maintenances as Statuspage's incidents, with all that was said about them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot.said import first_said, last_said, written

from .components import OPERATIONAL, Component, status_in
from .serving import Json
from .stamps import identifier, maybe, stamp


def incident_document(
    incident: Incident, components: Sequence[Component], page_id: str, absolute: Callable[[str], str]
) -> Json:
    """Return an incident; a maintenance with when it is planned. ``components``: those that it touches."""
    own = {
        "id": identifier("incident", incident.slug),
        "name": _words(incident.title),
        "status": incident.status,
        "created_at": stamp(first_said(incident)),
        "updated_at": stamp(last_said(incident)),
        "monitoring_at": maybe(_monitoring(incident)),
        "resolved_at": maybe(incident.resolved_at),
        "impact": incident.impact,
        "shortlink": absolute(addresses.page("incident", incident.slug)),
        "started_at": stamp(incident.started_at),
        "page_id": page_id,
        "incident_updates": list(_updates(incident, components))[::-1],
        "components": [component.document for component in components],
        "reminder_intervals": None,
    }
    if incident.impact != "maintenance":
        return own
    planned = {"scheduled_for": incident.scheduled_start, "scheduled_until": incident.scheduled_end}
    return own | {name: maybe(time) for name, time in planned.items()}


def _words(texts: engine.Texts) -> str:
    return engine.in_language(texts, addresses.language().code)


def _monitoring(incident: Incident) -> str:
    """Return since when it is only watched, or was when it ended; "" where it is not, or never was."""
    if incident.status not in {"monitoring", "resolved", "postmortem"}:
        return ""
    return next((update.at for update in incident.updates if update.status == "monitoring"), "")


def _updates(incident: Incident, components: Sequence[Component]) -> Iterator[Json]:
    """Yield what was said, oldest first, each with how it changed the components."""
    told = incident.updates[::-1]
    statuses = [OPERATIONAL, *(status_in(update.status, incident.impact) for update in told)]
    written_before: list[str] = []
    for update, (before, after) in zip(told, pairwise(statuses), strict=True):
        yield _update(incident, update, written_before.count(written(update))) | {
            "affected_components": [_affected(component, before, after) for component in components] or None
        }
        written_before.append(written(update))


def _update(incident: Incident, update: IncidentUpdate, ordinal: int) -> Json:
    """Return an update. Its id is of when it was written, which no correction changes.

    ``ordinal``: how many of the same incident and moment come before it.
    """
    return {
        "id": identifier("update", incident.slug, stamp(written(update)), str(ordinal)),
        "status": update.status,
        "body": _words(update.body),
        "incident_id": identifier("incident", incident.slug),
        "created_at": stamp(written(update)),
        "updated_at": stamp(update.corrected_at or written(update)),
        "display_at": stamp(update.at),
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _affected(component: Component, before: str, after: str) -> Json:
    return {
        "code": component.document["id"],
        "name": component.full_name,
        "old_status": before,
        "new_status": after,
    }
