"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import found, pages
from .serving import reader_page


@reader_page
def home(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Show the guides, the search, and what is out of order now."""
    return render(request, "pages/home.html", {"page": pages.home_page(served), "found": found.home(request)})
