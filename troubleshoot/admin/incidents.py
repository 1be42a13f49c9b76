"""Incidents: told, followed and ended in a few taps. Whatever changes one is told to every process."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentScope, IncidentUpdate
from troubleshoot.models.incidents import ONGOING, Status

from .base import ContentAdmin, Rows, RowsOfOneLine
from .ends import AloneForm, RowForm
from .site import site
from .telling import NOT_SERVED, TellsReaders, refuse_unserved, served
from .widgets import LinesField

#: What readers are told unless an officer writes something else; it is for readers, in Japanese whoever writes.
_FIRST_WORDS = "いま調べています。設定は変えずに、そのままお待ちください。わかりしだい、ここでお知らせします。"
_NEXT_WORDS = {
    Status.IDENTIFIED: "原因がわかりました。直るまで、そのままお待ちください。",
    Status.MONITORING: "直りはじめています。まだ届かないことがあります。もうしばらくお待ちください。",
    Status.RESOLVED: "解消しました。新しいコードを一度だけ送ってください。",
}


class BeginForm(forms.Form):
    """All it takes to tell readers of an outage."""

    title = forms.CharField(
        label=gettext_lazy("見出し"),
        max_length=60,
        help_text=gettext_lazy("例: ドコモでSMSが届きにくくなっています(30字くらいまで)"),
    )
    cause = forms.ModelChoiceField(
        label=gettext_lazy("何が起きているか"),
        queryset=Cause.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    guide = forms.ModelChoiceField(
        label=gettext_lazy("どの案内"),
        queryset=Guide.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部の案内"),
    )
    carrier = forms.ModelChoiceField(
        label=gettext_lazy("どの回線"),
        queryset=Carrier.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部の回線"),
    )
    impact = forms.ChoiceField(label=gettext_lazy("影響"), choices=Incident.Impact, initial=Incident.Impact.MAJOR)
    body = LinesField(label=gettext_lazy("最初のお知らせ"), initial=_FIRST_WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        causes = served(Cause.objects.filter(role=Cause.Role.OUTAGE))
        choices = {"cause": causes, "guide": served(Guide.objects.all()), "carrier": served(Carrier.objects.all())}
        for name, rows in choices.items():
            fields[name].queryset = rows
            fields[name].error_messages["invalid_choice"] = NOT_SERVED
        if len(causes) == 1:
            self.initial["cause"] = causes[0].pk


class SayForm(forms.Form):
    """How an incident stands now, and what to tell readers."""

    status = forms.ChoiceField(label=gettext_lazy("状態"), choices=Status.choices[:4], widget=forms.RadioSelect)
    body = LinesField(label=gettext_lazy("知らせる文"))


class IncidentForm(AloneForm):
    """An incident's own page; the time of its end is filled in where an editor ends it here."""

    def clean(self) -> dict[str, Any]:
        """Give an incident that is over its time, and one that goes on none."""
        cleaned = super().clean()
        refuse_unserved(self, "cause")
        if cleaned.get("status") in ONGOING:
            cleaned["resolved_at"] = None
        elif not cleaned.get("resolved_at"):
            cleaned["resolved_at"] = timezone.now()
        return cleaned


