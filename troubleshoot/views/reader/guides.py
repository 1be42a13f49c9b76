"""A guide's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, snapshot

from . import found, pages
from .finding import guide_or_404
from .serving import reader_page


@reader_page
def guide(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Show a guide with its first question; a link with answers given goes to the step they lead to."""
    asked = guide_or_404(served, guide)
    walk = addresses.replayed(served, asked, addresses.given(request))
    if walk.given or walk.tried:
        return addresses.redirect_to(walk)
    context = {"page": pages.guide_page(served, asked), "found": found.guide(request, served, asked)}
    return render(request, "pages/guide.html", context)
