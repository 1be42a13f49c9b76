"""Keeps what somebody read until its time, and publishes it then over what is newest, takes nothing newer back."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot import auditing, engine
from troubleshoot.models import PlannedRelease
from troubleshoot.models.clock import database_time
from troubleshoot.repeating import Repeater

from . import learning
from .compile import Document
from .formats import FormatError, upgrade
from .loading import DamagedReleaseError, opened
from .places import TABLES, Place
from .publish import (
    NOTHING,
    PublishConflict,
    PublishRefused,
    Selection,
    Signature,
    first_in_line,
    in_line,
    mark,
    preview,
    put_out,
    require_seen,
)
from .wordings import called, titles

log = logging.getLogger(__name__)


class PlanRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """Nothing was planned; the words say why."""


def plan(
    *, actor: User, at: datetime, note: str = "", only: Selection | None = None, seen: Collection[str] | None = None
) -> PlannedRelease:
    """Keep the drafts, or the chosen ones, as they are now, to be published at a time.

    ``seen``: as for ``publish``. Raises DraftsChanged where something unseen is among them, PublishRefused where they
    could not be published as they are, PlanRefused where there is nothing to publish, the time is over, or one of
    them is planned already.
    """
    if at <= timezone.now():
        raise PlanRefused(_("その時刻は過ぎています。これからの日付と時刻を書いてください。"))
    shown = preview(only)
    if not shown.changes:
        raise PlanRefused(_("選んだものは公開版と同じなので、予約するものがありません。"))
    require_seen(seen, shown.before, shown.document, shown.findings)
    if shown.blocked:
        raise PublishRefused(shown.findings)
    places = [change.place for change in shown.changes]
    _require_unplanned(places, titles(shown.before, shown.document))
    planned = PlannedRelease.objects.create(
        actor=actor,
        at=at,
        note=note,
        chosen=[[*place, mark(shown.before, place)] for place in places],
        drafts=engine.canonical_bytes(_parts(shown.document, places)).decode(),
    )
    log.info("A release was planned for %s.", at.isoformat(), extra={"actor": str(actor)})
    return planned


def _require_unplanned(places: Iterable[Place], known: Mapping[Place, str]) -> None:
    """Refuse what waits already: of two plans of one thing the later would find it changed by the earlier."""
    waiting = PlannedRelease.objects.filter(state=PlannedRelease.State.WAITING).values_list("chosen", flat=True)
    planned = {tuple(one[:2]) for chosen in waiting for one in chosen}
    if twice := _all_called((place for place in places if place in planned), known):
        words = _("%(things)sは、もう予約されています。印を外すか、先にその予約を取り消してください。")
        raise PlanRefused(words % {"things": twice})


def _all_called(places: Iterable[Place], known: Mapping[Place, str]) -> str:
    return _("、").join(called(place, known) for place in places)


def _parts(document: Document, places: Iterable[Place]) -> Document:
    """Return a document of nothing but some places; what is removed is not in it."""
    parts: Document = {"format": document["format"]}
    for table, kind in TABLES.items():
        parts[table] = {slug: document[table][slug] for of, slug in places if of == kind and slug in document[table]}
    return parts


def withdraw(planned: PlannedRelease) -> bool:
    """Take a plan back, or put away one that was refused; False where it has been published meanwhile."""
    waiting = PlannedRelease.objects.filter(pk=planned.pk).exclude(state=PlannedRelease.State.DONE)
    with transaction.atomic():
        is_withdrawn = bool(waiting.update(state=PlannedRelease.State.WITHDRAWN))
        if is_withdrawn:
            auditing.record(auditing.Act.WITHDRAWN, planned.note or planned.pk)
    return is_withdrawn


def publish_due(at: datetime) -> tuple[PlannedRelease, ...]:
    """Publish what was planned until now, each in its turn; return those that this call published or refused.

    Any number of processes may do so at once: each plan is published by one of them. A plan that others' work keeps
    coming before waits for the next call; one that fails is refused and keeps no other from its turn.
    """
    due = list(PlannedRelease.objects.due(at).values_list("pk", flat=True))
    return tuple(done for pk in due if (done := _publish(pk)))


def _publish(pk: int) -> PlannedRelease | None:
    try:
        return in_line(lambda: _put_out(pk))
    except (PlanRefused, PublishRefused, DamagedReleaseError, FormatError) as refusal:
        return _refused(pk, str(refusal))
    except PublishConflict:
        log.warning("A planned release has to wait: others are publishing or saving.")
        return None
    except (OperationalError, InterfaceError):  # the database's trouble, not the plan's: all of them wait
        raise
    except Exception:
        log.exception("Planned release %s could not be published.", pk)
        words = _("思わぬ失敗で公開できませんでした。予約し直しても続くときは、運用の担当者に知らせてください。")
        return _refused(pk, words)


def _put_out(pk: int) -> PlannedRelease | None:
    """Publish a plan that nobody else has published or withdrawn, and say so in it: both or neither."""
    newest = first_in_line()
    planned = PlannedRelease.objects.select_for_update().filter(pk=pk, state=PlannedRelease.State.WAITING).first()
    if planned is None:
        return None
    if not planned.actor.has_perm("troubleshoot.add_release"):
        words = _("予約した人(%(actor)s)は、いまは公開できません。公開できる人が予約し直してください。")
        raise PlanRefused(words % {"actor": planned.actor})
    document = _over(dict(opened(newest).document) if newest else NOTHING, planned)
    done = put_out(lambda: document, Signature(planned.actor, planned.note), None)
    planned.state, planned.release = PlannedRelease.State.DONE, done.release
    planned.outcome = "" if done.created else _("もう同じ内容が公開されていました。")
    planned.save(update_fields=["state", "release", "outcome"])
    return planned


def _over(newest: Document, planned: PlannedRelease) -> Document:
    """Return the newest release's document with a plan's parts put over it, where it says of them what it said then."""
    parts = upgrade(json.loads(planned.drafts))
    read = {(kind, slug): before for kind, slug, before in planned.chosen}
    changed = (place for place in read if mark(newest, place) not in {read[place], mark(parts, place)})
    if told := _all_called(changed, titles(parts, newest)):
        words = _("予約したあとで、%(things)sの別の内容が公開されました。いまの公開版と比べて、予約し直してください。")
        raise PlanRefused(words % {"things": told})
    document = dict(newest)
    for table, kind in TABLES.items():
        kept = {slug: one for slug, one in newest[table].items() if (kind, slug) not in read}
        document[table] = {**kept, **parts[table]}
    return document


def _refused(pk: int, words: str) -> PlannedRelease | None:
    waiting = PlannedRelease.objects.filter(pk=pk, state=PlannedRelease.State.WAITING)
    if not waiting.update(state=PlannedRelease.State.REFUSED, outcome=words):
        return None
    log.warning("A planned release could not be published: %s", words)
    return PlannedRelease.objects.get(pk=pk)


#: Seconds that a stopping process waits for a publishing; its database takes back what is half done.
_LAST_LOOK: Final = 5.0


class Timekeeper(Repeater):
    """Publishes what is due every ``seconds``, and once a day what guides accept by themselves of what they learn."""

    name = "release-timekeeper"
    complaint = "Planned releases could not be published; they wait."

    def __init__(
        self, seconds: float = 5.0, session: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        super().__init__(seconds, session)

    def stop(self) -> None:
        """End the thread and wait for what it is publishing."""
        self._end(_LAST_LOOK)

    def work(self) -> None:
        """Publish what is due now."""
        at = database_time()
        publish_due(at)
        learning.accept_daily(at)
