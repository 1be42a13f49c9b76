"""Incidents as Atom feeds (RFC 4287): all of them, and those of one guide."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Incident
from troubleshoot.snapshot.said import first_said, last_said, newest

from .finding import guide_or_404
from .parts import IncidentPart, incident_part, moment
from .serving import reader_page

#: Entries of a feed.
MOST: Final = 50
#: When a site without a release changed last.
NEVER: Final = "1970-01-01T00:00:00+00:00"
#: What no XML may hold, however it is written.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What a template leaves between its lines.
_BLANK: Final = re.compile(r"(?<!\s)\s*\n\s*")


class IncidentAtom(Atom1Feed):
    """Atom as Django writes it, and what it has no place for: content, what an entry is related to, kinds of terms."""

    def latest_post_date(self) -> Any:  # noqa: ANN401  # Django's
        """Return when the feed changed last, which is never the moment of asking."""
        return self.feed["updated"]

    def add_item_elements(self, handler: Any, item: Any) -> None:  # noqa: ANN401  # Django's
        """Write an entry."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["notice"]:
            related = {"rel": "related", "href": item["notice"].url, "title": item["notice"].text}
            handler.addQuickElement("link", "", related)
        for kind, term in item["terms"].items():
            handler.addQuickElement("category", "", {"scheme": f"{self.feed['terms']}#{kind}", "term": term})


@reader_page
def incidents(request: HttpRequest, served: snapshot.Snapshot) -> HttpResponse:
    """Feed all incidents, those last whose last word was said first."""
    return _feed(request, served, served.incidents, _("障害のお知らせ"), addresses.page("incidents"))


@reader_page
def of_guide(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Feed the incidents of one guide, and those that touch all of them."""
    found = guide_or_404(served, guide)
    touching = (one for one in served.incidents if engine.touched(one, found.slug))
    title = f"{_('障害のお知らせ')}: {found.title}"
    return _feed(request, served, touching, title, addresses.page("guide", found.slug))


def _feed(
    request: HttpRequest, served: snapshot.Snapshot, told: Iterable[Incident], title: str, about: str
) -> HttpResponse:
    """Return a feed. It is named by its own address, each entry by its incident's: these are promises."""
    absolute = request.build_absolute_uri
    listed = sorted(told, key=lambda one: moment(last_said(one)), reverse=True)[:MOST]  # type: ignore[arg-type,return-value]
    feed = IncidentAtom(
        title=title,
        link=absolute(about),
        description=None,
        subtitle=_("認証コードが届かない障害の、始まりと続報と解消"),
        language=addresses.language().tag,
        author_name=_("困ったときの手引き"),
        author_link=absolute(addresses.page("home")),
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
        terms=absolute(addresses.page("incidents")),
        updated=moment(newest([served.published_at, *map(last_said, listed)]) or NEVER),
    )
    for incident in listed:
        feed.add_item(**_entry(incident, absolute))
    response = HttpResponse(content_type=IncidentAtom.content_type)
    feed.write(response, "utf-8")
    return response


def _entry(incident: Incident, absolute: Callable[[str], str]) -> dict[str, Any]:
    drawn = incident_part(incident)
    return {
        "title": _UNWRITABLE.sub("", f"[{drawn.status}] {drawn.title}"),
        "link": absolute(drawn.url),
        "unique_id": absolute(drawn.url),
        "description": None,
        "content": _UNWRITABLE.sub("", _BLANK.sub("\n", "\n".join(_content(drawn)).strip())),
        "pubdate": moment(first_said(incident)),
        "updateddate": moment(last_said(incident)),
        "notice": drawn.notice,
        "terms": {"status": incident.status, "impact": incident.impact},
    }


def _content(drawn: IncidentPart) -> Iterator[SafeString]:
    """Yield an entry's text as HTML: of a maintenance its plan, then all that was said, the official notice."""
    if drawn.starts:
        yield format_html("<p>{}</p>", render_to_string("components/plan.html", {"incident": drawn}).strip())
    yield render_to_string("components/updates.html", {"updates": drawn.updates})
    if drawn.notice:
        text = _("公式のお知らせ(%(site)s)") % {"site": drawn.notice.text}
        yield format_html('<p><a href="{}">{}</a></p>', drawn.notice.url, text)
