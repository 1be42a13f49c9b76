"""How the last ninety days went: a bar a day for those who see, the days of trouble in words for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine import uptime
from troubleshoot.engine.guide import Carrier, Guide, Incident, Slug

from . import words

#: Impacts in a reader's words. The height of a bar tells them too, of ten.
IMPACTS: Final = {
    "critical": pgettext_lazy("impact", "重大な障害"),
    "major": pgettext_lazy("impact", "大きい障害"),
    "minor": pgettext_lazy("impact", "小さい障害"),
    "maintenance": pgettext_lazy("impact", "メンテナンス"),
}
_HEIGHTS: Final[Mapping[str, int]] = {"critical": 10, "major": 8, "minor": 6, "maintenance": 4}


@dataclass(frozen=True, slots=True)
class BadDay:
    """A day on which something was out of order."""

    day: date
    impact: str
    lasted: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The last days of a guide, of one on a carrier. ``paths``: by impact, in a picture of ``width`` × 10."""

    name: str
    url: str
    summary: str
    bad: tuple[BadDay, ...]
    paths: tuple[tuple[str, str], ...]
    width: int


def of_guides(served: snapshot.Snapshot, at: datetime) -> tuple[Bars, ...]:
    """Return the last days of each guide, on whatever carrier; they link to how it stands."""
    return tuple(
        _bars(guide.title, addresses.page("guide-status", guide.slug), of_guide(served.incidents, guide, at))
        for guide in served.release().guides.values()
    )


def of_components(served: snapshot.Snapshot, guide: Guide, at: datetime) -> tuple[Bars, ...]:
    """Return the last days of a guide as a whole, of each network, and of the brands that differ from their network."""
    carriers = served.release().carriers
    days = {slug: _on(served.incidents, guide, carriers, slug, at) for slug in carriers}
    shown = [one for one in carriers.values() if days[one.slug] != days.get(one.parent or "")]
    return (
        _bars(_("全体(どこかの会社で起きたもの)"), "", of_guide(served.incidents, guide, at)),
        *(_bars(one.name, "", days[one.slug]) for one in shown),
    )


def of_guide(incidents: Iterable[Incident], guide: Guide, at: datetime) -> tuple[uptime.Day, ...]:
    """Return the last days of a guide, on whatever carrier."""
    return uptime.days([one for one in incidents if engine.touched(one, guide.slug)], localtime(at))


def _on(
    incidents: Iterable[Incident], guide: Guide, carriers: Mapping[Slug, Carrier], carrier: Slug, at: datetime
) -> tuple[uptime.Day, ...]:
    known = engine.lineage(carriers, carrier)
    return uptime.days([one for one in incidents if engine.touched(one, guide.slug, known)], localtime(at))


def _bars(name: str, url: str, days: Sequence[uptime.Day]) -> Bars:
    bad = [day for day in days if day.impact != uptime.NOTHING]
    return Bars(
        name=name,
        url=url,
        summary=_summary(days),
        bad=tuple(BadDay(day.day, str(IMPACTS[day.impact]), _lasted([day])) for day in reversed(bad)),
        paths=tuple((impact, path) for impact in IMPACTS if (path := _path(days, impact))),
        width=len(days),
    )


def _summary(days: Sequence[uptime.Day]) -> str:
    """Return how many days had an outage and how long it was in all; the same of maintenance."""
    outages = [day for day in days if day.impact not in (uptime.NOTHING, uptime.MAINTENANCE)]
    works = sum(day.impact == uptime.MAINTENANCE for day in days)
    said = [_("記録された障害はありません。")]
    if outages:
        counted = {"days": len(outages), "lasted": _lasted(outages)}
        pattern = ngettext(
            "障害のあった日は%(days)d日、合わせて%(lasted)sです。",
            "障害のあった日は%(days)d日、合わせて%(lasted)sです。",
            len(outages),
        )
        said = [pattern % counted]
    if works:
        said.append(ngettext("メンテナンスの日は%d日です。", "メンテナンスの日は%d日です。", works) % works)
    return words.sentences(said)


def _lasted(days: Iterable[uptime.Day]) -> str:
    return words.span(uptime.in_minutes(sum((day.lasted for day in days), timedelta())))


def _path(days: Sequence[uptime.Day], impact: str) -> str:
    height = _HEIGHTS[impact]
    return "".join(f"M{place} 10v-{height}h.8v{height}z" for place, day in enumerate(days) if day.impact == impact)
