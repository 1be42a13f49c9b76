"""What all answers of the API share: the snapshot taken once, old slugs followed, problems told as documents."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, Protocol

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from troubleshoot import addresses, snapshot
from troubleshoot.pagecache import CACHE_CONTROL

type Json = dict[str, Any]
type View = Callable[Concatenate[HttpRequest, snapshot.Snapshot, ...], HttpResponse]

SAFE: Final = ("GET", "HEAD")


class Endpoint(Protocol):
    """An address of the API as the URL list calls it."""

    def __call__(self, request: HttpRequest, **slugs: str) -> HttpResponse:
        """Answer a request."""
        ...


def endpoint(view: View) -> Endpoint:
    """Make an address of the API of a function of request, snapshot and slugs; its Http404 becomes a problem.

    Any site's script may read the answer, problems too: the content is public, and no cookie is looked at.
    """

    @csrf_exempt  # nothing is ever changed; a POST is told 405, not that a token is missing
    @wraps(view)
    def answer(request: HttpRequest, **slugs: str) -> HttpResponse:
        response = _answered(view, request, slugs)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def _answered(view: View, request: HttpRequest, slugs: Mapping[str, str]) -> HttpResponse:
    if request.method not in SAFE:
        return _problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            _("読むだけのアドレスです。GETかHEADで呼んでください。"),
            Allow=", ".join(SAFE),
        )
    try:
        served = addresses.served()
        response = view(request, served, **addresses.todays(served, slugs))
    except Http404 as missing:
        return _problem(HTTPStatus.NOT_FOUND, str(missing))
    except snapshot.NoSnapshotError:
        detail = _("公開された内容をまだ読み込めません。少し待ってからもう一度呼んでください。")
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, **{"Retry-After": "10"})
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _problem(status: HTTPStatus, detail: str, **headers: str) -> HttpResponse:
    """Return a problem document. "about:blank" says that the status tells all there is to its type."""
    return JsonResponse(
        {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail},
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **headers},
        json_dumps_params={"ensure_ascii": False},
    )


def json_response(document: Json) -> HttpResponse:
    """Return an answer, Japanese written as it is."""
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
