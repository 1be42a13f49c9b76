"""Names and times as Statuspage writes them: ids of twelve characters, times with milliseconds and their offset."""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.utils.timezone import localtime

#: Characters of an id: 60 bits, so that no two of a site's are the same.
_LENGTH: Final = 12


def identifier(*names: str) -> str:
    """Return the id of what has these names, a kind first: the same on every node, for as long as they are the same."""
    return b32encode(sha256("\n".join(names).encode()).digest()).decode()[:_LENGTH].lower()


def stamp(iso: str) -> str:
    """Return an ISO time of the snapshot in the site's time zone."""
    return localtime(datetime.fromisoformat(iso)).isoformat(timespec="milliseconds")


def maybe(iso: str) -> str | None:
    """Return the same, None for ""."""
    return stamp(iso) if iso else None
