"""Proofs of who somebody is: a code, a passkey, the password again. Each try that fails counts (``locks``)."""

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

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
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if not locks.is_open(request, name):
            raise LockedError(name)
        if factors.is_right(user, typed):
            locks.passed(user)
            return True
        locks.failed(request, name)
    return False


def by_passkey(request: HttpRequest, user: User, answer: str) -> bool:
    """Tell whether a browser showed a passkey of somebody's; nobody guesses one, so tries are not counted."""
    return passkeys.is_right(request, user, answer)


def by_password(request: HttpRequest, user: User, typed: str) -> bool:
    """Tell whether somebody typed their password. Too many tries are answered by the middleware of axes."""
    found = authenticate(request, username=user.get_username(), password=typed)
    return found is not None and found.pk == user.pk
