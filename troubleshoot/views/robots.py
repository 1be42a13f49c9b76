"""What crawlers may read."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from troubleshoot.pagecache import CACHE_CONTROL


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the list of pages is.

    Walks are not forbidden: a page that may not be fetched cannot say "noindex".
    """
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri(reverse('troubleshoot:sitemap'))}",
    )
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response["Cache-Control"] = CACHE_CONTROL
    return response
