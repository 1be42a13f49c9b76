"""What all editors' pages share: the boxes for texts, the rows on an owner's page, the reader's page of a row."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from troubleshoot import addresses, snapshot
from troubleshoot.models.texts import TextsField

from .conflicts import Rivals
from .ends import AloneForm, RowForm, RowFormSet
from .places import place_of
from .previewing import preview_url
from .widgets import ONE_LINE, KnownSelect, LinesField, TextsFormField

if TYPE_CHECKING:  # the stubs alone know these as generic
    BaseModelAdmin = admin.options.BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    BaseModelAdmin, ModelAdmin = admin.options.BaseModelAdmin, admin.ModelAdmin
    StackedInline, TabularInline = admin.StackedInline, admin.TabularInline


def rows_of(model: type[models.Model], owner: str) -> Coalesce:
    """Return a subquery that counts a model's rows of each owner; joins would multiply one another."""
    rows = model._default_manager.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(rows.annotate(rows=Count("pk")).values("rows")), 0)


class _Fields(BaseModelAdmin):
    """Gives texts their boxes, and choices the widget that costs no query a row."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, TextsField):
            one_line = db_field.name in ONE_LINE
            return db_field.formfield(form_class=TextsFormField, one_line=one_line, **kwargs)
        if type(db_field) is models.TextField:
            return db_field.formfield(form_class=LinesField, widget=LinesField.widget, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:  # noqa: ANN401  # a ModelChoiceField, which the stubs alone know as generic
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Rows(_Fields, StackedInline):
    """Parts on their owner's page, each a block of fields."""

    form = RowForm
    formset = RowFormSet
    extra = 0
    view_on_site = False


class RowsOfOneLine(_Fields, TabularInline):
    """Parts on their owner's page, each a line of a table."""

    form = RowForm
    formset = RowFormSet
    extra = 0
    view_on_site = False


class ContentAdmin(Rivals, _Fields, ModelAdmin):
    """A table of content: each change is kept, and of two editors who change one row the second is told."""

    form = AloneForm
    list_per_page = 50

    def reader_page(self, row: Any) -> tuple[str, str, str]:  # noqa: ANN401  # the admin's own model
        """Return the table and slug a row's page comes from, and its path; "" for none."""
        del row
        return "", "", ""

    def get_view_on_site_url(self, obj: Any = None) -> str | None:  # noqa: ANN401  # as Django calls it
        """Return the reader's page, once there is one: a draft has none."""
        if obj is None:
            return None
        table, slug, path = self.reader_page(obj)
        return addresses.place(path) if slug in snapshot.current().document.get(table, {}) else None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Put what the checks say and the reader's page of the drafts beside the form."""
        row = kwargs.get("obj")
        if row:
            path = self.reader_page(row)[2]
            context["place"], context["preview"] = place_of(row), preview_url(request, path) if path else ""
        return super().render_change_form(request, context, *args, **kwargs)
