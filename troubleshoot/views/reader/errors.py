"""Pages for when something is not there or went wrong: they still help."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, snapshot

from . import pages

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with the search and the guides."""
    del exception
    return _sorry(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 while no release could be loaded yet."""
    missing = isinstance(sys.exception(), snapshot.NoSnapshotError)
    response = _sorry(request, "500.html", 503 if missing else 500)
    if missing:
        response["Retry-After"] = "10"
    return response


def _sorry(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = render(request, template, {"page": _home()}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def _home() -> pages.HomePage | None:
    """Return the guides and incidents, where they can be had; an error page must not fail itself."""
    try:
        return pages.home_page(snapshot.current().read_in(addresses.language().code))
    except Exception:
        log.exception("The error page goes without the guides.")
        return None
