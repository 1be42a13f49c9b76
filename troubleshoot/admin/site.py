"""The admin itself: its name, its first page and the order of what it lists."""

from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from troubleshoot.door import marks

from . import (
    copying,
    dead_links,
    drafts,
    entering,
    exchange,
    factors,
    findings,
    guarding,
    history,
    insights,
    learning,
    manuals,
    newer,
    previewing,
    refusals,
    replacing,
)
from .dashboard import boxes, checks
from .languages import Scripts, choose
from .permissions import May
from .places import place

#: What editors open most comes first; the rest follows in this order.
_ORDER: Final = (
    "Guide", "Cause", "Carrier", "Device", "Question", "RemedyStep", "Scenario", "Incident", "Proposal",
    "IncidentTemplate", "Release", "AuditEvent", "Feedback", "Miss", "Tally", "Took", "Redirect",
)  # fmt: skip
#: Parts that are edited within their guide; their own lists serve to compare, and lie in a fold.
_FOLDED: Final = ("Answer", "Effect", "Candidate", "LastResort", "GuideNote")

_FRAMING: Final[dict[str, Any]] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}

#: What has pages of its own beside the tables.
_TOOLS: Final = (
    *(previewing, findings, exchange, replacing, copying, dead_links),
    *(history, insights, learning, manuals, newer),
    *(entering, factors),
)


class EditorsSite(AdminSite):
    """The stock admin, with the boxes of ``dashboard`` on its first page."""

    site_header = site_title = entering.NAME
    index_title = gettext_lazy("はじめに")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  # as Django calls it
        """Let the editors' pages frame our own, tell them which form was saved, and say in words what is refused."""
        own = refusals.explained(self, drafts.told(guarding.guarded(self, view)))
        return csp_override(_FRAMING)(super().admin_view(own, cacheable))

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever may enter, in a session that is not over: whatever way the request came."""
        return super().has_permission(request) and not marks.is_over(request.session)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for name and password, as the stock page does; ``entering`` goes on from there."""
        to = entering.Entrance().get_redirect_url(request) or reverse("admin:index")
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(to)
        context = {
            **self.each_context(request),
            "title": gettext_lazy("ログイン"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            REDIRECT_FIELD_NAME: to,
            **(extra_context or {}),
        }
        return entering.Entrance.as_view(extra_context=context)(request)  # type: ignore[return-value]  # no stream

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell every page what whoever looks at it may do."""
        return {**super().each_context(request), "may": May(request.user), "set_up": guarding.notice(request)}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [
            path("place/", self.admin_view(place), name="place"),
            path("language/", choose, name="language"),
            path("checks/", self.admin_view(checks), name="checks"),
            *(one for tool in _TOOLS for one in tool.urls(self)),
        ]
        return [*ours, *super().get_urls()]

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ANN401  # a response
        """Change one's own password, with the old one."""
        context = {**self.each_context(request), **(extra_context or {})}
        done = reverse("admin:password_change_done")
        return entering.OwnPassword.as_view(success_url=done, extra_context=context)(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what goes on, what waits to be published and what is to be done, above the tables."""
        return super().index(request, {**(extra_context or {}), **boxes(request)})

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ANN401  # a response
        """Give the admin's scripts their words."""
        del extra_context
        return Scripts.as_view()(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """List our own tables first, what is used most at the top; what is seldom used is ``folded``."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in apps:
            models = sorted(app["models"], key=_place_in_list)
            app["models"] = [one for one in models if one["object_name"] not in _FOLDED]
            app["folded"] = [one for one in models if one["object_name"] in _FOLDED]
        return sorted(apps, key=lambda app: bool(app["app_label"] != "troubleshoot"))


def _place_in_list(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


site = EditorsSite(name="admin")
