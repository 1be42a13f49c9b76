"""For those who run the site, and for crawlers: is it there, is it ready, what may be read."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from troubleshoot import snapshot
from troubleshoot.pagecache import CACHE_CONTROL


@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers, whatever else is away."""
    del request
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """Say what is served and how fresh it is."""
    del request
    with suppress(snapshot.NoSnapshotError):
        snapshot.current()  # the first to ask a process that looks for nothing in the background
    status, told = readiness()
    return JsonResponse(told, status=status)


def readiness(*, is_stopping: bool = False) -> tuple[int, dict[str, Any]]:
    """Return what /readyz says and its status; asks neither database nor disk.

    503 only while the process is stopping or has nothing to serve. A stale snapshot is ready: while the database is
    away, every node is stale, and none must be taken out.
    """
    served, staleness = snapshot.held(), snapshot.staleness()
    if served is None:
        return 503, {"ready": False, "reason": str(snapshot.NoSnapshotError())}
    if is_stopping:
        return 503, {"ready": False, "reason": "This node is stopping."}
    return 200, {
        "ready": True,
        "release": served.number,
        "published_at": served.published_at,
        "incidents_number": served.incidents_number,
        "stale": {"since": staleness.since, "reason": staleness.reason} if staleness.failures else None,
    }


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the list of pages is.

    Walks are not forbidden: a page that may not be fetched cannot say "noindex".
    """
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Sitemap: {request.build_absolute_uri(reverse('troubleshoot:sitemap'))}",
    )
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response["Cache-Control"] = CACHE_CONTROL
    return response
