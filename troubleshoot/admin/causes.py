"""Causes and the steps of their remedies."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from troubleshoot.models import Candidate, Cause, RemedyStep

from .base import ContentAdmin, Rows, rows_of
from .feedback import beside
from .publishing import Publishable
from .site import site
from .telling import NamedByIncidents


class RemedyStepRows(Rows):
    """A cause's steps, in the order readers meet them."""

    model = RemedyStep
    fieldsets = (
        (None, {"fields": ("text", "detail", ("carrier", "device"))}),
        (
            "順番・時間・リンク・出典(空のままでもかまいません)",
            {
                "classes": ("collapse",),
                "fields": (
                    ("position", "minutes", "wait_minutes"),
                    ("url", "tel"),
                    ("source", "reviewed", "key"),
                ),
            },
        ),
    )
    autocomplete_fields = ("carrier", "device")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[RemedyStep]:
        return super().get_queryset(request).select_related("carrier", "device")


@admin.register(Cause, site=site)
class CauseAdmin(Publishable, NamedByIncidents, ContentAdmin):
    """What keeps the symptom alive, and how it is mended."""

    kind = "cause"
    parts = ("steps",)
    list_display = ("__str__", "slug", "role", "steps_count", "guides_count")
    list_filter = ("role", ("candidates__guide", admin.RelatedOnlyFieldListFilter), "carriers")
    search_fields = ("slug", "title__ja", "summary__ja")
    fields = ("title", "summary", "signs", "confirm", "warning", "afterwards", "role", "carriers", "slug", "voices")
    readonly_fields = ("voices",)
    autocomplete_fields = ("carriers",)
    inlines = (RemedyStepRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cause]:
        counts = {"step_rows": rows_of(RemedyStep, "cause"), "guide_rows": rows_of(Candidate, "cause")}
        rows: QuerySet[Cause] = super().get_queryset(request).annotate(**counts)
        return rows

    def reader_page(self, row: Cause) -> tuple[str, str, str]:
        return "causes", row.slug, row.get_absolute_url()

    @admin.display(description="読者の声")
    def voices(self, row: Cause) -> SafeString:
        """Show what readers wrote about a cause."""
        return beside(row)

    @admin.display(description="手順", ordering="step_rows")
    def steps_count(self, row: Any) -> int:  # noqa: ANN401  # a cause with its counts
        """Tell how many steps a cause has."""
        return int(row.step_rows)

    @admin.display(description="使う案内", ordering="guide_rows")
    def guides_count(self, row: Any) -> int:  # noqa: ANN401  # a cause with its counts
        """Tell how many guides have this cause as a candidate."""
        return int(row.guide_rows)


@admin.register(RemedyStep, site=site)
class RemedyStepAdmin(ContentAdmin):
    """All steps of all causes: by carrier, by device, by the day they were reviewed."""

    list_display = ("__str__", "cause", "carrier", "device", "reviewed")
    list_select_related = ("cause", "carrier", "device")
    list_filter = ("carrier", "device", "reviewed")
    search_fields = ("key", "text__ja", "detail__ja", "cause__slug", "cause__title__ja", "tel", "url")
    date_hierarchy = "reviewed"
    ordering = ("cause__slug", "position", "key")
    fieldsets = ((None, {"fields": ("cause",)}), *RemedyStepRows.fieldsets)
    autocomplete_fields = ("cause", "carrier", "device")

    def reader_page(self, row: RemedyStep) -> tuple[str, str, str]:
        return "causes", row.cause.slug, row.cause.get_absolute_url()
