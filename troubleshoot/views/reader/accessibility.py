"""What the site promises to everyone, and what was tried of it."""

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
