"""What all reader's pages share: the snapshot taken once, its language, old slugs followed, the cache told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, Protocol

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from troubleshoot import addresses, snapshot

#: Anybody may keep a page, but asks for it again before showing it: an outage must be seen at once.
CACHE_CONTROL: Final = "public, max-age=0, must-revalidate"

type View = Callable[Concatenate[HttpRequest, snapshot.Snapshot, ...], HttpResponse]


class PageView(Protocol):
    """A reader's page as the URL list calls it."""

    def __call__(self, request: HttpRequest, **slugs: str) -> HttpResponse:
        """Answer a request."""
        ...


def reader_page(view: View) -> PageView:
    """Make a view of a function of request, snapshot and slugs; old slugs redirect for good."""

    @csrf_exempt  # nothing is ever changed; a POST is told 405, not that a cookie is missing
    @require_safe
    @wraps(view)
    def page(request: HttpRequest, **slugs: str) -> HttpResponse:
        served = addresses.served()
        response = addresses.moved(request, served, slugs) or view(request, served, **slugs)
        response["Cache-Control"] = CACHE_CONTROL
        return response

    return page


def walk_page(view: View) -> PageView:
    """Make a reader's page that search engines leave out: it is one reader's place, not a text of its own."""

    @wraps(view)
    def unlisted(request: HttpRequest, served: snapshot.Snapshot, **slugs: Any) -> HttpResponse:  # passed on
        response = view(request, served, **slugs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return reader_page(unlisted)
