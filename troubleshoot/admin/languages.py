"""The language of the editors' pages: Japanese, or English for whoever chose it; readers' pages know nothing of it."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import JavaScriptCatalog

#: The languages that editors' strings are there in.
CHOICES: Final = {"ja": "日本語", "en": "English"}
_YEAR: Final = 365 * 24 * 60 * 60
_LOCALE: Final = Path(__file__).parent / "locale"


class Scripts(JavaScriptCatalog):
    """The words of the admin's scripts, with those that Django's Japanese lacks."""

    packages = ["django.contrib.admin"]

    def get_paths(self, packages: Any) -> list[Any]:  # noqa: ANN401  # as Django calls it
        """Let our own catalogue complete Django's."""
        return [*super().get_paths(packages), _LOCALE]


def chosen(request: HttpRequest) -> str:
    """Return the language that somebody chose for the editors' pages; Japanese whatever their browser says."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in CHOICES else settings.LANGUAGE_CODE


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie that browsers send to the editors' pages alone, and lead back."""
    home, back = reverse("admin:index"), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else home, status=303)
    code = request.POST.get("language", "")
    if code in CHOICES:
        secure = request.is_secure()
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, _YEAR, path=home, secure=secure, httponly=True, samesite="Lax"
        )
    return response
