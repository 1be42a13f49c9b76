"""Where the site's parts hang."""

from django.urls import include, path

from troubleshoot.admin import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("troubleshoot.urls")),
]

handler404 = "troubleshoot.views.reader.errors.not_found"
handler500 = "helpcenter.failing.server_error"
