"""Sessions of editors who have a second factor, so that other tests go on as if there were none: in this one place.

``tests.security`` signs in through the page, which gives no more than it says.
"""

import time

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django_otp.oath import TOTP

from troubleshoot.door import marks

#: What a session written by hand knows: it began, and all was proved, in the year 2999.
LATE = 32472144000.0
MARKS = {marks.KEY: {"began": LATE, "seen": LATE, "asked": LATE, "second": LATE}}
#: The key of an app, as hexadecimal digits.
APP = "31323334353637383930" * 2


@receiver(user_logged_in, dispatch_uid="tests")
def _give_second(request: HttpRequest, **signal: object) -> None:
    """Have ``force_login``, whose request comes from no browser, give a second factor too."""
    if "REQUEST_METHOD" not in request.META:
        request.session.update(MARKS)


def code(key: str = APP, steps: int = 0) -> str:
    """Return what an app shows now, or so many steps of 30 s later."""
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time() + 30 * steps
    return f"{clock.token():06}"
