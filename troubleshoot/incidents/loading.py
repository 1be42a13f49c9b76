"""Incidents from the tables as the engine's values, for the snapshot."""

from django.utils.timezone import localtime

from troubleshoot import engine
from troubleshoot.engine.guide import IncidentUpdate
from troubleshoot.models import Incident
from troubleshoot.models.incidents import ONGOING
from troubleshoot.models.texts import japanese


def load_incidents() -> tuple[engine.Incident, ...]:
    """Return all incidents, newest first, in four queries."""
    rows = Incident.objects.select_related("cause").prefetch_related("scopes__guide", "scopes__carrier", "updates")
    return tuple(_incident(row) for row in rows)


def _incident(row: Incident) -> engine.Incident:
    return engine.Incident(
        slug=row.slug,
        title=japanese(row.title),
        status=row.status,
        impact=row.impact,
        cause=row.cause.slug,
        scopes=tuple(
            (scope.guide.slug if scope.guide else None, scope.carrier.slug if scope.carrier else None)
            for scope in row.scopes.all()
        ),
        started_at=localtime(row.started_at).isoformat(),
        resolved_at=localtime(row.resolved_at).isoformat() if row.resolved_at else "",
        updates=tuple(
            IncidentUpdate(update.status, japanese(update.body), localtime(update.at).isoformat())
            for update in row.updates.all()
        ),
        ongoing=row.status in ONGOING,
    )
