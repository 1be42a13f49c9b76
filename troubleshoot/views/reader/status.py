"""How a guide's trouble stands: what is known now, how many report it, how the last ninety days went."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troubleshoot import snapshot
from troubleshoot.engine.guide import Guide
from troubleshoot.snapshot import pulse

from . import bars, curves, found, history, parts
from .bars import Bars
from .curves import CurvePart
from .finding import guide_or_404
from .history import PastPart
from .parts import Banners, Link
from .serving import reader_page
from .too import TooPart, too_part

#: Incidents that are over which the page lists at most.
PAST = 10


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A guide's status. ``is_known``: the reports could be counted; ``curve``: None where they are too few."""

    guide: Link
    banners: Banners
    too: TooPart
    is_known: bool
    curve: CurvePart | None
    enough: int
    bars: tuple[Bars, ...]
    past: Sequence[PastPart]
    release: int


@reader_page
def status(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Show how a guide's trouble stands."""
    asked = guide_or_404(served, guide)
    context = {"page": _page(served, asked, pulse.current()), "found": found.status(request, asked)}
    return render(request, "pages/guide_status.html", context)


def _page(served: snapshot.Snapshot, guide: Guide, beat: pulse.Pulse) -> StatusPage:
    counts = (beat.curves or {}).get(guide.slug, ())
    return StatusPage(
        guide=parts.guide_link(guide),
        banners=parts.banners(served, guide),
        too=too_part(guide),
        is_known=beat.curves is not None,
        curve=curves.curve_part(counts, beat.at),
        enough=curves.ENOUGH,
        bars=bars.of_components(served, guide, beat.at),
        past=history.past_of(served, guide)[:PAST],
        release=served.number,
    )
