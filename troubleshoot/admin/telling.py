"""Keeps readers' incidents true, however editors change them and what they name."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot import snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause, Incident

from .base import ModelAdmin
from .ends import AloneForm

NOT_SERVED = gettext_lazy("読者にはまだありません。先に公開するか、公開しているものを選んでください。")


def served[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    """Keep the guides and carriers that readers have, and the causes for which they are told to wait.

    Incidents reach readers by these slugs: what is a draft alone would show nothing.
    """
    table = snapshot.current().document[f"{rows.model._meta.model_name}s"]
    roles = {slug: one.get("role", Cause.Role.OUTAGE) for slug, one in table.items()}
    return rows.filter(slug__in=[slug for slug, role in roles.items() if role == Cause.Role.OUTAGE])


def refuse_unserved(form: "forms.ModelForm[Any]", *names: str) -> None:
    """Let a form newly name nothing but what readers have; what it named before may stay."""
    for name in names:
        row = form.cleaned_data.get(name)
        if row and name in form.changed_data and not served(type(row)._default_manager.filter(pk=row.pk)).exists():
            form.add_error(name, NOT_SERVED)


class TellsReaders(ModelAdmin):
    """Raises the incidents' number whenever rows of an admin are saved or deleted, their parts included."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Tell, once a form and its rows are saved; Django calls this after each save."""
        super().save_related(request, form, formsets, change)
        lifecycle.changed()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401
        """Delete one row, and tell."""
        with transaction.atomic():
            super().delete_model(request, obj)
            lifecycle.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the chosen rows, and tell."""
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            lifecycle.changed()


class NamedForm(AloneForm):
    """The form of what incidents name: readers have its published slug, so that a draft's must stay the same."""

    def clean_slug(self) -> str:
        """Refuse another slug while an ongoing incident names the row."""
        slug: str = self.cleaned_data["slug"]
        if self.instance.pk and slug != self.instance.slug:
            incident = Incident.objects.ongoing().naming(self.instance).first()
            if incident:
                message = _(
                    "続いている障害「%(incident)s」が使っています。いま変えると、読者の画面から障害の知らせが消えます。"
                    "解消するまで待つか、障害を解消にしてから変えてください。"
                )
                raise forms.ValidationError(message, code="in-use", params={"incident": incident})
        return slug


class NamedByIncidents(TellsReaders):
    """An admin of what incidents name: they are loaded with its slugs, and keep its rows."""

    form = NamedForm

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Offer an incident's boxes only what readers have."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        for_incident = request.GET.get("model_name") in {"incident", "incidentscope"}
        return served(rows) if for_incident else rows, may_repeat

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ANN401  # as Django calls it
        """Say in words which incidents keep a row, and what to do about it."""
        *found, protected = super().get_deleted_objects(objs, request)
        return (*found, [*protected, *self.kept_by(objs)])

    def kept_by(self, rows: Any) -> list[SafeString]:  # noqa: ANN401  # a queryset, or a list of one row
        """Return which incidents keep rows from being deleted, and what to do about each."""
        text = _('障害「<a href="{}">{}</a>」が使っています。その障害の原因か範囲を変えて保存すると、消せます。')
        incidents = {incident for row in rows for incident in Incident.objects.naming(row)}
        return [
            format_html(text, reverse("admin:troubleshoot_incident_change", args=[one.pk]), one)
            for one in sorted(incidents, key=lambda one: one.slug)
        ]
