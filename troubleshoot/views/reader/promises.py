"""What the site promises to everyone: that all can use it, and what it keeps of them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import found
from .serving import reader_page


@reader_page
def accessibility(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Say what is aimed at, what was tested, what was not, and how to tell us."""
    del served
    return render(request, "pages/accessibility.html", {"found": found.accessibility(request)})


@reader_page
def privacy(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Say what is kept of a reader and for how long, what is not, and what stays on the reader's own device."""
    del served
    kept = {"days": settings.TALLIES_KEPT.days if settings.TALLIES_KEPT else None, "is_offline": settings.OFFLINE}
    return render(request, "pages/privacy.html", {"found": found.privacy(request), **kept})
