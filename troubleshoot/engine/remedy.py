"""The steps of a cause for one reader: their carrier's set, for their device."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .guide import Carrier, Cause, Device, Guide, Lineage, Release, RemedyStep, Slug


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one reader is told to do. ``carrier`` is whose steps they are, None for everyone's."""

    carrier: Slug | None
    steps: tuple[RemedyStep, ...]

    @property
    def minutes(self) -> float:
        """Minutes of doing, without waiting."""
        return sum(step.minutes for step in self.steps)

    @property
    def wait_minutes(self) -> int:
        """Minutes of waiting."""
        return sum(step.wait_minutes for step in self.steps)


def lineage(table: Mapping[Slug, Carrier] | Mapping[Slug, Device], slug: Slug | None) -> tuple[Slug, ...]:
    """Return a carrier or device and the wider ones it belongs to, own first; () when it is none of the table."""
    found: list[Slug] = []
    at: Lineage | None = table.get(slug) if slug else None
    while at is not None and at.slug not in found:
        found.append(at.slug)
        at = table.get(at.parent) if at.parent else None
    return tuple(found)


def remedy_for(
    cause: Cause, tables: Guide | Release, carrier: Slug | None = None, device: Slug | None = None
) -> Remedy:
    """Return the most specific carrier's steps (brand, then its network, then everyone's), for one device.

    Where the device is unknown, the steps of all devices are there.
    """
    devices = lineage(tables.devices, device)
    fitting = [step for step in cause.steps if step.device is None or not devices or step.device in devices]
    for owner in (*lineage(tables.carriers, carrier), None):
        if steps := _owned(fitting, owner):
            return Remedy(owner, steps)
    return Remedy(None, ())


def _owned(steps: Sequence[RemedyStep], owner: Slug | None) -> tuple[RemedyStep, ...]:
    return tuple(step for step in steps if step.carrier == owner)


def differs_by_carrier(cause: Cause) -> bool:
    """Tell whether the remedy depends on the reader's line."""
    return any(step.carrier for step in cause.steps)
