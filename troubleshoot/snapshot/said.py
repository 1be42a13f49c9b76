"""When something was said about an incident, as opposed to when it happened. Times are ISO, as an incident's are."""

from collections.abc import Iterable
from datetime import datetime

from troubleshoot.engine.guide import Incident, IncidentUpdate


def written(update: IncidentUpdate) -> str:
    """Return when an update was written down, which is when readers could read it."""
    return update.written_at or update.at


def first_said(incident: Incident) -> str:
    """Return when readers were first told of an incident."""
    return incident.created_at or oldest(map(written, incident.updates)) or incident.started_at


def last_said(incident: Incident) -> str:
    """Return when the last word of an incident was said, or put in other words."""
    said = (time for update in incident.updates for time in (written(update), update.corrected_at))
    return newest((first_said(incident), *said))


def newest(times: Iterable[str]) -> str:
    """Return the latest of times, "" where there is none; "" are none."""
    return max({one for one in times if one}, key=datetime.fromisoformat, default="")


def oldest(times: Iterable[str]) -> str:
    """Return the earliest of times, "" where there is none; "" are none."""
    return min({one for one in times if one}, key=datetime.fromisoformat, default="")
