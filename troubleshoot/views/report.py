"""STUB, being written."""

from django.http import HttpRequest, HttpResponse


def report(request: HttpRequest, guide: str) -> HttpResponse:
    return HttpResponse(status=501)
