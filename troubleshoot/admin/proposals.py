"""Proposals: what the site noticed by itself, with its evidence. An officer tells readers of it, or says it is none."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from troubleshoot.incidents import proposing
from troubleshoot.models import Proposal

from .base import ModelAdmin
from .beginning import BeginForm, choices, filled, template_asked
from .evidence import evidence
from .permissions import may
from .site import site


@admin.register(Proposal, site=site)
class ProposalAdmin(ModelAdmin):
    """What may be an outage. Nobody writes or deletes a proposal: it is decided on."""

    list_display = ("__str__", "state", "began_at", "reported", "source", "decided_by", "decided_at", "reason")
    list_filter = ("state", "source", "began_at")
    list_select_related = ("guide", "carrier", "decided_by")
    list_per_page = 50
    search_fields = ("title", "reason", "guide__title__ja", "carrier__name__ja")
    date_hierarchy = "noticed_at"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        dismiss = self.admin_site.admin_view(require_POST(self.dismiss_view))
        return [path("<int:pk>/dismiss/", dismiss, name="troubleshoot_proposal_dismiss"), *super().get_urls()]

    def get_ordering(self, request: HttpRequest) -> Any:  # noqa: ANN401  # names and expressions
        """Put what waits first."""
        del request
        waits = Case(When(state=Proposal.State.WAITING, then=Value(0)), default=Value(1))
        return (waits, "-noticed_at", "-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        del request, obj
        return False

    @admin.display(description=gettext_lazy("報告(ふだん)"))
    def reported(self, proposal: Proposal) -> str:
        """Return how many reports there are beside how many there usually are."""
        held = proposal.evidence
        return f"{held['observed']} ({held.get('expected', 0):g})" if "observed" in held else "-"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what a proposal rests on, along with the form that tells readers, filled in."""
        del form_url, extra_context
        rows = self.get_queryset(request).select_related("guide", "carrier", "decided_by", "incident")
        proposal = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
        if proposal is None:
            raise Http404
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if request.method == "POST":  # its buttons lead elsewhere
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._page(request, proposal)

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that a proposal is no outage."""
        proposal = Proposal.objects.filter(pk=pk).first()
        if proposal is None:
            raise Http404
        if not self.has_change_permission(request, proposal):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()[:300]
        try:
            proposing.dismiss(proposal, actor=request.user, reason=reason)  # type: ignore[arg-type]  # signed in
        except proposing.ProposalDecidedError as decided:
            messages.error(request, words(decided))
            return HttpResponseRedirect(reverse("admin:troubleshoot_proposal_change", args=[pk]), status=303)
        said = _("障害ではない: %(reason)s") % {"reason": reason} if reason else _("障害ではない")
        self.log_change(request, proposal, said)
        messages.success(request, _("「障害ではない」と記録しました。読者には何も出ません。"))
        return HttpResponseRedirect(reverse("admin:troubleshoot_proposal_changelist"), status=303)

    def _page(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        waits = proposal.state == Proposal.State.WAITING
        decides = waits and self.has_change_permission(request, proposal)
        form = None
        if may(request, "tell_proposed") and proposal.state in {Proposal.State.WAITING, Proposal.State.EXPIRED}:
            form = BeginForm(initial=filled(template_asked(request.GET), proposal))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(proposal),
            "proposal": proposal,
            "evidence": evidence(proposal),
            "form": form,
            "choices": choices(form) if form else (),
            "action": reverse("admin:troubleshoot_incident_add"),
            "decides": decides,
            "link": link if (link := str(proposal.evidence.get("url") or "")).startswith("https://") else "",
        }
        return TemplateResponse(request, "admin/troubleshoot/proposal/proposal.html", context)


def words(decided: proposing.ProposalDecidedError) -> str:
    """Say who decided on a proposal already, and how."""
    proposal = decided.proposal
    state = {"state": proposal.get_state_display()}
    if proposal.decided_by:
        return _("もう「%(state)s」と決まっています(%(who)sさん)。") % {"who": proposal.decided_by, **state}
    return _("もう「%(state)s」と決まっています。") % state
