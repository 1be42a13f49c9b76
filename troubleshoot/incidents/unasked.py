"""Publishes a proposal without asking anybody: only of guides that the operator names, with a prepared template."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from troubleshoot.models import Incident, Proposal

from . import lifecycle, proposing

log = logging.getLogger(__name__)

#: How long it is tried, should a process die in the middle.
TRIED_FOR: Final = timedelta(minutes=5)


def publish_all(guides: Collection[str], at: datetime) -> None:
    """Publish the surges of some guides that were proposed lately and that nobody has decided on."""
    rows = Proposal.objects.waiting().filter(source=Proposal.Source.REPORTS, guide__slug__in=guides)
    for proposal in rows.filter(noticed_at__gt=at - TRIED_FOR).select_related("guide", "carrier"):
        publish(proposal)


def publish(proposal: Proposal) -> Incident | None:
    """Publish a proposal with the words of the template that fits it best; None, and a warning, where none fits."""
    template = proposing.fitting(proposal)
    if template is None:
        log.warning("%s would be published by itself, but no template fits it.", proposal)
        return None
    incident = lifecycle.begin(
        actor=None,
        title=template.title,
        cause=template.cause,
        body=template.first_words,
        impact=template.impact,
        scopes=[(proposal.guide, proposal.carrier)],
        at=proposal.began_at,
        sent_as=f"proposal-{proposal.pk}",
    )
    proposing.confirm(proposal, incident=incident, actor=None)
    return incident
