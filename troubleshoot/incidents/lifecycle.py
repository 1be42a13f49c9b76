"""How an incident begins, goes on and ends. Each change reaches all readers within seconds, without a release.

Whatever comes from a form carries ``sent_as``, which the form was given when it was shown: sent twice, it is done once.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from troubleshoot.models import Carrier, Cause, Counter, Guide, Incident, IncidentScope, IncidentUpdate
from troubleshoot.models.incidents import ENDING, ONGOING, OVER, Status

log = logging.getLogger(__name__)

type Texts = Mapping[str, str]
#: A guide and a carrier; None means all.
type Scope = tuple[Guide | None, Carrier | None]

#: All guides on all carriers.
EVERYTHING: Final[tuple[Scope, ...]] = ((None, None),)
#: What readers are told when a maintenance begins or ends by itself.
BEGINS: Final = {
    "ja": "予定していた作業を始めました。終わるまで、そのままお待ちください。",
    "en": "The planned work has started. Please wait until it is over.",
    "easy": "予定《よてい》していた 作業《さぎょう》を 始《はじ》めました。終《お》わるまで 待《ま》ってください。",
}
ENDS: Final = {
    "ja": "予定していた作業が終わりました。新しいコードを一度だけ送ってください。",
    "en": "The planned work is over. Please ask for a new code, once.",
    "easy": (
        "予定《よてい》していた 作業《さぎょう》が 終《お》わりました。"
        "新《あたら》しい コードを 1回《かい》だけ 送《おく》ってください。"
    ),
}


class IncidentOverError(Exception):
    """The incident is over already; somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a maintenance is to start and end, and whether it does so by itself."""

    start: datetime
    end: datetime
    runs_itself: bool = True


def begin(  # noqa: PLR0913  # what an incident is made of
    *,
    actor: User | None,
    title: Texts,
    cause: Cause,
    body: Texts,
    impact: str = Incident.Impact.MAJOR,
    scopes: Iterable[Scope] = EVERYTHING,
    at: datetime | None = None,
    next_update_at: datetime | None = None,
    notice_url: str = "",
    plan: Plan | None = None,
    sent_as: str | None = None,
) -> Incident:
    """Open an incident and say the first thing about it; ``at``: now. Readers see it at once.

    With a ``plan`` it is a maintenance, announced before it starts. ``sent_as``: the form's own key; the incident
    that was opened with it before is returned, and nothing is said again.
    """
    touched, now = tuple(scopes), timezone.now()
    started_at = plan.start if plan else at or now
    with transaction.atomic():
        changed()  # puts officers in line: so a form sent twice finds what it did the first time
        if sent_as and (done := Incident.objects.filter(sent_as=sent_as).first()):
            return done
        incident = Incident.objects.create(
            slug=_free_slug(touched, started_at),
            title=dict(title),
            status=Status.SCHEDULED if plan else Status.INVESTIGATING,
            impact=Incident.Impact.MAINTENANCE if plan else impact,
            cause=cause,
            started_at=started_at,
            next_update_at=next_update_at,
            notice_url=notice_url,
            scheduled_start=plan.start if plan else None,
            scheduled_end=plan.end if plan else None,
            runs_itself=plan.runs_itself if plan else True,
            created_at=now,
            sent_as=sent_as,
        )
        for guide, carrier in touched:
            IncidentScope.objects.create(incident=incident, guide=guide, carrier=carrier)
        first = at or now if plan else started_at
        IncidentUpdate.objects.create(
            incident=incident, status=incident.status, body=dict(body), at=first, written_at=now
        )
    log.info("Incident %s began.", incident.slug, extra={"actor": str(actor or "")})
    return incident


def say(  # noqa: PLR0913  # what an update is made of
    incident: Incident,
    *,
    actor: User | None,
    status: str,
    body: Texts,
    at: datetime | None = None,
    next_update_at: datetime | None = None,
    sent_as: str | None = None,
) -> IncidentUpdate:
    """Say how an incident stands now; ``at``: now, or earlier. A status that is over ends it, another reopens it.

    What tells of a time before the newest update moves nothing, unless it ends it.

    Raises IncidentOverError where the status would end what somebody else has ended. ``next_update_at``: when readers
    hear more. ``sent_as``: as for ``begin``.
    """
    now = timezone.now()
    with transaction.atomic():
        changed()
        if sent_as and (done := IncidentUpdate.objects.filter(sent_as=sent_as).first()):
            return done
        incident.refresh_from_db()
        if status in ENDING and incident.status in OVER:
            raise IncidentOverError
        is_past = status not in ENDING and incident.updates.filter(at__gt=at or now).exists()
        update = (_write if is_past else _say)(incident, status, body, at or now, sent_as)
        incident.next_update_at = None if incident.status in OVER else next_update_at
        incident.save(update_fields=["next_update_at"])
    log.info("Incident %s is %s.", incident.slug, status, extra={"actor": str(actor or "")})
    return update


def resolve(
    incident: Incident, *, actor: User | None, body: Texts, at: datetime | None = None, sent_as: str | None = None
) -> IncidentUpdate:
    """End an incident; ``at``: now. Raises IncidentOverError where somebody else has ended it."""
    ends = Status.COMPLETED if incident.impact == Incident.Impact.MAINTENANCE else Status.RESOLVED
    return say(incident, actor=actor, status=ends, body=body, at=at, sent_as=sent_as)


def correct(update: IncidentUpdate, *, actor: User | None, body: Texts, at: datetime | None = None) -> None:
    """Put other words, or another time, in the place of what was said; it is marked as corrected.

    The same words and time change nothing; the time of what ended an incident is that of its end.
    """
    if update.body == dict(body) and at in {None, update.at}:
        return
    with transaction.atomic():
        changed()
        incident = update.incident
        if at and update.status in ENDING and incident.resolved_at == update.at:
            incident.resolved_at = at
            incident.save(update_fields=["resolved_at"])
        update.body, update.at, update.corrected_at = dict(body), at or update.at, timezone.now()
        update.save(update_fields=["body", "at", "corrected_at"])
    log.info("An update of %s was corrected.", update.incident.slug, extra={"actor": str(actor or "")})


def run_plans(at: datetime) -> int:
    """Start and end the maintenances whose time has come, and tell readers; return how many that were.

    Any process may do this at any time: each is done once. One whose end has passed unstarted is ended too.
    """
    done = 0
    for incident in Incident.objects.due(at):
        with transaction.atomic():
            changed()
            incident.refresh_from_db()
            done += _run(incident, at)
    return done


def _run(incident: Incident, at: datetime) -> bool:
    start, end = incident.scheduled_start, incident.scheduled_end
    if incident.status in ONGOING and end and end <= at:
        _say(incident, Status.COMPLETED, ENDS, end)
    elif incident.status == Status.SCHEDULED and start and start <= at:
        _say(incident, Status.IN_PROGRESS, BEGINS, start)
    else:
        return False
    log.info("Maintenance %s is %s, as planned.", incident.slug, incident.status)
    return True


def _say(incident: Incident, status: str, body: Texts, at: datetime, sent_as: str | None = None) -> IncidentUpdate:
    """Write an update down and move the status."""
    incident.refresh_from_db()
    incident.status = status
    incident.resolved_at = incident.resolved_at or at if status in OVER else None
    incident.save(update_fields=["status", "resolved_at"])
    return _write(incident, status, body, at, sent_as)


def _write(incident: Incident, status: str, body: Texts, at: datetime, sent_as: str | None = None) -> IncidentUpdate:
    return IncidentUpdate.objects.create(incident=incident, status=status, body=dict(body), at=at, sent_as=sent_as)


def changed() -> None:
    """Raise the incidents' number, so that every process loads them anew. Belongs in the changing transaction.

    The number's row also puts writers in line: whoever comes second waits here until the first has committed.
    """
    Counter.objects.raised(Counter.INCIDENTS)


def in_line() -> None:
    """Wait until nobody else changes incidents or proposals, and have the others wait. Belongs in a transaction."""
    Counter.objects.locked(Counter.INCIDENTS)


def _free_slug(scopes: tuple[Scope, ...], at: datetime) -> str:
    """Return a slug that says whom and when: docomo-2026-11-25, then docomo-2026-11-25-2."""
    guide, carrier = scopes[0]
    whom = carrier or guide
    base = f"{whom.slug if whom else 'all'}-{timezone.localdate(at):%Y-%m-%d}"
    taken = set(Incident.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
