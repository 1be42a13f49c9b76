"""Templates: what officers prepare on a quiet day, so that an outage is told with one tap."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import IncidentTemplate
from troubleshoot.models.texts import japanese

from .base import ContentAdmin
from .ends import AloneForm
from .site import site
from .telling import NOT_SERVED, refuse_unserved, served


class TemplateForm(AloneForm):
    """A template's page; it names what readers have, as an incident does."""

    def clean(self) -> dict[str, Any]:
        """Take a cause that readers have."""
        cleaned = super().clean()
        refuse_unserved(self, "cause")
        return cleaned


@admin.register(IncidentTemplate, site=site)
class IncidentTemplateAdmin(ContentAdmin):
    """Words and whom they concern, for an outage that may come."""

    form = TemplateForm
    list_display = ("name", "japanese_title", "cause", "impact", "scope")
    list_select_related = ("cause",)
    list_filter = ("impact",)
    search_fields = ("name", "title__ja", "first_words__ja")
    fields = (
        *("name", "title", "first_words", "cause", "impact", "guides", "carriers"),
        *("identified", "monitoring", "resolved"),
    )
    autocomplete_fields = ("cause",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentTemplate]:
        return super().get_queryset(request).prefetch_related("guides", "carriers")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:  # noqa: ANN401  # a field of rows, which the stubs alone know as generic
        """Offer boxes to tick for the guides and carriers that readers have."""
        del request
        rows = served(db_field.remote_field.model._default_manager.all())
        field: Any = db_field.formfield(queryset=rows, widget=forms.CheckboxSelectMultiple, **kwargs)
        field.error_messages["invalid_choice"] = NOT_SERVED
        return field

    @admin.display(description=gettext_lazy("見出し"))
    def japanese_title(self, row: IncidentTemplate) -> str:
        """Return what readers see first."""
        return japanese(row.title)

    @admin.display(description=gettext_lazy("範囲"))
    def scope(self, row: IncidentTemplate) -> str:
        """Return whom it concerns."""
        return _("、").join(str(one) for one in (*row.guides.all(), *row.carriers.all())) or _("全部")
