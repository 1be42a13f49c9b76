"""What all reader's pages share: the snapshot taken once, its language, old slugs followed, the cache told."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from troubleshoot import addresses, snapshot
from troubleshoot.pagecache import CACHE_CONTROL

type View = Callable[Concatenate[HttpRequest, snapshot.Snapshot, ...], HttpResponse]


class PageView(Protocol):
    """A reader's page as the URL list calls it."""

    def __call__(self, request: HttpRequest, **slugs: str) -> HttpResponse:
        """Answer a request."""
        ...


def reader_page(view: View) -> PageView:
    """Make a view of a function of request, snapshot and slugs; old slugs redirect for good.

    Its page has one address: with a query that it does not know, it redirects to the one without.
    """

    @wraps(view)
    def plain(request: HttpRequest, served: snapshot.Snapshot, **slugs: Any) -> HttpResponse:  # passed on
        response = view(request, served, **slugs)
        is_odd = request.META.get("QUERY_STRING") and response.status_code == HTTPStatus.OK
        return HttpResponseRedirect(request.path) if is_odd else response

    return _served(plain)


def _served(view: View) -> PageView:

    @csrf_exempt  # nothing is ever changed; a POST is told 405, not that a cookie is missing
    @require_safe
    @wraps(view)
    def page(request: HttpRequest, **slugs: str) -> HttpResponse:
        served = addresses.served()
        response = addresses.moved(request, served, slugs) or view(request, served, **slugs)
        response.setdefault("Cache-Control", CACHE_CONTROL)
        return response

    return page


def walk_page(view: View) -> PageView:
    """Make a reader's page that search engines leave out: it is one reader's place, not a text of its own.

    It redirects to its one address by itself; what it shows may be kept under that.
    """

    @wraps(view)
    def canonical(request: HttpRequest, served: snapshot.Snapshot, **slugs: Any) -> HttpResponse:  # passed on
        response = view(request, served, **slugs)
        response.is_canonical = True  # type: ignore[attr-defined]  # for helpcenter/making.py
        return response

    return query_page(canonical)


def query_page(view: View) -> PageView:
    """Make a reader's page of whatever stands in the query: search engines leave it out, and nothing is kept of it."""

    @wraps(view)
    def unlisted(request: HttpRequest, served: snapshot.Snapshot, **slugs: Any) -> HttpResponse:  # passed on
        response = view(request, served, **slugs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return _served(unlisted)
