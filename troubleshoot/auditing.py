"""Writes the audit log: listens to what Django says of the door, people and roles, and of rows that readers get to see.

So an act is recorded whichever way it is done, by a page, a command or the site itself, and in the same transaction.
``install()`` begins it; ``attributed`` is the middleware that knows who is acting.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from .insight import caps
from .insight.senders import address_of
from .models import (
    AuditEvent,
    Incident,
    IncidentScope,
    IncidentTemplate,
    IncidentUpdate,
    PlannedRelease,
    Proposal,
    Release,
)

log = logging.getLogger(__name__)

Act = AuditEvent.Act

#: What of a row is told before and after; of a password, that it is another. An incident's status comes with updates.
_TOLD: Final[dict[type[Model], tuple[str, ...]]] = {
    User: ("username", "is_active", "is_staff", "is_superuser", "email"),
    Incident: ("title", "impact", "cause_id", "notice_url", "scheduled_start", "scheduled_end", "runs_itself"),
}
_WATCHED: Final[dict[type[Model], tuple[str, ...]]] = {**_TOLD, User: (*_TOLD[User], "password")}
#: What is told with the network it came from.
_AT_THE_DOOR: Final = frozenset((Act.SIGNED_IN, Act.SIGNED_OUT, Act.REFUSED, Act.LOCKED))
#: The request that is being answered.
_asked: ContextVar[HttpRequest | None] = ContextVar("asked", default=None)


def attributed(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Know while a request is answered that what is done then is done by whoever sent it. A middleware."""

    def answered(request: HttpRequest) -> HttpResponse:
        token = _asked.set(request)
        try:
            return answer(request)
        finally:
            _asked.reset(token)

    return answered


def record(
    act: AuditEvent.Act, about: object = "", *, who: str | None = None, detail: Mapping[str, Any] | None = None
) -> None:
    """Add an event, in the transaction under way.

    ``who``: by default whoever sent the request that is answered; ``detail``: JSON, of which what is empty is left out.
    """
    request, told = _asked.get(), {name: value for name, value in (detail or {}).items() if value or value is False}
    by = _actor(request) if who is None else who
    network = caps.network_of(address_of(request)) if request and act in _AT_THE_DOOR else ""
    AuditEvent.objects.create(act=act, who=by[:150], about=str(about)[:200], network=network, detail=told)
    log.info("%s: %s.", act.value, str(about) or "-", extra={"actor": by})


def _actor(request: HttpRequest | None) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""


def install() -> None:
    """Begin to listen."""
    heard: list[tuple[Signal, type | None, Callable[..., None]]] = [
        *((signal, None, hear) for signal, hear in _DOOR.items()),
        *((post_save, sender, hear) for sender, hear in _SAVED.items()),
        *((m2m_changed, through, _roles_changed) for through in _GIVEN),
        *((post_delete, sender, _gone) for sender in (User, Group)),
        *((post_save, sender, _factor) for sender in _FACTORS),
        *((post_delete, sender, _factor_gone) for sender in _FACTORS),
        (post_delete, IncidentScope, _scope_gone),
        (post_delete, IncidentTemplate, _template),
        *((pre_save, sender, _remember) for sender in _WATCHED),
    ]
    for signal, sender, hear in heard:
        signal.connect(hear, sender, dispatch_uid="audit", weak=False)


def _entered(user: User, **_: object) -> None:
    record(Act.SIGNED_IN, who=user.get_username())


def _left(user: User | None, **_: object) -> None:
    if user is not None:
        record(Act.SIGNED_OUT, who=user.get_username())


def _refused(credentials: Mapping[str, Any], **_: object) -> None:
    """Record it for accounts there are: what else was typed may be a password."""
    _about_the_account(Act.REFUSED, str(credentials.get("username", "")))


def _locked(username: str | None, **_: object) -> None:
    _about_the_account(Act.LOCKED, username or "")


def _about_the_account(act: AuditEvent.Act, name: str) -> None:
    """Record it once: whoever goes on trying at what is locked fills no log that nobody can empty.

    Its codes are locked apart from its password.
    """
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    lately = AuditEvent.objects.filter(act=Act.LOCKED, about=name, at__gt=since).exclude(detail__has_key="code")
    if User.objects.filter(username=name).exists() and not lately.exists():
        record(act, name, who="")


def _factor(instance: Device, created: bool = False, **_: object) -> None:  # noqa: FBT001, FBT002  # Django's
    if created:
        record(Act.FACTOR_ADDED, instance.user, detail={"kind": type(instance).__name__})


def _factor_gone(instance: Device, **_: object) -> None:
    record(Act.FACTOR_REMOVED, instance.user, detail={"kind": type(instance).__name__})


