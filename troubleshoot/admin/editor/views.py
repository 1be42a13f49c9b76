"""The addresses of the editor, and its panels: shown, rearranged, judged and saved alike."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troubleshoot.admin.conflicts import Conflict, saved_meanwhile
from troubleshoot.admin.guide_pages import editor_page, may_edit
from troubleshoot.admin.history import titles_now
from troubleshoot.admin.permissions import require
from troubleshoot.admin.previewing import preview_url
from troubleshoot.models import Guide, Question
from troubleshoot.publishing import history
from troubleshoot.publishing.compile import compile_part
from troubleshoot.publishing.diff import part_difference
from troubleshoot.publishing.places import Place

from . import operations
from .guide_panels import CandidatesPanel, GuidePanel
from .outline import Outline, read_outline
from .panel import QuestionPanel, seen
from .picture import draw
from .rows import MOST, rearranged, too_many
from .worth import worth


def addresses(admin_view: Callable[..., Any], context: Callable[[HttpRequest], dict[str, Any]]) -> list[URLPattern]:
    """Return the editor's addresses below the guides' list. ``context``: what every page of the admin is given."""

    def own(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        def shown(request: HttpRequest, **slugs: Any) -> HttpResponse:
            if not may_edit(request):
                raise PermissionDenied
            return view(request, context(request), **slugs)

        guarded: Callable[..., Any] = admin_view(shown)
        return guarded

    return [
        path("begin/", own(operations.begin), name="troubleshoot_guide_begin"),
        path("<int:pk>/questions/", own(require_POST(operations.questions)), name="troubleshoot_guide_questions"),
        path("<int:pk>/candidates/", own(candidates_panel), name="troubleshoot_guide_candidates"),
        path("<int:pk>/picture/", own(picture), name="troubleshoot_guide_picture"),
        path("<int:pk>/worth/", own(worth), name="troubleshoot_guide_worth"),
        path("<int:pk>/editor/", own(guide_panel), name="troubleshoot_guide_editor"),
        path("<int:pk>/editor/<slug:slug>/", own(question_panel), name="troubleshoot_question_editor"),
        path("<int:pk>/editor/<slug:slug>/remove/", own(operations.remove), name="troubleshoot_question_remove"),
    ]


class Panel(Protocol):
    """What is edited beside the outline.

    ``place``: the part of the drafts it edits; ``url``: where it is, and where its form goes; ``reader_path``: the
    reader's page of it; ``usual``: what a new row of each of its lists starts with.
    """

    template: str
    usual: Mapping[str, Mapping[str, Any]]

    @property
    def place(self) -> Place: ...  # told above

    @property
    def url(self) -> str: ...

    @property
    def reader_path(self) -> str: ...

    def is_valid(self) -> bool:
        """Judge what was sent."""

    def save(self, recording: history.Recording) -> str:
        """Write it; return what the editor is told. Afterwards ``url`` is where it is now."""

    def drop_others(self) -> None:
        """Delete rows that the form did not have, which saving leaves: to show what it says alone."""


type PanelOf = Callable[[Outline, QueryDict | None], Panel]
_GUIDES: Final = Guide.objects.select_related("entry")
_QUESTIONS: Final = Question.objects.select_related("next", "guard", "otherwise", "otherwise_cause")


def guide_panel(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Edit what a guide says of itself beside its outline."""
    return _edited(request, page, get_object_or_404(_GUIDES.all(), pk=pk), GuidePanel)


def candidates_panel(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Edit the causes a guide may advise beside its outline."""
    if any(value for name, value in request.POST.items() if name.endswith("-new_cause")):
        require(request, "make_cause")
    return _edited(request, page, get_object_or_404(_GUIDES.all(), pk=pk), CandidatesPanel)


def question_panel(request: HttpRequest, page: dict[str, Any], pk: int, slug: str) -> HttpResponse:
    """Edit one question with its answers and effects beside the outline."""
    guide = get_object_or_404(_GUIDES.all(), pk=pk)
    question = get_object_or_404(_QUESTIONS.all(), guide=guide, slug=slug)
    question.guide = guide
    return _edited(request, page, guide, lambda outline, data: QuestionPanel(outline, question, data))


def picture(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Show a guide's graph as a picture; the editor takes it into its page."""
    guide = get_object_or_404(Guide, pk=pk)
    context = editor_page(page, guide, picture=draw(read_outline(guide).rows))
    return TemplateResponse(request, "admin/troubleshoot/guide/picture.html", context | {"title": _("図")})


def _edited(request: HttpRequest, page: dict[str, Any], guide: Guide, panel_of: PanelOf) -> HttpResponse:
    """Show a panel; on POST rearrange its rows, or save it, or say why not with all that was sent kept."""
    outline = read_outline(guide)
    if request.method != "POST":
        return _shown(request, page, panel_of(outline, None), outline)
    if too_many(request.POST):
        return _shown(request, page, panel_of(outline, request.POST), outline, status=422, most=MOST)
    if "do" in request.POST:
        panel = panel_of(outline, None)
        data = rearranged(request.POST, request.POST["do"], panel.usual)
        return _shown(request, page, panel_of(outline, data), outline, unsaved=True)
    panel = panel_of(outline, request.POST)
    if not panel.is_valid():
        return _shown(request, page, panel, outline, status=422)
    with history.recording(panel.place, actor=request.user) as recording:  # type: ignore[arg-type]  # signed in
        if request.POST.get("seen") == seen(panel.place):
            messages.success(request, panel.save(recording))
            return HttpResponseRedirect(panel.url, status=303)
    last = history.of(panel.place).select_related("actor").first()
    words = saved_meanwhile(last.who, last.at) if last else saved_meanwhile()
    told = {"conflict_words": words, "conflict": _conflict(panel)}
    panel = panel_of(outline, request.POST)
    panel.is_valid()
    return _shown(request, page, panel, outline, status=422, **told)


def _conflict(panel: Panel) -> Conflict:
    """Return where what is stored and what a valid panel says differ; the panel is of no further use."""
    place = panel.place
    theirs = compile_part(place)
    with transaction.atomic():
        panel.save(history.Recording())
        panel.drop_others()
        mine = compile_part(panel.place)
        transaction.set_rollback(True)
    return Conflict(part_difference(place[0], theirs, mine, titles_now(place[1])))


def _shown(  # what a panel is shown with
    request: HttpRequest, page: dict[str, Any], panel: Panel, outline: Outline, *, status: int = 200, **more: Any
) -> HttpResponse:
    # What was sent keeps the digest it was made from, so that a save by somebody else meanwhile is still noticed.
    sent = "" if "conflict" in more else request.POST.get("seen", "")
    given = {"outline": outline, "panel": panel, "seen": sent or seen(panel.place), **more}
    given["preview"] = preview_url(request, panel.reader_path)
    context = editor_page(page, outline.guide, **given)
    return TemplateResponse(request, panel.template, context, status=status)
