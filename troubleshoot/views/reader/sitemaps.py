"""The list of pages for search engines: every page but the walks', in every language."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Carrier, Cause

from . import found, history, pages, parts, structured
from .serving import reader_page


class Listed(NamedTuple):
    """A page that search engines may list, and when it was changed last."""

    path: str
    changed: date | None


class Url(NamedTuple):
    """A page in one language, as the list writes it; ``alternates``: the same in every language."""

    address: str
    changed: str
    alternates: tuple[tuple[str, str], ...]


@reader_page
def sitemap(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """List every page but the walks'."""
    urls = [url for one in listed(served) for url in _in_each_language(request, one)]
    return render(request, "pages/sitemap.xml", {"urls": urls}, content_type="application/xml")


def listed(served: snapshot.Snapshot) -> Iterator[Listed]:
    """Yield all pages with the day of their review where they have one, of the release otherwise."""
    release, published = served.release(), parts.moment(served.published_at)
    yield Listed(addresses.page("home"), published)
    yield from (Listed(addresses.page("guide", slug), published) for slug in release.guides)
    yield from (Listed(addresses.page("guide-status", slug), None) for slug in release.guides)
    for cause in release.causes.values():
        yield _on(cause, None, release)
        yield from (_on(cause, carrier, release) for carrier in pages.carriers_with_own_steps(cause, release))
    yield from (Listed(addresses.page("carrier", slug), published) for slug in release.carriers)
    yield from _incidents(served)
    yield Listed(addresses.page("accessibility"), None)
    yield Listed(addresses.page("privacy"), None)


def _on(cause: Cause, carrier: Carrier | None, release: engine.Release) -> Listed:
    slug = carrier.slug if carrier else None
    remedy = engine.remedy_for(cause, release, slug)
    return Listed(parts.cause_link(cause, slug).url, structured.newest(remedy.steps))


def _incidents(served: snapshot.Snapshot) -> Iterator[Listed]:
    drawn = [parts.incident_part(incident) for incident in served.incidents]
    yield Listed(addresses.page("incidents"), found.newest_said(drawn))
    for month in history.months(served):
        yield Listed(month.url, found.newest_said(one.incident for one in month.incidents))
    yield from (Listed(one.url, found.newest_said([one])) for one in drawn)


def _in_each_language(request: HttpRequest, one: Listed) -> Iterator[Url]:
    addressed = {
        language.hreflang: request.build_absolute_uri(addresses.in_language(one.path, language))
        for language in addresses.LANGUAGES.values()
    }
    alternates = (*addressed.items(), ("x-default", next(iter(addressed.values()))))
    changed = structured.iso(one.changed) if one.changed else ""
    yield from (Url(address, changed, alternates) for address in addressed.values())
