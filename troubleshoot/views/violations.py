"""Reports by browsers of what the Content-Security-Policy kept from happening: the first sign of a hole in a page.

Nothing of who sends one is kept: which rule, what it kept out, and on which page, without the answers in its address.
"""

import json
import logging
import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .sending import LONGEST

log = logging.getLogger(__name__)

#: Different violations that a process tells of in a day; extensions of browsers cause some, and anybody may send some.
_TOLD_AT_MOST: Final = 200
#: The rules of our policy, as browsers name them.
_RULE: Final = re.compile("|".join(f"{rule}(?:-elem|-attr)?" for rule in settings.SECURE_CSP))
_HOST: Final = re.compile(r"[a-z0-9.-]{1,60}")
_WORDS: Final = frozenset(("inline", "eval", "wasm-eval", "self", "data", "blob", "about"))


@csrf_exempt  # a browser sends it, with nothing that another site could borrow
@never_cache
@require_POST
def violations(request: HttpRequest) -> HttpResponse:
    """Log a violation that was not told today; whatever is sent, the answer is the same."""
    body = request.read(LONGEST + 1)
    report = _report(body) if len(body) <= LONGEST else {}
    rule = str(report.get("effective-directive") or report.get("violated-directive") or "")
    page = _page(request, str(report.get("document-uri")))
    if _RULE.fullmatch(rule) and page:
        _tell(rule, _kept_out(str(report.get("blocked-uri"))), page)
    return HttpResponse(status=204)


def _tell(rule: str, kept_out: str, page: str) -> None:
    """Tell it, unless it was told today. The first of a rule and a page, which are not many, is always told."""
    today = timezone.localdate()
    if _told.get("day") != today:
        _told.update(day=today, lines=set())
    line, lines = (rule, kept_out, page), _told["lines"]
    is_first = not any((one[0], one[2]) == (rule, page) for one in lines)
    if is_first or (line not in lines and len(lines) < _TOLD_AT_MOST):
        lines.add(line)
        log.warning("A page's policy kept something out: %s, %s, on %s.", rule, kept_out, page)


#: What this process has told, and on which day.
_told: Final[dict[str, Any]] = {}


def _report(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    report = said.get("csp-report") if isinstance(said, dict) else None
    return report if isinstance(report, dict) else {}


def _page(request: HttpRequest, address: str) -> str:
    """Return which of our pages an address is of, as the URL list has it: no answers, no pass; "" for none of ours."""
    try:
        parts = urlsplit(address)
        is_ours = parts.netloc == request.get_host()
        return f"/{resolve(parts.path).route}" if is_ours else ""
    except (ValueError, Resolver404):
        return ""


def _kept_out(said: str) -> str:
    """Return where something came from, or what it was, as "inline"; nothing that a sender may have made up."""
    try:
        parts = urlsplit(said)
        host = parts.hostname or ""
    except ValueError:
        return "something"
    if _HOST.fullmatch(host) and parts.scheme in {"http", "https", "ws", "wss"}:
        return f"{parts.scheme}://{host}"
    return said if said in _WORDS else "something"
