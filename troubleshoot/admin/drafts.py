"""Tells the script that keeps what is typed (static/js/admin/drafts.js) which forms were saved."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

#: The cookie of the editors' pages that names the drafts of saved forms, and the field in which a form names its own.
COOKIE: Final = "saved-drafts"
FIELD: Final = "draft"
#: The newest are told; the script takes them away when it next runs.
_MOST: Final = 20
_DAY: Final = 24 * 60 * 60


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view say which draft is done with: the one of a form that it answered by leading on."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        draft = request.POST.get(FIELD, "")
        if draft.isalnum() and response.status_code in {302, 303}:
            names = [*request.COOKIES.get(COOKIE, "").split("."), draft[:40]]
            path, secure = reverse("admin:index"), settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, ".".join(names[-_MOST:]), _DAY, path=path, secure=secure, samesite="Lax")
        return response

    return answered
