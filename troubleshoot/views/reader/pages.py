"""What the pages around the walk show, as frozen values ready for templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import Carrier, Cause, Guide, Slug

from . import parts, remedies, steps, too
from .parts import Banners, Link
from .remedies import RemedyPart
from .ways import Way, ways


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    banners: Banners
    guides: tuple[Link, ...]
    carriers: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A guide with its first question already there."""

    guide: Guide
    banners: Banners
    cautions: tuple[Link, ...]
    first_steps: tuple[Link, ...]
    asking: steps.Asking
    other_ways: tuple[Way, ...]
    causes: tuple[Link, ...]
    too: too.TooPart
    carry_on_url: str
    release: int


@dataclass(frozen=True, slots=True)
class CausePage:
    """A cause, for everyone or for one carrier. ``elsewhere``: this carrier's readers do not have it."""

    cause: Cause
    banners: Banners
    remedy: RemedyPart
    carrier: Carrier | None
    shared_with: str
    elsewhere: bool
    carriers: tuple[Link, ...]
    guides: tuple[Link, ...]
    release: int


@dataclass(frozen=True, slots=True)
class CauseOnCarrier:
    """A cause with the steps of one carrier."""

    slug: Slug
    link: Link
    remedy: RemedyPart


@dataclass(frozen=True, slots=True)
class CarrierPage:
    """All of one carrier's settings."""

    carrier: Carrier
    parent: Link | None
    brands: tuple[Link, ...]
    banners: Banners
    causes: tuple[CauseOnCarrier, ...]
    release: int


def home_page(served: snapshot.Snapshot) -> HomePage:
    """Return what the first page shows."""
    release = served.release()
    return HomePage(
        banners=parts.banners(served),
        guides=tuple(parts.guide_link(guide) for guide in release.guides.values()),
        carriers=tuple(parts.carrier_link(carrier) for carrier in release.carriers.values()),
    )


def guide_page(served: snapshot.Snapshot, guide: Guide) -> GuidePage:
    """Return what a guide's page shows."""
    walk = engine.replay(guide, {}, incidents=served.ongoing, suspicions=served.suspicions)
    return GuidePage(
        guide=guide,
        banners=parts.banners(served, guide),
        cautions=parts.notes(guide, "caution"),
        first_steps=parts.notes(guide, "first-step"),
        asking=steps.asking(walk, guide.questions[guide.entry]),
        other_ways=ways(walk),
        causes=tuple(parts.cause_link(guide.causes[slug]) for slug in guide.candidates),
        too=too.too_part(guide),
        carry_on_url=addresses.of_carrying_on(walk),
        release=served.number,
    )


def cause_page(served: snapshot.Snapshot, cause: Cause, carrier: Carrier | None = None) -> CausePage:
    """Return what a cause's page shows, for everyone or for one carrier."""
    release = served.release()
    remedy = engine.remedy_for(cause, release, carrier.slug if carrier else None)
    own = carrier is not None and remedy.carrier == carrier.slug
    return CausePage(
        cause=cause,
        banners=parts.banners(served, carrier=carrier.slug if carrier else None),
        remedy=remedies.remedy_part(remedy, release.devices),
        carrier=carrier,
        shared_with=release.carriers[remedy.carrier].name if remedy.carrier and not own else "",
        elsewhere=carrier is not None and not _exists_on(cause, carrier, release),
        carriers=tuple(
            Link(one.name, parts.cause_link(cause, one.slug).url) for one in carriers_with_own_steps(cause, release)
        ),
        guides=tuple(parts.guide_link(guide) for guide in release.guides.values() if _uses(guide, cause)),
        release=served.number,
    )


def carriers_with_own_steps(cause: Cause, release: engine.Release) -> tuple[Carrier, ...]:
    """Return the carriers whose readers are told something else than everyone."""
    return tuple(
        carrier
        for carrier in release.carriers.values()
        if _exists_on(cause, carrier, release) and engine.remedy_for(cause, release, carrier.slug).carrier
    )


def _exists_on(cause: Cause, carrier: Carrier, release: engine.Release) -> bool:
    return engine.exists_on(cause, engine.lineage(release.carriers, carrier.slug))


def _uses(guide: Guide, cause: Cause) -> bool:
    certain = {answer.edge.cause for question in guide.questions.values() for answer in question.answers.values()}
    return cause.slug in guide.candidates or cause.slug in guide.last_resorts or cause.slug in certain


def carrier_page(served: snapshot.Snapshot, carrier: Carrier) -> CarrierPage:
    """Return what a carrier's page shows: each cause with steps of its own or of its network."""
    release = served.release()
    parent = release.carriers.get(carrier.parent or "")
    return CarrierPage(
        carrier=carrier,
        parent=parts.carrier_link(parent) if parent else None,
        brands=tuple(parts.carrier_link(one) for one in release.carriers.values() if one.parent == carrier.slug),
        banners=parts.banners(served, carrier=carrier.slug),
        causes=tuple(_causes_on(carrier, release)),
        release=served.number,
    )


def _causes_on(carrier: Carrier, release: engine.Release) -> Iterable[CauseOnCarrier]:
    for cause in release.causes.values():
        remedy = engine.remedy_for(cause, release, carrier.slug)
        if remedy.carrier and _exists_on(cause, carrier, release):
            link, part = parts.cause_link(cause, carrier.slug), remedies.remedy_part(remedy, release.devices)
            yield CauseOnCarrier(cause.slug, link, part)
