"""What verdicts propose for a guide's numbers: shown beside the editor's, written where ticked, and put back."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from troubleshoot import engine
from troubleshoot.models import Guide
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.learning import LEAST, Learned, accept, learned, undo
from troubleshoot.publishing.shown import ChangedMeanwhile
from troubleshoot.publishing.transactions import ConflictError

from .exchange import BUSY
from .learned import learned_numbers, questions, sections
from .nights import by_itself
from .permissions import require

_SALT: Final = "troubleshoot.admin.learning"


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the pages hang in the admin."""
    return [
        path("learning/", site.admin_view(guides), {"site": site}, name="learning"),
        path("learning/<slug:slug>/", site.admin_view(guide), {"site": site}, name="learning_guide"),
    ]


@require_safe
def guides(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """List the guides; where there is one, go on to it."""
    require(request, "learn")
    rows = list(Guide.objects.all())
    if len(rows) == 1:
        return HttpResponseRedirect(reverse("admin:learning_guide", args=[rows[0].slug]))
    context = {**site.each_context(request), "title": _("結果から学ぶ"), "guides": rows}
    return TemplateResponse(request, "admin/troubleshoot/learning/guides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, site: AdminSite, slug: str) -> HttpResponse:
    """Show what verdicts propose and what was accepted; on POST write what is ticked, or keep its ticks."""
    require(request, "learn")
    row = Guide.objects.filter(slug=slug).first()
    if row is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = _problem(request, slug)
        if not problem:
            return HttpResponseRedirect(reverse("admin:learning_guide", args=[slug]), status=303)
    return _page(request, site, row, problem)


def _problem(request: HttpRequest, slug: str) -> str:
    """Write what is ticked, all where the button for all was pressed; return why nothing was written, "" if it was."""
    try:
        return _undone(request, slug) if "undo" in request.POST else _accepted(request, slug)
    except (ChangedMeanwhile, signing.BadSignature):
        return _(
            "何も書きかえていません。この画面を開いたあとで、だれかがこの案内を保存しました。"
            "下に出ているのは、いまの下書きについてです。"
        )
    except ImportRefused as refusal:
        return _("何も書きかえていません。次の形になりません: %s") % refusal
    except ConflictError:
        return str(BUSY)


def _accepted(request: HttpRequest, slug: str) -> str:
    some, seen = signing.loads(request.POST.get("sealed", ""), salt=f"{_SALT}.{slug}")
    chosen = list(some) if "all" in request.POST else request.POST.getlist("accept")
    if not chosen:
        return _("受け入れるものに印を付けてください。")
    if accept(slug, some, chosen, seen=seen, actor=request.user):  # type: ignore[arg-type]  # signed in
        messages.success(request, _("受け入れて、下書きを書きかえました。公開するまで読者には見えません。"))
    return ""


def _undone(request: HttpRequest, slug: str) -> str:
    chosen = None if request.POST["undo"] == "all" else request.POST.getlist("back")
    if chosen == []:
        return _("元に戻す数に印を付けてください。")
    try:
        changes = undo(slug, chosen, seen=request.POST.get("seen", ""), actor=request.user)  # type: ignore[arg-type]
    except engine.DocumentError:
        return _(
            "何も書きかえていません。下書きがまだ読者がたどれる形になっていないので、見込みだけを戻すことはできません。"
            "全部を戻すことはできます。"
        )
    if changes:
        messages.success(request, _("編集部の数に戻して、下書きを書きかえました。公開するまで読者には見えません。"))
    return ""


def _page(request: HttpRequest, site: AdminSite, row: Guide, problem: str) -> HttpResponse:
    drafts, at = compile_document(), timezone.now()
    draft = drafts["guides"][row.slug]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("「%(guide)s」が結果から学んだこと") % {"guide": row},
        "guide": row,
        "problem": problem,
        "ticked": {*request.POST.getlist("accept"), *request.POST.getlist("back")},
        "seen": engine.digest(draft),
        "accepted": learned_numbers(drafts, row.slug),
        "by_itself": by_itself(draft, row.slug, at),
    }
    try:
        context |= _proposed(learned(drafts, row.slug, at))
    except engine.DocumentError:
        context["unready"] = True
    status = 422 if problem else 200
    return TemplateResponse(request, "admin/troubleshoot/learning/learning.html", context, status=status)


def _proposed(found: Learned) -> dict[str, Any]:
    """Return what is shown of all that was learned."""
    return {
        "walks": round(found.proposal.walks),
        "few": found.proposal.walks < LEAST and not found.changed,
        "least": LEAST,
        "sections": sections(found),
        "questions": list(questions(found)),
        "sealed": signing.dumps([found.changed, found.seen], salt=f"{_SALT}.{found.guide.slug}", compress=True),
    }