def _remember(sender: type[Model], instance: Any, update_fields: Iterable[str] | None = None, **_: object) -> None:  # noqa: ANN401  # a row of either
    """Keep what a row said before it is saved; what signing in writes of an account is recorded elsewhere."""
    watched, said = _WATCHED[sender], None
    if instance.pk and (update_fields is None or not set(watched).isdisjoint(update_fields)):
        said = sender._default_manager.filter(pk=instance.pk).values(*watched).first()
    instance._said_before = said or {}  # noqa: SLF001  # ours


def _changed(instance: Model) -> dict[str, list[Any]]:
    """Return what a row says otherwise than before it was saved: both, by field."""
    before = getattr(instance, "_said_before", {})
    pairs = {name: [_plain(before[name]), _plain(getattr(instance, name))] for name in _TOLD[type(instance)] if before}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _person(instance: User, created: bool, raw: bool = False, **_: object) -> None:  # noqa: FBT001, FBT002  # Django's
    if created or raw:
        record(Act.PERSON_ADDED, instance.get_username(), detail={"superuser": instance.is_superuser})
        return
    if changed := _changed(instance):
        record(Act.PERSON_CHANGED, instance.get_username(), detail=changed)
    before = getattr(instance, "_said_before", {})
    if before and before["password"] != instance.password:
        record(Act.PASSWORD_CHANGED, instance.get_username())


def _gone(instance: User | Group, **_: object) -> None:
    record(Act.PERSON_REMOVED if isinstance(instance, User) else Act.ROLES_CHANGED, instance, detail={"removed": True})


def _roles_changed(
    instance: User | Group, action: str, model: type[User | Group | Permission], pk_set: set[int] | None, **_: object
) -> None:
    """Tell what was given to, or taken from, a person or a role; before a clearing, for afterwards nobody knows."""
    if action in ("post_add", "post_remove") and pk_set:
        names = sorted(str(one) for one in model._default_manager.filter(pk__in=pk_set))
        record(Act.ROLES_CHANGED, instance, detail={"added" if action == "post_add" else "removed": names})
    if action == "pre_clear":
        record(Act.ROLES_CHANGED, instance, detail={"removed": "all"})


def _role(instance: Group, created: bool, **_: object) -> None:  # noqa: FBT001
    record(Act.ROLES_CHANGED, instance, detail={"made": created})


def _published(instance: Release, created: bool, **_: object) -> None:  # noqa: FBT001
    if created:
        who = instance.actor.get_username() if instance.actor else None
        record(Act.PUBLISHED, instance, who=who, detail={"note": instance.note, "digest": instance.digest[:12]})


def _planned(instance: PlannedRelease, created: bool, **_: object) -> None:  # noqa: FBT001
    if created:
        record(Act.PLANNED, instance.note or instance.pk, detail={"at": instance.at.isoformat()})


def _incident(instance: Incident, created: bool, **_: object) -> None:  # noqa: FBT001
    """Record that one began, or what is said of it beside its updates, before and after."""
    if created:
        record(Act.INCIDENT_BEGUN, instance.slug, detail={"impact": instance.impact})
    elif changed := _changed(instance):
        record(Act.INCIDENT_CHANGED, instance.slug, detail=changed)


def _scope(instance: IncidentScope, created: bool = False, **_: object) -> None:  # noqa: FBT001, FBT002  # Django's
    if created:
        record(Act.INCIDENT_CHANGED, instance.incident.slug, detail={"added": str(instance)})


def _scope_gone(instance: IncidentScope, **_: object) -> None:
    record(Act.INCIDENT_CHANGED, instance.incident.slug, detail={"removed": str(instance)})


def _told(instance: IncidentUpdate, created: bool, **_: object) -> None:  # noqa: FBT001
    act = Act.INCIDENT_TOLD if created else Act.INCIDENT_CORRECTED
    record(act, instance.incident.slug, detail={"status": instance.status})


def _template(instance: IncidentTemplate, **_: object) -> None:
    """Record it, for a surge may be told by it without anybody being asked."""
    record(Act.TEMPLATE_CHANGED, instance)


def _decided(instance: Proposal, update_fields: Iterable[str] | None = None, **_: object) -> None:
    if update_fields and "decided_at" in update_fields:
        record(Act.PROPOSAL_DECIDED, instance, detail={"state": instance.state})


_DOOR: Final[dict[Signal, Callable[..., None]]] = {
    user_logged_in: _entered,
    user_logged_out: _left,
    user_login_failed: _refused,
    user_locked_out: _locked,
}
_FACTORS: Final = (TOTPDevice, WebAuthnCredential, StaticDevice)
#: What ties people to roles, and both to rights.
_GIVEN: Final = (User.groups.through, User.user_permissions.through, Group.permissions.through)
_SAVED: Final[dict[type, Callable[..., None]]] = {
    User: _person,
    Group: _role,
    Release: _published,
    PlannedRelease: _planned,
    Incident: _incident,
    IncidentTemplate: _template,
    IncidentScope: _scope,
    IncidentUpdate: _told,
    Proposal: _decided,
}
