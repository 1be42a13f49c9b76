"""What stands under a language's prefix: the readers' pages and the API. The rest has one language."""

from django.urls import include, path

from troubleshoot import urls

from .urls import handler404, handler500

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", include((urls.BY_LANGUAGE, urls.app_name)))]
