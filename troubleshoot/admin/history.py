"""What became of each thing, as editors read it, and the way back: history, restoring, what was deleted."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from troubleshoot.models import Answer, Carrier, Cause, Device, Question, Revision
from troubleshoot.publishing import history
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.compile import compile_part
from troubleshoot.publishing.diff import FieldChange, part_difference
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.parts import LISTED, is_kept, part_of
from troubleshoot.publishing.places import NAMES, Place
from troubleshoot.publishing.shown import ChangedMeanwhile
from troubleshoot.publishing.transactions import ConflictError
from troubleshoot.publishing.wordings import Titles, title

from .permissions import may, require
from .places import place_url

if TYPE_CHECKING:  # the stubs alone know it as generic
    from collections.abc import Mapping

    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

#: Entries on one page.
_PAGE: Final = 20
_VERBS: Final = {"added": gettext_lazy("作成"), "removed": gettext_lazy("削除"), "changed": gettext_lazy("変更")}


class Kept(ModelAdmin):
    """An admin whose changes are kept in the history, where its rows are parts of the drafts."""

    @property
    def kept(self) -> bool:
        """Whether this table's rows are parts of the drafts."""
        return is_kept(self.model)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Look at what the row's part says, and the part that it leaves, before they are written to."""
        form.recording = history.Recording()
        stored = self.model._base_manager.filter(pk=obj.pk).first() if change and self.kept else None
        form.recording.watch(*(place for row in (stored, obj) if row and (place := part_of(row))))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Keep the change in the history, once a form and its rows are saved."""
        super().save_related(request, form, formsets, change)
        form.recording.keep(actor=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401
        """Delete one row, and keep what went with it."""
        with self._deleting(request):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the chosen rows, and keep what went with them."""
        with self._deleting(request):
            super().delete_queryset(request, queryset)

    def _deleting(self, request: HttpRequest) -> AbstractContextManager[None]:
        return history.recording_all(actor=request.user) if self.kept else nullcontext()  # type: ignore[arg-type]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the revisions of the part that a row belongs to."""
        row: Any = self.get_object(request, unquote(object_id)) if self.kept else None
        place = part_of(row) if row else None
        if place is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("「%(name)s」の履歴") % {"name": row},
            "opts": self.opts,
            "object": row,
            **_told(request, place),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/troubleshoot/history.html", context)


class Entry(NamedTuple):
    """One revision as a page shows it; ``before`` and ``after``: the ways back to either side, "" for none."""

    revision: Revision
    verb: str
    kind: str
    name: str
    fields: tuple[FieldChange, ...]
    before: str = ""
    after: str = ""


