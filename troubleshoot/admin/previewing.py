"""The drafts as readers will see them, beside the editor: the way into a preview, and the link for a colleague."""

import re
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from troubleshoot import addresses, engine
from troubleshoot.publishing import passes
from troubleshoot.publishing.checks.paths import LONGEST, length, ways_to
from troubleshoot.publishing.drafted import drafted

from .permissions import may, require

_QUESTION: Final = re.compile(r"/guides/([^/]+)/walk/([^/]+)/")
#: Ways tried to find answers that lead to a question.
_WAYS: Final = 200


def preview_url(request: HttpRequest, path: str) -> str:
    """Return the address at which an editor sees a reader's page made of the drafts; "" for whoever may not.

    ``path``: the page's on the site. The address can be opened at any time: each time it gives a pass of half an hour.
    """
    if not may(request, "preview"):
        return ""
    return f"{reverse('admin:preview')}?{urlencode({'path': path})}"


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the way into previews hangs in the admin. Its redirect is followed within a frame."""
    policy: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
    view = csp_override(policy)(xframe_options_sameorigin(site.admin_view(preview)))
    return [path("preview/", view, {"site": site}, name="preview")]


@require_safe
def preview(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Lead an editor into a preview with a new pass, or show them the link that a colleague may follow."""
    asked, held = _asked(request), passes.new()
    address = addresses.place(f"{passes.ROOT}{held.token}{_led(asked)}")
    if "share" not in request.GET:
        return HttpResponseRedirect(address)
    context = {
        **site.each_context(request),
        "title": _("同僚に見せるリンク"),
        "address": request.build_absolute_uri(address),
        "until": held.until,
        "again": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/troubleshoot/preview_share.html", context)


def _asked(request: HttpRequest) -> str:
    """Return the path that an editor asks to see. Raises PermissionDenied."""
    require(request, "preview")
    return "/" + request.GET.get("path", "").lstrip("/")


def _led(path: str) -> str:
    """Return the path of a question along with answers that lead to it, as far as there are any."""
    asked = _QUESTION.fullmatch(path)
    guide = drafted().snapshot.release().guides.get(asked[1]) if asked else None
    question = guide.questions.get(asked[2]) if guide and asked else None
    if guide is None or question is None or length(guide) > LONGEST:
        return path
    ways = islice(ways_to(guide, question), _WAYS)
    told = next((told for told, slug in ways if slug == question.slug), {})
    return engine.address(engine.replay(guide, told))
