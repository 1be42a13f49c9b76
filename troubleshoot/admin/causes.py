"""Causes and the steps of their remedies."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Candidate, Cause, RemedyStep
from troubleshoot.publishing.editing import free_cause

from . import steps
from .base import BaseModelAdmin, ContentAdmin, Rows, rows_of
from .comparing import compare_page
from .feedback import beside
from .permissions import require
from .publishing import Publishable
from .site import site
from .telling import NamedByIncidents, NamedForm
from .uses import uses_of
from .verifying import ReviewFilter, mark, of_tab, verify

#: Blank rows at the end, for whoever has no script that adds more.
_BLANK: Final = 1
_BLANK_OF_A_NEW_CAUSE: Final = 3


class PlainChoices(BaseModelAdmin):
    """Lets carriers, device and day be chosen by what every browser has, with and without a script."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.DateField):
            kwargs["widget"] = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        if isinstance(db_field, models.ManyToManyField):
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class RemedyStepRows(PlainChoices, Rows):
    """A cause's steps, in the order readers meet them, in tabs by carrier."""

    model = RemedyStep
    form = steps.Checked
    formset = steps.StepFormSet
    template = "admin/troubleshoot/cause/steps.html"
    fieldsets = (
        (None, {"fields": ("text", ("carrier", "device"))}),
        (
            gettext_lazy("補足・時間・リンク・出典・順番(空のままでもかまいません)"),
            {
                "classes": ("collapse",),
                "fields": (
                    "detail",
                    ("minutes", "wait_minutes"),
                    ("url", "tel"),
                    ("shared",),
                    ("source", "reviewed"),
                    ("position", "key"),
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RemedyStep]:
        return super().get_queryset(request).select_related("carrier", "device")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ANN401
        del request, kwargs
        return _BLANK if obj else _BLANK_OF_A_NEW_CAUSE

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401
        rows: Any = super().get_formset(request, obj, **kwargs)
        rows.tab = request.GET.get("carrier", "")
        return rows


class CauseForm(NamedForm):
    """A cause; its slug may stay empty as long as nobody links to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance._state.adding:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "URLに使う短い英小文字。例: sms-blocked。空のままなら cause-1 のような名前が付きます。"
                "公開する前なら変えられます。"
            )

    def clean_slug(self) -> str:
        """Return the slug written, or for a new cause the first of cause-1, cause-2, … that nobody has."""
        if self.cleaned_data["slug"] or not self.instance._state.adding:
            return super().clean_slug()
        return free_cause()


@admin.register(Cause, site=site)
class CauseAdmin(PlainChoices, Publishable, NamedByIncidents, ContentAdmin):
    """What keeps the symptom alive, and how it is mended."""

    kind = "cause"
    parts = ("steps",)
    form = CauseForm
    change_form_template = "admin/troubleshoot/cause/change_form.html"
    list_display = ("__str__", "slug", "role", "steps_count", "guides_count")
    list_filter = ("role", ("candidates__guide", admin.RelatedOnlyFieldListFilter), "carriers")
    search_fields = ("slug", "title__ja", "summary__ja")
    fields = ("title", "summary", "signs", "confirm", "warning", "afterwards", "role", "carriers", "slug", "voices")
    readonly_fields = ("voices",)
    inlines = (RemedyStepRows,)

    def get_urls(self) -> list[URLPattern]:
        compare = self.admin_site.admin_view(self.compare_view)
        return [path("<int:pk>/compare/", compare, name="troubleshoot_cause_compare"), *super().get_urls()]

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one cause's steps for all carriers side by side."""
        return compare_page(request, pk, self.admin_site.each_context(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cause]:
        counts = {"step_rows": rows_of(RemedyStep, "cause"), "guide_rows": rows_of(Candidate, "cause")}
        rows: QuerySet[Cause] = super().get_queryset(request).annotate(**counts)
        return rows

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Add the tabs of the steps and the guides that use the cause."""
        cause = kwargs.get("obj")
        context["today"] = timezone.localdate().isoformat()
        if cause:
            context |= {"tabs": steps.tabs_of(cause, request.GET), "uses": uses_of(cause)}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Do what the pressed button asks beside saving the steps; so nothing that was written meanwhile is lost.

        What was done is told only by the response: forms are also saved to be compared, and taken back.
        """
        super().save_formset(request, form, formset, change)
        wanted, _colon, which = request.POST.get("_continue", "").partition(":")
        form.instance.done = _also(request, form.instance, wanted, which)

    def response_change(self, request: HttpRequest, obj: Cause) -> HttpResponse:
        """Say what the pressed button did, and go back to the tab one was on."""
        for done in vars(obj).get("done", ()):
            messages.success(request, done)
        response = super().response_change(request, obj)
        if "_continue" in request.POST:
            response["Location"] = request.get_full_path()
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ANN401  # as Django calls it
        """Name the guides that use a cause, each with the way to where it is taken out."""
        *found, protected = super().get_deleted_objects(objs, request)
        used = [format_html('<a href="{}">{}</a>', use.url, use.words) for cause in objs for use in uses_of(cause)]
        return (*found, [*used, *self.kept_by(objs)] if used else protected)

    def get_fields(self, request: HttpRequest, obj: Cause | None = None) -> Any:  # noqa: ANN401  # names of fields
        """Show what readers wrote to whoever may read it."""
        shown = super().get_fields(request, obj)
        if request.user.has_perm("troubleshoot.view_feedback"):
            return shown
        return [name for name in shown if name != "voices"]

    def reader_page(self, row: Cause) -> tuple[str, str, str]:
        return "causes", row.slug, row.get_absolute_url()

    @admin.display(description=gettext_lazy("読者の声"))
    def voices(self, row: Cause) -> SafeString:
        """Show what readers wrote about a cause."""
        return beside(row)

    @admin.display(description=gettext_lazy("手順"), ordering="step_rows")
    def steps_count(self, row: Any) -> int:  # noqa: ANN401  # a cause with its counts
        """Tell how many steps a cause has."""
        return int(row.step_rows)

    @admin.display(description=gettext_lazy("使う案内"), ordering="guide_rows")
    def guides_count(self, row: Any) -> int:  # noqa: ANN401  # a cause with its counts
        """Tell how many guides have this cause as a candidate."""
        return int(row.guide_rows)


def _also(request: HttpRequest, cause: Cause, wanted: str, which: str) -> Sequence[str]:
    """Do what a button of the steps asks for; return what was done, in words."""
    match wanted:
        case "verified":
            require(request, "verify_steps")
            return [mark(of_tab(cause, which))]
        case "copy":
            require(request, "copy_steps")
            said = _("手順%(count)d個を写しました。この回線に合わせて直してください。")
            return [said % {"count": steps.copy_for(cause, which)}]
        case "duplicate":
            require(request, "copy_steps")
            said = _("手順%(count)d個を写して、いちばん後ろに足しました。")
            return [said % {"count": steps.duplicate(cause, which)}]
    return []


@admin.register(RemedyStep, site=site)
class RemedyStepAdmin(PlainChoices, ContentAdmin):
    """All steps of all causes: by carrier, by device, by the day they were reviewed."""

    form = steps.StepAloneForm
    list_display = ("__str__", "cause", "carrier", "device", "reviewed")
    list_select_related = ("cause", "carrier", "device")
    list_filter = (ReviewFilter, "carrier", "device", "reviewed")
    search_fields = ("key", "text__ja", "detail__ja", "cause__slug", "cause__title__ja", "tel", "url")
    date_hierarchy = "reviewed"
    ordering = ("cause__slug", "position", "key")
    fieldsets = ((None, {"fields": ("cause",)}), *RemedyStepRows.fieldsets)
    autocomplete_fields = ("cause",)
    actions = ("verify_chosen",)

    def reader_page(self, row: RemedyStep) -> tuple[str, str, str]:
        return "causes", row.cause.slug, row.cause.get_absolute_url()

    @admin.action(description=gettext_lazy("選んだものを、今日確かめた"), permissions=["change"])
    def verify_chosen(self, request: HttpRequest, queryset: QuerySet[RemedyStep]) -> None:
        """Say of the chosen steps that somebody looked at them today; nothing is asked."""
        rows = RemedyStep.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        messages.success(request, verify(rows, actor=request.user))  # type: ignore[arg-type]  # a signed-in editor
