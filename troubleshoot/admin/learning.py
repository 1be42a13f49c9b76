"""What verdicts propose for a guide's numbers: shown beside the editor's, and written into the draft where ticked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

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
from troubleshoot.engine import accepting
from troubleshoot.engine.accepting import Key
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.learning import Effect
from troubleshoot.models import Guide, effect_words
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.learning import LEAST, Learned, accept, learned
from troubleshoot.publishing.shown import ChangedMeanwhile
from troubleshoot.publishing.transactions import ConflictError

from .exchange import BUSY
from .permissions import require
from .places import place_url

_SALT: Final = "troubleshoot.admin.learning"
#: Effects of a question that are told one by one: those on which most readers stand.
_EFFECTS: Final = 12


class Bar(NamedTuple):
    """Where an interval lies, what was proposed and what stands there now, in hundredths of the picture's width."""

    low: float
    width: float
    now: float
    proposed: float


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of a candidate: as the draft has it, as the editor wrote it if that is another, as proposed.

    ``most``: the largest number that its picture shows.
    """

    key: Key
    title: str
    url: str
    now: float
    own: float | None
    proposed: float
    estimate: Estimate
    most: float

    @property
    def bar(self) -> Bar:
        """The picture of its interval."""
        ends = (self.estimate.low, self.estimate.high, self.now, self.proposed)
        low, high, now, proposed = (round(100 * min(one / self.most, 1.0), 1) for one in ends)
        return Bar(low, round(max(high - low, 0.5), 1), min(now, 98.5), min(proposed, 97.5))


class EffectRow(NamedTuple):
    """What an answer is found to say of a cause."""

    answer: str
    cause: str
    now: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of which answers are found to say something else; ``effects``: where that is sure."""

    key: Key
    text: str
    url: str
    effects: tuple[EffectRow, ...]


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
    """Show what verdicts propose; on POST write what is ticked, as it was shown."""
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
        some, seen = signing.loads(request.POST.get("sealed", ""), salt=f"{_SALT}.{slug}")
        chosen = list(some) if "all" in request.POST else request.POST.getlist("accept")
        if not chosen:
            return _("受け入れるものに印を付けてください。")
        changes = accept(slug, some, chosen, seen=seen, actor=request.user)  # type: ignore[arg-type]  # signed in
    except (ChangedMeanwhile, signing.BadSignature):
        return _(
            "何も書きかえていません。この画面を開いたあとで、だれかがこの案内を保存しました。"
            "下に出ているのは、いまの下書きへの提案です。"
        )
    except ImportRefused as refusal:
        return _("何も書きかえていません。次の形になりません: %s") % refusal
    except ConflictError:
        return str(BUSY)
    if changes:
        messages.success(request, _("受け入れて、下書きを書きかえました。公開するまで読者には見えません。"))
    return ""


def _page(request: HttpRequest, site: AdminSite, row: Guide, problem: str) -> HttpResponse:
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("「%(guide)s」が結果から学んだこと") % {"guide": row},
        "guide": row,
        "problem": problem,
    }
    try:
        found = learned(compile_document(), row.slug, timezone.now())
    except engine.DocumentError:
        context["unready"] = True
    else:
        context |= _told(found)
    status = 422 if problem else 200
    return TemplateResponse(request, "admin/troubleshoot/learning/learning.html", context, status=status)


def _told(found: Learned) -> dict[str, Any]:
    """Return what is shown of all that was learned."""
    changed = found.changed
    own = accepting.before(found.draft)
    weights = _numbers(found, "weight", found.proposal.weights, own)
    efficacies = _numbers(found, "efficacy", found.proposal.efficacy, own)
    return {
        "walks": round(found.proposal.walks),
        "least": LEAST,
        "weights": [one for one in weights if any(key.startswith("weight:") for key in changed)],
        "efficacies": [one for one in efficacies if one.key in changed],
        "minutes": [one for one in _numbers(found, "minutes", found.minutes, own) if one.key in changed],
        "questions": list(_questions(found, changed)),
        "sealed": signing.dumps([changed, found.seen], salt=f"{_SALT}.{found.guide.slug}", compress=True),
        "learns_by": found.draft["learns_by"],
    }


def _numbers(found: Learned, name: str, estimates: Mapping[str, Estimate], own: Mapping[Key, float]) -> list[NumberRow]:
    """Return a number of each candidate, those first that move most."""
    now = accepting.values(found.draft)
    most = max((max(one.high, now[f"{name}:{slug}"]) for slug, one in estimates.items()), default=0.0) or 1.0
    rows = [
        NumberRow(
            key := f"{name}:{slug}",
            found.guide.causes[slug].title,
            place_url(("cause", slug)),
            now[key],
            own.get(key),
            found.values[key],
            estimate,
            most,
        )
        for slug, estimate in estimates.items()
    ]
    return sorted(rows, key=lambda row: -abs(row.proposed - row.now))


def _questions(found: Learned, changed: Mapping[Key, Any]) -> Iterator[QuestionRow]:
    """Yield the questions whose answers are found to say something else, with where that is sure."""
    slug = found.guide.slug
    for question in found.guide.questions.values():
        key = f"question:{question.slug}"
        effects = [one for one in found.proposal.effects if one.question == question.slug]
        if key in changed:
            effects.sort(key=lambda one: -one.ratio.readers)
            rows = tuple(_effect(found, one) for one in effects[:_EFFECTS])
            yield QuestionRow(key, question.text, place_url(("question", slug, question.slug)), rows)


def _effect(found: Learned, one: Effect) -> EffectRow:
    answer = found.guide.questions[one.question].answers[one.answer]
    words = str(effect_words(one.now)) if one.now else _("何も言わない")
    return EffectRow(answer.text, found.guide.causes[one.cause].title, words, one.ratio)
