"""What becomes of a proposal: an officer confirms or dismisses it, or nobody decides and it expires.

It is decided once. What readers are shown of it changes with that, so each change raises the incidents' number.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from troubleshoot.models import Incident, IncidentTemplate, Proposal
from troubleshoot.models.proposals import HOLD, ProposalQuerySet

from . import lifecycle

log = logging.getLogger(__name__)

#: By how much a node's clock may be ahead; what was done later than that was done by a clock that was wrong.
AHEAD: Final = timedelta(minutes=5)


class ProposalDecidedError(Exception):
    """The proposal is decided already: somebody else was faster."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"Proposal {proposal.pk} is {proposal.state} already.")
        self.proposal = proposal


def confirm(proposal: Proposal, *, incident: Incident, actor: User | None) -> None:
    """Note that an incident was told because of a proposal. Raises ProposalDecidedError where it is decided.

    One that expired may still be confirmed: nobody had decided on it.
    """
    with transaction.atomic():
        lifecycle.changed()
        _refuse_decided(proposal, Proposal.State.WAITING, Proposal.State.EXPIRED)
        proposal.incident = incident
        _decide(proposal, Proposal.State.CONFIRMED, actor)
    log.info("Proposal %s is incident %s.", proposal.pk, incident.slug, extra={"actor": str(actor or "")})


def dismiss(proposal: Proposal, *, actor: User | None, reason: str = "") -> None:
    """Note that a proposal is no outage, and why. Raises ProposalDecidedError where it is decided."""
    with transaction.atomic():
        lifecycle.changed()
        _refuse_decided(proposal, Proposal.State.WAITING)
        proposal.reason = reason
        _decide(proposal, Proposal.State.DISMISSED, actor)
    log.info("Proposal %s was dismissed.", proposal.pk, extra={"actor": str(actor or "")})


def rest(proposal: Proposal, at: datetime) -> None:
    """Note that what a proposal says is over at a time: readers are advised as usual again, officers still asked."""
    with transaction.atomic():
        lifecycle.changed()
        proposal.evidence |= {"share": 0, "over": localtime(at).isoformat(timespec="minutes")}
        proposal.save(update_fields=["evidence"])


def expire(at: datetime) -> int:
    """Let go of what waits and has not been seen for long enough by a time; return how many that were.

    What was let go of by a clock that ran ahead waits again.
    """
    with transaction.atomic():
        too_soon = Proposal.objects.filter(state=Proposal.State.EXPIRED, decided_at__gt=at + AHEAD)
        if not (too_soon.exists() or _unseen(at).exists()):
            return 0
        lifecycle.changed()
        again = too_soon.update(state=Proposal.State.WAITING, decided_at=None)
        done = _unseen(at).update(state=Proposal.State.EXPIRED, decided_at=at)
    log.info("%d proposals expired undecided, %d wait again.", done, again)
    return done


def fitting(proposal: Proposal) -> IncidentTemplate | None:
    """Return the one template that is for what a proposal says; None where there is none, or more than one.

    It is for the same carrier, or for no certain one where the proposal names none; and for the same guide, or else
    for no certain one.
    """
    rows = IncidentTemplate.objects.select_related("cause").prefetch_related("guides", "carriers")
    own = _named(proposal.carrier_id)
    of_carrier = [row for row in rows if {one.pk for one in row.carriers.all()} == own]
    for guides in (_named(proposal.guide_id), set[int]()):
        found = [row for row in of_carrier if {one.pk for one in row.guides.all()} == guides]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _named(pk: int | None) -> set[int]:
    return {pk} if pk else set()


def _unseen(at: datetime) -> ProposalQuerySet:
    return Proposal.objects.waiting().filter(seen_at__lte=at - HOLD)


def _refuse_decided(proposal: Proposal, *undecided: str) -> None:
    """Read a proposal anew, now that nobody else can decide on it."""
    proposal.refresh_from_db()
    if proposal.state not in undecided:
        raise ProposalDecidedError(proposal)


def _decide(proposal: Proposal, state: str, actor: User | None) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "incident", "reason"])
