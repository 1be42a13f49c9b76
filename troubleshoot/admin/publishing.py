"""The page where drafts become a release: what changes, what the checks find, what to take along."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.places import Place, words
from troubleshoot.publishing.planning import PlanRefused, plan
from troubleshoot.publishing.publish import (
    DraftsChanged,
    Preview,
    PublishConflict,
    PublishRefused,
    Selection,
    preview,
    publish,
)
from troubleshoot.publishing.unpublished import told
from troubleshoot.publishing.wordings import titles

from . import choosing, impacts
from .base import ModelAdmin
from .blaming import Blamed, blamed
from .permissions import may
from .places import place_url
from .planning import WhenForm, planned, said

REFUSED: Final = gettext_lazy("公開していません。下のエラーを直してから、もう一度公開してください。")
NOT_PUBLISHED: Final = gettext_lazy("公開していません。")
#: Follows what DraftsChanged says.
READ_AGAIN: Final = gettext_lazy(
    "下に出ているのは、いまの下書きです。読み直し、印を確かめてから、もう一度公開してください。"
)


def may_publish(request: HttpRequest) -> bool:
    """Tell whether this editor may publish and roll back."""
    return may(request, "publish")


class Publishable(ModelAdmin):
    """An admin's action that leads to the publish page with the chosen rows ticked. ``kind``: as in places."""

    kind = ""
    actions = ("publish_chosen",)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell Django who sees the action."""
        return may_publish(request)

    @admin.action(description=gettext_lazy("選んだものを公開する"), permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Lead to the publish page; nothing is published yet."""
        del request
        chosen = [(self.kind, slug) for slug in queryset.values_list("slug", flat=True)]
        query = urlencode([("choosing", "1"), *chosen])
        return HttpResponseRedirect(f"{reverse('admin:troubleshoot_release_publish')}?{query}", status=303)


class NoteForm(forms.Form):
    """What the editor says about a release."""

    note = forms.CharField(
        label=gettext_lazy("メモ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("何を変えたか、あとで見てわかるように一言。"),
    )


class Found(NamedTuple):
    """A finding on the page, with the way to where it is mended; ``blamed``: what turned a scenario red."""

    finding: Finding
    where: str
    url: str
    blamed: Blamed | None = None


def found(findings: Iterable[Finding], blamed: Mapping[Place, Blamed] | None = None) -> dict[str, list[Found]]:
    """Return findings for a template, errors apart from warnings."""
    known = blamed or {}
    rows = [Found(one, words(one.place), place_url(one.place), known.get(one.place)) for one in findings]
    return {
        "errors": [row for row in rows if row.finding.blocks],
        "warnings": [row for row in rows if not row.finding.blocks],
    }


class Written(NamedTuple):
    """What is written on the publish page besides the ticks."""

    note: NoteForm
    when: WhenForm


def publish_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what would be published; on POST publish it, now or later, or say why not with all that was given kept."""
    if not may_publish(request):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    written = _forms(request)
    everything = shown = preview()
    choice = choosing.choice(given, everything)
    problem = ""
    try:
        shown = everything if choice.only is None else preview(choice.only)
        if done := _done(request, written, choice.only):
            return done
        findings = shown.findings
    except PublishRefused as refusal:
        problem, findings = str(REFUSED), refusal.findings
    except DraftsChanged as saved:
        shown = everything = preview()
        problem, findings = f"{NOT_PUBLISHED}{saved}{READ_AGAIN}", saved.findings
    except PlanRefused as refusal:
        problem, findings = f"{_('予約していません。')}{refusal}", shown.findings
    except (PublishConflict, loading.DamagedReleaseError) as failure:
        problem, findings = f"{NOT_PUBLISHED}{failure}", everything.findings
    page = {
        **context,
        **found(findings, blamed(shown, findings)),
        "title": _("公開"),
        "changes": _rows(request, everything, choice, findings),
        "impacts": impacts.boxes(shown.before, shown.document, choice.query),
        "missing": [change for change in everything.changes if change.place in choice.missing],
        "planned": planned(titles(everything.before, everything.document)),
        "form": written.note,
        "when": written.when,
        "problem": problem,
    }
    status = 422 if problem or written.note.errors or written.when.errors else 200
    return TemplateResponse(request, "admin/troubleshoot/release/publish.html", page, status=status)


def _forms(request: HttpRequest) -> Written:
    if request.method != "POST":
        return Written(NoteForm(initial={"note": request.GET.get("note", "")}), WhenForm())
    when = WhenForm(request.POST) if "plan" in request.POST else WhenForm(initial=request.POST.dict())
    return Written(NoteForm(request.POST), when)


def _done(request: HttpRequest, written: Written, only: Selection | None) -> HttpResponse | None:
    """Publish or plan what was sent; None where the page is only to be shown, or what was written is wrong."""
    only_to_show = request.method != "POST" or not {"check", "needed"}.isdisjoint(request.POST)
    if only_to_show or not written.note.is_valid():
        return None
    note, seen = written.note.cleaned_data["note"], request.POST.getlist("seen")
    if "plan" not in request.POST:
        return _published(request, note, only, seen)
    if not written.when.is_valid():
        return None
    made = plan(actor=request.user, at=written.when.at(), note=note, only=only, seen=seen)  # type: ignore[arg-type]  # a signed-in editor
    messages.success(request, said(made))
    return HttpResponseRedirect(reverse("admin:troubleshoot_release_publish"), status=303)


def _rows(
    request: HttpRequest, shown: Preview, choice: choosing.Choice, findings: Iterable[Finding]
) -> list[choosing.Ticked]:
    """Return what changed, with ticks and with those who made it."""
    seen = request.POST.getlist("seen") if request.method == "POST" else None
    made = told(shown.changes, Release.objects.defer("document").newest())
    return choosing.rows(shown, made, choice.chosen, findings, seen)


def versions(request: HttpRequest) -> impacts.Versions:
    """Return what readers have and what publishing the drafts that a link chooses would give them."""
    everything = preview()
    only = choosing.choice(request.GET, everything).only
    shown = everything if only is None else preview(only)
    return impacts.Versions(shown.before, shown.document, drafts=True)


def _published(request: HttpRequest, note: str, only: Selection | None, seen: list[str]) -> HttpResponse:
    done = publish(actor=request.user, note=note, only=only, seen=seen)  # type: ignore[arg-type]  # a signed-in editor
    if done.created:
        messages.success(request, _said(done.release))
    else:
        words = _("公開版 %(release)s と同じ内容なので、何も公開していません。")
        messages.warning(request, words % {"release": done.release})
    return HttpResponseRedirect(reverse("admin:troubleshoot_release_changelist"), status=303)


def _said(release: Release) -> SafeString:
    """Say that a release is what readers have now, with the way to see it and the way back."""
    before = Release.objects.filter(number__lt=release.number).newest()
    links = [(reverse("troubleshoot:home"), _("サイトを見る"))]
    if before:
        links.append((reverse("admin:troubleshoot_release_rollback", args=[before.number]), _("ひとつ前の版に戻す")))
    words = _("公開版 %(release)s を公開しました。") % {"release": release}
    return format_html("{} {}", words, format_html_join(" ", '<a href="{}">{}</a>', links))
