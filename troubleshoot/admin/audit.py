"""The audit log, for owners to read."""

import json
from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import AuditEvent

from .base import ModelAdmin
from .site import site


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(ModelAdmin):
    """What people did at the door, with accounts, and with what readers see. Nobody can change it."""

    list_display = ("at", "by", "act", "about", "more", "network")
    list_display_links = None
    list_filter: ClassVar = ["act", "at"]
    search_fields = ("=who", "about", "network")
    date_hierarchy = "at"
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        del request, obj
        return False

    @admin.display(description=gettext_lazy("だれが"), ordering="who")
    def by(self, event: AuditEvent) -> str:
        """Name who did it; what no account did, the site or a command did."""
        return event.who or _("(サイト・コマンド)")

    @admin.display(description=gettext_lazy("くわしく"))
    def more(self, event: AuditEvent) -> str:
        """Show what was said, or was there before and after."""
        return json.dumps(event.detail, ensure_ascii=False)[1:-1].replace('"', "") if event.detail else ""
