"""Somebody's second factors: an app that shows codes, passkeys, and codes for when both are lost."""

import secrets
import time
import unicodedata
from base64 import b32encode, urlsafe_b64encode
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

#: What makes an account have a second factor; codes alone do not.
KINDS: Final[dict[str, type[Device]]] = {"app": TOTPDevice, "passkey": WebAuthnCredential}
#: Tables whose every change takes a second factor: who may do what, and what readers are told of outages.
TABLES: Final = (
    *("auth_user", "auth_group"),
    *("troubleshoot_incident", "troubleshoot_proposal", "troubleshoot_incidenttemplate"),
)
_CODES: Final = 10
#: Letters and digits of one: 74 bits, without what is easily misread.
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH: Final = 15
_STEP: Final = 30
_DIGITS: Final = 6


class Factors(NamedTuple):
    """What somebody has. ``codes``: how many of the codes for emergencies are left."""

    apps: list[TOTPDevice]
    passkeys: list[WebAuthnCredential]
    codes: int

    def __bool__(self) -> bool:
        return bool(self.apps or self.passkeys)


def of(user: User | AnonymousUser) -> Factors:
    """Return somebody's second factors."""
    if not user.is_authenticated:
        return Factors([], [], 0)
    apps = TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk")
    passkeys = WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk")
    return Factors([*apps], [*passkeys], StaticToken.objects.filter(device__user=user).count())


def is_there() -> Q:
    """Return what tells, in a query of users, whether each has a second factor."""
    app, passkey = (Exists(table._base_manager.filter(user=OuterRef("pk"), confirmed=True)) for table in KINDS.values())
    return Q(app) | Q(passkey)


def lacking() -> QuerySet[User]:
    """Return those who may enter and lack the second factor that SECOND_FACTOR asks of them."""
    people = User.objects.filter(~is_there(), is_active=True, is_staff=True).order_by("username")
    if settings.SECOND_FACTOR == "everybody":
        return people
    guarded = Q(codename="add_release", content_type__app_label="troubleshoot")
    for app, _, model in (table.partition("_") for table in TABLES):
        guarded |= Q(content_type__app_label=app, content_type__model=model) & ~Q(codename__startswith="view_")
    rights = Permission.objects.filter(guarded)
    by_role = Q(is_superuser=True) | Q(user_permissions__in=rights) | Q(groups__permissions__in=rights)
    return people.filter(by_role).distinct()


def remove(user: User, kind: str, pk: str) -> bool:
    """Take one factor from somebody, with the last one the codes too. Tell whether there was one."""
    if kind not in KINDS or not pk.isdecimal():
        return False
    removed, _each = KINDS[kind].objects.filter(user=user, pk=pk).delete()
    if not of(user):
        StaticDevice.objects.filter(user=user).delete()
    return bool(removed)


def remove_all(user: User) -> int:
    """Take all factors and codes from somebody; return how many factors there were."""
    has = of(user)
    for table in (*KINDS.values(), StaticDevice):
        table.objects.filter(user=user).delete()
    return len(has.apps) + len(has.passkeys)


# An app that shows codes


def new_key() -> str:
    """Return a key for an app, as hexadecimal digits."""
    return secrets.token_hex(20)


def key_to_type(key: str) -> str:
    """Return a key as it is typed where no QR code can be read, in groups of four."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def add_app(user: User, key: str, code: str) -> bool:
    """Give somebody an app that has a key, if it shows the right code; it takes the place of the one before."""
    code = _plain(code)
    clock = TOTP(bytes.fromhex(key), _STEP, digits=_DIGITS)
    clock.time = time.time()
    if not (code.isascii() and code.isdecimal() and clock.verify(int(code), tolerance=1)):
        return False
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        TOTPDevice.objects.create(user=user, key=key, name="app", last_t=clock.t(), drift=clock.drift)
    return True


# Codes for emergencies: kept as keyed hashes, each good for once


def new_codes(user: User) -> list[str]:
    """Give somebody new codes in place of the old, and return them: nobody can read them again."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="codes")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_hashed(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:10]}-{code[10:]}" for code in codes]


def _hashed(user: User, code: str) -> str:
    digest = salted_hmac("troubleshoot.door.factors", f"{user.pk} {code}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:12]).decode()


def is_right(user: User, typed: str) -> bool:
    """Tell whether what somebody typed is a code of the app, or one for emergencies; neither is right twice."""
    code = _plain(typed)
    tables: tuple[type[Device], str]
    tables = (TOTPDevice, code) if len(code) == _DIGITS else (StaticDevice, _hashed(user, code))
    table, token = tables
    with transaction.atomic():
        devices = table.objects.select_for_update().filter(user=user, confirmed=True)
        return any(device.verify_token(token) for device in devices)


def _plain(typed: str) -> str:
    """Return a code as it was meant: Japanese keyboards type wide digits, and people groups."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "").lower()
