"""What readers said helped, to be read."""

from django.contrib import admin
from django.http import HttpRequest

from troubleshoot.models import Tally

from .base import ModelAdmin
from .site import site


@admin.register(Tally, site=site)
class TallyAdmin(ModelAdmin):
    """Anonymous counts; nobody writes them by hand."""

    list_display = ("bucket", "guide", "cause", "others", "verdict", "count", "answers", "tried")
    list_filter = ("verdict", "guide", "cause")
    search_fields = ("guide", "cause", "answers")
    date_hierarchy = "bucket"

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Tally | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tally | None = None) -> bool:
        del request, obj
        return False
