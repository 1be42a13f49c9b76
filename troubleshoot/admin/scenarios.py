"""Scenarios: the editors' test cases, each a reader's situation and what should come of it."""

from django.contrib import admin

from troubleshoot.models import Scenario

from .base import ContentAdmin
from .site import site


@admin.register(Scenario, site=site)
class ScenarioAdmin(ContentAdmin):
    """The editors' test cases, checked at every publishing."""

    list_display = ("text", "guide", "key", "position")
    list_select_related = ("guide",)
    list_filter = ("guide",)
    search_fields = ("key", "text")
    fields = ("guide", "text", "answers", "first", "among_three", "never", "position", "key")
    autocomplete_fields = ("guide", "first", "among_three", "never")
