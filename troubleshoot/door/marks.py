"""What a session knows of how somebody came in: when, when they were last seen, and by what they proved who they are.

Times are seconds since 1970. A session without marks is none of ours: it is over.
"""

import time
from typing import Final, TypedDict

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

#: Seconds without a request after which a session ends, and after which it ends whatever one does.
IDLE: Final[int] = settings.SESSION_COOKIE_AGE
WHOLE: Final = 8 * 60 * 60
#: For so long after somebody proved who they are, acts that ask for it do not ask again.
FRESH: Final = 10 * 60
#: Whoever is seen is noted again after so long: a session is not written at each request.
_NOTED: Final = 60
KEY: Final = "door"


class Marks(TypedDict):
    """``asked``: when they last proved who they are; ``second``: when by a second factor, 0 for never."""

    began: float
    seen: float
    asked: float
    second: float


def begin(request: HttpRequest, **_signal: object) -> None:
    """Mark the session in which somebody has just signed in, whichever way: what hears Django's signal of it."""
    now = time.time()
    request.session[KEY] = Marks(began=now, seen=now, asked=now, second=0)


def is_over(session: SessionBase) -> bool:
    """Tell whether a session has lasted too long, or nobody was seen in it for too long."""
    marks = _of(session)
    now = time.time()
    return marks is None or now - marks["began"] > WHOLE or now - marks["seen"] > IDLE


def see(session: SessionBase) -> None:
    """Note that somebody is there."""
    marks = _of(session)
    if marks and time.time() - marks["seen"] > _NOTED:
        session[KEY] = Marks(**{**marks, "seen": time.time()})


def prove(session: SessionBase, *, second: bool) -> None:
    """Note that somebody proved again who they are; ``second``: by a second factor."""
    marks, now = _of(session), time.time()
    if marks:
        session[KEY] = Marks(**{**marks, "asked": now, "second": now if second else marks["second"]})


def forget_second(session: SessionBase) -> None:
    """Have a session stand as without a second factor."""
    if marks := _of(session):
        session[KEY] = Marks(**{**marks, "second": 0})


def has_second(session: SessionBase) -> bool:
    """Tell whether somebody gave a second factor in this session."""
    marks = _of(session)
    return bool(marks and marks["second"])


def is_fresh(session: SessionBase) -> bool:
    """Tell whether somebody proved a short while ago who they are."""
    marks = _of(session)
    return bool(marks and time.time() - marks["asked"] <= FRESH)


def _of(session: SessionBase) -> Marks | None:
    marks: Marks | None = session.get(KEY)
    return marks
