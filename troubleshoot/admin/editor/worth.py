"""What each question of a guide saves its readers, which of them need not be asked, and a better order, in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.admin.guide_pages import editor_page, question_url
from troubleshoot.engine.worth import Move, Report, Worth, report
from troubleshoot.models import Guide
from troubleshoot.models.texts import japanese
from troubleshoot.publishing.bare import alone
from troubleshoot.publishing.checks import broken, loadable
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.places import Json


@dataclass(frozen=True, slots=True)
class Named:
    """A question with its number in the outline, and where it is edited."""

    number: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A question and what it is worth. ``passed``: of whom it is not asked where only what pays is, in words."""

    question: Named
    worth: Worth
    passed: str

    @property
    def asked(self) -> float:
        """How many of 100 readers are asked."""
        return 100 * self.worth.reached

    @property
    def lost(self) -> float:
        """Minutes that 100 readers lose by it, below 0 where they gain."""
        return -self.worth.of_hundred


@dataclass(frozen=True, slots=True)
class Put:
    """A question that were better asked before another one."""

    question: Named
    before: Named
    minutes: float


def worth(request: HttpRequest, page: dict[str, Any], pk: int) -> HttpResponse:
    """Show what the questions of a guide are worth, as its drafts say it now."""
    guide = get_object_or_404(Guide, pk=pk)
    document = compile_document()
    found = _found(loadable(document, tuple(broken(document))), guide.slug)
    more = _told(guide, found) if found else {}
    context = editor_page(page, guide, report=found, **more) | {"title": _("質問で縮む時間")}
    return TemplateResponse(request, "admin/troubleshoot/guide/worth.html", context)


def _found(document: Json, slug: str) -> Report | None:
    """Return what a guide's questions are worth; for one that says the same but for words it is worked out once."""
    return _reported(engine.canonical_bytes(alone(document, slug)), slug) if slug in document["guides"] else None


@lru_cache(maxsize=16)
def _reported(written: bytes, slug: str) -> Report | None:
    return report(engine.load(json.loads(written)).guides[slug])


def _told(guide: Guide, found: Report) -> dict[str, Any]:
    questions = dict(_named(guide))
    return {
        "lines": [_line(questions, one) for one in found.worths],
        "moves": [_put(questions, one) for one in found.moves],
        "difference": _difference(100 * (found.drawn - found.pays)),
        "asking": guide.get_asking_display(),
    }


def _difference(saved: float) -> str:
    """Say what asking only what pays saves 100 readers; it may cost them a little, too."""
    minutes = round(abs(saved))
    if not minutes:
        return _("二つの差は、100人あたり1分もありません。")
    if saved > 0:
        return _("聞くと早くなる質問だけ聞くと、100人あたり%d分早くなります。") % minutes
    return _("聞くと早くなる質問だけ聞くと、100人あたり%d分遅くなります。") % minutes


def _named(guide: Guide) -> Iterator[tuple[str, Named]]:
    rows: Iterable[tuple[str, Any]] = guide.questions.order_by("position", "slug").values_list("slug", "text")
    for number, (slug, text) in enumerate(rows, 1):
        yield slug, Named(number, japanese(text), question_url(guide, slug))


def _line(questions: Mapping[str, Named], one: Worth) -> Line:
    return Line(questions[one.question], one, _passed(one))


def _passed(one: Worth) -> str:
    if one.always:
        return _("いつも聞く")
    match round(100 * one.passed):
        case 0:
            return _("ほとんど全員に聞く") if one.passed else _("全員に聞く")
        case 100:
            return _("だれにも聞かない") if one.passed == 1 else _("ほとんどだれにも聞かない")
        case percent:
            return _("読者100人のうち%d人には聞かない") % percent


def _put(questions: Mapping[str, Named], one: Move) -> Put:
    return Put(questions[one.question], questions[one.before], one.saves)
