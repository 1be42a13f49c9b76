"""Incidents: told, followed and ended with a tap each. Whatever changes one is told to every process, and to readers.

Nothing of an incident is deleted: who read it must find it again. A false alarm is ended with words.
"""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.incidents import amending, lifecycle, proposing
from troubleshoot.models import Incident, IncidentScope, IncidentUpdate, Proposal
from troubleshoot.models.incidents import ONGOING, Status
from troubleshoot.models.texts import japanese

from . import glimpse, usual
from .base import ContentAdmin, Rows, RowsOfOneLine
from .beginning import NOT_YET, BeginForm, PlanForm, choices, filled, template_asked
from .ends import AloneForm, RowForm, RowFormSet
from .permissions import may
from .proposals import words as words_of_decided
from .saying import SayForm, proposed, told
from .site import site
from .telling import TellsReaders, refuse_unserved
from .widgets import LinesField

#: What readers know of an incident: another title or plan is told to them in words.
_KNOWN: Final = frozenset({"title", "impact", "cause", "started_at", "scheduled_start", "scheduled_end"})
_NEEDS_WORDS: Final = gettext_lazy("読者が見ているものを変えるときは、「変えたことを知らせる文」も書いてください。")


class StandsElsewhereError(Exception):
    """The incident does not stand where it did when the form was shown."""


