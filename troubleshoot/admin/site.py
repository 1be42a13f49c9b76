"""The admin itself: its name, its first page and the order of what it lists."""

from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from troubleshoot.models import Incident

from . import copying, drafts, exchange, history, previewing, replacing
from .findings import findings
from .places import place
from .publishing import waiting

#: What editors open most comes first; the rest follows in this order.
_ORDER: Final = (
    "Guide", "Question", "Cause", "RemedyStep", "Carrier", "Incident", "Release", "Feedback", "Device", "Answer",
    "Effect", "Candidate", "GuideNote", "LastResort", "Scenario", "Redirect", "Tally", "Miss",
)  # fmt: skip

_FRAMING: Final[dict[str, Any]] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}


class EditorsSite(AdminSite):
    """The stock admin, with what differs from the release and the ongoing incidents on its first page."""

    site_header = "困ったときの手引き 編集"
    site_title = "困ったときの手引き 編集"
    index_title = "はじめに"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  # as Django calls it
        """Let the editors' pages frame our own, and tell them which form was saved."""
        return csp_override(_FRAMING)(super().admin_view(drafts.told(view), cacheable))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [
            path("place/", self.admin_view(place), name="place"),
            path("findings/", self.admin_view(findings), name="findings"),
            *previewing.urls(self.admin_view),
            *(one for tool in (exchange, replacing, copying, history) for one in tool.urls(self)),
        ]
        return [*ours, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits to be published and which incidents go on, above the tables."""
        boxes: dict[str, Any] = dict(extra_context or {})
        if request.user.has_perm("troubleshoot.view_release"):
            boxes["drafts"] = waiting()
        if request.user.has_perm("troubleshoot.view_incident"):
            boxes["ongoing"] = Incident.objects.ongoing()
        return super().index(request, boxes)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """List our own tables first, what is used most at the top."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda one: _ORDER.index(one["object_name"]) if one["object_name"] in _ORDER else 99)
        return sorted(apps, key=lambda app: bool(app["app_label"] != "troubleshoot"))


site = EditorsSite(name="admin")
