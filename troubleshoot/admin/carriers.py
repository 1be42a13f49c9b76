"""Carriers, devices, and the slugs that things had before."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot import engine
from troubleshoot.models import Carrier, Cause, Device, Redirect, RemedyStep

from .base import ContentAdmin, rows_of
from .drafted import drafted
from .publishing import Publishable
from .site import site
from .telling import NamedByIncidents


class Remedies(NamedTuple):
    """Causes whose steps for a carrier come from one set: its own, its network's, everyone's, or none.

    ``causes``: each with its title, its number of steps and its page in the admin.
    """

    whose: str
    causes: list[tuple[str, int, str]]


def remedies_of(carrier: Carrier) -> list[Remedies]:
    """Return the causes that exist on a carrier, by whose steps its readers get, its own first; seven queries."""
    tables = drafted()
    ids = dict(Cause.objects.values_list("slug", "pk"))
    line = engine.lineage(tables.carriers, carrier.slug)
    groups = {owner: Remedies(_whose(tables, carrier.slug, owner), []) for owner in (*line, None, "")}
    for slug, cause in tables.causes.items():
        remedy = engine.remedy_for(cause, tables, carrier.slug)
        if engine.exists_on(cause, line):
            page = f"{reverse('admin:troubleshoot_cause_change', args=[ids[slug]])}?carrier={carrier.slug}#steps-group"
            owner = remedy.carrier if remedy.steps else ""
            groups[owner].causes.append((cause.title, len(remedy.steps), page))
    return [group for group in groups.values() if group.causes]


def _whose(tables: engine.Release, carrier: str, owner: str | None) -> str:
    """Return whose steps they are, in words; "" stands for no steps at all, None for everyone's."""
    if owner == carrier:
        return _("この回線専用の手順")
    if owner:
        return _("%(carrier)sと同じ手順") % {"carrier": tables.carriers[owner].name}
    return _("共通の手順") if owner is None else _("出る手順がない")


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
    change_form_template = "admin/troubleshoot/carrier/change_form.html"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Add whose steps the carrier's readers get, for each cause."""
        carrier = kwargs.get("obj")
        if carrier and request.user.has_perm("troubleshoot.view_cause"):
            context["remedies"] = remedies_of(carrier)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Carrier]:
        rows: QuerySet[Carrier] = super().get_queryset(request).annotate(step_rows=rows_of(RemedyStep, "carrier"))
        return rows

    def reader_page(self, row: Carrier) -> tuple[str, str, str]:
        return "carriers", row.slug, f"/carriers/{row.slug}/"

    @admin.display(description=gettext_lazy("専用の手順"), ordering="step_rows")
    def steps_count(self, row: Any) -> int:  # noqa: ANN401  # a carrier with its count
        """Tell how many steps are for this carrier alone."""
        return int(row.step_rows)


@admin.register(Device, site=site)
class DeviceAdmin(Publishable, ContentAdmin):
    """What a reader's phone is."""

    kind = "device"
    list_display = ("__str__", "slug", "parent", "position")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", "name__ja")
    fields = ("name", "parent", "slug", "position")
    autocomplete_fields = ("parent",)


class RedirectTargetFilter(admin.SimpleListFilter):
    """Redirects by the sort of thing they lead to."""

    title = gettext_lazy("転送先の種類")
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
