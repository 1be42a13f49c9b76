"""Incidents: now, past, one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from troubleshoot import snapshot
from troubleshoot.snapshot import pulse

from . import found, history
from .finding import incident_or_404
from .serving import reader_page


@reader_page
def incidents(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """List what is out of order now, what will be, and what was in the last months."""
    page = history.incidents_page(served, pulse.current().at)
    return render(request, "pages/incidents.html", {"page": page, "found": found.incidents(request, page)})


@reader_page
def past(request: HttpRequest, served: snapshot.Snapshot, month: str) -> HttpResponse:
    """List what was out of order in one month."""
    page = history.month_page(served, month)
    if page is None:
        raise Http404(_("このページは見つかりません。"))
    return render(request, "pages/past.html", {"page": page, "found": found.month(request, page)})


@reader_page
def incident(request: HttpRequest, served: snapshot.Snapshot, incident: str) -> HttpResponse:
    """Show one incident with all that was said about it."""
    page = history.incident_page(served, incident_or_404(served, incident))
    return render(request, "pages/incident.html", {"page": page, "found": found.incident(request, page)})
