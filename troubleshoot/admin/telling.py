"""Keeps readers' incidents true, however editors change them."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from troubleshoot.incidents import lifecycle

from .base import ModelAdmin


class TellsReaders(ModelAdmin):
    """Raises the incidents' number whenever rows of an admin are saved or deleted, their parts included.

    Guides and carriers need it too: deleting one takes along the scopes of incidents that name it.
    """

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
