"""Proofs of who somebody is: a code, a passkey, the password again. Tries at what can be guessed count (``locks``)."""

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest

from troubleshoot import auditing
from troubleshoot.auditing import Act

from . import factors, locks, passkeys


class LockedError(Exception):
    """There were too many tries; ``name``: the one they are counted under."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def by_code(request: HttpRequest, user: User, typed: str) -> bool:
    """Tell whether somebody typed a right code. Raises LockedError.

    One try of an account is judged after the other: many at once are not more than their number.
    """
    name = locks.codes_of(user)
    with locks.one_by_one(user.get_username()):
        if not locks.is_open(request, name):
            raise LockedError(name)
        if factors.is_right(user, typed):
            locks.passed(user)
            return True
        locks.failed(request, name)
        auditing.record(Act.REFUSED, user, who="", detail={"code": True})
        if not locks.is_open(request, name):
            auditing.record(Act.LOCKED, user, who="", detail={"code": True})
    return False


def by_passkey(request: HttpRequest, user: User, answer: str) -> bool:
    """Tell whether a browser showed a passkey of somebody's; nobody guesses one, so tries are not counted."""
    is_right = passkeys.is_right(request, user, answer)
    if not is_right:
        auditing.record(Act.REFUSED, user, who="", detail={"passkey": True})
    return is_right


def by_password(request: HttpRequest, user: User, typed: str) -> bool:
    """Tell whether somebody typed their password. Too many tries are answered by the middleware of axes."""
    with locks.one_by_one(user.get_username()):
        found = authenticate(request, username=user.get_username(), password=typed)
    return found is not None and found.pk == user.pk
