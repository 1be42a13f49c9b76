"""How a page is found: its title and description in a list of hits, its one address, what it is for machines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Carrier, Cause, Guide

from . import furigana, history, pages, parts, structured
from .parts import IncidentPart, Link
from .structured import Json, Times

#: Characters that lists of hits show of a description; Latin letters are half as wide.
LONGEST: Final = {"ja": 120, "en": 160}


@dataclass(frozen=True, slots=True)
class Found:
    """A page as it is found. ``url``: its one address, absolute; ``things``: what it is in schema.org's words."""

    title: str
    description: str
    url: str
    things: tuple[Json, ...]


def home(request: HttpRequest) -> Found:
    """Return how the first page is found."""
    url = _home(request)
    return Found(
        _("認証コードのSMSが届かないとき"),
        _("SMSの認証コードが届かない原因を、短い質問で見つけて、会社ごとの手順で直します。"),
        url,
        (structured.site(url, request.build_absolute_uri(addresses.page("search"))),),
    )


def guide(request: HttpRequest, served: snapshot.Snapshot, guide: Guide) -> Found:
    """Return how a guide is found."""
    title = _("%s: 原因を質問で探す") % guide.title
    return _page(request, (parts.guide_link(guide),), title, snippet([guide.summary]), Times(modified=_day(served)))


def cause(request: HttpRequest, served: snapshot.Snapshot, page: pages.CausePage) -> Found:
    """Return how a cause is found. A carrier's page without steps of its own is found as everyone's."""
    release = served.release()
    carrier = page.carrier if page.carrier in pages.carriers_with_own_steps(page.cause, release) else None
    remedy = engine.remedy_for(page.cause, release, carrier.slug if carrier else None)
    trail = [*page.guides[:1], parts.cause_link(page.cause)]
    if carrier:
        trail.append(Link(carrier.name, parts.cause_link(page.cause, carrier.slug).url))
    times = Times(modified=structured.newest(remedy.steps))
    found = _page(request, trail, _title(page.cause, carrier), _described(page.cause, carrier, remedy), times)
    how_to = structured.how_to(found.url, found.title, found.description, remedy, release.devices)
    return replace(found, things=(*found.things, how_to)) if remedy.steps else found


def carrier(request: HttpRequest, served: snapshot.Snapshot, page: pages.CarrierPage) -> Found:
    """Return how a carrier is found."""
    name = {"name": page.carrier.name}
    title = _("%(name)s: SMSが届かないときの設定") % name
    said = [_("%(name)sで認証コードのSMSが届かないときに見る設定を、まとめて説明します。") % name, page.carrier.note]
    return _page(request, (parts.carrier_link(page.carrier),), title, snippet(said), Times(modified=_day(served)))


def incidents(request: HttpRequest, page: history.IncidentsPage) -> Found:
    """Return how the list of incidents is found."""
    said = _("認証コードのSMSが届かない障害が、いま起きているか。始まり、続報、解消を、起きた順に確かめられます。")
    modified = newest_said(page.all)
    return _page(request, (_incidents(),), _("SMSが届かない障害のお知らせ"), said, Times(modified=modified))


def month(request: HttpRequest, page: history.MonthPage) -> Found:
    """Return how a month's incidents are found."""
    title = _("%sの障害") % page.month.title
    said = snippet([one.incident.title for one in page.month.incidents])
    modified = newest_said(one.incident for one in page.month.incidents)
    trail = (_incidents(), Link(page.month.title, page.month.url))
    return _page(request, trail, title, said, Times(modified=modified))


def status(request: HttpRequest, guide: Guide) -> Found:
    """Return how a guide's status is found. It has no date: it is of the minute."""
    link = Link(_("いまの状況"), addresses.page("guide-status", guide.slug))
    said = _(
        "「%s」が、いまほかの人にも起きているか。障害のお知らせと、この24時間の報告、90日間の記録を確かめられます。"
    )
    title = _("%s: いまの状況") % guide.title
    return _page(request, (parts.guide_link(guide), link), title, said % guide.title, Times())


