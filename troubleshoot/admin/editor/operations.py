"""What the outline's buttons do: add, move, double and remove questions, and begin a guide."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from troubleshoot.admin.guide_pages import editor_page, guide_url, question_url
from troubleshoot.models import Guide
from troubleshoot.publishing import editing
from troubleshoot.publishing.history import recording
from troubleshoot.publishing.places import Place
from troubleshoot.publishing.transactions import next_to_write

from .fields import question_choices
from .guide_forms import BeginForm
from .outline import read_outline


def questions(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Do what one of the outline's buttons says, then show the question it was about."""
    del page
    guide = get_object_or_404(Guide.objects.select_related("entry"), pk=pk)
    for name, change in (("add", _add), ("copy", _copy), ("up", _up), ("down", _down), ("move", _move)):
        if name in request.POST:
            shown = change(request, guide, request.POST[name])
            return HttpResponseRedirect(question_url(guide, shown) if shown else guide_url(guide), status=303)
    return HttpResponseRedirect(guide_url(guide), status=303)


def _add(request: HttpRequest, guide: Guide, slug: str) -> str:
    with recording(actor=request.user) as parts:  # type: ignore[arg-type]  # signed in
        after = get_object_or_404(guide.questions, slug=slug) if slug else None
        parts.watch(_new(guide))
        new = editing.add_question(guide, after=after)
    messages.success(request, _("質問を足しました。文と答えを書いて、保存してください。"))
    return new.slug


def _copy(request: HttpRequest, guide: Guide, slug: str) -> str:
    with recording(actor=request.user) as parts:  # type: ignore[arg-type]  # signed in
        question = get_object_or_404(guide.questions.exclude(kind__in=editing.SINGLE), slug=slug)
        parts.watch(_new(guide))
        new = editing.duplicate_question(question)
    messages.success(request, _("写しを作りました。この質問へ進む答えは、まだありません。"))
    return new.slug


def _up(request: HttpRequest, guide: Guide, slug: str) -> str:
    return _put(request, guide, slug, lambda place: place - 1)


def _down(request: HttpRequest, guide: Guide, slug: str) -> str:
    return _put(request, guide, slug, lambda place: place + 1)


def _move(request: HttpRequest, guide: Guide, slug: str) -> str:
    to = request.POST.get("to", "")
    return _put(request, guide, slug, lambda _place: int(to)) if to.isdecimal() else ""


def _put(request: HttpRequest, guide: Guide, slug: str, to: Callable[[int], int]) -> str:
    """Move a question from its place to another, and go on showing the one that was open."""
    with transaction.atomic():  # the order of the questions belongs to no part, so nothing is kept of it
        next_to_write()
        question = get_object_or_404(guide.questions, slug=slug)
        slugs = list(guide.questions.order_by("position", "slug").values_list("slug", flat=True))
        editing.move_question(question, to=to(slugs.index(slug)))
    words = {"question": question, "number": question.position + 1}
    messages.success(request, _("「%(question)s」を%(number)s番目に移しました。") % words)
    opened = request.POST.get("open", "")
    return opened if guide.questions.filter(slug=opened).exists() else ""


def remove(request: HttpRequest, page: dict[str, Any], pk: int, slug: str) -> HttpResponse:
    """Ask, saying what leads to a question; then remove it and lead that elsewhere."""
    if request.method == "POST":
        return _removed(request, pk, slug)
    guide = get_object_or_404(Guide.objects.select_related("entry"), pk=pk)
    question = get_object_or_404(guide.questions, slug=slug)
    outline = read_outline(guide)
    choices = question_choices(outline, of=slug, none=_("助言へ進める"))
    leading = editing.pointers(question)
    more = {"question": question, "leading": leading, "choices": choices, "row": outline.row(slug)}
    context = editor_page(page, guide, outline=outline, **more)
    return TemplateResponse(request, "admin/troubleshoot/guide/remove.html", context)


def _removed(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    with recording(actor=request.user) as parts:  # type: ignore[arg-type]  # signed in
        guide = get_object_or_404(Guide, pk=pk)
        question = get_object_or_404(guide.questions, slug=slug)
        leading = editing.pointers(question)
        changed = {one.slug for one in (*leading.questions, *leading.guarded)}
        changed |= {answer.question.slug for answer in leading.answers} | {slug}
        parts.watch(*(("question", guide.slug, one) for one in sorted(changed)), ("guide", guide.slug))
        instead = guide.questions.exclude(pk=question.pk).filter(slug=request.POST.get("instead", "")).first()
        editing.remove_question(question, instead=instead)
    words = {"question": question if question.text else slug}
    messages.success(request, _("質問「%(question)s」を消しました。") % words)
    return HttpResponseRedirect(guide_url(guide), status=303)


def begin(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    """Ask what a new guide is about, make it with a first question, and open that."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug, words = form.cleaned_data["slug"], form.cleaned_data
        with recording(("guide", slug), actor=request.user):  # type: ignore[arg-type]  # signed in
            question = editing.begin_guide(slug=slug, title=words["title"], summary=words["summary"])
        messages.success(request, _("案内を作りました。最初の質問を書いてください。"))
        return HttpResponseRedirect(question_url(question.guide, question.slug), status=303)
    context = {**page, "title": _("新しい案内"), "form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/troubleshoot/guide/begin.html", context, status=status)


def _new(guide: Guide) -> Place:
    """Return the place that the guide's next question will have."""
    return ("question", guide.slug, editing.free_slug("q", guide.questions.values_list("slug", flat=True)))