class ScopeForm(RowForm):
    """One scope of an incident."""

    def clean(self) -> dict[str, Any]:
        """Take guides and carriers that readers have."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_unserved(self, "guide", "carrier")
        return cleaned


class ScopeRows(RowsOfOneLine):
    """Whom an incident touches."""

    form = ScopeForm
    model = IncidentScope
    autocomplete_fields = ("guide", "carrier")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentScope]:
        return super().get_queryset(request).select_related("guide", "carrier")


class UpdateRows(Rows):
    """What was said, to mend its words; more is said by its own button, which moves the status too."""

    model = IncidentUpdate
    fields = ("body", ("at", "status"))
    readonly_fields = ("status",)
    max_num = 0


@admin.register(Incident, site=site)
class IncidentAdmin(TellsReaders, ContentAdmin):
    """Outages and maintenances, live without a release."""

    form = IncidentForm
    parts = ("scopes", "updates")
    list_display = ("__str__", "status", "impact", "started_at", "resolved_at", "buttons")
    list_filter = ("status", "impact", "started_at")
    search_fields = ("slug", "title__ja")
    date_hierarchy = "started_at"
    fields = ("title", "buttons", ("status", "impact"), "cause", ("started_at", "resolved_at"), "slug")
    readonly_fields = ("buttons",)
    autocomplete_fields = ("cause",)
    inlines = (ScopeRows, UpdateRows)
    actions = ("resolve_chosen",)

    def get_urls(self) -> list[URLPattern]:
        say = self.admin_site.admin_view(self.say_view)
        return [path("<int:pk>/say/", say, name="troubleshoot_incident_say"), *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ANN401  # names of columns
        """Offer what can be said next to whoever may say it."""
        shown = super().get_list_display(request)
        return shown if self.has_change_permission(request) else [name for name in shown if name != "buttons"]

    def get_fields(self, request: HttpRequest, obj: Incident | None = None) -> Any:  # noqa: ANN401  # names of fields
        shown = super().get_fields(request, obj)
        return shown if self.has_change_permission(request, obj) else [name for name in shown if name != "buttons"]

    def get_view_on_site_url(self, obj: Incident | None = None) -> str | None:
        """Return an incident's page; it needs no release."""
        return reverse("troubleshoot:incident", args=[obj.slug]) if obj else None

    @admin.display(description=gettext_lazy("知らせる"))
    def buttons(self, incident: Incident) -> str:
        """Offer what can be said next."""
        address = reverse("admin:troubleshoot_incident_say", args=[incident.pk])
        links = '<a class="button" href="{0}">{1}</a> <a class="button" href="{0}?status=resolved">{2}</a>'
        words = _("続報を書く"), _("解消した")
        return format_html(links, address, *words) if incident.status in ONGOING else "-"

    @admin.action(description=gettext_lazy("選んだ障害を解消にする"), permissions=["change"])
    def resolve_chosen(self, request: HttpRequest, queryset: QuerySet[Incident]) -> None:
        """End the chosen incidents with the usual words."""
        ended = 0
        for incident in queryset:
            try:
                self._say(request, incident, Status.RESOLVED, _NEXT_WORDS[Status.RESOLVED])
            except lifecycle.IncidentOverError:
                continue
            ended += 1
        messages.success(request, _("%(count)d件を解消にしました。") % {"count": ended})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell readers of an outage: one short form, made for a phone."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BeginForm(request.POST or None)
        if form.is_valid():
            return self._told(request, self._begin(request, form.cleaned_data), _("障害を知らせました。"))
        return self._page(request, _("障害を知らせる"), form, _("知らせる"))

    def say_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say how an incident stands now; ``?status=resolved`` proposes its end."""
        incident = self.get_object(request, str(pk))
        if incident is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))  # type: ignore[attr-defined,no-any-return]
        if not self.has_change_permission(request, incident):
            raise PermissionDenied
        proposed = request.GET.get("status", incident.status)
        form = SayForm(request.POST or None, initial={"status": proposed, "body": _NEXT_WORDS.get(proposed, "")})
        if form.is_valid():
            try:
                self._say(request, incident, **form.cleaned_data)
            except lifecycle.IncidentOverError:
                form.add_error(None, _("ほかの人がもう解消にしています。続報は出していません。"))
            else:
                return self._told(request, incident, _("知らせました。"))
        ends = proposed == Status.RESOLVED
        title, button = (_("解消した"), _("解消を知らせる")) if ends else (_("続報を書く"), _("知らせる"))
        return self._page(request, title, form, button, incident)

    def _begin(self, request: HttpRequest, given: dict[str, Any]) -> Incident:
        with transaction.atomic():
            incident = lifecycle.begin(
                actor=request.user,  # type: ignore[arg-type]  # a signed-in editor
                title={"ja": given["title"]},
                cause=given["cause"],
                impact=given["impact"],
                scopes=[(given["guide"], given["carrier"])],
                body={"ja": given["body"]},
            )
            self.log_addition(request, incident, _("障害を知らせました: %(body)s") % {"body": given["body"]})
        return incident

    def _say(self, request: HttpRequest, incident: Incident, status: str, body: str) -> None:
        words: dict[str, Any] = {"actor": request.user, "body": {"ja": body}}
        with transaction.atomic():
            if status == Status.RESOLVED:
                lifecycle.resolve(incident, **words)
            else:
                lifecycle.say(incident, status=status, **words)
            self.log_change(request, incident, f"{Status(status).label}: {body}")

    def _told(self, request: HttpRequest, incident: Incident, what: str) -> HttpResponse:
        words = (
            what,
            _("読者のページに数秒で出ます。"),
            reverse("troubleshoot:incident", args=[incident.slug]),
            _("見る"),
        )
        messages.success(request, format_html('{} {}<a href="{}">{}</a>', *words))
        return HttpResponseRedirect(reverse("admin:index"), status=303)

    def _page(  # what the page says
        self, request: HttpRequest, title: str, form: forms.Form, button: str, incident: Incident | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "button": button,
            "incident": incident,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/troubleshoot/incident/tell.html", context, status=status)
