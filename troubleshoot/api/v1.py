"""Version 1 of the API, as docs/api.md lists it."""

from collections.abc import Mapping
from typing import NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from troubleshoot import addresses, engine, snapshot

from .causes import cause_document
from .search import search_document
from .serving import endpoint, json_response
from .walks import walk_document


@endpoint
def walk(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Tell where the answers in the query lead; whatever the query, never an error and never a redirect."""
    found = _in(served.release().guides, guide)
    return json_response(walk_document(addresses.replayed(served, found, addresses.given(request)), served.number))


@endpoint
def cause(request: HttpRequest, served: snapshot.Snapshot, cause: str) -> HttpResponse:
    """Tell of one cause, with everybody's steps."""
    del request
    return json_response(cause_document(_in(served.release().causes, cause), served.number))


@endpoint
def search(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Tell what is found for the words in ``q``, best first; whatever they are, never an error."""
    query = addresses.given(request).answers.get("q", "")
    return json_response(search_document(served, query))


def _digest(request: HttpRequest, served: snapshot.Snapshot) -> str | None:
    del request
    return f'"{served.digest}"' if served.number else None


@endpoint
@condition(etag_func=_digest)
def release(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Give the release document in its canonical bytes; their SHA-256 is the digest in the ETag."""
    del request
    if not served.number:
        raise Http404(_("まだ何も公開されていません。"))
    return HttpResponse(engine.canonical_bytes(served.document), content_type="application/json")


@endpoint
def nowhere(request: HttpRequest, served: snapshot.Snapshot, rest: str) -> NoReturn:
    """Refuse an address that is not of the API."""
    del request, served, rest
    raise Http404(_("このアドレスはAPIにありません。"))


def _in[T](table: Mapping[str, T], slug: str) -> T:
    if slug not in table:
        raise Http404(_("公開された内容に「%s」はありません。") % slug)
    return table[slug]
