"""Reports by browsers of what the Content-Security-Policy kept from happening: the first sign of a hole in a page.

Nothing of who sends one is kept: which rule, what it kept out, and on which page, without the answers in its address.
"""

import json
import logging
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .sending import LONGEST

log = logging.getLogger(__name__)

#: Different violations that a process tells of; extensions of browsers cause some, and anybody may send what they like.
_TOLD_AT_MOST: Final = 200
_SHOWN: Final = 120


@csrf_exempt  # a browser sends it, with nothing that another site could borrow
@never_cache
@require_POST
def violations(request: HttpRequest) -> HttpResponse:
    """Log a violation that was not told yet; whatever is sent, the answer is the same."""
    body = request.read(LONGEST + 1)
    report = _report(body) if len(body) <= LONGEST else {}
    rule = report.get("effective-directive") or report.get("violated-directive")
    if rule and len(_told) < _TOLD_AT_MOST:
        told = (_plain(rule), _origin(report.get("blocked-uri")), _path(report.get("document-uri")))
        if told not in _told:
            _told.add(told)
            log.warning("A page's policy kept something out: %s, %s, on %s.", *told)
    return HttpResponse(status=204)


_told: Final[set[tuple[str, str, str]]] = set()


def _report(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    report = said.get("csp-report") if isinstance(said, dict) else None
    return report if isinstance(report, dict) else {}


def _origin(said: object) -> str:
    """Return where something came from, or what it was, as "inline"."""
    scheme, host, *_ = _split(said)
    return _plain(f"{scheme}://{host}" if host else said)


def _path(said: object) -> str:
    return _plain(_split(said)[2])


def _plain(said: object) -> str:
    """Return at most a line of plain signs: what anybody sends must not look like a line of ours."""
    return ascii(str(said)[:_SHOWN])[1:-1]


def _split(said: object) -> tuple[str, str, str]:
    try:
        parts = urlsplit(str(said))
    except ValueError:
        return "", "", ""
    return parts.scheme, parts.hostname or "", parts.path
