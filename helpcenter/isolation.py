"""Keeps what the site answers out of others' pages, but for what is made for them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Cross-Origin-Resource-Policy"


def isolated(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in each answer who may embed it (Fetch standard): the site itself; of what others may fetch, they too."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        is_for_others = "Access-Control-Allow-Origin" in response
        response.headers.setdefault(HEADER, "cross-origin" if is_for_others else "same-origin")
        return response

    return answered
