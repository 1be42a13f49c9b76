"""Parts that several pages show: incidents, links. Frozen, ready for templates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Carrier, Cause, Guide, Incident, Note, Slug

from . import words

#: What stands in an address for a guide or a carrier that is not known.
UNKNOWN: Final = "-"
#: An update written down so much after its time says so.
BACKDATED: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go, with a word about it."""

    text: str
    url: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class UpdatePart:
    """One thing said about an incident: when it held, when it was written down, when it was put in other words."""

    status: str
    body: str
    at: datetime | None
    written_at: datetime | None = None
    corrected_at: datetime | None = None

    @property
    def backdated(self) -> bool:
        """Whether it was written down so much later that readers should know."""
        return bool(self.at and self.written_at and self.written_at - self.at > BACKDATED)


@dataclass(frozen=True, slots=True)
class IncidentPart:
    """An incident as it is drawn, its updates newest first.

    ``impact``: Statuspage's word; ``next_update``: when more is to be said, be that past or not; ``notice``: the page
    that a company itself has of it; ``starts`` and ``ends``: of a maintenance, as planned; ``planned``: it has not
    begun.
    """

    slug: Slug
    title: str
    url: str
    status: str
    ongoing: bool
    started: datetime | None
    resolved: datetime | None
    updates: tuple[UpdatePart, ...]
    impact: str = ""
    next_update: datetime | None = None
    notice: Link | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    planned: bool = False

    @property
    def is_maintenance(self) -> bool:
        """Whether it was planned."""
        return self.starts is not None

    @property
    def is_next_another_day(self) -> bool:
        """Whether more is to be said on another day than the last that was said."""
        return bool(self.next_update and self.updated and self.next_update.date() != self.updated.date())

    @property
    def ends_another_day(self) -> bool:
        """Whether a maintenance ends on another day than it starts."""
        return bool(self.starts and self.ends and self.starts.date() != self.ends.date())

    @property
    def newest(self) -> UpdatePart | None:
        """The update said last."""
        return self.updates[0] if self.updates else None

    @property
    def updated(self) -> datetime | None:
        """When something was said last."""
        return max((time for one in self.updates if (time := one.written_at or one.at)), default=self.started)


@dataclass(frozen=True, slots=True)
class Banners:
    """What a page says at its top of what is out of order.

    ``ongoing``: most severe first; ``planned``: maintenances to come. ``waits``: the causes whose advice a walk is led
    to by them, by ``wait_url``. ``now``: where an open page asks whether all this has changed, "" where it is not to.
    """

    ongoing: tuple[IncidentPart, ...] = ()
    planned: tuple[IncidentPart, ...] = ()
    waits: tuple[Slug, ...] = ()
    wait_url: str = ""
    now: str = ""

    @property
    def mark(self) -> str:
        """What tells it from what was shown before; "" where there is nothing to show."""
        shown = [
            (one.slug, one.title, one.status, one.updated, one.next_update, one.starts, one.ends)
            for one in (*self.ongoing, *self.planned)
        ]
        return blake2b(repr((shown, self.waits)).encode(), digest_size=6).hexdigest() if shown else ""


def site_of(url: str) -> str:
    """Return the host of an address elsewhere, to be shown before the reader goes there."""
    return url.removeprefix("https://").split("/")[0].removeprefix("www.") if url.startswith("https://") else ""


def cause_link(cause: Cause, carrier: Slug | None = None) -> Link:
    """Return the link to a cause's page, or to its page for one carrier."""
    if carrier:
        return Link(cause.title, addresses.page("cause-on-carrier", cause.slug, carrier))
    return Link(cause.title, addresses.page("cause", cause.slug), cause.summary)


def guide_link(guide: Guide) -> Link:
    """Return the link to a guide."""
    return Link(guide.title, addresses.page("guide", guide.slug), guide.summary)


def carrier_link(carrier: Carrier) -> Link:
    """Return the link to a carrier's page."""
    return Link(carrier.name, addresses.page("carrier", carrier.slug))


def contact_link(carrier: Carrier) -> Link:
    """Return the link to a carrier's page with the first line of how to reach it: the numbers."""
    first = carrier.contact.partition("\n")[0]
    return Link(carrier.name, carrier_link(carrier).url, type(carrier.contact)(first))


def note_link(note: Note) -> Link:
    """Return what a guide says, linked to the page that tells more where there is one."""
    return Link(note.text, addresses.page("cause", note.cause) if note.cause else "", note.detail)


def notes(guide: Guide, kind: str) -> tuple[Link, ...]:
    """Return a guide's notes of one kind."""
    return tuple(note_link(note) for note in guide.notes if note.kind == kind)


def incident_part(incident: Incident) -> IncidentPart:
    """Return an incident as it is drawn, in the page's language where officers wrote it so."""
    updates = tuple(
        UpdatePart(
            words.status(update.status),
            words.told(update.body),
            moment(update.at),
            moment(update.written_at),
            moment(update.corrected_at),
        )
        for update in incident.updates
    )
    return IncidentPart(
        slug=incident.slug,
        title=words.told(incident.title),
        url=addresses.page("incident", incident.slug),
        status=words.status(incident.status),
        ongoing=incident.ongoing,
        started=moment(incident.started_at),
        resolved=moment(incident.resolved_at),
        updates=updates,
        impact=incident.impact,
        next_update=moment(incident.next_update_at),
        notice=Link(site_of(incident.notice_url), incident.notice_url) if incident.notice_url else None,
        starts=moment(incident.scheduled_start),
        ends=moment(incident.scheduled_end),
        planned=incident.status == engine.PLANNED,
    )


def moment(iso: str) -> datetime | None:
    """Return an ISO time as a moment; None for ""."""
    return datetime.fromisoformat(iso) if iso else None


def banners(served: snapshot.Snapshot, guide: Guide | None = None, carrier: Slug | None = None) -> Banners:
    """Return what a page shows at its top of the incidents that concern a guide on a carrier; None: any of them."""
    carriers, guide_slug = served.release().carriers, guide.slug if guide else None
    carrier = carrier if carrier in carriers else None  # some say that they do not know it
    touching = engine.touching(served.ongoing, guide_slug, engine.lineage(carriers, carrier))
    return Banners(
        ongoing=tuple(map(incident_part, engine.announced(served.ongoing, carriers, guide_slug, carrier))),
        planned=tuple(map(incident_part, engine.planned(served.incidents, carriers, guide_slug, carrier))),
        waits=tuple(dict.fromkeys(one.cause for one in touching if guide and one.cause in guide.triable)),
        wait_url=addresses.page("walk", guide.slug) if guide else "",
        now="" if served.is_draft else _now(guide_slug, carrier),
    )


def _now(guide: Slug | None, carrier: Slug | None) -> str:
    if guide or carrier:
        return addresses.page("now-about", guide or UNKNOWN, carrier or UNKNOWN)
    return addresses.page("now")
