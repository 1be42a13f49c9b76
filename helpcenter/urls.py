"""Where the site's parts hang."""

from django.conf import settings
from django.urls import include, path

from troubleshoot.admin import site

urlpatterns = [
    *([path("admin/", site.urls)] if settings.EDITORS else []),
    path("", include("troubleshoot.urls")),
]

handler404 = "troubleshoot.views.reader.errors.not_found"
handler500 = "helpcenter.errors.server_error"
