"""Pages for when something is not there or went wrong: they still help."""

import logging
import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, snapshot

from . import parts
from .parts import Banners, Link

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What helps where a page does not. ``contacts``: each network that can be rung up, with its numbers."""

    banners: Banners
    guides: tuple[Link, ...]
    contacts: tuple[Link, ...]


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
    response = render(request, template, {"page": ways_on()}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def ways_on() -> WaysOn | None:
    """Return what helps, where it can be had; an error page must not fail itself."""
    try:
        served = addresses.served()
        release = served.release()
        networks = (carrier for carrier in release.carriers.values() if not carrier.parent)
        return WaysOn(
            banners=parts.banners(served),
            guides=tuple(parts.guide_link(guide) for guide in release.guides.values()),
            contacts=tuple(one for one in map(parts.contact_link, networks) if any(map(str.isdecimal, one.hint))),
        )
    except Exception:
        log.exception("The error page goes without the guides.")
        return None
