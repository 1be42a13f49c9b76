"""The list of pages for search engines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot

from . import pages
from .serving import reader_page


@reader_page
def sitemap(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """List every page but the walks'."""
    urls = [request.build_absolute_uri(path) for path in pages.sitemap(served)]
    return render(request, "pages/sitemap.xml", {"urls": urls}, content_type="application/xml")
