"""What readers searched for in vain, to be read."""

from django.contrib import admin
from django.http import HttpRequest

from troubleshoot.models import Miss

from .base import ModelAdmin
from .site import site


@admin.register(Miss, site=site)
class MissAdmin(ModelAdmin):
    """Anonymous counts; nobody writes them by hand."""

    list_display = ("query", "count", "last_seen")
    search_fields = ("query",)
    date_hierarchy = "last_seen"

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Miss | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Miss | None = None) -> bool:
        del request, obj
        return False
