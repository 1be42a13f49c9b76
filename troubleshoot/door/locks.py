"""How often one may try to come in: five times in a row for an account, thirty for a network, in fifteen minutes.

django-axes counts, in the database that all nodes share. It never sees an address: what it takes for one is a hash of
the network with a key of the day, written like an address of IPv6, for that is what its column holds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from ipaddress import IPv6Address
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from troubleshoot.insight import caps
from troubleshoot.insight.senders import address_of

#: What is before the name where codes are tried: no name of an account holds a colon.
_CODES: Final = "code:"
#: Tries in a row that fail before an account, and a network, waits; and how long it waits after the last of them.
TRIES: Final[int] = settings.AXES_FAILURE_LIMIT
TRIES_OF_NETWORK: Final = 30
WAIT: Final[timedelta] = settings.AXES_COOLOFF_TIME


class Counting(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Counts an account's failures as they are, and a network's for what they are worth: an office has many editors."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how many failures stand against whoever tries, as an account's."""
        account, network = (
            attempts.aggregate(failed=Sum("failures_since_start"))["failed"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(account, network * TRIES // TRIES_OF_NETWORK)

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **signal: object
    ) -> None:
        """Count a failure without what was sent: forms of ours hold passwords under names that axes does not know."""
        if request is None:
            return
        bare = copy(request)
        bare.GET = bare.POST = QueryDict()  # of the copy alone
        super().user_login_failed(sender, credentials, bare, **signal)
        for name in ("axes_locked_out", "axes_credentials", "axes_failures_since_start"):
            setattr(request, name, getattr(bare, name))

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the account's failures alone: whoever comes in with one must not go on trying at others."""
        own, _network = self.filter_user_attempts(request, credentials)
        count: int = own.delete()[0]
        return count


def network(request: HttpRequest) -> str:
    """Return who tries, as axes keeps it."""
    return str(IPv6Address(int(caps.sender_of(address_of(request), timezone.now(), "sign-ins"), 16)))


def is_of_codes(name: str) -> bool:
    """Tell whether a name is one under which codes are counted: nobody may try as that."""
    return name.startswith(_CODES)


@contextmanager
def one_by_one(name: str) -> Iterator[None]:
    """Have others who try for an account wait: many tries at once are not more than their number."""
    with transaction.atomic():
        User.objects.select_for_update().filter(username=name).first()
        yield


def codes_of(user: User) -> str:
    """Return the name under which somebody's codes are counted, apart from the password."""
    return f"{_CODES}{user.get_username()}"


def is_open(request: HttpRequest, name: str) -> bool:
    """Tell whether somebody may try now."""
    return bool(AxesProxyHandler.is_allowed(request, {"username": name}))


def failed(request: HttpRequest, name: str) -> None:
    """Count a try that failed."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


def forget(name: str | None) -> None:
    """Forget the failures that stand against a name, its password's and its codes'; None: all, networks' too."""
    against = AccessAttempt.objects.all()
    (against if name is None else against.filter(username__in=[name, f"{_CODES}{name}"])).delete()


def passed(user: User) -> None:
    """Forget the failures of somebody's codes once one is right."""
    AccessAttempt.objects.filter(username=codes_of(user)).delete()


def wait(request: HttpRequest, name: str) -> timedelta:
    """Return how long whoever tries has to wait, at most."""
    against = Q(username=name) | Q(ip_address=network(request))
    last = AccessAttempt.objects.filter(against).aggregate(last=Max("attempt_time"))["last"]
    return max(last + WAIT - timezone.now(), timedelta()) if last else WAIT