def _told(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Return what the page of a history draws: a page of entries; each leads back, the newest is what is there now."""
    kind, guide = place[0], _guide_of(place)
    rows = history.throughout(guide) if kind == "guide" else history.of(place)
    page = Paginator(rows.select_related("actor"), _PAGE).get_page(request.GET.get("p"))
    newest = rows.values_list("pk", flat=True).first() if kind != "guide" else None
    known = titles_now(guide)
    entries = [_entry(one, known) for one in page]
    ways = [
        _with_ways(one, one.revision.pk == newest) if may(request, f"restore_{one.revision.kind}") else one
        for one in entries
    ]
    return {"page": page, "entries": ways, "newest": newest, "within": kind == "guide"}


def _entry(revision: Revision, known: Titles) -> Entry:
    before, after = revision.before, revision.after
    what = "added" if before is None else "removed" if after is None else "changed"
    fields = part_difference(revision.kind, before, after, known) if what == "changed" else ()
    name = title(after or before or {}) or revision.slugs
    return Entry(revision, str(_VERBS[what]), NAMES[revision.kind], name, fields)


def _with_ways(entry: Entry, is_now: bool) -> Entry:  # noqa: FBT001  # a fact about the entry
    """Let an entry lead back to what was said after it, and the newest to what was said before."""
    address = reverse("admin:restore", args=[entry.revision.pk])
    return entry._replace(
        before=f"{address}?to=before" if entry.revision.before is not None else "",
        after=f"{address}?to=after" if entry.revision.after is not None and not is_now else "",
    )


def _guide_of(place: Place) -> str:
    return place[1] if place[0] in {"guide", *LISTED.values()} else ""


def titles_now(guide: str = "") -> Titles:
    """Return what the things of the drafts are called now, by one query a table."""
    known: dict[Place, str] = {}
    for kind, table, name in (("cause", Cause, "title"), ("carrier", Carrier, "name"), ("device", Device, "name")):
        known |= {
            (kind, slug): title({name: words}) for slug, words in table._default_manager.values_list("slug", name)
        }
    if guide:
        for slug, words in Question.objects.filter(guide__slug=guide).values_list("slug", "text"):
            known["question", guide, slug] = title({"text": words})
        answers = Answer.objects.filter(question__guide__slug=guide)
        for question, slug, words in answers.values_list("question__slug", "slug", "text"):
            known["answer", guide, question, slug] = title({"text": words})
    return Titles(known, guide)


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where what was deleted, and the way back, hang in the admin."""
    return [
        path("deleted/", site.admin_view(deleted), {"site": site}, name="deleted"),
        path("history/<int:pk>/restore/", site.admin_view(restore), {"site": site}, name="restore"),
    ]


@require_safe
def deleted(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """List what was deleted and not brought back, the newest first."""
    kinds = [kind for kind in NAMES if request.user.has_perm(f"troubleshoot.view_{kind}")]
    if not kinds:
        raise PermissionDenied
    rows = history.deleted().filter(kind__in=kinds).select_related("actor")
    page: Page[Revision] = Paginator(rows, _PAGE).get_page(request.GET.get("p"))
    entries = [_entry(one, Titles()) for one in page]
    entries = [_with_ways(one, is_now=True) if may(request, f"restore_{one.revision.kind}") else one for one in entries]
    context = {**site.each_context(request), "title": _("消したもの"), "page": page, "entries": entries}
    return TemplateResponse(request, "admin/troubleshoot/deleted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """Ask whether a version shall come back, showing what would change; on POST bring it back."""
    revision = get_object_or_404(Revision, pk=pk)
    to: Literal["before", "after"] = "before" if request.GET.get("to") == "before" else "after"
    version: Mapping[str, Any] | None = getattr(revision, to)
    if version is None:
        raise Http404
    now = compile_part(revision.place)
    require(request, f"restore_{revision.kind}")
    problem = ""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        problem, findings = _brought_back(request, revision, to)
        if not problem:
            return HttpResponseRedirect(place_url(revision.place), status=303)
        revision.refresh_from_db()
        now = compile_part(revision.place)
    alone = {
        name: value for name, value in version.items() if not (now and revision.kind == "guide" and name in LISTED)
    }
    context = {
        **site.each_context(request),
        "title": _("この版に戻す") if now else _("元に戻す"),
        "entry": _entry(revision, Titles()),
        "fields": part_difference(revision.kind, now, alone, titles_now(_guide_of(revision.place))),
        "now": now,
        "seen": history.digest(now),
        "problem": problem,
        "findings": findings,
        "url": place_url(revision.place),
    }
    status = 422 if problem else 200
    return TemplateResponse(request, "admin/troubleshoot/history_restore.html", context, status=status)


def _brought_back(
    request: HttpRequest, revision: Revision, to: Literal["before", "after"]
) -> tuple[str, tuple[Finding, ...]]:
    """Bring a version back; return why not, and what stands in the way."""
    seen = request.POST.get("seen", "")
    try:
        history.restore(revision, actor=request.user, to=to, seen=seen)  # type: ignore[arg-type]  # a signed-in editor
    except ChangedMeanwhile:
        return _("開いている間にほかの人が変えました。戻すとどうなるかを、もう一度確かめてください。"), ()
    except ImportRefused as refusal:
        return _("まだ戻せません。先に、下のことを直してください。"), refusal.findings
    except ConflictError:
        return _("ほかの人が同時に保存しています。少し待って、もう一度押してください。"), ()
    words = _("%(time)s の版に戻しました。公開するまで、読者には見えません。")
    messages.success(request, words % {"time": f"{localtime(revision.at):%Y-%m-%d %H:%M}"})
    return "", ()
