"""A guide's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, snapshot

from . import pages
from .finding import guide_or_404
from .serving import reader_page


@reader_page
def guide(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Show a guide with its first question; a link with answers given goes to the step they lead to."""
    found = guide_or_404(served, guide)
    walk = addresses.replayed(served, found, addresses.given(request))
    if walk.given or walk.tried:
        return addresses.redirect_to(walk)
    return render(request, "pages/guide.html", {"page": pages.guide_page(served, found)})
