"""How an incident begins, goes on and ends. Each change reaches all readers within seconds, without a release."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from troubleshoot.models import Carrier, Cause, Counter, Guide, Incident, IncidentScope, IncidentUpdate
from troubleshoot.models.incidents import ONGOING, Status

log = logging.getLogger(__name__)

type Texts = Mapping[str, str]
#: A guide and a carrier; None means all.
type Scope = tuple[Guide | None, Carrier | None]

#: All guides on all carriers.
EVERYTHING: Final[tuple[Scope, ...]] = ((None, None),)


class IncidentOverError(Exception):
    """The incident is over already; somebody else was faster."""


def begin(  # noqa: PLR0913  # what an incident is made of
    *,
    actor: User | None,
    title: Texts,
    cause: Cause,
    body: Texts,
    impact: str = Incident.Impact.MAJOR,
    scopes: Iterable[Scope] = EVERYTHING,
    at: datetime | None = None,
) -> Incident:
    """Open an incident and say the first thing about it; ``at``: now. Readers see it at once."""
    touched, started_at = tuple(scopes), at or timezone.now()
    with transaction.atomic():
        changed()
        incident = Incident.objects.create(
            slug=_free_slug(touched, started_at), title=dict(title), impact=impact, cause=cause, started_at=started_at
        )
        for guide, carrier in touched:
            IncidentScope.objects.create(incident=incident, guide=guide, carrier=carrier)
        IncidentUpdate.objects.create(incident=incident, status=incident.status, body=dict(body), at=started_at)
    log.info("Incident %s began.", incident.slug, extra={"actor": str(actor or "")})
    return incident


def say(
    incident: Incident, *, actor: User | None, status: str, body: Texts, at: datetime | None = None
) -> IncidentUpdate:
    """Say how an incident stands now; ``at``: now. A status of "resolved" ends it, an earlier one reopens it."""
    with transaction.atomic():
        changed()
        update = _say(incident, status, body, at or timezone.now())
    log.info("Incident %s is %s.", incident.slug, status, extra={"actor": str(actor or "")})
    return update


def resolve(incident: Incident, *, actor: User | None, body: Texts, at: datetime | None = None) -> IncidentUpdate:
    """End an incident; ``at``: now. Raises IncidentOverError where somebody else has ended it."""
    with transaction.atomic():
        changed()
        if not Incident.objects.ongoing().filter(pk=incident.pk).exists():
            raise IncidentOverError
        update = _say(incident, Status.RESOLVED, body, at or timezone.now())
    log.info("Incident %s is over.", incident.slug, extra={"actor": str(actor or "")})
    return update


def _say(incident: Incident, status: str, body: Texts, at: datetime) -> IncidentUpdate:
    incident.refresh_from_db()
    incident.status = status
    incident.resolved_at = None if status in ONGOING else incident.resolved_at or at
    incident.save(update_fields=["status", "resolved_at"])
    return IncidentUpdate.objects.create(incident=incident, status=status, body=dict(body), at=at)


def changed() -> None:
    """Raise the incidents' number, so that every process loads them anew. Belongs in the changing transaction.

    The number's row also puts writers in line: whoever comes second waits here until the first has committed.
    """
    Counter.objects.raised(Counter.INCIDENTS)


def _free_slug(scopes: tuple[Scope, ...], at: datetime) -> str:
    """Return a slug that says whom and when: docomo-2026-11-25, then docomo-2026-11-25-2."""
    guide, carrier = scopes[0]
    whom = carrier or guide
    base = f"{whom.slug if whom else 'all'}-{timezone.localdate(at):%Y-%m-%d}"
    taken = set(Incident.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