class IncidentForm(AloneForm):
    """An incident's own page. What readers know already is changed along with words for them."""

    words = LinesField(
        label=gettext_lazy("変えたことを知らせる文"),
        required=False,
        help_text=gettext_lazy(
            "見出し・影響・原因・時刻・範囲を変えるときに書きます。いまの状態のまま、続報として出ます。"
            "例: 対象にahamoを加えました。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        impact: Any = self.fields.get("impact")
        if impact and self.instance.impact != Incident.Impact.MAINTENANCE:
            impact.choices = Incident.Impact.choices[:4]

    def clean(self) -> dict[str, Any]:
        """Refuse a change that readers are not told of."""
        cleaned = super().clean()
        refuse_unserved(self, "cause")
        if _KNOWN.intersection(self.changed_data) and not cleaned.get("words"):
            self.add_error("words", _NEEDS_WORDS)
        return cleaned


class ScopeForm(RowForm):
    """One scope of an incident."""

    def clean(self) -> dict[str, Any]:
        """Take guides and carriers that readers have."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_unserved(self, "guide", "carrier")
        return cleaned


class ScopeFormSet(RowFormSet):
    """Whom an incident touches, all of it."""

    def clean(self) -> None:
        """Refuse a change that readers are not told of."""
        super().clean()
        if self.has_changed() and not self.data.get("words", "").strip():
            raise forms.ValidationError(_NEEDS_WORDS)


class UpdateForm(RowForm):
    """One thing that was said, to be corrected."""

    def clean_at(self) -> Any:  # noqa: ANN401  # a moment
        """Refuse times to come."""
        at = self.cleaned_data["at"]
        if "at" in self.changed_data and at > timezone.now():
            raise forms.ValidationError(NOT_YET)
        return at


class ScopeRows(RowsOfOneLine):
    """Whom an incident touches."""

    form = ScopeForm
    formset = ScopeFormSet
    model = IncidentScope
    autocomplete_fields = ("guide", "carrier")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentScope]:
        return super().get_queryset(request).select_related("guide", "carrier")


class UpdateRows(Rows):
    """What was said, to correct its words; more is said by its own button, which moves the status too."""

    form = UpdateForm
    model = IncidentUpdate
    verbose_name_plural = gettext_lazy("続報の訂正(直したことは、読者にも見えます)")
    fields = ("body", ("at", "status"), ("written_at", "corrected_at"))
    readonly_fields = ("status", "written_at", "corrected_at")
    max_num = 0
    can_delete = False


@admin.register(Incident, site=site)
class IncidentAdmin(TellsReaders, ContentAdmin):
    """Outages and maintenances, live without a release."""

    form = IncidentForm
    parts = ("scopes", "updates")
    list_display = ("__str__", "status", "impact", "started_at", "resolved_at")
    list_filter = ("status", "impact", "started_at")
    search_fields = ("slug", "title__ja")
    date_hierarchy = "started_at"
    readonly_fields = ("status", "resolved_at", "slug")
    autocomplete_fields = ("cause",)
    inlines = (ScopeRows, UpdateRows)
    actions = ("resolve_chosen",)

    def get_urls(self) -> list[URLPattern]:
        say = self.admin_site.admin_view(self.say_view)
        return [path("<int:pk>/say/", say, name="troubleshoot_incident_say"), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """Let nobody delete what readers were told."""
        del request, obj
        return False

    def get_fields(self, request: HttpRequest, obj: Incident | None = None) -> Any:  # noqa: ANN401  # names of fields
        words = ["words"] if self.has_change_permission(request, obj) else []
        if obj and obj.impact == Incident.Impact.MAINTENANCE:
            kind = ["cause", ("scheduled_start", "scheduled_end"), "runs_itself"]
        else:
            kind = ["impact", "cause", "started_at"]
        return ["title", *kind, *words, "next_update_at", "notice_url", ("status", "resolved_at"), "slug"]

    def get_view_on_site_url(self, obj: Incident | None = None) -> str | None:
        """Return an incident's page; it needs no release."""
        return reverse("troubleshoot:incident", args=[obj.slug]) if obj else None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ANN401  # a response
        """Put what goes on above the list, with what can be said of it."""
        tells = self.has_change_permission(request)
        rows = [*Incident.objects.ongoing(), *Incident.objects.planned()] if tells else []
        return super().changelist_view(request, {**(extra_context or {}), "told": [told(one) for one in rows]})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Put what can be said next above the form."""
        row = kwargs.get("obj")
        if row and self.has_change_permission(request, row):
            context["told"] = told(row, with_words=True)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Have a maintenance that has not begun begin as it is planned anew."""
        if obj.status == Status.SCHEDULED:
            obj.started_at = obj.scheduled_start
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Correct what was said so that it shows; the earlier words stay in the log."""
        if formset.model is not IncidentUpdate:
            super().save_formset(request, form, formset, change)
            return
        for row in formset.save(commit=False):
            before = IncidentUpdate.objects.get(pk=row.pk)
            entry = _("続報を訂正しました。前の文: %(before)s") % {"before": _everything(before)}
            lifecycle.correct(before, actor=request.user, body=row.body, at=row.at)  # type: ignore[arg-type]
            self.log_change(request, form.instance, entry)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Tell readers what was changed, once it is."""
        super().save_related(request, form, formsets, change)
        said = form.cleaned_data.get("words")
        if said:
            amending.amend(form.instance, actor=request.user, body={"ja": said})  # type: ignore[arg-type]

    @admin.action(description=gettext_lazy("選んだ障害を解消にする"), permissions=["change"])
    def resolve_chosen(self, request: HttpRequest, queryset: QuerySet[Incident]) -> None:
        """End the chosen incidents with the usual words."""
        ended = 0
        for incident in queryset.filter(status__in=ONGOING):
            of_work = incident.impact == Incident.Impact.MAINTENANCE
            status = Status.COMPLETED if of_work else Status.RESOLVED
            words = japanese(dict(usual.words(incident, status)))
            try:
                self._say(request, incident, {"status": status, "body": words})
            except lifecycle.IncidentOverError:
                continue
            ended += 1
        messages.success(request, _("%(count)d件を解消にしました。") % {"count": ended})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell readers of an outage, or of a maintenance to come: one form, made for a phone."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = PlanForm if "plan" in request.GET else BeginForm
        if request.method != "POST":
            proposal = self._proposal(request, request.GET.get("proposal", ""))
            return self._begin_page(request, form_class(initial=filled(template_asked(request.GET), proposal)))
        form = form_class(request.POST)
        if not form.is_valid() or "_preview" in request.POST:
            return self._begin_page(request, form)
        try:
            incident = self._begin(request, form)
        except proposing.ProposalDecidedError as decided:
            form.add_error(None, words_of_decided(decided))
            return self._begin_page(request, form)
        return self._told(
            request, incident, _("メンテナンスを予告しました。") if form.is_plan else _("障害を知らせました。")
        )

    def say_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say how an incident stands now, with one tap or in own words; ``?status=resolved`` proposes its end."""
        incident = self.get_object(request, str(pk))
        if incident is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))  # type: ignore[attr-defined,no-any-return]
        if not self.has_change_permission(request, incident):
            raise PermissionDenied
        if request.method != "POST":
            asked = request.GET.get("status", incident.status)
            return self._say_page(request, SayForm(incident, initial=proposed(incident, asked)))
        given = request.POST.copy()
        if "usual" in given:
            given["body"] = japanese(dict(usual.words(incident, given.get("status", ""))))
        if given.get("sent_as") and incident.updates.filter(sent_as=given["sent_as"]).exists():
            return self._told(request, incident, _("知らせました。"))
        form = SayForm(incident, given)
        try:
            _refuse_elsewhere(incident, given.get("seen"))
            if form.is_valid():
                self._say(request, incident, form.cleaned_data)
                return self._told(request, incident, _("知らせました。"))
        except (lifecycle.IncidentOverError, StandsElsewhereError):
            form = _shown_anew(incident, given)
        return self._say_page(request, form)

    def _proposal(self, request: HttpRequest, pk: object) -> Proposal | None:
        """Return a proposal that somebody may decide on; None for none."""
        asked = str(pk or "")
        if not asked.isdecimal() or not may(request, "tell_proposed"):
            return None
        return Proposal.objects.select_related("guide", "carrier").filter(pk=asked).first()

    def _begin(self, request: HttpRequest, form: BeginForm) -> Incident:
        """Tell what a form says. The same form sent again finds what it told."""
        given = form.cleaned_data
        actor: Any = request.user
        with transaction.atomic():
            lifecycle.in_line()
            done = Incident.objects.filter(sent_as=given["sent_as"]).first() if given["sent_as"] else None
            if done:
                return done
            incident = lifecycle.begin(actor=actor, sent_as=given["sent_as"], **form.told())
            proposal = self._proposal(request, given["proposal"])
            if proposal:
                proposing.confirm(proposal, incident=incident, actor=actor)
            self.log_addition(request, incident, _("障害を知らせました: %(body)s") % {"body": given["body"]})
        return incident

    def _say(self, request: HttpRequest, incident: Incident, given: dict[str, Any]) -> None:
        """Say what a form says. Raises IncidentOverError and StandsElsewhereError."""
        status, body = given["status"], given["body"]
        actor: Any = request.user
        with transaction.atomic():
            lifecycle.in_line()
            incident.refresh_from_db()
            sent_as = given.get("sent_as")
            if sent_as and IncidentUpdate.objects.filter(sent_as=sent_as).exists():
                return
            _refuse_elsewhere(incident, given.get("seen"))
            lifecycle.say(
                incident,
                actor=actor,
                status=status,
                body=usual.completed(body, usual.words(incident, status)),
                at=given.get("at"),
                next_update_at=given.get("next_update"),
                sent_as=sent_as,
            )
            self.log_change(request, incident, f"{Status(status).label}: {body}")

    def _told(self, request: HttpRequest, incident: Incident, what: str) -> HttpResponse:
        words = (
            what,
            _("読者のページに数秒で出ます。"),
            reverse("troubleshoot:incident", args=[incident.slug]),
            _("見る"),
        )
        messages.success(request, format_html('{} {}<a href="{}">{}</a>', *words))
        sees = self.has_view_permission(request, incident)
        to = reverse("admin:troubleshoot_incident_change", args=[incident.pk]) if sees else reverse("admin:index")
        return HttpResponseRedirect(to, status=303)

    def _begin_page(self, request: HttpRequest, form: BeginForm) -> HttpResponse:
        proposal = self._proposal(request, form["proposal"].value())
        previews = "_preview" in request.POST and form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("メンテナンスを予告する") if form.is_plan else _("障害を知らせる"),
            "form": form,
            "choices": choices(form, proposal=proposal and proposal.pk),
            "proposal": proposal,
            "action": request.get_full_path(),
            "glimpse": glimpse.of(request, form) if previews else None,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/troubleshoot/incident/begin.html", context, status=status)

    def _say_page(self, request: HttpRequest, form: SayForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": told(form.incident).own_words,
            "form": form,
            "told": told(form.incident, with_words=True),
            "incident": form.incident,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/troubleshoot/incident/tell.html", context, status=status)


def _refuse_elsewhere(incident: Incident, seen: str | None) -> None:
    """Refuse what was said of a state that is over. Raises StandsElsewhereError."""
    if seen and seen != incident.status:
        raise StandsElsewhereError


def _shown_anew(incident: Incident, given: QueryDict) -> SayForm:
    """Return what an officer wrote, to be said of the state that somebody else has brought the incident to."""
    given["seen"] = incident.status
    form = SayForm(incident, given)
    said = _("開いている間に、ほかの人が「%(state)s」にしました。よければ、もう一度知らせてください。")
    form.add_error(None, said % {"state": incident.get_status_display()})
    return form


def _everything(update: IncidentUpdate) -> str:
    """Return an update's words in every language they were there in, and its time."""
    words = " / ".join(update.body.values())
    return f"{words} ({timezone.localtime(update.at):%Y-%m-%d %H:%M})"
