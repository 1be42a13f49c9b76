"""Incidents, and what may be one, from the tables as the engine's values, for the snapshot."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localtime

from troubleshoot import engine
from troubleshoot.engine.guide import IncidentUpdate
from troubleshoot.models import Incident, Proposal
from troubleshoot.models.incidents import ONGOING

from . import series


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
    return tuple(engine.Suspicion(*series.of(row), row.share * _trust(decided, row.source)) for row in rows)


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
        scopes=tuple(map(series.of, row.scopes.all())),
        started_at=iso(row.started_at),
        resolved_at=iso(row.resolved_at),
        updates=tuple(
            IncidentUpdate(
                status=update.status,
                body=update.body,
                at=iso(update.at),
                written_at=iso(update.written_at),
                corrected_at=iso(update.corrected_at),
            )
            for update in row.updates.all()
        ),
        ongoing=row.status in ONGOING,
        created_at=iso(row.created_at),
        next_update_at=iso(row.next_update_at),
        notice_url=row.notice_url,
        scheduled_start=iso(row.scheduled_start),
        scheduled_end=iso(row.scheduled_end),
    )


def iso(at: datetime | None) -> str:
    """Return a time as the engine's values have it: ISO, in the site's time zone, "" for none."""
    return localtime(at).isoformat() if at else ""
