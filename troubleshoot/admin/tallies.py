"""What readers said helped, and how long it took, to be read."""

from django.contrib import admin
from django.http import HttpRequest

from troubleshoot.models import Tally, Took

from .base import ModelAdmin
from .site import site


class CountAdmin(ModelAdmin):
    """Anonymous counts; nobody writes them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Tally | Took | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tally | Took | None = None) -> bool:
        del request, obj
        return False


@admin.register(Tally, site=site)
class TallyAdmin(CountAdmin):
    """Verdicts."""

    list_display = ("bucket", "guide", "cause", "others", "verdict", "count", "answers", "tried")
    list_filter = ("verdict", "guide", "cause")
    search_fields = ("guide", "cause", "answers")
    date_hierarchy = "bucket"


@admin.register(Took, site=site)
class TookAdmin(CountAdmin):
    """About how long remedies took."""

    list_display = ("day", "guide", "cause", "minutes", "count")
    list_filter = ("minutes", "guide", "cause")
    search_fields = ("guide", "cause")
    date_hierarchy = "day"
