"""What readers wrote after a verdict, to be read and marked as handled. Nobody writes or changes it here."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Cause, Feedback

from .base import ModelAdmin
from .site import site

#: How many texts stand on a cause's page.
NEWEST: Final = 10


@admin.register(Feedback, site=site)
class FeedbackAdmin(ModelAdmin):
    """Readers' own words, the newest first. One that names somebody can be deleted."""

    list_display = ("text", "verdict", "cause", "guide", "language", "day", "release", "handled")
    list_filter = ("handled", "verdict", "guide", "cause")
    search_fields = ("text", "cause", "guide")
    date_hierarchy = "day"
    fields = ("text", "verdict", "cause", "guide", "language", "day", "release", "handled")
    readonly_fields = fields[:-1]
    actions = ("mark_handled", "mark_open")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    @admin.action(description=gettext_lazy("選んだものを対応済みにする"), permissions=["change"])
    def mark_handled(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Mark texts as handled; the rows they are about are changed elsewhere."""
        self.message_user(request, _("%(count)d件を対応済みにしました。") % {"count": queryset.update(handled=True)})

    @admin.action(description=gettext_lazy("選んだものを未対応に戻す"), permissions=["change"])
    def mark_open(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Take the mark back."""
        self.message_user(request, _("%(count)d件を未対応に戻しました。") % {"count": queryset.update(handled=False)})


def beside(cause: Cause) -> SafeString:
    """Return the newest texts about a cause for its page, each with its verdict and day, and the way to all."""
    rows = Feedback.objects.about(cause)[:NEWEST] if cause.pk else ()
    if not rows:
        return SafeString(escape(_("まだありません。")))
    said = format_html_join("", "<li>{}<br><small>{}・{}{}</small></li>", map(_told, rows))
    query = f"{reverse('admin:troubleshoot_feedback_changelist')}?cause={cause.slug}"
    return format_html('<ul>{}</ul><a href="{}">{}</a>', said, query, _("すべて見る"))


def _told(row: Feedback) -> tuple[Any, ...]:
    return row.text, row.get_verdict_display(), date_format(row.day), _("・対応済み") if row.handled else ""
