"""The language of a request: its prefix alone chooses it, no cookie and no header; editors' pages have a switch."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from troubleshoot.addresses import LANGUAGES, Language
from troubleshoot.admin.languages import chosen
from troubleshoot.views.reader import furigana

type Answer = Callable[[HttpRequest], HttpResponse]

_PREFIXED = tuple(language for language in LANGUAGES.values() if language.prefix)


def prefixed(get_response: Answer) -> Answer:
    """Middleware that serves ``/en/…`` and ``/easy/…`` as the page behind the prefix, in that language.

    While it answers, the prefix is Django's script prefix, so that every address written has it by itself.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        for language in _PREFIXED:
            if request.path_info.startswith(f"/{language.prefix}"):
                return _in_language(request, language, get_response)
            if f"{request.path_info}/" == f"/{language.prefix}":
                return HttpResponsePermanentRedirect(get_script_prefix() + language.prefix)
        if request.path_info.startswith("/admin/"):
            with translation.override(chosen(request)):
                return get_response(request)
        return get_response(request)

    return answer


def _in_language(request: HttpRequest, language: Language, get_response: Answer) -> HttpResponse:
    outer = get_script_prefix()
    request.path_info = request.path_info.removeprefix(f"/{language.prefix}".rstrip("/"))
    request.urlconf = getattr(request, "urlconf", "helpcenter.urls_prefixed")  # a preview has its own
    set_script_prefix(outer + language.prefix)
    try:
        with translation.override(language.code):
            response = get_response(request)
    finally:
        set_script_prefix(outer)
    return furigana.drawn(response) if language.code == "easy" else response
