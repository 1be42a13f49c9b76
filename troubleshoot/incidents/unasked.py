"""Publishes a proposal without asking anybody: only of guides that the operator names, with a prepared template."""

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from troubleshoot.models import Guide, Proposal

from . import lifecycle, proposing

log = logging.getLogger(__name__)

#: How long it is tried, should a process die in the middle.
TRIED_FOR: Final = timedelta(minutes=5)


def publish_all(guides: Collection[str], at: datetime) -> None:
    """Publish the surges of some guides that were proposed lately and that nobody has decided on.

    One of all guides at once is published for these alone.
    """
    rows = Proposal.objects.waiting().filter(source=Proposal.Source.REPORTS, noticed_at__gt=at - TRIED_FOR)
    for proposal in rows.select_related("guide", "carrier"):
        named = [row for row in Guide.objects.filter(slug__in=guides) if proposal.guide in {None, row}]
        if named:
            _publish(proposal, named)


def _publish(proposal: Proposal, guides: Iterable[Guide]) -> None:
    """Publish a proposal with the words of the one template that is for it; where there is none, the log says so.

    All or nothing: an officer who decides at the same moment is first, or finds it done.
    """
    template = proposing.fitting(proposal)
    if template is None:
        log.warning("%s would be published by itself, but no template fits it, or more than one.", proposal)
        return
    with suppress(proposing.ProposalDecidedError), transaction.atomic():
        incident = lifecycle.begin(
            actor=None,
            title=template.title,
            cause=template.cause,
            body=template.first_words,
            impact=template.impact,
            scopes=[(guide, proposal.carrier) for guide in guides],
            at=proposal.began_at,
        )
        proposing.confirm(proposal, incident=incident, actor=None)