def incident(request: HttpRequest, page: history.IncidentPage) -> Found:
    """Return how an incident is found."""
    one = page.incident
    began = date_format(localtime(one.started), _("Y年n月j日 H:i")) if one.started else ""
    said = snippet([_("%s に始まった障害の経過です。") % began, *(update.body for update in one.updates)])
    title = pgettext("incident", "%(title)s(%(status)s)") % {"title": one.title, "status": one.status}
    times = Times(one.started, newest_said([one]))
    return _page(request, (_incidents(), Link(one.title, one.url)), title, said, times)


def accessibility(request: HttpRequest) -> Found:
    """Return how the promise of accessibility is found."""
    link = Link(_("アクセシビリティ"), addresses.page("accessibility"))
    said = _("どんな端末でも、どんな見え方、聞こえ方、動かし方の人でも、このサイトを使えることを目指しています。")
    return _page(request, (link,), link.text, said, Times())


def privacy(request: HttpRequest) -> Found:
    """Return how the page of what is kept of readers is found."""
    link = Link(_("プライバシー"), addresses.page("privacy"))
    said = _("このサイトは、あなたがだれかを知らなくても使えるように作っています。")
    return _page(request, (link,), link.text, said, Times())


def newest_said(incidents: Iterable[IncidentPart]) -> datetime | None:
    """Return when something was said last about some incidents."""
    return max((time for one in incidents for time in (one.updated, one.resolved) if time), default=None)


def snippet(texts: Iterable[str]) -> str:
    """Return as many whole lines of some texts as a list of hits shows, as one line; at least a part of the first."""
    longest = LONGEST[addresses.language().tag]
    lines = [furigana.without_readings(line) for text in texts for line in text.splitlines() if line]
    said = lines[0] if lines else ""
    for line in lines[1:]:
        if len(said) + 1 + len(line) > longest:
            break
        said = f"{said} {line}"
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def _title(cause: Cause, carrier: Carrier | None) -> str:
    if carrier:
        return _("%(title)s: %(name)sの手順") % {"title": cause.title, "name": carrier.name}
    match cause.role:
        case "last-resort":
            return _("%s: SMSを使わずに進む方法") % cause.title
        case "outage":
            return _("%s: 見分け方と待ち方") % cause.title
        case _:
            return _("%s: 原因と直し方") % cause.title


def _described(cause: Cause, carrier: Carrier | None, remedy: engine.Remedy) -> str:
    """Return what a cause's page tells: why it happens, or for one carrier what to do."""
    if carrier is None:
        return snippet([cause.summary, cause.signs, *(step.text for step in remedy.steps)])
    steps = [f"{number}. {step.text}" for number, step in enumerate(remedy.steps, 1)]
    return snippet(
        [_("「%(title)s」を%(name)sで確かめて直す手順です。") % {"title": cause.title, "name": carrier.name}, *steps]
    )


def _page(request: HttpRequest, trail: Sequence[Link], title: str, said: str, times: Times) -> Found:
    """Return how a page is found that is the last of a trail from the first page; its address is that link's."""
    absolute, home = request.build_absolute_uri, _home(request)
    url = absolute(trail[-1].url)
    whole = [Link(_("トップ"), home), *(Link(link.text, absolute(link.url)) for link in trail)]
    things = (structured.page(url, title, said, home, times), structured.breadcrumbs(whole))
    return Found(title, said, url, things)


def _home(request: HttpRequest) -> str:
    return request.build_absolute_uri(addresses.page("home"))


def _incidents() -> Link:
    return Link(_("障害のお知らせ"), addresses.page("incidents"))


def _day(served: snapshot.Snapshot) -> date | None:
    """Return when what is served was published."""
    return parts.moment(served.published_at)
