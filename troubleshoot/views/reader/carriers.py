"""One carrier's settings on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import found, pages
from .finding import carrier_or_404
from .serving import reader_page


@reader_page
def carrier(request: HttpRequest, served: snapshot.Snapshot, carrier: str) -> HttpResponse:
    """Show each cause with steps of this carrier's own, and where to ask."""
    page = pages.carrier_page(served, carrier_or_404(served, carrier))
    return render(request, "pages/carrier.html", {"page": page, "found": found.carrier(request, served, page)})
