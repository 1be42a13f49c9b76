"""Incidents from the tables as the engine's values, for the snapshot."""

from datetime import datetime

from django.utils.timezone import localtime

from troubleshoot import engine
from troubleshoot.engine.guide import IncidentUpdate
from troubleshoot.models import Incident
from troubleshoot.models.incidents import ONGOING


def load_incidents() -> tuple[engine.Incident, ...]:
    """Return all incidents, newest first, in four queries."""
    rows = Incident.objects.select_related("cause").prefetch_related("scopes__guide", "scopes__carrier", "updates")
    return tuple(_incident(row) for row in rows)


def _incident(row: Incident) -> engine.Incident:
    return engine.Incident(
        slug=row.slug,
        title=row.title,
        status=row.status,
        impact=row.impact,
        cause=row.cause.slug,
        scopes=tuple(
            (scope.guide.slug if scope.guide else None, scope.carrier.slug if scope.carrier else None)
            for scope in row.scopes.all()
        ),
        started_at=_iso(row.started_at),
        resolved_at=_iso(row.resolved_at),
        updates=tuple(
            IncidentUpdate(
                status=update.status,
                body=update.body,
                at=_iso(update.at),
                written_at=_iso(update.written_at),
                corrected_at=_iso(update.corrected_at),
            )
            for update in row.updates.all()
        ),
        ongoing=row.status in ONGOING,
        created_at=_iso(row.created_at),
        next_update_at=_iso(row.next_update_at),
        notice_url=row.notice_url,
        scheduled_start=_iso(row.scheduled_start),
        scheduled_end=_iso(row.scheduled_end),
    )


def _iso(at: datetime | None) -> str:
    return localtime(at).isoformat() if at else ""
