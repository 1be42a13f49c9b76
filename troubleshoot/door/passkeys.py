"""Passkeys, by WebAuthn. They belong to a name: a browser makes none for a site that is opened by an address alone."""

import json
from ipaddress import ip_address
from typing import Any, Final

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from webauthn.helpers.exceptions import WebAuthnException

#: Where a session keeps what the answer of an authenticator is held against.
_STATE: Final = "door.passkey"
_MAKING: Final = "door.new-passkey"
_LONGEST: Final = 20_000


class _Site(WebAuthnHelper):  # type: ignore[misc]  # it has no types
    """The site as browsers see it: the name in the address bar."""

    def get_relying_party_domain(self) -> str:
        return _name(self.request)

    def get_relying_party_name(self) -> str:
        return _("困ったときの手引き 編集")

    def get_allowed_origins(self) -> list[str]:
        return [f"{self.request.scheme}://{self.request.get_host()}"]


def are_possible(request: HttpRequest) -> bool:
    """Tell whether browsers make passkeys for the address that this request came to."""
    name = _name(request)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return request.is_secure() or name == "localhost"
    return False


def asked_to_make(request: HttpRequest, user: User) -> str:
    """Return what a browser is asked so that it makes a passkey, as JSON."""
    return _asked(request, _MAKING, _Site(request).register_begin(user))


def made(request: HttpRequest, user: User, answer: str, name: str) -> bool:
    """Keep the passkey that a browser made; tell whether it is one."""
    state = request.session.pop(_MAKING, None)
    if not state or not are_possible(request):
        return False
    try:
        device = _Site(request).register_complete(user, state, _read(answer))
    except (WebAuthnException, OTPWebAuthnApiError, ValueError, KeyError, TypeError):
        return False
    device.name = name
    device.save(update_fields=["name"])
    return True


def asked_to_show(request: HttpRequest, user: User) -> str:
    """Return what a browser is asked so that it shows a passkey of somebody's, as JSON."""
    return _asked(request, _STATE, _Site(request).authenticate_begin(user, require_user_verification=False))


def is_right(request: HttpRequest, user: User, answer: str) -> bool:
    """Tell whether a browser showed one of somebody's passkeys; what it was asked is good for once."""
    state = request.session.pop(_STATE, None)
    if not state or not are_possible(request):
        return False
    try:
        _Site(request).authenticate_complete(user, state, _read(answer))
    except (WebAuthnException, OTPWebAuthnApiError, ValueError, KeyError, TypeError):
        return False
    return True


def _asked(request: HttpRequest, key: str, begun: tuple[dict[str, Any], dict[str, Any]]) -> str:
    options, request.session[key] = begun
    return json.dumps(options)


def _read(answer: str) -> dict[str, Any]:
    found = json.loads(answer[:_LONGEST])
    if not isinstance(found, dict):
        raise TypeError(answer[:20])
    return found


def _name(request: HttpRequest) -> str:
    """Return the name the site was asked for by, without a port."""
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host
