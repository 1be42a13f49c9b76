"""Tells an editor whose form is open that somebody else has saved the same thing meanwhile."""

from datetime import UTC, datetime

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from troubleshoot.publishing import history

from .findings import place_asked


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where open forms ask."""
    return [path("newer/", site.admin_view(newer), name="newer")]


@require_safe
def newer(request: HttpRequest) -> HttpResponse:
    """Name who saved a place last since a time, as a remark for its open form; nothing where nobody else did."""
    place, since = place_asked(request), request.GET.get("since", "")
    opened = datetime.fromtimestamp(int(since) if since.isdecimal() and len(since) < 12 else 0, UTC)  # noqa: PLR2004
    last = history.of(place).filter(at__gt=opened).exclude(actor_id=request.user.pk).select_related("actor").first()
    return TemplateResponse(request, "admin/troubleshoot/newer.html", {"revision": last, "place": place})
