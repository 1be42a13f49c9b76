"""What an incident's page says of it is changed: readers are told so, and the incident stays where it stands."""

import logging

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from troubleshoot.models import Incident, IncidentUpdate

from . import lifecycle

log = logging.getLogger(__name__)


def amend(incident: Incident, *, actor: User | None, body: lifecycle.Texts) -> IncidentUpdate:
    """Say that an incident's title, scope or the like was changed; its status moves no more than its end."""
    with transaction.atomic():
        lifecycle.changed()
        incident.refresh_from_db(fields=["status"])
        now = timezone.now()
        update = IncidentUpdate.objects.create(
            incident=incident, status=incident.status, body=dict(body), at=now, written_at=now
        )
    log.info("What is said of incident %s was changed.", incident.slug, extra={"actor": str(actor or "")})
    return update
