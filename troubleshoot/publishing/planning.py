"""Keeps what somebody read until its time, and publishes it then over whatever is newest."""

import json
import logging
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.models import PlannedRelease

from .compile import compile_document
from .formats import FormatError, upgrade
from .loading import DamagedReleaseError
from .places import Place
from .publish import (
    PublishConflict,
    PublishRefused,
    Selection,
    Signature,
    first_in_line,
    in_line,
    preview,
    put_out,
    require_seen,
)
from .transactions import one_state

log = logging.getLogger(__name__)


class PlanRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """Nothing was planned; the words say why."""


def plan(
    *, actor: User, at: datetime, note: str = "", only: Selection | None = None, seen: Collection[str] | None = None
) -> PlannedRelease:
    """Keep the drafts, or the chosen ones, as they are now, to be published at a time.

    ``seen``: as for ``publish``. Raises DraftsChanged where something unseen is among them, PublishRefused where they
    could not be published as they are, PlanRefused where there is nothing to publish or the time is over.
    """
    if at <= timezone.now():
        raise PlanRefused(_("その時刻は過ぎています。これからの日付と時刻を書いてください。"))
    with one_state():
        shown, drafts = preview(only), compile_document()
    if not shown.changes:
        raise PlanRefused(_("選んだものは公開版と同じなので、予約するものがありません。"))
    require_seen(seen, shown.before, shown.document, shown.findings)
    if shown.blocked:
        raise PublishRefused(shown.findings)
    chosen = _of(only) if only else _without_devices((change.place for change in shown.changes), drafts["carriers"])
    planned = PlannedRelease.objects.create(
        actor=actor, at=at, note=note, chosen=sorted(chosen), drafts=engine.canonical_bytes(drafts).decode()
    )
    log.info("A release was planned for %s.", at.isoformat(), extra={"actor": str(actor)})
    return planned


def withdraw(planned: PlannedRelease) -> bool:
    """Take a plan back, or put away one that was refused; False where it has been published meanwhile."""
    waiting = PlannedRelease.objects.filter(pk=planned.pk).exclude(state=PlannedRelease.State.DONE)
    return bool(waiting.update(state=PlannedRelease.State.WITHDRAWN))


def publish_due(at: datetime) -> tuple[PlannedRelease, ...]:
    """Publish what was planned until now, each in its turn; return those that this call published or refused.

    Any number of processes may do so at once: each plan is published by one of them. A plan that others' work keeps
    coming before waits for the next call.
    """
    due = list(PlannedRelease.objects.due(at).values_list("pk", flat=True))
    return tuple(done for pk in due if (done := _publish(pk)))


def _publish(pk: int) -> PlannedRelease | None:
    try:
        return in_line(lambda: _put_out(pk))
    except (PublishRefused, DamagedReleaseError, FormatError) as refusal:
        return _refused(pk, str(refusal))
    except PublishConflict:
        log.warning("A planned release has to wait: others are publishing or saving.")
        return None


def _put_out(pk: int) -> PlannedRelease | None:
    """Publish a plan that nobody else has published or withdrawn, and say so in it: both or neither."""
    first_in_line()
    planned = PlannedRelease.objects.select_for_update().filter(pk=pk, state=PlannedRelease.State.WAITING).first()
    if planned is None:
        return None
    drafts = upgrade(json.loads(planned.drafts))
    done = put_out(lambda: drafts, Signature(planned.actor, planned.note), _selection(planned.chosen))
    planned.state, planned.release = PlannedRelease.State.DONE, done.release
    planned.outcome = "" if done.created else _("もう同じ内容が公開されていました。")
    planned.save(update_fields=["state", "release", "outcome"])
    return planned


def _refused(pk: int, words: str) -> PlannedRelease | None:
    waiting = PlannedRelease.objects.filter(pk=pk, state=PlannedRelease.State.WAITING)
    if not waiting.update(state=PlannedRelease.State.REFUSED, outcome=words):
        return None
    log.warning("A planned release could not be published: %s", words)
    return PlannedRelease.objects.get(pk=pk)


def _of(only: Selection) -> list[Place]:
    sets = {"guide": only.guides, "cause": only.causes, "carrier": only.carriers}
    return [(kind, slug) for kind, slugs in sets.items() for slug in slugs]


def _without_devices(places: Iterable[Place], carriers: Iterable[str]) -> list[Place]:
    """Return what to choose for all of some changes to go out: devices do along with any carrier."""
    changed = list(places)
    chosen = [place for place in changed if place[0] in PlannedRelease.CHOSEN_KINDS]
    if len(chosen) < len(changed) and not any(kind == "carrier" for kind, _slug in chosen):
        chosen += [("carrier", slug) for slug in sorted(carriers)[:1]]
    return chosen


def _selection(chosen: Iterable[tuple[str, str]]) -> Selection:
    slugs = {kind: frozenset(slug for of, slug in chosen if of == kind) for kind in PlannedRelease.CHOSEN_KINDS}
    return Selection(slugs["guide"], slugs["cause"], slugs["carrier"])


class Timekeeper:
    """A thread that publishes what is due every ``seconds``; what fails is logged once and tried again.

    ``session`` wraps each look: there the caller opens and closes what the database needs.
    """

    def __init__(
        self, seconds: float = 5.0, session: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        self._seconds = seconds
        self._session = session
        self._failing = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="release-timekeeper", daemon=True)

    def start(self) -> None:
        """Start looking. Only in a process that serves, after it has forked."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for what it is publishing."""
        self._stopping.set()
        self._thread.join(_LAST_LOOK)

    def look(self) -> None:
        """Publish what is due now."""
        try:
            with self._session():
                publish_due(timezone.now())
            self._failing = False
        except Exception:
            if not self._failing:
                log.exception("Planned releases could not be published; they wait.")
            self._failing = True

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self.look()


#: Seconds that a stopping process waits for a publishing; its database takes back what is half done.
_LAST_LOOK: Final = 5.0
