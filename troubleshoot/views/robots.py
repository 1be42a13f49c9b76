"""What crawlers may read."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from troubleshoot.pagecache import CACHE_CONTROL


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the list of pages is.

    Walks are not forbidden: a page that may not be fetched cannot say "noindex". It has one address, as pages do.
    """
    if request.META.get("QUERY_STRING"):
        return HttpResponseRedirect(request.path)
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri(reverse('troubleshoot:sitemap'))}",
    )
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response["Cache-Control"] = CACHE_CONTROL
    return response
