"""Guides and what belongs to one alone."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import HABITS, PRICES, Candidate, Guide, GuideNote, LastResort, Question, Scenario

from . import editor
from .base import ContentAdmin, Rows, RowsOfOneLine, rows_of
from .guide_pages import guide_url, may_edit
from .permissions import may
from .publishing import Publishable
from .site import site
from .telling import NamedByIncidents


class GuideNoteRows(Rows):
    """What a guide says around the walk."""

    model = GuideNote
    fields = (("kind", "position"), "text", "detail", "cause", "key")
    autocomplete_fields = ("cause",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuideNote]:
        return super().get_queryset(request).select_related("cause")


class CandidateRows(RowsOfOneLine):
    """The causes a guide may advise, with the editors' estimates."""

    model = Candidate
    fields = ("cause", "weight", "minutes_to_know", "shows_by", "efficacy", "pin", "position")
    autocomplete_fields = ("cause",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return super().get_queryset(request).select_related("cause")


class LastResortRows(RowsOfOneLine):
    """The other ways in that a guide offers."""

    model = LastResort
    fields = ("cause", "position")
    autocomplete_fields = ("cause",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LastResort]:
        return super().get_queryset(request).select_related("cause")


class QuestionRows(RowsOfOneLine):
    """A guide's questions, to be seen and followed; each is edited on its own page."""

    model = Question
    verbose_name_plural = gettext_lazy("質問(「変更」で開く)")
    fields = ("slug", "kind", "position")
    readonly_fields = fields
    fk_name = "guide"
    can_delete = False
    max_num = 0
    show_change_link = True


@admin.register(Guide, site=site)
class GuideAdmin(Publishable, NamedByIncidents, ContentAdmin):
    """One symptom's troubleshooter."""

    kind = "guide"
    parts = ("candidates", "last_resorts", "notes")
    list_display = ("__str__", "slug", "questions_link", "candidates_count", "scenarios_link", "position")
    edited_display = ("editor_link", *list_display[1:], "more_links")
    search_fields = ("slug", "title__ja", "summary__ja")
    fields = ("title", "summary", "entry", "slug", "position", "certainty", PRICES, HABITS, "scenarios_link")
    readonly_fields = ("scenarios_link",)
    autocomplete_fields = ("entry",)
    inlines = (QuestionRows, CandidateRows, LastResortRows, GuideNoteRows)

    def get_urls(self) -> list[URLPattern]:
        own = editor.addresses(self.admin_site.admin_view, self._page)
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one place where a guide is begun."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:troubleshoot_guide_begin"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with its own button for a new guide in the stock one's place."""
        return super().changelist_view(request, {**(extra_context or {}), "has_add_permission": False})

    def _page(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ANN401  # as Django calls it
        """Lead to the editor, and to the copy of a guide, whoever may use them."""
        if not may_edit(request):
            return self.list_display
        return self.edited_display if may(request, "copy_guide") else (*self.edited_display[:-1], "form_link")

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:  # noqa: ANN401
        return None if may_edit(request) else super().get_list_display_links(request, list_display)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        rows: QuerySet[Guide] = super().get_queryset(request)
        return rows.annotate(
            question_rows=rows_of(Question, "guide"),
            candidate_rows=rows_of(Candidate, "guide"),
            scenario_rows=rows_of(Scenario, "guide"),
        )

    def reader_page(self, row: Guide) -> tuple[str, str, str]:
        return "guides", row.slug, row.get_absolute_url()

    @admin.display(description=gettext_lazy("案内"))
    def editor_link(self, row: Guide) -> str:
        """Link to a guide's editor by its title."""
        return format_html('<a href="{}">{}</a>', guide_url(row), row)

    @admin.display(description=gettext_lazy("ほか"))
    def more_links(self, row: Guide) -> str:
        """Link to the copy of a guide as the start of another, and to the ordinary form."""
        address = reverse("admin:troubleshoot_guide_copy", args=[row.pk])
        return format_html('<a href="{}">{}</a>・{}', address, _("写して始める"), self.form_link(row))

    @admin.display(description=gettext_lazy("ほか"))
    def form_link(self, row: Guide) -> str:
        """Link to a guide's ordinary form."""
        address = reverse("admin:troubleshoot_guide_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("くわしい設定"))

    @admin.display(description=gettext_lazy("質問"), ordering="question_rows")
    def questions_link(self, row: Any) -> str:  # noqa: ANN401  # a guide with its counts
        """Link to a guide's questions, with their number."""
        return _list_link("question", row, _("%(count)s問") % {"count": row.question_rows})

    @admin.display(description=gettext_lazy("候補の原因"), ordering="candidate_rows")
    def candidates_count(self, row: Any) -> int:  # noqa: ANN401  # a guide with its counts
        """Tell how many candidates a guide has."""
        return int(row.candidate_rows)

    @admin.display(description=gettext_lazy("場面テスト"), ordering="scenario_rows")
    def scenarios_link(self, row: Any) -> str:  # noqa: ANN401  # a guide with its counts
        """Link to a guide's scenarios, with their number."""
        if not row.pk:
            return _("(保存したあとで書けます)")
        return _list_link("scenario", row, _("%(count)s場面") % {"count": row.scenario_rows})


def _list_link(model: str, guide: Guide, text: str) -> str:
    address = reverse(f"admin:troubleshoot_{model}_changelist")
    return format_html('<a href="{}?guide__id__exact={}">{}</a>', address, guide.pk, text)


class GuidePartAdmin(ContentAdmin):
    """A part of a guide on a page of its own."""

    list_select_related = ("guide", "cause")
    autocomplete_fields = ("guide", "cause")


@admin.register(GuideNote, site=site)
class GuideNoteAdmin(GuidePartAdmin):
    """All that guides say around the walk."""

    list_display = ("__str__", "guide", "kind", "position")
    list_filter = ("guide", "kind")
    search_fields = ("key", "text__ja", "detail__ja")
    fields = ("guide", "kind", "text", "detail", "cause", "position", "key")


@admin.register(Candidate, site=site)
class CandidateAdmin(GuidePartAdmin):
    """All candidates of all guides, to compare the estimates."""

    list_display = ("cause", "guide", "weight", "minutes_to_know", "shows_by", "efficacy", "pin")
    list_filter = ("guide", "shows_by", "pin")
    search_fields = ("cause__slug", "cause__title__ja", "guide__slug")


@admin.register(LastResort, site=site)
class LastResortAdmin(GuidePartAdmin):
    """All other ways in of all guides."""

    list_display = ("cause", "guide", "position")
    list_filter = ("guide",)
    search_fields = ("cause__slug", "cause__title__ja", "guide__slug")
