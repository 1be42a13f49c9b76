"""Passes into a preview: whoever holds one sees the drafts for half an hour, without an account.

A pass is the second at which it ends, signed. There is nothing secret in it, and nothing to be looked up.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from django.core.signing import BadSignature, Signer
from django.utils import timezone

LASTS: Final = timedelta(minutes=30)
#: What a preview's path begins with, before the pass; helpcenter/previews.py answers it.
ROOT: Final = "/preview/"
_PURPOSE: Final = "troubleshoot.publishing.passes"


class Pass(NamedTuple):
    """What stands in a preview's address, and until when it opens it."""

    token: str
    until: datetime


def new(at: datetime | None = None) -> Pass:
    """Return a pass that begins now, or ``at``."""
    until = ((at or timezone.now()) + LASTS).replace(microsecond=0)
    return Pass(_signer().sign(str(int(until.timestamp()))), until)


def opened(token: str, at: datetime | None = None) -> Pass | None:
    """Return the pass that a token is; None for one that has ended, is somebody's own, or is for something else."""
    try:
        until = datetime.fromtimestamp(int(_signer().unsign(token)), UTC)
    except BadSignature:
        return None
    return Pass(token, until) if until > (at or timezone.now()) else None


def _signer() -> Signer:
    return Signer(sep=".", salt=_PURPOSE)
