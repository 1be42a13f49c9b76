"""What a preview has: the readers' pages and the forms on them. No API, nothing kept for a lost line."""

from django.urls import include, path

from troubleshoot import urls

from .urls import handler500

__all__ = ["handler404", "handler500", "urlpatterns"]

handler404 = "helpcenter.previews.not_found"

_PAGES = [*urls.HOME, *urls.GUIDES, *urls.CAUSES, *urls.CARRIERS, *urls.INCIDENTS]
_LEFT_OUT = {"offline", "offline-guide", "styleguide"}

urlpatterns = [path("", include(([one for one in _PAGES if one.name not in _LEFT_OUT], urls.app_name)))]
