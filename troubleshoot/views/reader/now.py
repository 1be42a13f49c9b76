"""What an open page asks every few seconds: what is out of order now, as it stands at the page's top."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import parts
from .finding import carrier_or_404, guide_or_404
from .serving import reader_page


@reader_page
def now(
    request: HttpRequest, served: snapshot.Snapshot, guide: str = parts.UNKNOWN, carrier: str = parts.UNKNOWN
) -> HttpResponse:
    """Show the banners of pages about a guide and a carrier, "-" standing for any; where there are none, their place.

    The address has no query, so that it is made once for all who ask. No search engine is to list it.
    """
    about = None if guide == parts.UNKNOWN else guide_or_404(served, guide)
    whose = None if carrier == parts.UNKNOWN else carrier_or_404(served, carrier).slug
    response = render(request, "components/banners.html", {"incidents": parts.banners(served, about, whose)})
    response["X-Robots-Tag"] = "noindex"
    return response
