"""What a change does to readers, in sentences with situations to open; each guide's at an address of its own."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine
from troubleshoot.publishing.impact import (
    Asked,
    CircleError,
    Example,
    Impact,
    Observed,
    Shift,
    impact,
    observed,
    touched,
)
from troubleshoot.publishing.places import Json
from troubleshoot.publishing.situations import Shown
from troubleshoot.publishing.wordings import Titles, say_keyed, titles

from .previewing import preview_url

#: Below this part of the readers a number of a hundred says nothing.
_OF_HUNDRED: Final = 0.01
_OF_THOUSAND: Final = 0.001


class Box(NamedTuple):
    """A guide whose readers notice something, perhaps, and where that is computed."""

    name: str
    slug: str
    url: str


class Opened(NamedTuple):
    """A situation in words, and what each version shows there; "" where that cannot be opened."""

    words: str
    before: str
    after: str


class Told(NamedTuple):
    """A sentence about some readers, with situations they are in."""

    words: str
    examples: tuple[Opened, ...]


def boxes(before: Json, after: Json, given: Iterable[tuple[str, str]]) -> list[Box]:
    """Return the guides whose walks may change, with the addresses of their impacts; ``given`` names the versions."""
    address, query = reverse("admin:troubleshoot_release_impact"), list(given)
    return [
        Box(after["guides"][slug]["title"].get("ja", slug), slug, f"{address}?{urlencode([*query, ('of', slug)])}")
        for slug in touched(before, after)
    ]


class Versions(NamedTuple):
    """Two documents to compare, and whether previews show the second."""

    before: Json
    after: Json
    drafts: bool


def impact_page(request: HttpRequest, versions: Versions, context: Mapping[str, Any]) -> HttpResponse:
    """Show what a guide's new version does to its readers. It takes seconds."""
    slug = request.GET.get("of", "")
    before, after, drafts = versions
    if slug not in before["guides"] or slug not in after["guides"]:
        raise Http404
    known = Titles(titles(before, after), slug)
    page: dict[str, Any] = {"slug": slug, "name": known.of("guide", slug), "lately": None}
    try:
        found = impact(before, after, slug)
        lately = observed(before, after, slug, at=timezone.now())
    except (engine.DocumentError, CircleError):
        page["problem"] = _("下書きにエラーがあるので、まだ計算できません。エラーを直してから、もう一度見てください。")
    else:
        teller = _Teller(request, known, drafts=drafts)
        page |= {"impact": found, "told": teller.impact(found), "changed": _changed(found), "sampled": _sampled(found)}
        if lately:
            page |= {"lately": teller.lately(lately), "readers": lately.readers}
    title = _("読者への影響: %(guide)s") % {"guide": page["name"]}
    return TemplateResponse(request, "admin/troubleshoot/release/impact.html", {**context, "title": title, **page})


def _changed(found: Impact) -> str:
    """Say how many readers see another first advice than before, in all; "" where none do."""
    share = sum(shift.share for shift in found.shifts)
    return _("%(people)sで、最初の助言が変わります。") % {"people": people(share)} if share else ""


def _sampled(found: Impact) -> int | None:
    """Return how many of 100 readers were gone through, None where all were."""
    return None if found.before else round(found.counted * 100)


class _Teller:
    """Says an impact in sentences. ``drafts``: what comes after can be seen in a preview."""

    def __init__(self, request: HttpRequest, known: Titles, *, drafts: bool) -> None:
        self.request, self.known, self.drafts = request, known, drafts

    def impact(self, found: Impact) -> list[Told]:
        """Say what changes for the readers as the guide's own numbers have them."""
        more, fewer = _("%(people)sに、聞く質問が増えます。"), _("%(people)sに、聞く質問が減ります。")
        return [
            *(self._shift(shift, people(shift.share)) for shift in found.shifts),
            *(self._asked(asked, words) for asked, words in ((found.more, more), (found.fewer, fewer)) if asked.share),
        ]

    def lately(self, found: Observed) -> list[Told]:
        """Say what changes for readers as they answered lately."""
        words = _("%(all)s人のうち%(some)s人")
        counts = [round(shift.share * found.readers) for shift in found.shifts]
        return [
            self._shift(shift, words % {"all": found.readers, "some": count})
            for shift, count in zip(found.shifts, counts, strict=True)
        ]

    def _shift(self, shift: Shift, who: str) -> Told:
        both = {shift.before.kind, shift.after.kind} == {"advice"}
        advised = _("%(people)sで、最初の助言が%(before)sから%(after)sに変わります。")
        words = advised if both else _("%(people)sで、答えたあとに出るものが%(before)sから%(after)sに変わります。")
        told = words % {"people": who, "before": self._named(shift.before), "after": self._named(shift.after)}
        return Told(told, self._opened(shift.examples))

    def _asked(self, asked: Asked, words: str) -> Told:
        return Told(words % {"people": people(asked.share)}, self._opened(asked.examples))

    def _named(self, shown: Shown) -> str:
        if shown.kind == "end":
            return _("「最後の手段」だけのページ")
        if shown.kind == "question":
            return _("質問%(question)s") % {"question": self.known.quoted("question", shown.slug)}
        return self.known.quoted("cause", shown.slug)

    def _opened(self, examples: Iterable[Example]) -> tuple[Opened, ...]:
        return tuple(
            Opened(
                self._situation(one.answers),
                addresses.place(one.before),
                preview_url(self.request, one.after) if self.drafts else "",
            )
            for one in examples
        )

    def _situation(self, answers: Mapping[str, str]) -> str:
        parts = (
            f"{self.known.of('question', question) or question}: {say_keyed('answers', question, picks, self.known)}"
            for question, picks in answers.items()
        )
        return "、".join(parts) or _("まだ何も答えていないとき")


def people(share: float) -> str:
    """Return a part of the readers as a number of a hundred, or of a thousand where it is small."""
    if share > 1 - _OF_THOUSAND:
        return _("すべての読者")
    if share >= _OF_HUNDRED:
        return _("読者100人のうち%(number)s人") % {"number": min(round(share * 100), 99)}
    if share >= _OF_THOUSAND:
        return _("読者1000人のうち%(number)s人") % {"number": round(share * 1000)}
    return _("読者1000人に1人より少ない人")
