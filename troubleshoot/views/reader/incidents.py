"""Incidents: now, past, one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import found, pages
from .finding import incident_or_404
from .serving import reader_page


@reader_page
def incidents(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """List what is out of order now and what was."""
    page = pages.incidents_page(served)
    return render(request, "pages/incidents.html", {"page": page, "found": found.incidents(request, page)})


@reader_page
def incident(request: HttpRequest, served: snapshot.Snapshot, incident: str) -> HttpResponse:
    """Show one incident with all that was said about it."""
    page = pages.incident_page(served, incident_or_404(served, incident))
    return render(request, "pages/incident.html", {"page": page, "found": found.incident(request, page)})
