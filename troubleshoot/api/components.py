"""What Statuspage calls components: each guide is a group, and the carriers on it are its components."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from troubleshoot import engine, snapshot
from troubleshoot.engine.guide import Carrier, Guide, Incident, Slug
from troubleshoot.snapshot.said import last_said, newest

from .serving import Json
from .stamps import identifier, stamp

OPERATIONAL: Final = "operational"
#: How a component is while an incident of an impact goes on, the best first.
_OF_IMPACT: Final = {
    "none": OPERATIONAL,
    "maintenance": "under_maintenance",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}
_STATUSES: Final = tuple(_OF_IMPACT.values())
#: The statuses of an outage and of a maintenance that goes on: before and after them components are well.
OUTAGE: Final = ("investigating", "identified", "monitoring")
AT_WORK: Final = ("in_progress", "verifying")


def status_in(status: str, impact: str) -> str:
    """Return how a component is when all that touches it is an incident of this status and impact."""
    return _OF_IMPACT.get(impact, OPERATIONAL) if status in {*OUTAGE, *AT_WORK} else OPERATIONAL


def worst(statuses: Iterable[str]) -> str:
    """Return the worst of components' statuses; of none, that all is well."""
    return max(statuses, key=_STATUSES.index, default=OPERATIONAL)


@dataclass(frozen=True, slots=True)
class Component:
    """A guide on a carrier, as it is now. ``lines``: the carrier and the networks it belongs to."""

    guide: Guide
    carrier: Carrier
    lines: tuple[Slug, ...]
    document: Json

    @property
    def full_name(self) -> str:
        """The name under which an update lists it."""
        return f"{self.guide.title} - {self.carrier.name}"

    def touched_by(self, incident: Incident) -> bool:
        """Tell whether an incident, ongoing or past, concerns it: a brand's is its network's too."""
        return engine.touched(incident, self.guide.slug, self.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """A guide with its components, in the release's order."""

    components: tuple[Component, ...]
    document: Json


def groups(served: snapshot.Snapshot, page_id: str) -> Iterator[Group]:
    """Yield all guides of a snapshot with their components."""
    told = [(one, last_said(one)) for one in served.incidents]
    for position, guide in enumerate(served.release().guides.values(), 1):
        components = tuple(_components(served, told, guide, page_id))
        documents = [component.document for component in components]
        own = _document(
            id=_group_id(guide),
            name=guide.title,
            status=worst(one["status"] for one in documents),
            created_at=stamp(served.published_at),
            updated_at=stamp(newest([served.published_at, *(one["updated_at"] for one in documents)])),
            position=position,
            description=guide.summary or None,
            group_id=None,
            page_id=page_id,
            group=True,
        )
        yield Group(components, own | {"components": [one["id"] for one in documents]})


def _components(
    served: snapshot.Snapshot, told: Sequence[tuple[Incident, str]], guide: Guide, page_id: str
) -> Iterator[Component]:
    """Yield a guide's components. ``told``: each incident, and when the last of it was said."""
    carriers = served.release().carriers
    for position, carrier in enumerate(carriers.values(), 1):
        lines = engine.lineage(carriers, carrier.slug)
        touching = [(one, at) for one, at in told if engine.touched(one, guide.slug, lines)]
        document = _document(
            id=identifier("component", guide.slug, carrier.slug),
            name=carrier.name,
            status=worst(status_in(one.status, one.impact) for one, _ in touching),
            created_at=stamp(served.published_at),
            updated_at=stamp(newest([served.published_at, *(at for _, at in touching)])),
            position=position,
            description=None,
            group_id=_group_id(guide),
            page_id=page_id,
            group=False,
        )
        yield Component(guide, carrier, lines, document)


def _group_id(guide: Guide) -> str:
    return identifier("group", guide.slug)


def _document(**own: object) -> Json:
    """Return a component with what is the same for all of them."""
    return {**own, "showcase": False, "start_date": None, "only_show_if_degraded": False}
