"""Incidents, and what may be one, from the tables as the engine's values, for the snapshot."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localtime

from troubleshoot import engine
from troubleshoot.engine.guide import IncidentUpdate
from troubleshoot.models import Incident, Proposal
from troubleshoot.models.incidents import ONGOING


def load_incidents() -> tuple[engine.Incident, ...]:
    """Return all incidents, newest first, in four queries."""
    rows = Incident.objects.select_related("cause").prefetch_related("scopes__guide", "scopes__carrier", "updates")
    return tuple(_incident(row) for row in rows)


def load_suspicions() -> tuple[engine.Suspicion, ...]:
    """Return the proposals that nobody has decided on, in three queries.

    How likely each is an outage: the part of today's reports that is beyond the usual, times how many of the proposals
    from the same source were confirmed so far (Laplace's rule of succession).
    """
    rows = Proposal.objects.waiting().select_related("guide", "carrier")
    decided = {(row["source"], row["state"]): row["n"] for row in Proposal.objects.how_decided()} if rows else {}
    return tuple(
        engine.Suspicion(
            guide=row.guide.slug if row.guide else None,
            carrier=row.carrier.slug if row.carrier else None,
            probability=row.share * _trust(decided, row.source),
        )
        for row in rows
    )


def _trust(decided: Mapping[tuple[str, str], int], source: str) -> float:
    confirmed, dismissed = (decided.get((source, state), 0) for state in ("confirmed", "dismissed"))
    return (confirmed + 1) / (confirmed + dismissed + 2)


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
