"""Finding pages by words: the results, and what is suggested while somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from troubleshoot import addresses, engine, search, snapshot
from troubleshoot.engine.guide import Cause

from . import pages, parts
from .parts import Banners, Link
from .serving import query_page

#: Links that are suggested, and causes that are offered where nothing was found.
SUGGESTED: Final = 6
OFFERED: Final = 5

#: What a page found is, in words; of causes by their role.
_KINDS: Final = {
    "guide": pgettext_lazy("kind of page", "質問に答える案内"),
    "carrier": pgettext_lazy("kind of page", "携帯電話会社"),
    "fault": pgettext_lazy("kind of page", "原因と直し方"),
    "outage": pgettext_lazy("kind of page", "障害"),
    "look-alike": pgettext_lazy("kind of page", "よく似た別のこと"),
    "last-resort": pgettext_lazy("kind of page", "ほかの方法"),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what it shares with the query marked; ``text`` is the whole of it."""

    text: str
    pieces: tuple[search.Piece, ...]

    @property
    def is_untranslated(self) -> bool:
        """Whether it stands in Japanese for want of a translation."""
        return isinstance(self.text, engine.Untranslated)


@dataclass(frozen=True, slots=True)
class Result:
    """A page found. ``on_carrier``: the same for the carrier that the query names."""

    kind: str
    url: str
    title: Marked
    excerpt: Marked
    on_carrier: Link | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found; where that is nothing, where to go on. ``examples`` are words to try."""

    query: str
    corrected: Link | None
    results: tuple[Result, ...]
    banners: Banners
    guides: tuple[Link, ...]
    causes: tuple[Link, ...]
    carriers: tuple[Link, ...]
    examples: tuple[Link, ...]


@query_page
def results(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Show what is found, best first; where nothing is, what helps most readers."""
    finding = search.find(_index(served), _query(request))
    if request.method == "GET" and finding.query and not finding.found and not served.is_draft:
        search.missed(finding.query)
    return render(request, "pages/search.html", {"page": _page(served, finding)})


@query_page
def suggest(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Show the best pages for what is typed so far: a part of a page, for the box under the search's field."""
    finding = search.find(_index(served), _query(request), SUGGESTED)
    context = {"query": finding.query, "results": _results(served.release(), finding.found)}
    return render(request, "components/search_suggestions.html", context)


def _index(served: snapshot.Snapshot) -> search.Index:
    held = search.drafts.held if served.is_draft else search.held
    return held(served.releases, served.language)


def _query(request: HttpRequest) -> str:
    return addresses.given(request).answers.get("q", "")


def _page(served: snapshot.Snapshot, finding: search.Finding) -> SearchPage:
    release, home = served.release(), pages.home_page(served)
    examples = (_("ドコモ 海外SMS"), _("迷惑メッセージ"), _("機種変更"), _("コードが無効"))
    return SearchPage(
        query=finding.query,
        corrected=_searching(finding.corrected) if finding.corrected else None,
        results=tuple(_results(release, finding.found)),
        banners=home.banners,
        guides=home.guides,
        causes=tuple(parts.cause_link(cause) for cause in _likeliest(release)),
        carriers=home.carriers,
        examples=tuple(_searching(words) for words in examples),
    )


def _searching(words: str) -> Link:
    return Link(words, f"{addresses.page('search')}?{urlencode({'q': words})}")


def _likeliest(release: engine.Release) -> list[Cause]:
    """Return the causes that most readers have, by the weights of all guides."""
    weights: dict[str, float] = {}
    for guide in release.guides.values():
        for slug, candidate in guide.candidates.items():
            weights[slug] = weights.get(slug, 0.0) + candidate.weight
    return [release.causes[slug] for slug in sorted(weights, key=lambda slug: -weights[slug])[:OFFERED]]


def _results(release: engine.Release, found: Iterable[search.Found]) -> list[Result]:
    return [_result(release, one) for one in found]


def _result(release: engine.Release, found: search.Found) -> Result:
    kind = release.causes[found.slug].role if found.kind == "cause" else found.kind
    return Result(
        kind=str(_KINDS[kind]),
        url=addresses.of_found(found),
        title=Marked(found.title, found.title_pieces),
        excerpt=Marked(found.excerpt, found.excerpt_pieces),
        on_carrier=_on_carrier(release, found.slug, found.carrier) if found.carrier else None,
    )


def _on_carrier(release: engine.Release, cause: str, carrier: str) -> Link:
    text = pgettext("of a carrier", "%sの手順") % release.carriers[carrier].name
    return Link(text, addresses.page("cause-on-carrier", cause, carrier))
