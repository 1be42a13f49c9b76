"""A bare Django view: ready bytes, no middleware, no application but it; settings, URLs and both servers' entries."""

import os
from pathlib import Path
from typing import Final

from django.conf import settings

if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="none", LOGGING_CONFIG=None)  # noqa: S106

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY: Final = Path(os.environ["BENCH_BODY"]).read_bytes()


def page(_: HttpRequest) -> HttpResponse:
    """Return the body."""
    return HttpResponse(BODY, headers={"Content-Encoding": "br"})


urlpatterns = [path("", page)]
asgi, wsgi = get_asgi_application(), get_wsgi_application()
