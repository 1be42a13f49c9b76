"""Carriers, devices, and the slugs that things had before."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from troubleshoot.models import Carrier, Device, Redirect, RemedyStep

from .base import ContentAdmin, rows_of
from .publishing import Publishable
from .site import site
from .telling import NamedByIncidents


@admin.register(Carrier, site=site)
class CarrierAdmin(Publishable, NamedByIncidents, ContentAdmin):
    """What a reader's line is."""

    kind = "carrier"
    list_display = ("__str__", "slug", "parent", "steps_count", "position")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", "name__ja")
    fields = ("name", "parent", "note", "contact", "url", "slug", "position")
    autocomplete_fields = ("parent",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Carrier]:
        rows: QuerySet[Carrier] = super().get_queryset(request).annotate(step_rows=rows_of(RemedyStep, "carrier"))
        return rows

    def reader_page(self, row: Carrier) -> tuple[str, str, str]:
        return "carriers", row.slug, f"/carriers/{row.slug}/"

    @admin.display(description="専用の手順", ordering="step_rows")
    def steps_count(self, row: Any) -> int:  # noqa: ANN401  # a carrier with its count
        """Tell how many steps are for this carrier alone."""
        return int(row.step_rows)


@admin.register(Device, site=site)
class DeviceAdmin(ContentAdmin):
    """What a reader's phone is; published along with carriers."""

    list_display = ("__str__", "slug", "parent", "position")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", "name__ja")
    fields = ("name", "parent", "slug", "position")
    autocomplete_fields = ("parent",)


class RedirectTargetFilter(admin.SimpleListFilter):
    """Redirects by the sort of thing they lead to."""

    title = "転送先の種類"
    parameter_name = "target"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        del request, model_admin
        return [(name, str(vars(Redirect)[name].field.verbose_name)) for name in Redirect.TARGETS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Redirect]) -> QuerySet[Redirect]:
        del request
        chosen = self.value()
        return queryset.filter(**{f"{chosen}__isnull": False}) if chosen in Redirect.TARGETS else queryset


@admin.register(Redirect, site=site)
class RedirectAdmin(ContentAdmin):
    """Slugs that something had before, so that old links lead on."""

    list_display = ("old_slug", "__str__")
    list_select_related = Redirect.TARGETS
    list_filter = (RedirectTargetFilter,)
    search_fields = ("old_slug", *(f"{name}__slug" for name in Redirect.TARGETS))
    autocomplete_fields = Redirect.TARGETS
