"""The page where drafts become a release: what changes, what the checks find, what to take along."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from troubleshoot.publishing import loading
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.diff import Change, difference
from troubleshoot.publishing.places import words
from troubleshoot.publishing.publish import (
    NOTHING,
    DraftsChanged,
    Preview,
    PublishConflict,
    PublishRefused,
    Selection,
    preview,
    publish,
)

from .base import ModelAdmin
from .places import place_url

#: What can be published by itself; devices go along with carriers.
KINDS: Final = ("guide", "cause", "carrier")
REFUSED: Final = "公開していません。下のエラーを直してから、もう一度公開してください。"
#: Follows what DraftsChanged says.
READ_AGAIN: Final = "下に出ているのは、いまの下書きです。読み直し、印を確かめてから、もう一度公開してください。"

type Chosen = frozenset[tuple[str, str]]


def may_publish(request: HttpRequest) -> bool:
    """Tell whether this editor may publish and roll back."""
    return request.user.has_perm("troubleshoot.add_release")


def waiting() -> int:
    """Return how many guides, causes, carriers and devices differ from what readers see. Runs no checks."""
    try:
        newest = loading.newest()
    except loading.DamagedReleaseError:
        newest = None
    return len(difference(newest.document if newest else NOTHING, compile_document()))


class Publishable(ModelAdmin):
    """An admin's action that leads to the publish page with the chosen rows ticked. ``kind``: as in places."""

    kind = ""
    actions = ("publish_chosen",)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell Django who sees the action."""
        return may_publish(request)

    @admin.action(description="選んだものを公開する", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Lead to the publish page; nothing is published yet."""
        del request
        chosen = [(self.kind, slug) for slug in queryset.values_list("slug", flat=True)]
        query = urlencode([("choosing", "1"), *chosen])
        return HttpResponseRedirect(f"{reverse('admin:troubleshoot_release_publish')}?{query}", status=303)


class NoteForm(forms.Form):
    """What the editor says about a release."""

    note = forms.CharField(
        label="メモ", max_length=300, required=False, help_text="何を変えたか、あとで見てわかるように一言。"
    )


class Ticked(NamedTuple):
    """A change on the page, and whether it is chosen. What cannot be chosen goes along with the rest.

    ``mark``: comes back with the form, so that nothing goes out but what was shown; ``unread``: it was saved since.
    """

    change: Change
    url: str
    value: tuple[str, str] | None
    chosen: bool
    mark: str
    unread: bool


class Found(NamedTuple):
    """A finding on the page, with the way to where it is mended."""

    finding: Finding
    where: str
    url: str


def found(findings: Iterable[Finding]) -> dict[str, list[Found]]:
    """Return findings for a template, errors apart from warnings."""
    rows = [Found(one, words(one.place), place_url(one.place)) for one in findings]
    return {
        "errors": [row for row in rows if row.finding.blocks],
        "warnings": [row for row in rows if not row.finding.blocks],
    }


def publish_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what would be published; on POST publish it, or say why not with all that was given kept."""
    if not may_publish(request):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    everything = preview()
    changed = frozenset(value for change in everything.changes if (value := _value(change)))
    chosen = _chosen(given) if "choosing" in given else changed
    form = NoteForm(given if request.method == "POST" else None, initial={"note": given.get("note", "")})
    problem = ""
    only = None if chosen == changed else Selection(**{f"{kind}s": _slugs(chosen, kind) for kind in KINDS})
    try:
        if request.method == "POST" and "check" not in given and form.is_valid():
            return _published(request, form.cleaned_data["note"], only, given.getlist("seen"))
        findings = (everything if only is None else preview(only)).findings
    except PublishRefused as refusal:
        problem, findings = REFUSED, refusal.findings
    except DraftsChanged as saved:
        everything, findings, problem = preview(), saved.findings, f"公開していません。{saved}{READ_AGAIN}"
    except (PublishConflict, loading.DamagedReleaseError) as failure:
        problem, findings = f"公開していません。{failure}", everything.findings
    rows = _ticked(everything, chosen, given.getlist("seen") if request.method == "POST" else None)
    page = {**context, "title": "公開", "changes": rows, "form": form, "problem": problem, **found(findings)}
    status = 422 if problem or form.errors else 200
    return TemplateResponse(request, "admin/troubleshoot/release/publish.html", page, status=status)


def _published(request: HttpRequest, note: str, only: Selection | None, seen: list[str]) -> HttpResponse:
    done = publish(actor=request.user, note=note, only=only, seen=seen)  # type: ignore[arg-type]  # a signed-in editor
    if done.created:
        text = '公開版 {} を公開しました。<a href="{}">サイトを見る</a>'
        messages.success(request, format_html(text, done.release, reverse("troubleshoot:home")))
    else:
        messages.warning(request, f"公開版 {done.release} と同じ内容なので、何も公開していません。")
    return HttpResponseRedirect(reverse("admin:troubleshoot_release_changelist"), status=303)


def _value(change: Change) -> tuple[str, str] | None:
    kind, slug = change.place
    return (kind, slug) if kind in KINDS else None


def _chosen(given: QueryDict) -> Chosen:
    return frozenset((kind, slug) for kind in KINDS for slug in given.getlist(kind))


def _slugs(chosen: Chosen, kind: str) -> frozenset[str]:
    return frozenset(slug for of_kind, slug in chosen if of_kind == kind)


def _ticked(shown: Preview, chosen: Chosen, seen: list[str] | None) -> list[Ticked]:
    """Return the page's rows; ``seen``: the marks of the page before this one, None where there was none."""
    rows, marks = [], shown.marks
    for change in shown.changes:
        value, mark = _value(change), marks[change.place]
        unread = seen is not None and mark not in seen
        rows.append(Ticked(change, place_url(change.place), value, value in chosen, mark, unread))
    return rows
