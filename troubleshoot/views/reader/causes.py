"""The pages that explain a cause."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import found, pages
from .finding import carrier_or_404, cause_or_404
from .serving import reader_page


@reader_page
def cause(request: HttpRequest, served: snapshot.Snapshot, cause: str) -> HttpResponse:
    """Show why it happens, how it is recognised and mended, and whose steps differ."""
    return _drawn(request, served, pages.cause_page(served, cause_or_404(served, cause)))


@reader_page
def cause_on_carrier(request: HttpRequest, served: snapshot.Snapshot, cause: str, carrier: str) -> HttpResponse:
    """Show a cause with the steps for one carrier."""
    page = pages.cause_page(served, cause_or_404(served, cause), carrier_or_404(served, carrier))
    return _drawn(request, served, page)


def _drawn(request: HttpRequest, served: snapshot.Snapshot, page: pages.CausePage) -> HttpResponse:
    return render(request, "pages/cause.html", {"page": page, "found": found.cause(request, served, page)})
