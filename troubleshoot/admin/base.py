"""What all editors' pages share: fields, the reader's page of a row, and editors who save at the same time."""

import hashlib
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from troubleshoot import addresses, snapshot
from troubleshoot.models.texts import TextsField
from troubleshoot.publishing import history
from troubleshoot.publishing.parts import is_kept, part_of
from troubleshoot.publishing.transactions import next_to_write

from .ends import AloneForm, RowForm, RowFormSet
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


class ContentAdmin(_Fields, ModelAdmin):
    """A table of content. Of two editors who change one row at once, the second is told and loses nothing.

    ``parts`` names the rows edited on the same page, by the relation that leads to them.
    """

    form = AloneForm
    parts: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50

    @property
    def kept(self) -> bool:
        """Whether this table's rows are parts of the drafts, and so kept in the history."""
        return is_kept(self.model)

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

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Let whoever saves at the same time wait, so that the second sees what the first saved."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if self.kept:
                next_to_write()
            elif (object_id or "").isdecimal():
                list(self.model._base_manager.select_for_update().filter(pk=object_id).values("pk"))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Look at what the row's part says, and the part that it leaves, before they are written to."""
        form.recording = history.Recording()
        stored = self.model._base_manager.filter(pk=obj.pk).first() if change and self.kept else None
        form.recording.watch(*(place for row in (stored, obj) if row and (place := part_of(row))))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Keep the change in the history, once a form and its rows are saved."""
        super().save_related(request, form, formsets, change)
        form.recording.keep(actor=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401
        """Delete one row, and keep what went with it."""
        with self._deleting(request):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the chosen rows, and keep what went with them."""
        with self._deleting(request):
            super().delete_queryset(request, queryset)

    def _deleting(self, request: HttpRequest) -> AbstractContextManager[None]:
        return history.recording_all(actor=request.user) if self.kept else nullcontext()  # type: ignore[arg-type]

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,  # noqa: ANN401
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:  # noqa: ANN401
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if change and obj and request.method == "POST" and request.POST.get("seen") != self.seen(obj.pk):
            form.conflict = self._conflict(obj)
        return form

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        obj = kwargs.get("obj")
        context["seen"] = self.seen(obj.pk) if obj else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def seen(self, pk: int) -> str:
        """Return a digest of a row and its parts as they are stored now."""
        row = self.model._base_manager.get(pk=pk)
        parts = [one for part in self.parts for one in getattr(row, part).order_by("pk")]
        return hashlib.sha256(serializers.serialize("json", [row, *parts]).encode()).hexdigest()[:32]

    def _conflict(self, obj: models.Model) -> str:
        of_row = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=str(obj.pk)
        )
        last = of_row.select_related("user").first()
        who = f"{last.user.get_username()}さん({localtime(last.action_time):%H:%M})" if last else "ほかの人"
        return (
            f"開いている間に{who}が保存しました。まだ保存していません。あなたの書いたものは下に残っています。"
            "もう一度保存すると、相手の変更にこの内容を上書きします。相手の内容は、別のタブで開くと見られます。"
        )
