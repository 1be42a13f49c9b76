"""Scenarios: the editors' test cases, each a reader's situation and what should come of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from troubleshoot.models import Cause, Guide, Scenario
from troubleshoot.publishing.drafted import drafted

from .base import ContentAdmin
from .scenes import Scene, kept_walk, scene_of
from .site import site


class ScenarioList(ChangeList):
    """The list, in which each scenario is tried with the drafts."""

    def get_results(self, request: HttpRequest) -> None:
        """Try the scenarios of this page; the drafts are read once for all of them."""
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        guides = drafted().snapshot.release().guides if self.result_list else {}
        for row in self.result_list:
            row.scene = scene_of(guides.get(row.guide.slug), row)


@admin.register(Scenario, site=site)
class ScenarioAdmin(ContentAdmin):
    """The editors' test cases, checked at every publishing. They begin as walks through a preview."""

    change_form_template = "admin/troubleshoot/scenario/change_form.html"
    list_display = ("text", "guide", "holds", "key", "position")
    list_select_related = ("guide",)
    list_filter = ("guide",)
    search_fields = ("key", "text")
    fieldsets = (
        (None, {"fields": ("guide", "text", "first", "among_three", "never")}),
        (
            _("答えの書式・並び順・キー(プレビューから残すと、自動で入ります)"),
            {"classes": ("collapse",), "fields": ("answers", "position", "key")},
        ),
    )
    autocomplete_fields = ("guide", "first", "among_three", "never")

    class Media:
        css = {"all": ["css/admin/scenarios.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        del request, kwargs
        return ScenarioList

    def reader_page(self, row: Scenario) -> tuple[str, str, str]:
        query = urlencode(row.answers, safe=",") if isinstance(row.answers, dict) else ""
        return "guides", row.guide.slug, f"/guides/{row.guide.slug}/walk/?{query}"

    @admin.display(description=_("いまの下書きでは"))
    def holds(self, row: Any) -> SafeString:  # noqa: ANN401  # a scenario with its scene
        """Tell whether a scenario comes out as its editor wants."""
        scene: Scene = row.scene
        return format_html('<span class="scene-{}">{}</span>', scene.state, scene.state_words)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill in the walk that an editor wants to keep."""
        if "walk" not in request.GET:
            return super().get_changeform_initial_data(request)
        kept = kept_walk(request.GET["walk"], drafted().snapshot.release().guides)
        if kept is None:
            return {}
        causes = dict(Cause.objects.filter(slug__in=[*kept.first, *kept.among_three]).values_list("slug", "pk"))
        return {
            "guide": Guide.objects.filter(slug=kept.guide).values_list("pk", flat=True).first(),
            "answers": kept.answers,
            "first": [causes[slug] for slug in kept.first if slug in causes],
            "among_three": [causes[slug] for slug in kept.among_three if slug in causes],
        }

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Show the answers in words and what comes of them now."""
        row: Scenario | None = kwargs.get("obj")
        guides = drafted().snapshot.release().guides
        if row:
            context["scene"] = scene_of(guides.get(row.guide.slug), row)
        elif kept := kept_walk(request.GET.get("walk", ""), guides):
            context["scene"] = scene_of(guides[kept.guide], Scenario(answers=kept.answers))
        return super().render_change_form(request, context, *args, **kwargs)
