"""The addresses of the editor: the whole page with a panel, and what its buttons do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troubleshoot.models import Guide, Question
from troubleshoot.publishing.history import recording

from .outline import read_outline
from .panel import QuestionPanel, seen
from .rows import rearranged
from .saving import save_question, saved_words

#: What whoever edits a guide here must be allowed.
NEEDED = ("change_guide", "change_question", "change_answer", "change_effect")


def may_edit(request: HttpRequest) -> bool:
    """Tell whether somebody may use the editor."""
    return request.user.has_perms([f"troubleshoot.{name}" for name in NEEDED])


def addresses(admin_view: Callable[..., Any], context: Callable[[HttpRequest], dict[str, Any]]) -> list[URLPattern]:
    """Return the editor's addresses below the guides' list. ``context``: what every page of the admin is given."""

    def own(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        def shown(request: HttpRequest, **slugs: Any) -> HttpResponse:
            if not may_edit(request):
                raise PermissionDenied
            return view(request, context(request), **slugs)

        return admin_view(shown)

    return [
        path("<int:pk>/questions/", own(require_POST(questions)), name="troubleshoot_guide_questions"),
        path("<int:pk>/editor/", own(guide_panel), name="troubleshoot_guide_editor"),
        path("<int:pk>/editor/<slug:slug>/", own(question_panel), name="troubleshoot_question_editor"),
    ]


def guide_panel(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Show a guide with its outline, and edit what is its own."""
    guide = get_object_or_404(Guide, pk=pk)
    return TemplateResponse(
        request, "admin/troubleshoot/guide/editor.html", _page(page, guide, outline=read_outline(guide))
    )


def question_panel(request: HttpRequest, page: dict[str, Any], pk: int, slug: str) -> HttpResponse:
    """Edit one question with its answers and effects beside the outline."""
    guide = get_object_or_404(Guide.objects.select_related("entry"), pk=pk)
    question = get_object_or_404(_questions(), guide=guide, slug=slug)
    if request.method != "POST":
        return _shown(request, page, QuestionPanel(read_outline(guide), question))
    if "do" in request.POST:
        data = rearranged(request.POST, request.POST["do"])
        return _shown(request, page, QuestionPanel(read_outline(guide), question, data), unsaved=True)
    panel = QuestionPanel(read_outline(guide), question, request.POST)
    if not panel.is_valid():
        return _shown(request, page, panel, status=422)
    with recording(panel.place, actor=request.user) as places:  # type: ignore[arg-type]  # a signed-in editor
        if request.POST.get("seen") == seen(panel.place):
            saved = save_question(panel, places)
            messages.success(request, saved_words(saved))
            return HttpResponseRedirect(question_url(guide, saved.slug), status=303)
    return _shown(request, page, panel, conflict=True, status=422)


def questions(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Add, move or double a question."""
    return HttpResponseRedirect(".")


def question_url(guide: Guide, slug: str) -> str:
    """Return where a question is edited."""
    return reverse("admin:troubleshoot_question_editor", args=[guide.pk, slug])


def _questions() -> Any:  # noqa: ANN401  # a queryset
    return Question.objects.select_related("next", "guard", "otherwise", "otherwise_cause")


def _shown(
    request: HttpRequest, page: dict[str, Any], panel: QuestionPanel, *, status: int = 200, **more: Any
) -> HttpResponse:
    guide = panel.outline.guide
    # What was sent keeps the digest it was made from, so that a save by somebody else meanwhile is still noticed.
    sent = "" if more.get("conflict") else request.POST.get("seen", "")
    context = _page(page, guide, outline=panel.outline) | {"panel": panel, "seen": sent or seen(panel.place), **more}
    return TemplateResponse(request, "admin/troubleshoot/guide/question.html", context, status=status)


def _page(page: dict[str, Any], guide: Guide, **more: Any) -> dict[str, Any]:
    return {**page, "title": _("%(guide)s を編集") % {"guide": guide}, "guide": guide, **more}
