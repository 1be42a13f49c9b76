"""The shapes of Statuspage's answers, strict: every member is named, none may be missing, none may be added."""

from typing import Final

from .schema import WORD, Schema, many, one_of, strict

ID: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
TIME: Final[Schema] = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$",
    "format": "date-time",
}
ADDRESS: Final[Schema] = {"type": "string", "pattern": r"^https?://[^/]+/"}
BOOLEAN: Final[Schema] = {"type": "boolean"}
NULL: Final[Schema] = {"type": "null"}
COMPONENT_STATUS: Final = one_of(
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"
)
OUTAGE_STATUS: Final = one_of("investigating", "identified", "monitoring", "resolved", "postmortem")
MAINTENANCE_STATUS: Final = one_of("scheduled", "in_progress", "verifying", "completed")


def maybe(schema: Schema) -> Schema:
    """Return the schema of something that may be null."""
    return {"anyOf": [schema, NULL]}


PAGE: Final = strict(id=ID, name=WORD, url=ADDRESS, time_zone=WORD, updated_at=TIME)
STATUS: Final = strict(indicator=one_of("none", "minor", "major", "critical"), description=WORD)

_COMPONENT: Final[Schema] = {
    "id": ID,
    "name": WORD,
    "status": COMPONENT_STATUS,
    "created_at": TIME,
    "updated_at": TIME,
    "position": {"type": "integer", "minimum": 1},
    "description": maybe(WORD),
    "showcase": BOOLEAN,
    "start_date": maybe({"type": "string", "format": "date"}),
    "page_id": ID,
    "only_show_if_degraded": BOOLEAN,
}
LEAF: Final = strict(**_COMPONENT, group_id=maybe(ID), group={"const": False})
GROUP: Final = strict(**_COMPONENT, group_id=NULL, group={"const": True}, components=many(ID))
COMPONENT: Final[Schema] = {"oneOf": [LEAF, GROUP]}

AFFECTED: Final = strict(code=ID, name=WORD, old_status=COMPONENT_STATUS, new_status=COMPONENT_STATUS)


def _update(status: Schema) -> Schema:
    return strict(
        id=ID,
        status=status,
        body=WORD,
        incident_id=ID,
        created_at=TIME,
        updated_at=TIME,
        display_at=TIME,
        affected_components=maybe({**many(AFFECTED), "minItems": 1}),
        deliver_notifications=BOOLEAN,
        custom_tweet=NULL,
        tweet_id=NULL,
    )


def _incident(status: Schema, impact: Schema, **more: Schema) -> Schema:
    return strict(
        id=ID,
        name=WORD,
        status=status,
        created_at=TIME,
        updated_at=TIME,
        monitoring_at=maybe(TIME),
        resolved_at=maybe(TIME),
        impact=impact,
        shortlink=ADDRESS,
        started_at=TIME,
        page_id=ID,
        incident_updates=many(_update(status)),
        components=many(LEAF),
        reminder_intervals=NULL,
        **more,
    )


def _at_most_fifty(schema: Schema) -> Schema:
    return {**many(schema), "maxItems": 50}


def _incidents(*statuses: str) -> Schema:
    impact = one_of("none", "minor", "major", "critical")
    schema = _incident(OUTAGE_STATUS, impact)
    return _at_most_fifty({"allOf": [schema, {"properties": {"status": one_of(*statuses)}}]})


def _maintenances(*statuses: str) -> Schema:
    schema = _incident(MAINTENANCE_STATUS, one_of("maintenance"), scheduled_for=TIME, scheduled_until=TIME)
    return _at_most_fifty({"allOf": [schema, {"properties": {"status": one_of(*statuses)}}]})


_UNRESOLVED: Final = ("investigating", "identified", "monitoring")
_ACTIVE: Final = ("in_progress", "verifying")

#: The answer of each address behind /api/v2/.
ANSWERS: Final = {
    "summary.json": strict(
        page=PAGE,
        components=many(COMPONENT),
        incidents=_incidents(*_UNRESOLVED),
        scheduled_maintenances=_maintenances("scheduled", *_ACTIVE),
        status=STATUS,
    ),
    "status.json": strict(page=PAGE, status=STATUS),
    "components.json": strict(page=PAGE, components=many(COMPONENT)),
    "incidents.json": strict(page=PAGE, incidents=_incidents(*_UNRESOLVED, "resolved", "postmortem")),
    "incidents/unresolved.json": strict(page=PAGE, incidents=_incidents(*_UNRESOLVED)),
    "scheduled-maintenances.json": strict(
        page=PAGE, scheduled_maintenances=_maintenances("scheduled", *_ACTIVE, "completed")
    ),
    "scheduled-maintenances/upcoming.json": strict(page=PAGE, scheduled_maintenances=_maintenances("scheduled")),
    "scheduled-maintenances/active.json": strict(page=PAGE, scheduled_maintenances=_maintenances(*_ACTIVE)),
}
