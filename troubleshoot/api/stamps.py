"""Names and times as Statuspage writes them: ids of twelve characters, times with milliseconds and their offset."""

from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.utils.timezone import localtime

from troubleshoot.engine.guide import Incident, IncidentUpdate

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


def newest(times: Iterable[str]) -> str:
    """Return the latest of ISO times, of which there is one at least; "" are none."""
    return max({one for one in times if one}, key=datetime.fromisoformat)


def written(update: IncidentUpdate) -> str:
    """Return when an update was written down, which is when readers could read it."""
    return update.written_at or update.at


def created(incident: Incident) -> str:
    """Return when an incident was first told of."""
    return incident.created_at or min(map(written, incident.updates), default=incident.started_at)


def changed(incident: Incident) -> str:
    """Return when the last word of an incident was said, or put in other words."""
    said = (time for update in incident.updates for time in (written(update), update.corrected_at))
    return newest((created(incident), *said))
