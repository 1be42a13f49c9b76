"""Publishes a proposal without asking anybody: only of guides that the operator names, with a prepared template."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from troubleshoot.models import Incident, IncidentTemplate, Proposal

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
    template = fitting(proposal)
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


def fitting(proposal: Proposal) -> IncidentTemplate | None:
    """Return the template for a proposal: one that names its guide and carrier before one that is for all of them."""
    rows = IncidentTemplate.objects.prefetch_related("guides", "carriers").select_related("cause")
    ranked = [(rank, row) for row in rows if (rank := _rank(row, proposal)) is not None]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def _rank(template: IncidentTemplate, proposal: Proposal) -> int | None:
    """Return how closely a template fits, None where it is for something else."""
    rank = 0
    for named, own in (
        ({one.pk for one in template.guides.all()}, proposal.guide_id),
        ({one.pk for one in template.carriers.all()}, proposal.carrier_id),
    ):
        if named and own not in named:
            return None
        rank += bool(named)
    return rank
