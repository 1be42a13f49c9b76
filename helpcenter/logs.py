"""What the log says: lines for the eye or JSON, each with the id of its request; never who a reader is.

Of what a library adds to a record, only the fields named here are written: Django's carry the whole request.
"""

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

#: What one line of JSON may hold, in this order.
FIELDS: Final = ("time", "level", "logger", "request_id", "message", "status_code", "exc_info")

_LINE: Final = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
_RENAMED: Final = {"levelname": "level", "name": "logger"}
#: nginx's $request_id has 32 hexadecimal digits; others send UUIDs.
_WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9-]{8,64}")


class Request:
    """A request as the log names it. ``given``: the id that came with it."""

    __slots__ = ("_given", "_id")

    def __init__(self, given: bytes) -> None:
        self._given = given
        self._id = ""

    @property
    def id(self) -> str:
        """The id given, if it is well-formed; else one made when it is first asked for, as most never are."""
        if not self._id:
            is_taken = _WELL_FORMED.fullmatch(self._given)
            self._id = self._given.decode() if is_taken else secrets.token_hex(16)
        return self._id


_current: ContextVar[Request | None] = ContextVar("request", default=None)


@contextmanager
def of_request(request: Request) -> Iterator[None]:
    """Mark all that is logged meanwhile as this request's."""
    token = _current.set(request)
    try:
        yield
    finally:
        _current.reset(token)


def formatter(kind: str) -> logging.Formatter:
    """Return what writes lines of a kind of FORMATS; records must have passed ``OfRequest``."""
    return JsonLine() if kind == "json" else logging.Formatter(_LINE)


class OfRequest(logging.Filter):
    """Lets every record pass, and tells it of which request it is, "-" for none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass it on."""
        request = _current.get()
        record.request_id = request.id if request else "-"
        return True


class Designed(logging.Filter):
    """Has a 503 that a view answers be a warning; Django logs whatever is 5xx as an error.

    Nothing failed there: each says when to come again. What was raised stays an error, whatever is answered.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Lower it, and pass it on where warnings are logged."""
        if getattr(record, "status_code", None) == HTTPStatus.SERVICE_UNAVAILABLE and not record.exc_info:
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return logging.getLogger(record.name).isEnabledFor(record.levelno)


class JsonLine(JsonFormatter):
    """One JSON object a record; times in UTC."""

    def __init__(self) -> None:
        fields = ["levelname", "name", "request_id", "message"]
        super().__init__(fields, rename_fields=_RENAMED, timestamp="time", json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields we know."""
        return {field: log_data[field] for field in FIELDS if log_data.get(field) is not None}
